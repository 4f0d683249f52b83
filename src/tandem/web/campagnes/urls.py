"""Addresses of the campaigns and of their règlements."""

from django.urls import path

from tandem.web.campagnes import history, lifecycle, preparation, reglements, views

CAMPAGNE = "<slug:region_slug>/<int:annee>"

urlpatterns = [
    path("", views.campagnes, name="campagnes"),
    path("nouvelle/", preparation.new, name="campagne_new"),
    path("reglements/", reglements.reglements, name="reglements"),
    path("reglements/<slug:region_slug>/ajouter/", reglements.add, name="reglement_add"),
    path(
        "reglements/<slug:region_slug>/<slug:code>/version-<int:version>.yaml", reglements.source, name="reglement_yaml"
    ),
    path(f"{CAMPAGNE}/", views.campagne, name="campagne"),
    path(f"{CAMPAGNE}/modifier/", preparation.edit, name="campagne_edit"),
    path(f"{CAMPAGNE}/ouvrir/", lifecycle.open_, name="campagne_open"),
    path(f"{CAMPAGNE}/prolonger/", lifecycle.extend, name="campagne_extend"),
    path(f"{CAMPAGNE}/clore/", lifecycle.close, name="campagne_close"),
    path(f"{CAMPAGNE}/rouvrir/", lifecycle.reopen, name="campagne_reopen"),
    path(f"{CAMPAGNE}/classer/", lifecycle.rank, name="campagne_rank"),
    path(f"{CAMPAGNE}/reprendre-instruction/", lifecycle.resume, name="campagne_resume_instruction"),
    path(f"{CAMPAGNE}/relancer/", lifecycle.remind, name="campagne_remind"),
    path(f"{CAMPAGNE}/historique/", history.history, name="campagne_historique"),
]
