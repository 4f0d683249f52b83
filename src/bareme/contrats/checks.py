"""What must hold inside a line of contracts, column against column, before anything is computed from it."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from bareme.anomalies import Severity
from bareme.batch.bounds import FIRST_DAY, LONGEST
from bareme.contrats.cells import shown_by
from bareme.contrats.findings import Finding, Findings
from bareme.contrats.schema import Column, date_of
from bareme.display import format_date
from bareme.legislation import law_table
from bareme.rules.contrat import APPRENTISSAGE, NEVER
from bareme.rules.funding import MAX_YEARS

_SHORTEST_YEAR = 365
_FLAGS = ("rupture_probatoire", "maintien_cfa")


def check_rows(
    frame: pl.DataFrame, written: pl.DataFrame, columns: Mapping[str, Column], findings: Findings, *, funded: bool
) -> None:
    """Add to the findings: double numbers, dates out of order, hours that do not fit, cells that change nothing.

    `frame` has every column typed, `written` those of the file, as they are written there: what messages quote.
    `funded` tells whether amounts are computed from these contracts: what they need is then missing. What does not
    prevent the work is a warning.
    """
    _check_unique(frame["numero"], findings)
    needed = (_first_rule(), *_needed_hours()) if funded else ()
    rules = [*_date_rules(), *_hour_rules(), *needed, *_idle_rules()]
    longest = (frame["date_fin"] - frame["date_debut"]).max()
    if isinstance(longest, int) and longest >= MAX_YEARS * _SHORTEST_YEAR:
        rules.append(_length_rule(columns))
    wanted = [(finding, wrong) for finding, wrong in rules if finding.column in written.columns]
    masks = frame.select(wrong.fill_null(value=False).alias(str(rank)) for rank, (_, wrong) in enumerate(wanted))
    for rank, (finding, _) in enumerate(wanted):
        wrong = masks[str(rank)]
        if finding.column and wrong.any():
            cells = written[finding.column]
            if cells.dtype == pl.String:
                findings.add_rows(finding, wrong, cells)
            else:
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
                "La cellule est ignorée, le contrat compte depuis sa date de début : corrigez la date, ou videz la "
                "cellule",
                Severity.AVERTISSEMENT,
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


def _first_rule() -> tuple[Finding, pl.Expr]:
    first = law_table()[0][0]
    finding = Finding(
        "sans_regle",
        "date_conclusion",
        f"une conclusion à compter du {format_date(date_of(first))} était attendue : aucune règle connue auparavant",
        "Vérifiez la date, ou retirez le contrat",
    )
    column = pl.col("date_conclusion")
    return finding, column.is_between(FIRST_DAY, first, closed="left")


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
    return [
        (
            Finding(
                "distance_superieure",
                "heures_distance",
                "un nombre d’heures au plus égal à heures_formation était attendu",
                "La part à distance est lue telle quelle : vérifiez les deux valeurs",
                Severity.AVERTISSEMENT,
            ),
            (hours > 0) & (distance > hours),
        ),
        (
            Finding(
                "distance_ignoree",
                "heures_distance",
                "heures_formation était attendu : la part à distance se mesure sur ce nombre (D6332-82-1)",
                "La cellule est ignorée, elle ne change rien à ce contrat : renseignez heures_formation, ou videz-la",
                Severity.AVERTISSEMENT,
            ),
            _without_total() & ~_share_counts(),
        ),
    ]


def _needed_hours() -> list[tuple[Finding, pl.Expr]]:
    """The hours without which an amount cannot be computed."""
    by_the_hour = pl.col("type").fill_null(APPRENTISSAGE) != APPRENTISSAGE
    return [
        (
            Finding(
                "distance_sans_total",
                "heures_distance",
                "la part à distance se mesure sur heures_formation, qui manque (D6332-82-1)",
                "Renseignez heures_formation",
            ),
            _without_total() & _share_counts(),
        ),
        (
            Finding(
                "heures_manquantes",
                "type",
                "heures_formation était attendu : ce type de contrat est payé à l’heure (D6332-86, D6332-90)",
                "Renseignez heures_formation",
            ),
            by_the_hour & pl.col("heures_formation").is_null(),
        ),
    ]


def _without_total() -> pl.Expr:
    return (pl.col("heures_distance") > 0) & (pl.col("heures_formation").fill_null(0) == 0)


def _share_counts() -> pl.Expr:
    """Whether the share at a distance may lower the level: apprenticeship, no exemption, a law that has the rule."""
    starts, laws = law_table()
    reduced = pl.lit(value=False)
    for first, after, law in zip(starts, [*starts[1:], NEVER], laws, strict=True):
        if law.distance_reduction_pour_cent > 0:
            reduced |= pl.col("date_conclusion").is_between(first, after, closed="left")
    learns = pl.col("type").fill_null(APPRENTISSAGE) == APPRENTISSAGE
    return reduced & learns & (pl.col("exempt_distance").fill_null(0) == 0)


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
