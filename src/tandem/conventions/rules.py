"""What the law and the type of a convention demand of it, read from data/types_conventions.yaml: dated, sourced."""

from datetime import date
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import yaml

from bareme.display import typography
from tandem.conventions.enums import RolePartie, TypeConvention
from tandem.conventions.models import ModeleClause


class Article(NamedTuple):
    """An article of the Code du travail, since when it reads so, and the words that matter here."""

    reference: str
    title: str
    since: date
    quote: str


class Demand(NamedTuple):
    """Something demanded before the signature: of the party of a role, or a clause of this code."""

    code: str
    label: str
    reference: str
    quote: str


class TypeRules(NamedTuple):
    """The demands of one type of convention, as read on `checked_on`."""

    articles: tuple[Article, ...]
    habilitations: tuple[Demand, ...]
    clauses: tuple[Demand, ...]
    obligations: tuple[dict, ...]
    checked_on: date


@lru_cache(maxsize=1)
def _types() -> dict[str, TypeRules]:
    source = resources.files("tandem.conventions.data").joinpath("types_conventions.yaml")
    rows = yaml.safe_load(source.read_text(encoding="utf-8"))["types"]
    return {row["code"]: _rules(row) for row in rows}


def _rules(row) -> TypeRules:
    return TypeRules(
        articles=tuple(
            Article(item["article"], item["titre"], item["en_vigueur_depuis"], item["quote"])
            for item in row["references"]
        ),
        habilitations=tuple(
            Demand(item["role"], item["organe"], item["source"], item["quote"]) for item in row["habilitations"]
        ),
        clauses=tuple(
            Demand(item["code"], item["quote"], f"art. {item['article']}, {item['alinea']}e alinéa", item["quote"])
            for item in row["clauses_obligatoires"]
        ),
        obligations=tuple(row["obligations_legales"]),
        checked_on=row["checked_on"],
    )


def rules_of(kind: TypeConvention | str) -> TypeRules:
    """Return the demands of a type of convention."""
    return _types()[str(kind)]


def missing_habilitations(convention) -> list[tuple]:
    """Return (partie, demand) for each party whose body must still authorise the signature."""
    demands = {demand.code: demand for demand in rules_of(convention.type).habilitations}
    return [
        (partie, demands[partie.role])
        for partie in convention.parties.order_by("rank").select_related("organisation")
        if partie.role in demands and not partie.habilitations.exists()
    ]


def missing_clauses(convention) -> list[Demand]:
    """Return the clauses that the law demands and that the text lacks."""
    written = set(convention.clauses.current().values_list("code", flat=True))
    return [demand for demand in rules_of(convention.type).clauses if demand.code not in written]


def vote_obstacles(convention) -> list[str]:
    """Return, in French, all that keeps the convention from being « votée »; empty when nothing does."""
    obstacles = [
        f"{partie.organisation} n’est pas habilitée à signer : enregistrez la délibération de son organe "
        f"({demand.label} ; {demand.reference})."
        for partie, demand in missing_habilitations(convention)
    ]
    titles = dict(ModeleClause.objects.values_list("code", "titre").order_by("code"))
    obstacles += [
        f"Clause obligatoire absente : « {titles.get(demand.code, demand.label)} » ({demand.reference}). "
        "Ajoutez-la depuis la bibliothèque."
        for demand in missing_clauses(convention)
    ]
    if not convention.clauses.current().exists():
        obstacles.append("La convention n’a aucune clause : ajoutez-en depuis la bibliothèque.")
    roles = set(convention.parties.values_list("role", flat=True))
    if convention.type == TypeConvention.REGION_OPCO and RolePartie.REGION not in roles:
        obstacles.append("Aucune Région n’est partie à la convention.")
    return [typography(obstacle) for obstacle in obstacles]
