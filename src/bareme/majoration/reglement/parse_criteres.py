"""The criteria of a règlement: indicators and their scales of points."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from bareme.majoration.reglement.parts import (
    Bareme,
    Critere,
    Indicateur,
    IndicateurType,
    Lineaire,
    Notation,
    Paliers,
    Valeurs,
)
from bareme.majoration.reglement.reader import Reader
from bareme.strict_yaml import Path

YES_NO = ("oui", "non")
_NUMERIC = {IndicateurType.EFFECTIF, IndicateurType.TAUX, IndicateurType.PART, IndicateurType.MONTANT}
_KEYS_OF_MODE = {
    "paliers": {"mode", "paliers"},
    "lineaire": {"mode", "de", "a", "points_de", "points_a"},
    "valeurs": {"mode", "points"},
    "notation": {"mode", "points_max"},
}


def parse_criteres(reader: Reader) -> tuple[Critere, ...]:
    criteres = tuple(_critere(reader, path) for path in reader.indexes(("criteres",)))
    paths = list(reader.indexes(("criteres",)))
    reader.check_unique(
        [(critere.code, (*path, "code")) for critere, path in zip(criteres, paths, strict=True)], "critère"
    )
    if criteres and not sum(critere.poids for critere in criteres):
        reader.refuse(("criteres",), "poids", "au moins un critère de poids non nul était attendu", "Donnez un poids")
    return criteres


def _critere(reader: Reader, path: Path) -> Critere:
    indicateurs = tuple(_indicateur(reader, item) for item in reader.indexes((*path, "indicateurs")))
    critere = Critere(
        code=str(reader.at((*path, "code"))),
        libelle=str(reader.at((*path, "libelle"))),
        poids=reader.number((*path, "poids")),
        indicateurs=indicateurs,
        clause=reader.clause(path),
    )
    if not critere.points_max:
        reader.refuse((*path, "indicateurs"), "points", "au moins un point à gagner était attendu", "Donnez des points")
    if sum(isinstance(indicateur.bareme, Notation) for indicateur in indicateurs) > 1:
        # An evaluation is recorded per criterion: two of them could not be told apart.
        reader.refuse(
            (*path, "indicateurs"),
            "notations",
            "au plus un indicateur qualitatif par critère était attendu",
            "Scindez ce critère en deux",
        )
    return critere


def _indicateur(reader: Reader, path: Path) -> Indicateur:
    kind = IndicateurType(reader.at((*path, "type")))
    bareme_path = (*path, "bareme")
    bareme = _bareme(reader, bareme_path)
    _check_kind(reader, bareme_path, kind, bareme)
    return Indicateur(
        code=str(reader.at((*path, "code"))),
        libelle=str(reader.at((*path, "libelle"))),
        type=kind,
        unite=str(reader.at((*path, "unite")) or ""),
        bareme=bareme,
    )


def _bareme(reader: Reader, path: Path) -> Bareme:
    raw: dict[str, Any] = reader.at(path)
    mode = str(raw["mode"])
    for key in raw:
        if key not in _KEYS_OF_MODE[mode]:
            reader.refuse((*path, key), "cle_hors_mode", f"cette clé ne sert pas au mode « {mode} »", "Retirez-la")
    if mode == "paliers":
        return _paliers(reader, path)
    if mode == "lineaire":
        return _lineaire(reader, path)
    if mode == "valeurs":
        return Valeurs({key: reader.number((*path, "points", key)) for key in raw["points"]})
    return Notation(reader.number((*path, "points_max")))


def _paliers(reader: Reader, path: Path) -> Paliers:
    steps = tuple(
        (reader.number((*item, "a_partir_de")), reader.number((*item, "points")))
        for item in reader.indexes((*path, "paliers"))
    )
    for index in range(1, len(steps)):
        if steps[index][0] <= steps[index - 1][0]:
            reader.refuse(
                (*path, "paliers", index, "a_partir_de"),
                "paliers",
                "un seuil plus grand que le précédent était attendu",
                "Rangez les paliers dans l’ordre croissant",
            )
    if steps[0][0]:
        reader.refuse(
            (*path, "paliers", 0, "a_partir_de"),
            "premier_palier",
            "un premier palier à partir de 0 était attendu : les points du bas de l’échelle doivent être écrits",
            "Ajoutez le palier « a_partir_de: 0 »",
        )
    return Paliers(steps)


def _lineaire(reader: Reader, path: Path) -> Lineaire:
    start, end = reader.number((*path, "de")), reader.number((*path, "a"))
    if end <= start:
        reader.refuse(
            (*path, "a"), "bornes", "une borne haute plus grande que « de » était attendue", "Corrigez les bornes"
        )
        end = start + Fraction(1)
    return Lineaire(start, end, reader.number((*path, "points_de")), reader.number((*path, "points_a")))


def _check_kind(reader: Reader, path: Path, kind: IndicateurType, bareme: Bareme) -> None:
    fits = {
        IndicateurType.LISTE: isinstance(bareme, Valeurs),
        IndicateurType.BOOLEEN: isinstance(bareme, Valeurs) and sorted(bareme.points) == sorted(YES_NO),
        IndicateurType.QUALITATIF: isinstance(bareme, Notation),
    }.get(kind, kind in _NUMERIC and isinstance(bareme, Paliers | Lineaire))
    if not fits:
        reader.refuse(
            (*path, "mode"),
            "mode_du_type",
            "le mode devait convenir au type : paliers ou lineaire pour un nombre, valeurs pour une liste, "
            "valeurs oui et non pour un booléen, notation pour un indicateur qualitatif",
            "Changez le mode ou le type",
        )
