"""Addresses of the conventions; one block per area."""

from django.urls import path

from tandem.web.conventions import lifecycle, overview, portfolio, texte

CONVENTION = "<slug:slug>"

urlpatterns = [
    path("", portfolio.conventions, name="conventions"),
    path("nouvelle/", lifecycle.new, name="convention_new"),
    path("bibliotheque/", texte.library, name="conventions_bibliotheque"),
    # Overview and life of one convention.
    path(f"{CONVENTION}/", overview.convention, name="convention"),
    path(f"{CONVENTION}/termes/", lifecycle.terms, name="convention_terms"),
    path(f"{CONVENTION}/partager/", lifecycle.share, name="convention_share"),
    path(f"{CONVENTION}/etat/", lifecycle.move, name="convention_move"),
    path(f"{CONVENTION}/habilitation/<int:rank>/", lifecycle.habilitation, name="convention_habilitation"),
    path(f"{CONVENTION}/historique/", overview.history, name="convention_historique"),
    # Clauses.
    path(f"{CONVENTION}/clauses/", texte.clauses, name="convention_clauses"),
    path(f"{CONVENTION}/clauses/ajouter/", texte.add, name="convention_clause_add"),
    path(f"{CONVENTION}/clauses/<slug:code>/", texte.clause, name="convention_clause"),
    path(f"{CONVENTION}/clauses/<slug:code>/variante/", texte.variant, name="convention_clause_variant"),
    path(f"{CONVENTION}/clauses/<slug:code>/retirer/", texte.remove, name="convention_clause_remove"),
]
