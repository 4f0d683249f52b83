"""From a schema-checked document to the fields of a Reglement, with the checks that a schema cannot state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from importlib.resources import files
from typing import Any, NamedTuple, TypedDict

from bareme.anomalies import Anomalie, has_errors
from bareme.majoration.reglement.defaults import completed
from bareme.majoration.reglement.parse_criteres import parse_criteres
from bareme.majoration.reglement.parse_rules import (
    parse_arrondi,
    parse_bonus_vert,
    parse_complements,
    parse_coupure,
    parse_departage,
    parse_eligibilite,
    parse_organismes_ecartes,
    parse_plafonds,
    parse_planchers,
    parse_recevabilite,
    parse_selections,
)
from bareme.majoration.reglement.parts import (
    Arrondi,
    BonusVert,
    Clause,
    Complements,
    Condition,
    Coupure,
    Critere,
    Departage,
    Donnee,
    IndicateurType,
    OrganismeEcarte,
    Plafonds,
    Planchers,
    Recevabilite,
    SelectionManuelle,
    Source,
    StatutClause,
)
from bareme.majoration.reglement.reader import Reader
from bareme.schema_check import check_schema, schema_validator
from bareme.strict_yaml import Document, Path

_VALIDATOR = schema_validator(json.loads(files(__package__).joinpath("schema.json").read_text(encoding="utf-8")))

CANDIDATURE_FIELDS = (
    "reference",
    "of_cfa",
    "formation",
    "site",
    "contrats",
    "contrats_verts",
    "complement",
    "exceptionnelle",
)


class ReglementFields(TypedDict):
    """The constructor arguments of Reglement, all but the document."""

    code: str
    version: int
    titre: str
    annee: int
    source: Source
    clauses: Mapping[str, Clause]
    enveloppe: int
    contrats_a_compter_du: date
    recevabilite: Recevabilite
    donnees: tuple[Donnee, ...]
    eligibilite: tuple[Condition, ...]
    criteres: tuple[Critere, ...]
    bonus_vert: BonusVert
    complements: Complements
    plafonds: Plafonds
    planchers: Planchers
    coupure: Coupure
    departage: Departage
    arrondi: Arrondi
    organismes_ecartes: tuple[OrganismeEcarte, ...]
    selections_manuelles: tuple[SelectionManuelle, ...]


class Parsed(NamedTuple):
    """The fields of a règlement (None when it has errors), the completed data they come from, every anomaly."""

    fields: ReglementFields | None
    data: dict[str, Any]
    anomalies: list[Anomalie]


def parse_document(document: Document) -> Parsed:
    """Read a document. Schema findings come first: past them the rest could not be read."""
    anomalies = [*document.anomalies]
    if not has_errors(anomalies):
        anomalies += check_schema(document, _VALIDATOR)
    if has_errors(anomalies) or not isinstance(document.data, Mapping):
        return Parsed(None, {}, anomalies)
    data = completed(document.data)
    reader = Reader(Document(data, lines=document.lines))
    reader.clauses = _clauses(reader)
    fields = _fields(reader)
    _check_columns(reader, fields)
    return Parsed(None if has_errors(reader.anomalies) else fields, data, reader.anomalies)


def _fields(reader: Reader) -> ReglementFields:
    criteres = parse_criteres(reader)
    donnees = _donnees(reader)
    types = {indicateur.code: indicateur.type for critere in criteres for indicateur in critere.indicateurs}
    types |= {donnee.code: donnee.type for donnee in donnees}
    for rule in ("enveloppe", "contrats_a_compter_du"):
        reader.named_clause(rule, (rule,))  # a plain value has no place for its clause: it bears its own name
    plafonds = parse_plafonds(reader)
    return ReglementFields(
        code=str(reader.at(("code",))),
        version=int(reader.at(("version",))),
        titre=str(reader.at(("titre",))),
        annee=int(reader.at(("annee",))),
        source=_source(reader),
        clauses=reader.clauses,
        enveloppe=reader.whole(("enveloppe",)),
        contrats_a_compter_du=reader.at(("contrats_a_compter_du",)),
        recevabilite=parse_recevabilite(reader),
        donnees=donnees,
        eligibilite=parse_eligibilite(reader, types),
        criteres=criteres,
        bonus_vert=parse_bonus_vert(reader, types),
        complements=parse_complements(reader),
        plafonds=plafonds,
        planchers=parse_planchers(reader, plafonds),
        coupure=parse_coupure(reader),
        departage=parse_departage(reader, types, [critere.code for critere in criteres]),
        arrondi=parse_arrondi(reader),
        organismes_ecartes=parse_organismes_ecartes(reader),
        selections_manuelles=parse_selections(reader),
    )


def _clauses(reader: Reader) -> dict[str, Clause]:
    raw = reader.at(("clauses",))
    return {code: Clause(code, item["ref"], item["texte"], StatutClause(item["statut"])) for code, item in raw.items()}


def _source(reader: Reader) -> Source:
    return Source(
        titre=str(reader.at(("source", "titre"))),
        date=reader.at(("source", "date")),
        href=reader.at(("source", "href")),
    )


def _donnees(reader: Reader) -> tuple[Donnee, ...]:
    return tuple(
        Donnee(item["code"], item["libelle"], IndicateurType(item["type"])) for item in reader.at(("donnees",)) or ()
    )


def _check_columns(reader: Reader, fields: ReglementFields) -> None:
    """Each indicator is a column of the file: its code is used once, and is none of the candidature's own."""
    entries: list[tuple[str, Path]] = [(name, ()) for name in CANDIDATURE_FIELDS]
    columns: list[tuple[str, Path]] = [
        (indicateur.code, ("criteres", position, "indicateurs", place, "code"))
        for position, critere in enumerate(fields["criteres"])
        for place, indicateur in enumerate(critere.indicateurs)
    ]
    columns += [(donnee.code, ("donnees", index, "code")) for index, donnee in enumerate(fields["donnees"])]
    reader.check_unique([*entries, *columns], "colonne")


def total_weight(criteres: tuple[Critere, ...]) -> Fraction:
    return sum((critere.poids for critere in criteres), Fraction(0))
