"""From the cells of a file to contracts that can be funded: defaults, level of each contract, rate of an hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Protocol

import polars as pl

from bareme.anomalies import Severity, error
from bareme.contrats.cell_parsers import OUI
from bareme.contrats.contrats import FIELDS, LABELS, Contrats
from bareme.contrats.dated import CONCLUSION, looked_up
from bareme.contrats.findings import Finding
from bareme.contrats.reading import Reading
from bareme.contrats.schema import Column, Kind, columns, date_of
from bareme.display import format_date
from bareme.dispositifs.professionnalisation import Situation, hourly_rate
from bareme.legislation import LegislationError, amorcage_on, law_table
from bareme.npec.codes import idcc_numbers, rncp_number
from bareme.npec.model import Rule
from bareme.parametres import ParametreMissingError, parametre
from bareme.parametres import get as parametre_on
from bareme.parametres import keys as parametre_keys
from bareme.rules.contrat import APPRENTISSAGE, NEVER, PROFESSIONNALISATION
from bareme.tables.fields import FieldError

_AT_LEVEL = 0
_RENAMED = {"date_conclusion": CONCLUSION, "date_debut": "debut", "date_fin": "fin", "date_rupture": "rupture"}
_INVOICE = "hypotheses/facture_recue"
_NEEDED = ("date_conclusion", "niveau")
_ASKED = ("type", "npec", "rncp", "cpne", "idcc", "amorcage", "public_prioritaire", "geiq")
_IDCC = r"^[0-9]{1,5}$"
_CODES: Mapping[str, Callable[[str], object]] = {"rncp": rncp_number, "idcc": idcc_numbers}

_NAMELESS = Finding(
    "npec_manquant",
    "npec",
    "un niveau de prise en charge était attendu : ni npec ni rncp ne sont renseignés",
    "Renseignez l’un des deux",
)
_NO_RNCP = Finding(
    "rncp", "rncp", "un code RNCP était attendu, par exemple « RNCP35185 »", "Corrigez le code, ou renseignez npec"
)
_NO_IDCC = Finding("idcc", "idcc", "un numéro IDCC de 1 à 5 chiffres était attendu", "Corrigez-le, ou videz la cellule")
_NOT_FOUND = Finding(
    "npec_introuvable",
    "rncp",
    "un niveau de prise en charge était attendu : le référentiel n’a pas de valeur pour ce contrat, et aucune valeur "
    "d’amorçage n’existe pour son niveau à cette date",
    "Vérifiez ces codes, ou renseignez npec",
)
_PROVISIONAL = Finding(
    "npec_amorcage",
    "rncp",
    "une valeur du référentiel était attendue, il n’en a pas pour ce contrat : la valeur d’amorçage est retenue "
    "(D6332-80)",
    "Vérifiez ces codes et la date de connaissance",
    Severity.AVERTISSEMENT,
)


class Niveaux(Protocol):
    """Where the levels that a file does not give are looked for (`bareme.npec.referentiel.Referentiel`)."""

    def resolve_columns(self, contrats: pl.DataFrame, as_of: int | None) -> pl.DataFrame:
        """Columns npec, npec_initial, decision, rule (`bareme.npec.model.Rule`) and branche (text or null).

        Amounts are centimes, null when not known; decision is a day number, 0: known from the start. `contrats` has
        rncp, cpne, idcc (texts or null), niveau, conclusion (day numbers) and amorcage (centimes paid while no level is
        known, null when there are none). `as_of` is the day of knowledge, None: everything. `branche` is the CPNE of
        the row met.
        """
        ...


def assemble(reading: Reading, niveaux: Niveaux | None = None, as_of: int | None = None) -> Contrats | None:
    """The contracts of a file, or None when its findings hold an error; what is wrong is added to the findings.

    `niveaux` gives the levels of the contracts without npec cell; `as_of` is the day of knowledge (day number).
    """
    if reading.frame.is_empty() or not reading.present:
        return None
    frame = _with_defaults(reading.frame)
    # The sound lines of a file with errors are searched too, so that everything wrong is told at once.
    frame = frame.with_columns(_sound(reading))
    frame = frame.with_columns(_hourly_rates(reading, frame))
    frame = frame.with_columns(_sound(reading))
    frame = _with_levels(reading, frame, niveaux, as_of)
    _warn_probation(reading, frame)
    if reading.has_errors:
        return None
    typed = frame.select(pl.col(name).cast(dtype) for name, dtype in FIELDS.items())
    return Contrats(typed, frame.select(LABELS))


def _sound(reading: Reading) -> pl.Series:
    """Lines of which every cell that the search for a level or a rate needs could be read."""
    known = reading.frame.select(pl.all_horizontal(pl.col(_NEEDED).is_not_null())).to_series()
    return (known & reading.findings.sound(len(known), *_NEEDED, *_ASKED)).alias("sound")


def _with_defaults(frame: pl.DataFrame) -> pl.DataFrame:
    """Names of the rules, and what an empty cell means."""
    known = columns("fund")
    filled = frame.rename(_RENAMED).with_columns(
        pl.col(_RENAMED.get(name, name)).fill_null(_default(column))
        for name, column in known.items()
        if column.default is not None or column.kind is Kind.HEURES or name == "majoration_handicap"
    )
    debut, never = pl.col("debut"), pl.lit(NEVER, pl.Int32)
    return filled.with_columns(
        pl.min_horizontal(pl.col("debut_cycle").fill_null(debut), debut).alias("debut_cycle"),
        # A share of no hours is no share.
        pl.when(pl.col("heures_formation") > 0).then(pl.col("heures_distance")).otherwise(0).alias("heures_distance"),
        pl.col("facture_recue_le").fill_null(debut + _presumed_invoice()),
        *(pl.col(name).fill_null(never) for name in ("fin_session", "nouveau_contrat", "pieces_recues_le")),
        pl.when(pl.col("rupture") <= pl.col("fin")).then(pl.col("rupture")).otherwise(never).alias("rupture"),
    )


def _presumed_invoice() -> int:
    """Days from the start of a contract to the receipt of an invoice whose date is not given."""
    return parametre(_INVOICE).values[-1].whole


def _default(column: Column) -> int:
    if column.default is None:
        return 0
    if column.kind is Kind.CHOIX:
        return column.choices.index(column.default)
    return int(column.default == "oui")


def _shown_day(number: int) -> str:
    return format_date(date_of(number))


def _hourly_rates(reading: Reading, frame: pl.DataFrame) -> pl.Series:
    """Centimes an hour of the contracts paid by the hour; 0 for the others, and where a branch pays by the level."""
    hourly = frame["sound"] & (frame["type"] != APPRENTISSAGE)
    if not hourly.any():
        return pl.repeat(0, len(frame), dtype=pl.Int64, eager=True).alias("taux_horaire")
    by = ("type", "idcc", "public_prioritaire", "geiq")
    paid = frame.filter(hourly).select(CONCLUSION, *by).with_columns(pl.col("idcc").cast(pl.String))
    number = paid["idcc"].str.contains(_IDCC).fill_null(value=True)
    wrong = (paid["type"] == PROFESSIONNALISATION) & ~number
    reading.findings.add_rows(
        _NO_IDCC,
        _spread(wrong, hourly).fill_null(value=False),
        frame["idcc"],
    )
    # A branch that set no rate counts as none: the fewer cases, the fewer searches.
    branches = sorted({key.split("/")[1] for key in parametre_keys() if key.startswith("professionnalisation/idcc_")})
    named = pl.lit("idcc_") + pl.col("idcc").str.zfill(4)
    readable = paid.with_columns(pl.when(pl.lit(number) & named.is_in(branches)).then("idcc"))
    found = looked_up(readable, ("professionnalisation/", "reconversion/"), by, _hourly_rate)
    finding = Finding(
        "sans_taux",
        "date_conclusion",
        "aucun taux horaire n’est connu pour ce type de contrat conclu à cette date (D6332-86, D6332-90)",
        "Vérifiez le type et la date de conclusion",
    )
    unknown = _spread(found.is_null(), hourly).fill_null(value=False)
    reading.findings.add_rows(finding, unknown, frame[CONCLUSION], _shown_day)
    return _spread(found, hourly).fill_null(0).alias("taux_horaire")


def _spread(values: pl.Series, mask: pl.Series) -> pl.Series:
    """A column as long as `mask`, with the values where it is true, null elsewhere."""
    spread = pl.repeat(None, len(mask), dtype=values.dtype, eager=True).alias(values.name)
    return spread.scatter(mask.arg_true(), values) if len(values) else spread


@cache
def _hourly_rate(conclusion: date, case: tuple[object, ...]) -> int | None:
    kind, idcc, prioritaire, geiq = case
    try:
        if kind != PROFESSIONNALISATION:
            return parametre_on("reconversion/taux_horaire", on=conclusion).whole
        situation = Situation(public_prioritaire=bool(prioritaire), geiq=bool(geiq))
        return hourly_rate(None if idcc is None else str(idcc), conclusion, situation).taux_horaire
    except ParametreMissingError:
        return None


def _with_levels(reading: Reading, frame: pl.DataFrame, niveaux: Niveaux | None, as_of: int | None) -> pl.DataFrame:
    """Columns npec, npec_initial and decision: the cell, else the référentiel; 0 for the contracts paid by the hour."""
    needed = (frame["type"] == APPRENTISSAGE) | (frame["taux_horaire"] == _AT_LEVEL)
    needed = (frame["sound"] & needed).rename("needed")
    looked_for = needed & frame["npec"].is_null()
    if niveaux is None:
        _tell_no_source(reading, frame)
    amorcage = _amorcage(frame, needed & (looked_for | frame["amorcage"].is_not_null()))
    frame = frame.with_columns(amorcage)
    levels = _levels_of_cells(frame, as_of)
    if looked_for.any() and niveaux is not None:
        found = _looked_for(reading, frame, looked_for, (niveaux, as_of))
        levels = levels.with_columns(
            _spread(found[name].cast(levels.schema[name]), looked_for).zip_with(looked_for, levels[name]).alias(name)
            for name in levels.columns
        )
        frame = _with_branches(frame, found["branche"], looked_for)
    kept = levels.select(pl.when(pl.lit(needed)).then(pl.all()).otherwise(0))
    return frame.with_columns(kept.select(pl.all().fill_null(0)))


def _with_branches(frame: pl.DataFrame, found: pl.Series, looked_for: pl.Series) -> pl.DataFrame:
    """The CPNE of the contracts that name none, but whose branch was met through its IDCC."""
    nameless = frame["cpne"].filter(looked_for).is_null() & found.is_not_null()
    if not nameless.any():
        return frame
    met = _spread(found.cast(pl.String), looked_for)
    return frame.with_columns(pl.coalesce(pl.col("cpne").cast(pl.String), met).alias("cpne"))


def _looked_for(
    reading: Reading, frame: pl.DataFrame, wanted: pl.Series, source: tuple[Niveaux, int | None]
) -> pl.DataFrame:
    """What the référentiel answers for some of the contracts; what it cannot answer is told."""
    niveaux, as_of = source
    asked = frame.filter(wanted).select("rncp", "cpne", "idcc", "niveau", CONCLUSION, "amorcage")
    found = niveaux.resolve_columns(asked, as_of)
    searched = asked.select(
        pl.format(
            "{}, CPNE {}, IDCC {}, conclu le {}",
            pl.col("rncp").fill_null("sans RNCP"),
            pl.col("cpne").fill_null("non renseignée"),
            pl.col("idcc").fill_null("non renseigné"),
            pl.col(CONCLUSION).cast(pl.Date).dt.strftime("%d/%m/%Y"),
        )
    ).to_series()
    shown = _spread(searched, wanted)
    nameless = asked["rncp"].is_null()
    unreadable = {name: _unreadable(asked[name], parse) for name, parse in _CODES.items()}
    wrong = nameless | unreadable["rncp"] | unreadable["idcc"]
    none = found["npec"].is_null()
    for finding, mask, values in (
        (_NAMELESS, nameless, None),
        (_NO_RNCP, unreadable["rncp"], frame["rncp"]),
        (_NO_IDCC, unreadable["idcc"], frame["idcc"]),
        (_NOT_FOUND, none & ~wrong, shown),
        (_PROVISIONAL, (found["rule"] == Rule.AMORCAGE.value) & ~none & ~wrong, shown),
    ):
        if mask.any():
            reading.findings.add_rows(finding, _spread(mask, wanted).fill_null(value=False), values)
    return found


def _unreadable(codes: pl.Series, parse: Callable[[str], object]) -> pl.Series:
    """The codes that are written in a way that nothing can be looked for."""
    wrong = []
    for text in codes.unique().drop_nulls().cast(pl.String):
        try:
            parse(text)
        except FieldError:
            wrong.append(text)
    return codes.cast(pl.String).is_in(wrong).fill_null(value=False)


def _levels_of_cells(frame: pl.DataFrame, as_of: int | None) -> pl.DataFrame:
    """The npec cells. Given with an amorçage, the level became known on `as_of`; without that day, it always was."""
    npec, amorcage = pl.col("npec"), pl.col("amorcage")
    if as_of is None:
        later = pl.lit(value=False)
    else:
        later = (npec.is_not_null() & amorcage.is_not_null() & (pl.col(CONCLUSION) < as_of)).fill_null(value=False)
    return frame.select(
        npec,
        pl.when(later).then(amorcage).otherwise(npec).alias("npec_initial"),
        pl.when(later).then(pl.lit(as_of or 0)).otherwise(pl.lit(0)).cast(pl.Int32).alias("decision"),
    )


def _amorcage(frame: pl.DataFrame, asked: pl.Series) -> pl.Series:
    """Centimes a year paid while no level is known (D6332-80): the cell, else the forfait of the level."""
    own = frame["amorcage"]
    default = asked & (own.is_null() | (own == OUI))
    if not default.any():
        return own
    found = looked_up(frame.filter(default), ("amorcage/",), ("niveau",), _forfait)
    return _spread(found, default).zip_with(default, own).alias("amorcage")


def _forfait(conclusion: date, case: tuple[object, ...]) -> int | None:
    try:
        return amorcage_on(int(str(case[0])), conclusion)
    except LegislationError:
        return None


def _tell_no_source(reading: Reading, frame: pl.DataFrame) -> None:
    """The contracts without npec cell, when no référentiel is there to give it."""
    at_level = frame["sound"] & (frame["taux_horaire"] == _AT_LEVEL)
    wanted = frame["npec"].is_null() & ((frame["type"] == APPRENTISSAGE) | at_level)
    wanted &= reading.findings.sound(len(frame), "npec", "type")
    if not wanted.any():
        return
    expected = "un niveau de prise en charge était attendu"
    remedy = "Renseignez la colonne npec, ou donnez un référentiel avec --npec et renseignez rncp"
    if "npec" not in reading.present:
        reading.findings.add([error("npec_manquant", expected, remedy, column="npec")])
    else:
        reading.findings.add_rows(Finding("npec_manquant", "npec", expected, remedy), wanted)


def _warn_probation(reading: Reading, frame: pl.DataFrame) -> None:
    """A rupture in the first days is necessarily in the 45 company days: « non » is computed as told, and told."""
    complete = frame.select(pl.all_horizontal(pl.col(CONCLUSION, "debut", "niveau").is_not_null())).to_series()
    told = complete & reading.findings.sound(len(frame)) & (frame["type"] == APPRENTISSAGE)
    told &= (frame["rupture"] != NEVER) & (frame["rupture_probatoire"] == 0)
    if not told.any():
        return
    broken = frame.filter(told)
    starts, laws = law_table()
    interval = pl.Series(starts).search_sorted(broken[CONCLUSION], side="right").cast(pl.Int64) - 1
    days = pl.Series([law.participation_jours if law.participation else 0 for law in laws]).gather(interval)
    lowest = pl.Series([law.participation_niveau for law in laws]).gather(interval)
    early = (broken["niveau"] >= lowest) & (broken["rupture"] - broken["debut"] < days)
    finding = Finding(
        "rupture_precoce",
        "rupture_probatoire",
        "« oui » était attendu : un contrat rompu aussi tôt l’est nécessairement pendant les premiers jours en "
        "entreprise (L6222-18)",
        "La participation entière est retenue, comme écrit : vérifiez la cellule",
        Severity.AVERTISSEMENT,
    )
    reading.findings.add_rows(finding, _spread(early, told).fill_null(value=False))
