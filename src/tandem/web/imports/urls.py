"""Addresses of the imports."""

from django.urls import path

from tandem.web.imports import downloads, views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("nouveau/", views.new, name="import_new"),
    path("nouveau/<slug:kind>/<path:target>/", views.upload, name="import_upload"),
    path("modeles/<slug:kind>/<path:target>/modele.<str:extension>", downloads.model_file, name="import_model"),
    path("modeles/<slug:kind>/<path:target>/schema.json", downloads.schema, name="import_schema"),
    path("<int:pk>/", views.detail, name="import_detail"),
    path("<int:pk>/colonnes/", views.columns, name="import_columns"),
    path("<int:pk>/feuille/", views.sheet, name="import_sheet"),
    path("<int:pk>/organismes/", views.questions, name="import_questions"),
    path("<int:pk>/verifier/", views.check, name="import_check"),
    path("<int:pk>/valider/", views.validate, name="import_validate"),
    path("<int:pk>/annuler/", views.undo, name="import_undo"),
    path("<int:pk>/abandonner/", views.abandon, name="import_abandon"),
    path("<int:pk>/fichier/", downloads.received_file, name="import_file"),
    path("<int:pk>/a-corriger.<str:extension>", downloads.correction, name="import_correction"),
]
