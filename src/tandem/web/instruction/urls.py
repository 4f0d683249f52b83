"""Addresses of the instruction of a campaign."""

from django.urls import path

from tandem.web.instruction import candidatures, evaluations, exceptionnelle, interets, sheet

CAMPAGNE = "<slug:region_slug>/<int:annee>"
CANDIDATURE = f"{CAMPAGNE}/candidatures/<str:reference>"

urlpatterns = [
    path(f"{CAMPAGNE}/candidatures/", candidatures.candidatures, name="campagne_candidatures"),
    path(f"{CAMPAGNE}/candidatures/decider/", candidatures.decide, name="campagne_candidatures_decide"),
    path(f"{CANDIDATURE}/", sheet.candidature, name="campagne_candidature"),
    path(f"{CANDIDATURE}/noter/<slug:critere>/", evaluations.score, name="campagne_evaluate"),
    path(f"{CANDIDATURE}/pieces/<int:pk>/", sheet.piece, name="campagne_piece"),
    path(f"{CAMPAGNE}/evaluations/", evaluations.evaluations, name="campagne_evaluations"),
    path(f"{CAMPAGNE}/evaluations/valider/", evaluations.validate, name="campagne_evaluations_validate"),
    path(f"{CAMPAGNE}/evaluations/<int:pk>/renvoyer/", evaluations.send_back, name="campagne_evaluation_return"),
    path(f"{CAMPAGNE}/exceptionnelle/", exceptionnelle.exceptionnelle, name="campagne_exceptionnelle"),
    path(
        f"{CAMPAGNE}/exceptionnelle/<slug:of_slug>/valider/",
        exceptionnelle.validate,
        name="campagne_exceptionnelle_validate",
    ),
    path(
        f"{CAMPAGNE}/exceptionnelle/<slug:of_slug>/renvoyer/",
        exceptionnelle.send_back,
        name="campagne_exceptionnelle_return",
    ),
    path(f"{CAMPAGNE}/interets/", interets.interets, name="campagne_interets"),
    path(f"{CAMPAGNE}/interets/<int:pk>/lever/", interets.lift, name="campagne_interet_lift"),
]
