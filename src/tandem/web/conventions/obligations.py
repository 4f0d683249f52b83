"""What a convention owes, obligation by obligation and year by year; the meetings to propose."""

from datetime import date
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from bareme.display import counted, typography
from tandem.conventions.enums import LIVE, NatureObligation
from tandem.conventions.followed import Followed, follow
from tandem.conventions.matrix import cell_of, pace_of, secteurs_of, totals, years_of
from tandem.conventions.models import Obligation
from tandem.conventions.perms import can_amend, can_follow, can_write_text
from tandem.conventions.proposals import Proposed, outlook_of
from tandem.conventions.wording import cadence_words, clause_words
from tandem.formats import number
from tandem.web.conventions.access import Place, convention_context, place_of
from tandem.web.conventions.cells import STATES, cell_html, cell_text, etat_label
from tandem.web.tables import Column, Filter, Kind, Options, Table, table_response
from tandem.web.templatetags.components import badge

EVERYONE = "Toutes les parties"
SHOWN_PROPOSALS = 6


class Row:
    """An obligation as its line of the matrix shows it."""

    def __init__(self, followed: Followed, obligation: Obligation, years: list[int], today: date) -> None:
        self.followed, self.obligation, self.today = followed, obligation, today
        self.libelle = obligation.libelle
        self.nature = obligation.nature
        self.owes = str(obligation.debiteur.organisation) if obligation.debiteur else EVERYONE
        self.cadence = cadence_words(obligation.rule)
        self.cells = {year: cell_of(followed, obligation, year, today) for year in years}

    def etat_in(self, year: int) -> str:
        """The state of a year."""
        return self.cells[year].etat

    def html_of(self, year: int) -> str:
        """The cell of a year, for the screen."""
        cell = self.cells[year]
        return cell_html(cell, secteurs_of(self.followed, cell, self.today))


def row_of_matrix(followed: Followed, today: date) -> tuple[list[Row], list[int]]:
    """The lines of a convention, in the order of the text, and its years."""
    years = years_of(followed, today)
    return [Row(followed, obligation, years, today) for obligation in followed.obligations], years


@require_http_methods(["GET"])
def obligations(request, slug):
    """The matrix of a convention, how many meetings a year asks, and the dates proposed for what is missing."""
    place, today = place_of(request, slug), timezone.localdate()
    (followed,) = follow([place.convention])
    rows, years = row_of_matrix(followed, today)
    year = min(max(today.year, years[0]), years[-1]) if years else None
    may_write = bool(may_write_obligations(place))
    table = Table(
        request,
        "convention_obligations",
        caption="Obligations par année",
        columns=columns_of(years, year, place if may_write else None),
        rows=rows,
        options=Options(
            noun=("obligation", "obligations"),
            cards=True,
            file_name=f"obligations-{place.convention.slug}",
            note="Les semestres, trimestres et années sont civils ; une année où la convention est en vigueur "
            "moins de la moitié du temps ne compte pas (hypothèse).",
        ),
    )
    outlook = outlook_of(followed, today)
    may_plan = bool(can_follow(place.standing, place.convention.etat))
    proposed = [_proposal(place, one, may_plan=may_plan) for one in outlook.proposals]
    context = convention_context(place, "convention_obligations") | {
        "has_rows": bool(rows),
        "is_signed": followed.start is not None,
        "year": year,
        "pace": pace_words(followed),
        "totals": totals(row.cells[year] for row in rows) if year else {},
        "proposals": proposed[:SHOWN_PROPOSALS],
        "more_words": f"Voir {counted(len(proposed) - SHOWN_PROPOSALS, 'autre date')}",
        "is_live": place.convention.etat in LIVE,
        "year_words": str(year),
        "more": proposed[SHOWN_PROPOSALS:],
        "uncovered": [
            {"one": one, "obligation": followed.by_code[one.code]} for one in outlook.uncovered
        ],
        "add_url": place.url("convention_obligation_new") if may_write else "",
    }  # fmt: skip
    return table_response(request, table, "conventions/obligations.html", context)


