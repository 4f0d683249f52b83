"""What must hold inside a line of contracts, column against column, before anything is computed from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from bareme.anomalies import Severity
from bareme.batch.bounds import LONGEST
from bareme.contrats.cells import shown_by
from bareme.contrats.findings import Finding, Findings
from bareme.contrats.schema import Column
from bareme.rules.contrat import APPRENTISSAGE
from bareme.rules.funding import MAX_YEARS

_SHORTEST_YEAR = 365
_FLAGS = ("rupture_probatoire", "maintien_cfa")


def check_rows(
    frame: pl.DataFrame, present: Collection[str], columns: Mapping[str, Column], findings: Findings
) -> None:
    """Add to the findings: double numbers, dates out of order, hours that do not fit, cells that change nothing."""
    _check_unique(frame["numero"], findings)
    rules = [*_date_rules(), *_hour_rules(), *_idle_rules()]
    longest = (frame["date_fin"] - frame["date_debut"]).max()
    if isinstance(longest, int) and longest >= MAX_YEARS * _SHORTEST_YEAR:
        rules.append(_length_rule(columns))
    wanted = [(finding, wrong) for finding, wrong in rules if finding.column in present]
    masks = frame.select(wrong.fill_null(value=False).alias(str(rank)) for rank, (_, wrong) in enumerate(wanted))
    for rank, (finding, _) in enumerate(wanted):
        wrong = masks[str(rank)]
        if finding.column and wrong.any():
            findings.add_rows(finding, wrong, frame[finding.column], shown_by(columns[finding.column]))


def _check_unique(numero: pl.Series, findings: Findings) -> None:
    # Ascending numbers, as most exports write them, are all different: one comparison instead of a table.
    if not numero.null_count() and bool((numero[1:] > numero[:-1]).all()):
        return
    double = numero.is_duplicated() & numero.is_not_null()
    finding = Finding(
        "numero_en_double",
        "numero",
        "un numéro qui ne paraît qu’une fois était attendu",
        "Donnez à chaque contrat son numéro, ou retirez la ligne en double",
    )
    findings.add_rows(finding, double, numero)


def _date_rules() -> list[tuple[Finding, pl.Expr]]:
    debut, fin, rupture = pl.col("date_debut"), pl.col("date_fin"), pl.col("date_rupture")
    return [
        (
            Finding(
                "fin_avant_debut",
                "date_fin",
                "une date de fin égale ou postérieure à la date de début était attendue",
                "Corrigez l’une des deux dates",
            ),
            fin < debut,
        ),
        (
            Finding(
                "rupture_avant_debut",
                "date_rupture",
                "un dernier jour compté égal ou postérieur à la date de début était attendu",
                "Corrigez la date, ou retirez le contrat s’il n’a jamais commencé",
            ),
            rupture < debut,
        ),
        (
            Finding(
                "cycle_apres_debut",
                "debut_cycle",
                "un début de cycle égal ou antérieur à la date de début était attendu (L6222-12-1)",
                "Corrigez la date, ou laissez la cellule vide",
            ),
            pl.col("debut_cycle") > debut,
        ),
        (
            Finding(
                "cycle_trop_ancien",
                "debut_cycle",
                f"un début de cycle à moins de {MAX_YEARS + 1} ans de la fin du contrat était attendu",
                "Vérifiez l’année des deux dates",
            ),
            fin - pl.col("debut_cycle") >= LONGEST,
        ),
        (
            Finding(
                "rupture_apres_fin",
                "date_rupture",
                "une rupture au plus tard le jour de la fin prévue était attendue",
                "La rupture est ignorée : vérifiez les deux dates",
                Severity.AVERTISSEMENT,
            ),
            rupture > fin,
        ),
    ]


def _length_rule(columns: Mapping[str, Column]) -> tuple[Finding, pl.Expr]:
    finding = Finding(
        "contrat_trop_long",
        "date_fin",
        f"un contrat de {MAX_YEARS} années d’exécution au plus était attendu",
        "Vérifiez l’année des deux dates",
    )
    first, last = (_as_date(pl.col(name), columns[name]) for name in ("date_debut", "date_fin"))
    return finding, last >= first.dt.offset_by(f"{MAX_YEARS}y")


def _as_date(day: pl.Expr, column: Column) -> pl.Expr:
    """A day number as a date of the calendar, null outside the bounds of the column."""
    return pl.when(day.is_between(int(column.minimum or 0), int(column.maximum or 0))).then(day).cast(pl.Date)


def _hour_rules() -> list[tuple[Finding, pl.Expr]]:
    hours, distance = pl.col("heures_formation"), pl.col("heures_distance")
    by_the_hour = pl.col("type").fill_null(APPRENTISSAGE) != APPRENTISSAGE
    return [
        (
            Finding(
                "distance_superieure",
                "heures_distance",
                "un nombre d’heures au plus égal à heures_formation était attendu",
                "Corrigez l’une des deux valeurs",
            ),
            distance > hours,
        ),
        (
            Finding(
                "distance_sans_total",
                "heures_distance",
                "la part à distance se mesure sur heures_formation, qui manque (D6332-82-1)",
                "Renseignez heures_formation",
            ),
            (distance > 0) & hours.is_null(),
        ),
        (
            Finding(
                "heures_manquantes",
                "type",
                "heures_formation était attendu : ce type de contrat est payé à l’heure (D6332-86, D6332-90)",
                "Renseignez heures_formation",
            ),
            by_the_hour & hours.is_null(),
        ),
    ]


def _idle_rules() -> list[tuple[Finding, pl.Expr]]:
    """Cells that change nothing: likely a missing date_rupture."""
    return [
        (
            Finding(
                "sans_rupture",
                flag,
                "« non » ou une date_rupture était attendu",
                "La cellule est ignorée : renseignez date_rupture s’il y a eu rupture",
                Severity.AVERTISSEMENT,
            ),
            (pl.col(flag) == 1) & pl.col("date_rupture").is_null(),
        )
        for flag in _FLAGS
    ]
