"""Addresses of the summary of a campaign."""

from django.urls import path

from tandem.web.synthese import views

CAMPAGNE = "<slug:region_slug>/<int:annee>"

urlpatterns = [
    path(f"{CAMPAGNE}/synthese/", views.summary, name="campagne_synthese"),
    path(f"{CAMPAGNE}/synthese.pdf", views.summary_file, name="campagne_synthese_pdf"),
]
