"""The portfolio of obligations: one line per convention and partner, one column per obligation, for one year."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods

from tandem.conventions.enums import SIGNED, NatureObligation
from tandem.conventions.followed import Followed, follow
from tandem.conventions.matrix import Cell, line_of, totals
from tandem.conventions.models import Convention, Partie
from tandem.conventions.models.convention import own_organisations
from tandem.conventions.timing.cadences import WORST_FIRST
from tandem.formats import number
from tandem.web.conventions.cells import NOTHING, STATES, etat_label, is_empty, short_cell
from tandem.web.tables import Column, Filter, Kind, Options, Table, table_response

MOST_COLUMNS = 12
"""Obligations that have a column of their own: those that most conventions have; the others are added up."""
OTHERS = {
    NatureObligation.REUNION: "Autres réunions",
    NatureObligation.TRANSMISSION: "Autres transmissions",
    NatureObligation.LIVRABLE: "Autres livrables",
}
DEBTORS = {"tous": "Tous", "nous": "Mon organisation", "partenaire": "Le partenaire"}
YEARS_AROUND = 3


class Row(NamedTuple):
    """One convention with one partner: its cells, by column."""

    convention: Convention
    partner: Partie | None
    cells: dict[str, list[Cell]]
    all_cells: list[Cell]

    @property
    def url(self) -> str:
        """The matrix of the convention."""
        return reverse("convention_obligations", args=[self.convention.slug])

    @property
    def partner_name(self) -> str:
        """The other party, by its name."""
        return str(self.partner.organisation) if self.partner else ""

    @property
    def etat(self) -> str:
        """The worst state of the line; nothing when the convention has no obligation."""
        return _worst(self.all_cells) if self.all_cells else ""


@require_http_methods(["GET"])
def matrice(request):
    """One OPCO across its régions, or one Région across its OPCO: done, planned, missing, for a year."""
    today = timezone.localdate()
    year = _year(request.GET.get("annee"), today)
    debtor = request.GET.get("du") if request.GET.get("du") in DEBTORS else "tous"
    conventions = Convention.objects.visible_to(request.user).filter(etat__in=SIGNED).order_by("titre", "pk")
    followed = follow(conventions)
    signed = [one for one in followed if one.start is not None]
    own = frozenset(own_organisations(request.user).values_list("pk", flat=True))
    kinds = _kinds(signed)
    rows = [row for one in signed for row in rows_of(one, own, (year, debtor, today), set(kinds))]
    table = Table(
        request,
        "conventions_matrice",
        caption=f"Obligations en {year}",
        columns=columns_of(kinds, rows),
        rows=rows,
        options=Options(
            noun=("ligne", "lignes"), file_name=f"matrice-obligations-{year}", sticky_filters=False, cards=True
        ),
    )
    context = {
        "has_rows": bool(rows),
        "undated": [one.convention for one in followed if one.start is None],
        "year": year,
        "years": range(today.year - YEARS_AROUND, today.year + YEARS_AROUND),
        "debtor": debtor,
        "debtors": DEBTORS.items(),
        "totals": totals(cell for row in rows for cell in row.all_cells),
        "states": [(etat_label(etat), state) for etat, state in STATES.items() if etat != "sans_objet"],
        "conventions_url": reverse("conventions"),
    }
    return table_response(request, table, "conventions/matrice.html", context)


def _year(asked: str | None, today: date) -> int:
    """The year asked, when it is one of those offered."""
    offered = {str(year): year for year in range(today.year - YEARS_AROUND, today.year + YEARS_AROUND)}
    return offered.get(asked or "", today.year)


def _kinds(followed: list[Followed]) -> dict[str, str]:
    """Code and label of the obligations that have a column: the most widely shared first."""
    asked = [one for item in followed for one in item.obligations if not one.rule.asks_nothing]
    count = Counter(one.code for one in asked)
    first = {}
    for one in asked:
        first.setdefault(one.code, one)
    # Python keeps the order of equal keys: that of the conventions, then of their texts.
    chosen = sorted(first, key=lambda code: -count[code])[:MOST_COLUMNS]
    return {code: first[code].libelle for code in chosen}


def rows_of(followed: Followed, own: frozenset[int], asked: tuple[int, str, date], kinds: set[str]) -> list[Row]:
    """One line per partner of the person in a convention; a plan that an OPCO made alone has one, without partner."""
    year, debtor, today = asked
    cells = line_of(followed, year, today).cells
    mine = {partie.pk for partie in followed.parties if {partie.organisation_id, partie.delegation_id} & own}
    partners = [partie for partie in followed.parties if partie.pk not in mine] or [None]
    found = []
    for partner in partners:
        kept = [cell for cell in cells if _concerns(cell, partner, mine, debtor)]
        by_column: dict[str, list[Cell]] = {}
        for cell in kept:
            code = cell.obligation.code if cell.obligation.code in kinds else cell.obligation.nature
            by_column.setdefault(code, []).append(cell)
        found.append(Row(followed.convention, partner, by_column, kept))
    return found


def _concerns(cell: Cell, partner: Partie | None, mine: set[int], debtor: str) -> bool:
    """Whether a cell is between the person and this partner, and owed by whom is asked."""
    owes = cell.obligation.debiteur_id
    is_partner = partner is not None and owes == partner.pk
    if debtor == "nous":
        return owes is None or owes in mine
    if debtor == "partenaire":
        return owes is None or is_partner
    return owes is None or owes in mine or is_partner


def columns_of(kinds: dict[str, str], rows: list[Row]) -> list[Column]:
    """The columns: convention, partner, the obligations that many share, then the others added up."""
    used = {code for row in rows for code in row.cells}
    others = {code: label for code, label in OTHERS.items() if code in used}
    return [
        Column(key="titre", label="Convention", path="convention.titre", search=True, fixed=True,
               link=lambda row: row.url),
        Column(key="partner", label="Partenaire", path="partner_name", search=True, filter=Filter.CHOICE),
        Column(key="etat", label="Le plus pressant", kind=Kind.BADGE, filter=Filter.CHOICE,
               choices={etat: etat_label(etat) for etat in STATES}, tone=lambda row: STATES[row.etat].tone,
               sort_key=lambda row: WORST_FIRST.index(row.etat) if row.etat else None, css="matrix-cell"),
        *(_column(code, label) for code, label in [*kinds.items(), *others.items()]),
    ]  # fmt: skip


def _column(code: str, label: str) -> Column:
    return Column(
        key=str(code),
        label=label,
        kind=Kind.HTML,
        value=lambda row: _html(row.cells.get(code, [])),
        export=lambda row: _text(row.cells.get(code, [])),
        sort_key=lambda row: _sort(row.cells.get(code, [])),
        css="matrix-cell",
    )


def _worst(cells: list[Cell]) -> str:
    etats = {cell.etat for cell in cells}
    return next((etat for etat in WORST_FIRST if etat in etats), "sans_objet")


def _html(cells: list[Cell]) -> SafeString:
    if not cells or all(map(is_empty, cells)):
        return NOTHING
    found = totals(cells)
    return mark_safe(short_cell(_worst(cells), found["done"], found["due"]))  # noqa: S308 - badges and numbers


def _text(cells: list[Cell]) -> str:
    if not cells or all(map(is_empty, cells)):
        return ""
    found = totals(cells)
    return f"{etat_label(_worst(cells))}, {number(found['done'])} sur {number(found['due'])}"


def _sort(cells: list[Cell]) -> int | None:
    return WORST_FIRST.index(_worst(cells)) if cells else None
