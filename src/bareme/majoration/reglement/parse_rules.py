"""Every rule of a règlement but the criteria: from the document to frozen parts, cross-checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil, floor

from bareme.majoration.reglement.parse_criteres import YES_NO
from bareme.majoration.reglement.parts import (
    Arrondi,
    BonusVert,
    CleDepartage,
    Complements,
    Condition,
    Coupure,
    CoupureMode,
    Decision,
    Departage,
    IncompletRegle,
    IndicateurType,
    OrganismeEcarte,
    Piece,
    Plafonds,
    Planchers,
    Recevabilite,
    Residu,
    RetardRegle,
    SelectionManuelle,
    SeuilVert,
)
from bareme.majoration.reglement.reader import Reader
from bareme.strict_yaml import Path

Types = Mapping[str, IndicateurType]
_OWN_TYPES: Types = {
    "contrats": IndicateurType.EFFECTIF,
    "contrats_verts": IndicateurType.EFFECTIF,
    "exceptionnelle": IndicateurType.MONTANT,
    "complement": IndicateurType.LISTE,
    "of_cfa": IndicateurType.LISTE,
    "formation": IndicateurType.LISTE,
    "site": IndicateurType.LISTE,
}
_NUMERIC = {IndicateurType.EFFECTIF, IndicateurType.TAUX, IndicateurType.PART, IndicateurType.MONTANT}
_TIE_FIELDS = ("score", "contrats", "contrats_verts", "of_cfa", "formation", "site")
_START_DATE = "contrats_a_compter_du"


def parse_recevabilite(reader: Reader) -> Recevabilite:
    path: Path = ("recevabilite",)
    raw = reader.at(path)
    pieces = tuple(Piece(item["code"], item["libelle"], item["obligatoire"]) for item in raw["pieces"])
    paths = reader.indexes((*path, "pieces"))
    reader.check_unique([(piece.code, (*item, "code")) for piece, item in zip(pieces, paths, strict=True)], "pièce")
    return Recevabilite(
        pieces=pieces,
        retard=RetardRegle(raw["retard"]),
        incomplet=IncompletRegle(raw["incomplet"]),
        relances_jours=tuple(sorted(raw["relances_jours"], reverse=True)),
        clause=reader.clause(path),
        complement_jours=raw.get("complement_jours", 0),
        relances_incomplets_jours=tuple(sorted(raw.get("relances_incomplets_jours", ()))),
    )


def parse_eligibilite(reader: Reader, types: Types) -> tuple[Condition, ...]:
    known = {**_OWN_TYPES, **types}
    paths = list(reader.indexes(("eligibilite",)))
    conditions = tuple(_condition(reader, path, known) for path in paths)
    reader.check_unique(
        [(item.code, (*path, "code")) for item, path in zip(conditions, paths, strict=True)], "condition"
    )
    return conditions


def _condition(reader: Reader, path: Path, known: Types) -> Condition:
    raw = reader.at(path)
    reader.check_known(raw["champ"], known, (*path, "champ"))
    kind = known.get(raw["champ"], IndicateurType.LISTE)
    ordered = kind in _NUMERIC or kind is IndicateurType.DATE
    if raw["champ"] in known and raw["operateur"] not in {"=", "parmi"} and not ordered:
        reader.refuse((*path, "operateur"), "operateur", "« = » ou « parmi » était attendu pour ce champ", "Changez-le")
    return Condition(
        code=raw["code"],
        libelle=raw["libelle"],
        champ=raw["champ"],
        operateur=raw["operateur"],
        valeur=_condition_value(reader, (*path, "valeur"), kind, raw["operateur"]),
        si_absent_eligible=raw.get("si_absent") == "eligible",
        clause=reader.clause(path),
    )


def _condition_value(
    reader: Reader, path: Path, kind: IndicateurType, operator: str
) -> Fraction | date | str | bool | tuple[str, ...]:
    value = reader.at(path)
    if operator == "parmi":
        if isinstance(value, list):
            return tuple(str(item) for item in value)
        reader.refuse(path, "liste", "une liste de valeurs était attendue après « parmi »", "Écrivez [A, B]")
        return ()
    if kind in _NUMERIC:
        return reader.number(path)
    if kind is IndicateurType.DATE:
        return _date_value(reader, path)
    return _yes_no_value(reader, path) if kind is IndicateurType.BOOLEEN else str(value)


def _date_value(reader: Reader, path: Path) -> date:
    value = reader.at(path)
    chosen = reader.at((_START_DATE,)) if value == _START_DATE else value
    if isinstance(chosen, date):
        return chosen
    reader.refuse(path, "date", f"une date AAAA-MM-JJ ou « {_START_DATE} » était attendue", "Corrigez la date")
    return date.min


def _yes_no_value(reader: Reader, path: Path) -> bool:
    value = reader.at(path)
    if not isinstance(value, bool) and value not in YES_NO:
        reader.refuse(path, "oui_non", "« oui » ou « non » était attendu", "Corrigez la valeur")
    return value is True or value == YES_NO[0]


def parse_bonus_vert(reader: Reader, types: Types) -> BonusVert:
    path: Path = ("bonus_vert",)
    numeric = [code for code, kind in types.items() if kind in _NUMERIC]
    seuils = []
    for item in reader.indexes((*path, "seuils")):
        field = str(reader.at((*item, "champ")))
        reader.check_known(field, numeric, (*item, "champ"))
        seuils.append(SeuilVert(field, reader.number((*item, "minimum"))))
    return BonusVert(reader.rate((*path, "taux")), tuple(seuils), reader.clause(path))


def parse_complements(reader: Reader) -> Complements:
    path: Path = ("complements", "classes")
    classes = {str(name): reader.rate((*path, name)) for name in reader.at(path)}
    return Complements(classes, reader.clause(("complements",)))


def parse_plafonds(reader: Reader) -> Plafonds:
    path: Path = ("plafonds",)
    named = reader.at((*path, "par_organisme")) or {}
    return Plafonds(
        total=reader.optional_number((*path, "total")),
        dont_vert=reader.optional_number((*path, "dont_vert")),
        par_organisme={name: reader.number((*path, "par_organisme", name)) for name in named},
        clause=reader.clause(path),
    )


def parse_planchers(reader: Reader, plafonds: Plafonds) -> Planchers:
    path: Path = ("planchers",)
    named = reader.at((*path, "par_organisme")) or {}
    planchers = Planchers(
        total=reader.optional_number((*path, "total")) or Fraction(0),
        par_organisme={name: reader.number((*path, "par_organisme", name)) for name in named},
        clause=reader.clause(path),
    )
    expected, remedy = (
        "un plancher qui ne dépasse pas le plafond, en euros entiers, était attendu",
        "Baissez le plancher ou levez le plafond",
    )
    if plafonds.total is not None and ceil(planchers.total) > floor(plafonds.total):
        reader.refuse((*path, "total"), "plancher_plafond", expected, remedy)
    for name in sorted({*planchers.par_organisme, *plafonds.par_organisme}):
        ceiling = plafonds.total_for(name)
        if ceiling is not None and ceil(planchers.total_for(name)) > floor(ceiling):
            place = "par_organisme" if name in planchers.par_organisme else "total"
            where = (*path, place, name) if place == "par_organisme" else (*path, place)
            reader.refuse(where, "plancher_plafond", f"{expected} pour « {name} »", remedy)
    return planchers


def parse_coupure(reader: Reader) -> Coupure:
    path: Path = ("coupure",)
    mode = CoupureMode(reader.at((*path, "mode")))
    value = reader.optional_number((*path, "valeur"))
    needs_value = mode in {CoupureMode.SCORE, CoupureMode.PART, CoupureMode.CONTRATS}
    if needs_value and value is None:
        reader.refuse(
            (*path, "valeur"), "valeur_manquante", f"une valeur était attendue pour le mode « {mode} »", "Donnez-la"
        )
    if not needs_value and value is not None:
        reader.refuse(
            (*path, "valeur"), "valeur_en_trop", f"aucune valeur n’était attendue pour le mode « {mode} »", "Retirez-la"
        )
    if mode is CoupureMode.PART and value is not None and value > 1:
        reader.refuse(
            (*path, "valeur"), "taux", "une part entre 0 et 100 % était attendue", "Écrivez par exemple « 76 % »"
        )
    if mode is CoupureMode.CONTRATS and value is not None and value.denominator != 1:
        reader.refuse(
            (*path, "valeur"), "entier", "un nombre entier de contrats était attendu", "Retirez les décimales"
        )
    return Coupure(mode, value, reader.optional_number((*path, "score_minimum")), reader.clause(path))


def parse_departage(reader: Reader, types: Types, criteres: Sequence[str]) -> Departage:
    path: Path = ("departage",)
    known = {*_TIE_FIELDS, *types, *(f"critere:{code}" for code in criteres)}
    keys = []
    for item in reader.indexes((*path, "cles")):
        raw = reader.at(item)
        reader.check_known(raw["cle"], known, (*item, "cle"))
        keys.append(CleDepartage(raw["cle"], raw["sens"] == "decroissant"))
    return Departage(str(reader.at((*path, "nom"))), tuple(keys), reader.clause(path))


def parse_arrondi(reader: Reader) -> Arrondi:
    path: Path = ("arrondi",)
    residu = Residu(reader.at((*path, "residu")))
    lines = tuple(reader.at((*path, "lignes")) or ())
    if lines and residu is not Residu.LIGNES_DESIGNEES:
        expected = "aucune ligne désignée n’était attendue avec la règle « plus_fort_reste » : elles sont ignorées"
        remedy = "Retirez-les ou choisissez « residu: lignes_designees »"
        reader.warn((*path, "lignes"), "lignes_en_trop", expected, remedy)
        lines = ()
    return Arrondi(
        residu,
        lines,
        reader.clause(path),
        clause_residu=reader.clause(path, "clause_residu", "clause"),
        clause_partage=reader.clause(path, "clause_partage", "clause"),
    )


def parse_organismes_ecartes(reader: Reader) -> tuple[OrganismeEcarte, ...]:
    paths = list(reader.indexes(("organismes_ecartes",)))
    dropped = tuple(OrganismeEcarte(item["of_cfa"], item["motif"]) for item in map(reader.at, paths))
    reader.check_unique(
        [(item.of_cfa, (*path, "of_cfa")) for item, path in zip(dropped, paths, strict=True)], "organisme"
    )
    return dropped


def parse_selections(reader: Reader) -> tuple[SelectionManuelle, ...]:
    paths = list(reader.indexes(("selections_manuelles",)))
    chosen = tuple(
        SelectionManuelle(item["reference"], Decision(item["decision"]), item["motif"])
        for item in map(reader.at, paths)
    )
    entries = [(item.reference, (*path, "reference")) for item, path in zip(chosen, paths, strict=True)]
    reader.check_unique(entries, "candidature")
    return chosen
