"""Addresses of the open data, public and permanent."""

from django.urls import path

from tandem.web.donnees_ouvertes import views

JEU = "<slug:region_slug>/<int:annee>"

urlpatterns = [
    path("", views.datasets, name="donnees_ouvertes"),
    path(f"{JEU}/", views.dataset, name="donnees_ouvertes_jeu"),
    path(f"{JEU}/annexe-1.schema.json", views.dataset_schema, name="donnees_ouvertes_schema"),
    path(f"{JEU}/<slug:version>.<str:extension>", views.dataset_file, name="donnees_ouvertes_fichier"),
]
