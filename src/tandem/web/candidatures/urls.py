"""Addresses of « Mon dossier », under those of a campaign."""

from django.urls import path

from tandem.web.candidatures import pieces, results, views

_BASE = "<slug:region_slug>/<int:annee>/mon-dossier"

urlpatterns = [
    path(f"{_BASE}/", views.dossier, name="mon_dossier"),
    path(f"{_BASE}/formations/nouvelle/", views.formation, name="mon_dossier_formation_new"),
    path(f"{_BASE}/formations/<str:reference>/", views.formation, name="mon_dossier_formation"),
    path(f"{_BASE}/formations/<str:reference>/supprimer/", views.remove, name="mon_dossier_supprimer"),
    path(f"{_BASE}/formations/<str:reference>/retirer/", views.withdraw, name="mon_dossier_retirer"),
    path(f"{_BASE}/pieces/", pieces.pieces, name="mon_dossier_pieces"),
    path(f"{_BASE}/pieces/<int:pk>/", pieces.download, name="mon_dossier_piece"),
    path(f"{_BASE}/pieces/<int:pk>/retirer/", pieces.withdraw, name="mon_dossier_piece_retirer"),
    path(f"{_BASE}/depot/", views.deposit, name="mon_dossier_depot"),
    path(f"{_BASE}/reprendre/", views.take_back, name="mon_dossier_reprendre"),
    path(f"{_BASE}/recepisse/", views.receipt, name="mon_dossier_recepisse"),
    path(f"{_BASE}/resultats/", results.results, name="mon_dossier_resultats"),
]