def pace_words(followed: Followed) -> dict[str, str] | None:
    """How many meetings a year asks, in words; None when the text asks none."""
    most, by_fiche, fewest = pace_of(followed.obligations)
    if not most:
        return None
    value = number(most) if by_fiche == most else f"{number(by_fiche)} à {number(most)}"
    note = f"{number(fewest)} en tenant ensemble tout ce qui peut l’être" if fewest < by_fiche else ""
    return {"value": value, "note": note}


def may_write_obligations(place: Place):
    """Whether the person may write obligations, before the signature or beside the text."""
    may = can_amend if place.convention.is_signed else can_write_text
    return may(place.standing, place.convention.etat)


def _proposal(place: Place, one: Proposed, *, may_plan: bool) -> dict:
    """A proposal with the address of the form that plans it; none for who may not plan."""
    query = {"date": one.date.isoformat(), "obligations": ",".join(item.code for item in one.obligations)}
    if one.secteur:
        query["secteur"] = one.secteur
    url = f"{place.url('convention_reunion_new')}?{urlencode(query)}" if may_plan else ""
    return {"one": one, "url": url, "reason": typography(one.reason)}


def columns_of(years: list[int], year: int | None, place: Place | None) -> list[Column]:
    """The columns of the matrix; with a place, obligations have a link to change them."""
    return [
        Column(key="libelle", label="Obligation", search=True, fixed=True),
        Column(
            key="nature", label="Nature", kind=Kind.BADGE, choices=NatureObligation.choices, filter=Filter.CHOICE,
            visible=False,
        ),
        Column(key="owes", label="Due par", search=True, filter=Filter.CHOICE),
        Column(key="cadence", label="Cadence", kind=Kind.HTML, value=_cadence, export=lambda row: row.cadence,
               sort_key=lambda row: row.cadence),
        *(_year_column(one) for one in years),
        *([_etat_column(year)] if year else []),
        Column(
            key="clause", label="Clause", kind=Kind.HTML, value=lambda row: _clause(row, place), sortable=False,
            export=lambda row: row.obligation.clause,
        ),
        Column(key="quote", label="Texte de la clause", path="obligation.quote", search=True, visible=False,
               css="text-long"),
    ]  # fmt: skip


def _year_column(year: int) -> Column:
    return Column(
        key=f"annee{year}",
        label=str(year),
        kind=Kind.HTML,
        value=lambda row: row.html_of(year),
        export=lambda row: cell_text(row.cells[year]),
        sortable=False,
    )


def _etat_column(year: int) -> Column:
    return Column(
        key="etat",
        label=f"État en {year}",
        kind=Kind.BADGE,
        value=lambda row: row.etat_in(year),
        choices={etat: etat_label(etat) for etat in STATES},
        tone=lambda row: STATES[row.etat_in(year)].tone,
        filter=Filter.CHOICE,
        visible=False,
    )


def _cadence(row: Row):
    if not row.obligation.is_deduit:
        return row.cadence
    return format_html("<div>{} {}</div>", row.cadence, badge("cadence déduite", "warning", "bulb"))


def _clause(row: Row, place: Place | None):
    """The clause, its quote on demand, and the way to change it."""
    obligation = row.obligation
    change = (
        format_html(
            '<p><a href="{}">Modifier<span class="sr-only"> : {}</span></a></p>',
            place.url("convention_obligation_edit", obligation.code),
            obligation.libelle,
        )
        if place
        else ""
    )
    if not obligation.quote:
        return format_html("<div>{}{}</div>", clause_words(obligation.clause), change)
    return format_html(
        '<details class="cell-more"><summary>{}</summary><blockquote>{}</blockquote>{}</details>',
        clause_words(obligation.clause),
        obligation.quote,
        change,
    )
