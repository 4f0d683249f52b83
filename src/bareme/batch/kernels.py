"""The loops over rows that `compilation` compiles together with the rules; they run plainly as well.

Columns are one-dimensional arrays of integers. A kernel stops at the first row that it cannot compute and says which.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import Any, NamedTuple

from bareme.batch.bounds import computable
from bareme.rules.calendar import year_of
from bareme.rules.contrat import Contrat
from bareme.rules.funding import Sink, summarise, write_lines
from bareme.rules.law import Law

Columns = Any
"""A `Contrat` whose fields are columns, all of the same length."""


class Laws(NamedTuple):
    """The law of every date of conclusion: the first day of each interval, ascending, and its figures, as records."""

    starts: Sequence[int]
    figures: Sequence[Law]


class Rows(NamedTuple):
    """The rows to compute, from `first` to the one before `end`."""

    first: int
    end: int


class Lines(NamedTuple):
    """Instalments, and the row of the contract that each belongs to."""

    sink: Sink
    row: MutableSequence[int]


class Cells(NamedTuple):
    """Sums by group and calendar year: `codes` is the group of each row, `montant` and `lignes` are [group, year]."""

    codes: Sequence[int]
    montant: Any
    lignes: Any


def write_rows(columns: Columns, laws: Laws, rows: Rows, lines: Lines) -> int:
    """Write every instalment of these rows from the start of `lines`.

    Returns how many were written, or -1 - row for the row that cannot be computed.
    """
    first, at = laws.starts[0], 0
    for row in range(rows.first, rows.end):
        contrat = contrat_at(columns, row)
        if not computable(contrat, first):
            return -1 - row
        end = write_lines(law_of(laws, contrat.conclusion), contrat, lines.sink, at)
        for line in range(at, end):
            lines.row[line] = row
        at = end
    return at


def sum_lines(lines: Lines, span: Rows, cells: Cells, first_year: int) -> int:
    """Add lines to the cell of their contract's group and of the calendar year in which they are exigible.

    Returns the end of the span, or the first line whose year has no cell.
    """
    years = cells.montant.shape[1]
    for line in range(span.first, span.end):
        year = year_of(lines.sink.exigible_le[line]) - first_year
        if year < 0 or year >= years:
            return line
        group = cells.codes[lines.row[line]]
        cells.montant[group, year] += lines.sink.montant[line]
        cells.lignes[group, year] += 1
    return span.end


def summarise_rows(columns: Columns, laws: Laws, rows: Rows, out: Any) -> int:
    """Write the summary of each row at its own place in `out`, a `Summary` whose fields are columns.

    Returns the end of the rows, or -1 - row for the row that cannot be computed.
    """
    first = laws.starts[0]
    for row in range(rows.first, rows.end):
        contrat = contrat_at(columns, row)
        if not computable(contrat, first):
            return -1 - row
        summary = summarise(law_of(laws, contrat.conclusion), contrat)
        out.version[row] = summary.version
        out.jours[row] = summary.jours
        out.mois[row] = summary.mois
        out.npec_retenu[row] = summary.npec_retenu
        out.du_brut[row] = summary.du_brut
        out.participation[row] = summary.participation
        out.du_opco[row] = summary.du_opco
    return rows.end


def law_of(laws: Laws, conclusion: int) -> Law:
    """The law of the interval that holds this day, which is not before the first."""
    rank = len(laws.starts) - 1
    while laws.starts[rank] > conclusion:
        rank -= 1
    return laws.figures[rank]


def contrat_at(columns: Columns, row: int) -> Contrat:
    """One row of the columns."""
    return Contrat(
        type=int(columns.type[row]),
        conclusion=int(columns.conclusion[row]),
        debut=int(columns.debut[row]),
        fin=int(columns.fin[row]),
        niveau=int(columns.niveau[row]),
        npec=int(columns.npec[row]),
        npec_initial=int(columns.npec_initial[row]),
        decision=int(columns.decision[row]),
        rupture=int(columns.rupture[row]),
        rupture_probatoire=int(columns.rupture_probatoire[row]),
        formation_commencee=int(columns.formation_commencee[row]),
        heures_formation=int(columns.heures_formation[row]),
        heures_distance=int(columns.heures_distance[row]),
        exempt_distance=int(columns.exempt_distance[row]),
        majoration_handicap=int(columns.majoration_handicap[row]),
        reduction_duree=int(columns.reduction_duree[row]),
        titre_ministere_court=int(columns.titre_ministere_court[row]),
        debut_cycle=int(columns.debut_cycle[row]),
        maintien_cfa=int(columns.maintien_cfa[row]),
        fin_session=int(columns.fin_session[row]),
        nouveau_contrat=int(columns.nouveau_contrat[row]),
        suite_rupture=int(columns.suite_rupture[row]),
        facture_recue_le=int(columns.facture_recue_le[row]),
        pieces_recues_le=int(columns.pieces_recues_le[row]),
        taux_horaire=int(columns.taux_horaire[row]),
    )
