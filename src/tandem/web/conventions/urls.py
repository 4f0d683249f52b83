"""Addresses of the conventions; one block per area."""

from django.urls import path

from tandem.web.conventions import overview, portfolio

CONVENTION = "<slug:slug>"

urlpatterns = [
    path("", portfolio.conventions, name="conventions"),
    # Overview and life of one convention.
    path(f"{CONVENTION}/", overview.convention, name="convention"),
    path(f"{CONVENTION}/historique/", overview.history, name="convention_historique"),
]
