"""Addresses of the annexe and of the letters of a campaign."""

from django.urls import path

from tandem.web.documents import annexe, letters, templates

CAMPAGNE = "<slug:region_slug>/<int:annee>"

urlpatterns = [
    path(f"{CAMPAGNE}/annexe/", annexe.annexe, name="campagne_annexe"),
    path(f"{CAMPAGNE}/annexe/<slug:version>.<str:extension>", annexe.annexe_file, name="campagne_annexe_fichier"),
    path(f"{CAMPAGNE}/courriers/", letters.letters, name="campagne_courriers"),
    path(f"{CAMPAGNE}/courriers/lot-<str:extension>.zip", letters.letters_batch, name="campagne_courriers_lot"),
    path(f"{CAMPAGNE}/courriers/modeles/<slug:kind>/", templates.letter_template, name="campagne_courrier_modele"),
    path(
        f"{CAMPAGNE}/courriers/modeles/<slug:kind>/mise-en-page.docx",
        templates.letter_layout,
        name="campagne_courrier_mise_en_page",
    ),
    path(
        f"{CAMPAGNE}/courriers/<slug:of_slug>/<slug:kind>.<str:extension>",
        letters.letter_file,
        name="campagne_courrier",
    ),
]
