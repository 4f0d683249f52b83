"""The lines of an allocation by OF-CFA, beside a reference and beside the published annexe."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.html import format_html

from bareme.majoration.result import Allocation, OrganismeLine
from tandem.campagnes.engine import Simulation
from tandem.campagnes.models import AnnexePubliee, Campagne
from tandem.formats import signed_euros
from tandem.web.classement.access import Place
from tandem.web.tables import Column, Kind


@dataclass(frozen=True)
class Row:
    """One OF-CFA. `reference` and `published` are whole euros (majoration totale), None when it has no line there."""

    line: OrganismeLine
    slug: str
    reference: int | None
    published: int | None

    @property
    def gap(self) -> int:
        """Change against the reference; an OF-CFA without a line there had nothing."""
        return self.line.totale - (self.reference or 0)

    @property
    def published_gap(self) -> int | None:
        return None if self.published is None else self.line.totale - self.published

    @property
    def notes(self) -> str:
        """What a reader must know of this amount, in words."""
        line, told = self.line, []
        if line.capped_total:
            told.append("plafond atteint")
        if line.capped_green:
            told.append("plafond du bonus vert atteint")
        if line.floored:
            told.append("plancher")
        if line.ajustement:
            told.append(f"ajustement d’arrondi {signed_euros(line.ajustement)}")
        return ", ".join(told)


def published_totals(campagne: Campagne) -> dict[str, int]:
    """Majoration totale of each line of the published annexe, by printed name; empty when none was imported."""
    annexe = AnnexePubliee.objects.filter(campagne=campagne).only("lignes").first()
    return {ligne["of_cfa"]: int(ligne["totale"]) for ligne in annexe.lignes} if annexe else {}


def rows_of(simulation: Simulation, reference: Allocation | None, published: Mapping[str, int]) -> list[Row]:
    """Return one row per OF-CFA, in the order of the annexe."""
    before = {line.of_cfa: line.totale for line in reference.organismes} if reference else {}
    return [
        Row(line, simulation.inputs.slugs[line.of_cfa], before.get(line.of_cfa), published.get(line.of_cfa))
        for line in simulation.allocation.organismes
    ]


def columns_of(place: Place, *, has_reference: bool, has_published: bool, numero: int | None = None) -> list[Column]:
    """Return the columns of the table by OF-CFA."""
    why = _why(place, numero)
    columns = [
        Column(
            key="of_cfa",
            label="OF-CFA",
            kind=Kind.HTML,
            value=_named,
            export=lambda row: row.line.of_cfa,
            sort_key=lambda row: row.line.of_cfa,
            search=True,
            fixed=True,
            css="wide",
        ),
        Column(key="contrats", label="Contrats", kind=Kind.INT, path="line.contrats", total=True),
        Column(key="majoration", label="Majoration", kind=Kind.EURO, path="line.majoration", total=True),
        Column(key="vert", label="Dont bonus vert", kind=Kind.EURO, path="line.dont_bonus_vert", total=True),
        Column(
            key="exceptionnelle",
            label="Exceptionnelle",
            kind=Kind.EURO,
            path="line.exceptionnelle",
            total=True,
            help="Majoration exceptionnelle, hors enveloppe et hors plafonds.",
        ),
        Column(key="totale", label="Totale", kind=Kind.EURO, path="line.totale", total=True, link=why),
    ]
    if has_reference:
        columns.append(Column(key="ecart", label="Écart / référence", kind=Kind.SIGNED_EURO, path="gap", total=True))
    if has_published:
        columns.append(
            Column(
                key="publie",
                label="Écart avec l’annexe publiée",
                kind=Kind.SIGNED_EURO,
                path="published_gap",
                total=True,
                help="Majoration totale calculée ici, moins celle que l’annexe publiée imprime.",
            )
        )
    columns.append(Column(key="mention", label="Mention", path="notes", css="wide", visible=False))
    return columns


def _named(row: Row) -> str:
    """The name and, under it, what a reader must know of the amount."""
    name, notes = row.line.of_cfa, row.notes
    return format_html('{}<small class="mention">{}</small>', name, notes) if notes else name


def _why(place: Place, numero: int | None) -> Callable[[Row], str]:
    suffix = f"?{urlencode({'scenario': numero})}" if numero else ""
    return lambda row: place.url("campagne_pourquoi", of_slug=row.slug) + suffix


class Proof(NamedTuple):
    """How many lines of the published annexe are found again to the euro, out of how many."""

    found: int
    total: int


def proof(rows: list[Row], published: Mapping[str, int]) -> Proof | None:
    """Confront the lines with the published annexe; None when there is none."""
    if not published:
        return None
    return Proof(sum(row.published_gap == 0 for row in rows), len(published))
