"""Obligations as data state them, and those that the law adds to every convention of a type."""

from tandem.conventions.enums import RolePartie
from tandem.conventions.models import Obligation
from tandem.conventions.rules import rules_of


def legal_obligations(convention) -> list[Obligation]:
    """Return, unsaved, what the law makes the parties of this type owe (art. R6523-2-4-1, 4e alinéa)."""
    parties = {partie.role: partie for partie in convention.parties.order_by("rank")}
    return [
        Obligation(convention=convention, rank=rank, **obligation_fields(row, parties))
        for rank, row in enumerate(rules_of(convention.type).obligations, start=1)
    ]


def obligation_fields(row, parties) -> dict:
    """Return the fields of an obligation stated by a row of data; `parties` are those of its convention, by role."""
    return dict(  # noqa: C408 - the fields of a model, by name
        code=row["code"],
        libelle=row["libelle"],
        nature=row["kind"],
        clause=row["clause"],
        quote=row["quote"],
        debiteur=party_of(parties, row.get("debiteur")),
        creancier=party_of(parties, row.get("creancier")),
        par=row["par"],
        minimum=row["min"],
        maximum=row["max"],
        mois_debut=row.get("mois_debut"),
        mois_fin=row.get("mois_fin"),
        secteurs=row.get("secteurs", []),
        shares=row.get("partage_avec", []),
        annee=row.get("annee"),
        contenu=row.get("contenu", []),
        is_deduit=row.get("cadence_deduite", False),
        is_unplanned=row.get("non_planifiee", False),
    )


def party_of(parties, role):
    """Return the party of a role; None for « tous », and where the data name nobody."""
    return parties[RolePartie(role)] if role and role != "tous" else None
