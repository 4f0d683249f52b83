"""What an allocation is computed from: the candidatures and evaluations of a campaign, as plain frozen rows.

The rows are written as canonical JSON (the bytes that `Donnees` keeps) and typed only when a règlement says what each
figure is: the same bytes can be read again under another règlement, and always give the same candidatures.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from bareme.anomalies import Anomalie, error, quoted
from bareme.majoration.candidatures import Candidature
from bareme.majoration.reglement import Reglement
from bareme.majoration.reglement.parts import IndicateurType, Value
from bareme.tables.fields import FieldError, parse_boolean, parse_date
from tandem.campagnes.recent import Recent

_TYPED: Recent[tuple[Candidature, ...]] = Recent(8)
FORMAT = "tandem.campagnes.donnees/1"
UNSCORED_TYPES = {IndicateurType.QUALITATIF}
"""Points of these come from the evaluations, not from a figure of the candidature."""


class InputsError(Exception):
    """The figures of the campaign cannot be read under this règlement. `anomalies` lists everything wrong."""

    def __init__(self, anomalies: Iterable[Anomalie]) -> None:
        self.anomalies = tuple(anomalies)
        super().__init__("\n".join(anomalie.message for anomalie in self.anomalies))


class InputRow(NamedTuple):
    """One candidature as it stood. `exceptionnelle` in whole euros; `indicateurs` holds exact texts or None.

    `of_cfa` is the name printed in the annexe, `slug` the address of the organisation that bears it.
    """

    reference: str
    of_cfa: str
    slug: str
    formation: str
    rncp: str
    site: str
    departement: str
    contrats: int
    contrats_verts: int
    complement: str
    exceptionnelle: int
    indicateurs: Mapping[str, str | bool | int | None]


class EvaluationRow(NamedTuple):
    """The validated points of a candidature on one criterion, as exact text."""

    reference: str
    critere: str
    points: str


@dataclass(frozen=True)
class Inputs:
    """Rows sorted by reference, so that the order in which the database answers changes nothing."""

    rows: tuple[InputRow, ...]
    evaluations: tuple[EvaluationRow, ...]

    @classmethod
    def of(cls, rows: Iterable[InputRow], evaluations: Iterable[EvaluationRow]) -> "Inputs":
        """Sort the rows and tell apart organisations that print the same name."""
        return cls(tuple(sorted(_named_apart(tuple(rows)))), tuple(sorted(evaluations)))

    @classmethod
    def from_bytes(cls, contenu: bytes | str) -> "Inputs":
        """Read what `contenu` wrote. Raises ValueError when the bytes are not in this format."""
        data = json.loads(contenu)
        if data.get("format") != FORMAT:
            raise ValueError(f"expected {FORMAT}, found {data.get('format')!r}")
        return cls(
            tuple(InputRow(**row) for row in data["candidatures"]),
            tuple(EvaluationRow(*row) for row in data["evaluations"]),
        )

    @cached_property
    def contenu(self) -> bytes:
        """Canonical JSON: keys sorted, no space. The rows are plain data already, so `json` writes them as they are."""
        content = {
            "format": FORMAT,
            "candidatures": [row._asdict() for row in self.rows],
            "evaluations": [list(row) for row in self.evaluations],
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @cached_property
    def sha256(self) -> str:
        return sha256(self.contenu).hexdigest()

    @cached_property
    def slugs(self) -> dict[str, str]:
        """Printed name of each organisme → slug of its organisation."""
        return {row.of_cfa: row.slug for row in self.rows}

    @cached_property
    def names(self) -> dict[str, str]:
        """Slug of each organisation → name printed in the annexe."""
        return {row.slug: row.of_cfa for row in self.rows}

    @cached_property
    def by_reference(self) -> dict[str, InputRow]:
        return {row.reference: row for row in self.rows}

    def candidatures(self, reglement: Reglement) -> tuple[Candidature, ...]:
        """Type the figures as the règlement says. Raises InputsError with every figure that cannot be read."""
        types = {code: kind for code, kind in reglement.column_types.items() if kind not in UNSCORED_TYPES}
        return _TYPED.get((self.sha256, tuple(types.items())), lambda: self._typed(types))

    def _typed(self, types: Mapping[str, IndicateurType]) -> tuple[Candidature, ...]:
        anomalies = [_repeated(reference) for reference, times in self._references.items() if times > 1]
        made = [_candidature(row, types, anomalies) for row in self.rows]
        if anomalies:
            raise InputsError(anomalies)
        return tuple(made)

    @cached_property
    def _references(self) -> Counter[str]:
        return Counter(row.reference for row in self.rows)

    def points(self) -> dict[tuple[str, str], Fraction]:
        """(reference, criterion) → points, exact."""
        return {(row.reference, row.critere): Fraction(row.points) for row in self.evaluations}


class Changes(NamedTuple):
    """What differs between two readings of a campaign, by reference."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    def __bool__(self) -> bool:
        return any((self.added, self.removed, self.changed))

    def sentences(self) -> list[str]:
        """French sentences, the first references named."""
        return [
            _sentence(references, singular, plural)
            for references, singular, plural in (
                (self.added, "candidature ajoutée", "candidatures ajoutées"),
                (self.removed, "candidature sortie du classement", "candidatures sorties du classement"),
                (self.changed, "candidature modifiée", "candidatures modifiées"),
            )
            if references
        ]


