"""The cells of one line, read with the types that the règlement gives to its columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from typing import TypeVar

from bareme.anomalies import Anomalie, error, warning
from bareme.display import fold
from bareme.majoration.candidature import Candidature, green_limit
from bareme.majoration.reglement.model import Reglement
from bareme.majoration.reglement.parts import IndicateurType, Valeurs, Value
from bareme.tables.fields import (
    FieldError,
    parse_amount,
    parse_boolean,
    parse_count,
    parse_date,
    parse_euros,
    parse_number,
    parse_rate,
    squeeze,
)
from bareme.tables.raw import RawRow

_T = TypeVar("_T")
_SEPARATOR = " · "


class CellReader:
    """Reads lines into candidatures and keeps every anomaly met."""

    def __init__(self, headers: tuple[str, ...], columns: Mapping[str, int], reglement: Reglement | None) -> None:
        self.anomalies: list[Anomalie] = []
        self._headers = headers
        self._columns = columns
        self._classes = None if reglement is None else {fold(name): name for name in reglement.complements.classes}
        self._parsers = {} if reglement is None else indicator_parsers(reglement, columns)
        scored = set() if reglement is None else {indicateur.code for indicateur in reglement.indicateurs}
        # With one criteria column the file is one to score: the columns it lacks are then missing figures.
        self._absent = [] if scored.isdisjoint(columns) else sorted(scored - set(columns))

    def candidature(self, row: RawRow) -> Candidature | None:
        """The candidature of one line; None when one of its cells is wrong."""
        before = sum(anomalie.is_error for anomalie in self.anomalies)
        of_cfa = self._read(row, "of_cfa", _name)
        formation = self._read(row, "formation", _name)
        contrats = self._read(row, "contrats", parse_count)
        verts = self._read(row, "contrats_verts", parse_count)
        complement = self._read(row, "complement", self._class) if "complement" in self._columns else self._class("")
        exceptionnelle = self._optional(row, "exceptionnelle", parse_euros)
        site = self._optional(row, "site", squeeze) or ""
        indicateurs: dict[str, Value] = {
            code: self._optional(row, code, parse) for code, parse in self._parsers.items()
        }
        indicateurs |= dict.fromkeys(self._absent)
        if "reference" in self._columns:
            reference = self._read(row, "reference", _name)
        else:
            reference = _SEPARATOR.join(part for part in (of_cfa, formation, site, complement) if part)
        if contrats is not None and verts is not None and verts > contrats:
            self._report(
                row,
                "contrats_verts",
                FieldError(
                    "verts_en_trop",
                    green_limit(contrats),
                    "Corrigez l’un des deux nombres",
                ),
            )
        if contrats == 0:
            self._warn_no_contract(row)
        if sum(anomalie.is_error for anomalie in self.anomalies) > before:
            return None
        if (
            of_cfa is None
            or formation is None
            or contrats is None
            or verts is None
            or complement is None
            or reference is None
        ):
            return None
        return Candidature(
            reference=reference,
            of_cfa=of_cfa,
            formation=formation,
            contrats=contrats,
            contrats_verts=verts,
            complement=complement,
            exceptionnelle=exceptionnelle or 0,  # an empty cell: none was granted
            site=site,
            indicateurs=indicateurs,
            line=row.line,
        )

    def _read(self, row: RawRow, field: str, parse: Callable[[str], _T]) -> _T | None:
        try:
            return parse(row.cells[self._columns[field]])
        except FieldError as broken:
            self._report(row, field, broken)
            return None

    def _optional(self, row: RawRow, field: str, parse: Callable[[str], _T]) -> _T | None:
        if field not in self._columns or not squeeze(row.cells[self._columns[field]]):
            return None
        return self._read(row, field, parse)

    def _class(self, text: str) -> str:
        if self._classes is None:
            return squeeze(text)
        if len(self._classes) == 1 and not squeeze(text):
            return next(iter(self._classes.values()))
        known = self._classes.get(fold(text))
        if known is None:
            expected = f"une classe du règlement était attendue : {', '.join(self._classes.values())}"
            raise FieldError("classe_inconnue", expected, "Corrigez la classe de périmètre financier")
        return known

    def _report(self, row: RawRow, field: str, broken: FieldError) -> None:
        position = self._columns[field]
        place = {"line": row.line, "column": self._headers[position], "value": row.cells[position]}
        self.anomalies.append(error(broken.code, broken.expected, broken.remedy, **place))

    def _warn_no_contract(self, row: RawRow) -> None:
        position = self._columns["contrats"]
        place = {"line": row.line, "column": self._headers[position], "value": row.cells[position]}
        self.anomalies.append(
            warning(
                "sans_contrat",
                "au moins un contrat était attendu",
                "Cette ligne ne donnera lieu à aucun montant",
                **place,
            )
        )


def _name(text: str) -> str:
    name = squeeze(text)
    if not any(character.isalnum() for character in name):
        raise FieldError("nom_vide", "un nom était attendu", "Renseignez-le")
    return name


def indicator_parsers(reglement: Reglement, columns: Collection[str]) -> dict[str, Callable[[str], Value]]:
    """How the text of each of these figures is read, by code; each parser raises FieldError."""
    parsers: dict[str, Callable[[str], Value]] = {}
    for code, kind in reglement.column_types.items():
        if code in columns:
            parsers[code] = _PARSERS[kind]
    for indicateur in reglement.indicateurs:
        if (
            indicateur.code in parsers
            and indicateur.type is IndicateurType.LISTE
            and isinstance(indicateur.bareme, Valeurs)
        ):
            parsers[indicateur.code] = _choice(tuple(indicateur.bareme.points))
    return parsers


def _choice(values: tuple[str, ...]) -> Callable[[str], Value]:
    known = {fold(value): value for value in values}

    def parse(text: str) -> Value:
        if fold(text) not in known:
            expected = f"une de ces valeurs était attendue : {', '.join(values)}"
            raise FieldError("valeur_hors_liste", expected, "Corrigez la valeur")
        return known[fold(text)]

    return parse


def _count(text: str) -> Value:
    return Fraction(parse_count(text))


_PARSERS: Mapping[IndicateurType, Callable[[str], Value]] = {
    IndicateurType.EFFECTIF: _count,
    IndicateurType.TAUX: parse_rate,
    IndicateurType.PART: parse_rate,
    IndicateurType.MONTANT: parse_amount,
    IndicateurType.LISTE: squeeze,
    IndicateurType.BOOLEEN: parse_boolean,
    IndicateurType.DATE: parse_date,
    IndicateurType.QUALITATIF: parse_number,
}