def changes_between(before: Inputs, after: Inputs) -> Changes:
    """Compare two readings; a change of evaluation is a change of its candidature."""
    old, new = _facts(before), _facts(after)
    return Changes(
        added=tuple(reference for reference in new if reference not in old),
        removed=tuple(reference for reference in old if reference not in new),
        changed=tuple(reference for reference in new if reference in old and old[reference] != new[reference]),
    )


def _facts(inputs: Inputs) -> dict[str, tuple]:
    evaluations: dict[str, list[EvaluationRow]] = {}
    for row in inputs.evaluations:
        evaluations.setdefault(row.reference, []).append(row)
    return {row.reference: (row, evaluations.get(row.reference, [])) for row in inputs.rows}


def _repeated(reference: str) -> Anomalie:
    return error(
        "reference_repetee",
        "une référence unique dans la campagne était attendue",
        "Renumérotez l’une des candidatures qui la portent",
        column="reference",
        value=reference,
    )


def _sentence(references: tuple[str, ...], singular: str, plural: str) -> str:
    shown = ", ".join(references[:5]) + ("…" if len(references) > 5 else "")
    return f"{len(references)} {singular if len(references) == 1 else plural} ({shown})"


def _named_apart(rows: tuple[InputRow, ...]) -> Iterable[InputRow]:
    """Two organisations under one printed name would be added up as one: their slug tells them apart."""
    slugs: dict[str, set[str]] = {}
    for row in rows:
        slugs.setdefault(row.of_cfa, set()).add(row.slug)
    for row in rows:
        yield row._replace(of_cfa=f"{row.of_cfa} ({row.slug})") if len(slugs[row.of_cfa]) > 1 else row


def _candidature(row: InputRow, types: Mapping[str, IndicateurType], anomalies: list[Anomalie]) -> Candidature:
    return Candidature(
        reference=row.reference,
        of_cfa=row.of_cfa,
        formation=row.formation,
        site=row.site,
        contrats=row.contrats,
        contrats_verts=row.contrats_verts,
        complement=row.complement,
        exceptionnelle=row.exceptionnelle,
        indicateurs=_typed(row, types, anomalies),
    )


def _typed(row: InputRow, types: Mapping[str, IndicateurType], anomalies: list[Anomalie]) -> dict[str, Value]:
    """Every figure that the règlement asks for; absent ones are None, an empty set stays empty (nothing was asked)."""
    if not row.indicateurs:
        return {}
    values: dict[str, Value] = {}
    for code, kind in types.items():
        raw = row.indicateurs.get(code)
        try:
            values[code] = read_value(raw, kind)
        except FieldError as broken:
            anomalies.append(
                error(
                    broken.code,
                    broken.expected,
                    f"Corrigez {quoted(code)} de la candidature {quoted(row.reference)}",
                    column=code,
                    value=str(raw),
                )
            )
    return values


def read_value(raw: str | bool | int | None, kind: IndicateurType) -> Value:
    """Turn the text kept in the database into the exact value of an indicator. Raises FieldError."""
    if raw is None or raw == "":
        return None
    if kind is IndicateurType.LISTE:
        return str(raw)
    if kind is IndicateurType.BOOLEEN:
        return raw if isinstance(raw, bool) else parse_boolean(str(raw))
    if kind is IndicateurType.DATE:
        return parse_date(str(raw))
    if isinstance(raw, float):
        raise FieldError("nombre", "un nombre exact était attendu, écrit comme un texte", "Ressaisissez la valeur")
    try:
        return Fraction(str(raw).replace(",", "."))
    except (ValueError, ZeroDivisionError) as broken:
        raise FieldError("nombre", "un nombre exact était attendu", "Corrigez la valeur") from broken
