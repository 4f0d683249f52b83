"""The figures of the dashboard: demands, what is retained, the enveloppe, concentration, the year before."""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from django.db.models import Count, Sum

from bareme.majoration.result import Allocation
from tandem import formats
from tandem.campagnes.actions.scenarios import REFUSALS, refusal_messages
from tandem.campagnes.engine import RANKED, ReplayError, Simulation
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.models import Campagne, Candidature
from tandem.web.campagnes.published import Published, published_only
from tandem.web.campagnes.tones import STATUT_TONES

_S = StatutCandidature
TOP = 5
NOT_ASKED = (_S.BROUILLON, _S.RETIREE)
"""States of the candidatures that are no demand: not deposited yet, or withdrawn."""


class Demands(NamedTuple):
    """What was asked (R98): formations, contracts, OF-CFA."""

    formations: int
    contrats: int
    of_cfa: int


class StatutCount(NamedTuple):
    """How many candidatures are in a state."""

    statut: str
    label: str
    tone: str
    count: int


class YearOnYear(NamedTuple):
    """The demands against the campaign of the year before (R100); None when it is not on the platform.

    Of a campaign known only by its annexe, `published` holds the totals: its demands are not known, they are not zero.
    """

    annee: int
    before: int | None
    change: Fraction | None
    published: Published | None = None

    @property
    def sentence(self) -> str:
        if self.published is not None:
            return ""
        if self.before is None:
            return f"pas de campagne {self.annee} sur la plateforme"
        if self.change is None:
            return f"aucun contrat demandé en {self.annee}"
        sign = "+" if self.change > 0 else ""
        return f"{sign}{formats.percentage(self.change)} sur {self.annee} ({formats.number(self.before)} contrats)"

    def retained_sentence(self, contrats: int) -> str:
        """Compare the contracts retained with those of the annexe published the year before."""
        if self.published is None or not self.published.contrats:
            return ""
        change = Fraction(contrats - self.published.contrats, self.published.contrats)
        sign = "+" if change > 0 else ""
        return (
            f"{sign}{formats.percentage(change)} sur les contrats retenus par l’annexe publiée de {self.annee} "
            f"({formats.number(self.published.contrats)})"
        )


class Concentration(NamedTuple):
    """How the amounts and contracts are spread over the OF-CFA (R119)."""

    top_share: Fraction | None
    top_names: tuple[str, ...]
    median_contrats: Fraction
    least_contrats: int

    @property
    def median_decimals(self) -> int:
        return 0 if self.median_contrats.denominator == 1 else 1


@dataclass(frozen=True)
class Spread:
    """The allocation in force, or why there is none."""

    simulation: Simulation | None
    scenario: object | None
    refusals: tuple[str, ...] = ()

    @property
    def allocation(self) -> Allocation | None:
        return self.simulation.allocation if self.simulation else None


def demands_of(campagne) -> Demands:
    """Count the candidatures that were deposited and not withdrawn."""
    found = (
        Candidature.objects.filter(dossier__campagne=campagne)
        .exclude(statut__in=NOT_ASKED)
        .aggregate(formations=Count("pk"), contrats=Sum("contrats"), of_cfa=Count("dossier__of_cfa", distinct=True))
    )
    return Demands(found["formations"], found["contrats"] or 0, found["of_cfa"])


def statut_counts(campagne) -> list[StatutCount]:
    """Return the states that some candidature is in, in the order of the pipeline."""
    counts = dict(
        Candidature.objects.filter(dossier__campagne=campagne)
        .order_by("statut")
        .values_list("statut")
        .annotate(count=Count("pk"))
    )
    return [
        StatutCount(statut.value, statut.label, STATUT_TONES[statut].value, counts[statut.value])
        for statut in _S
        if statut.value in counts
    ]


def year_on_year(campagne, demands: Demands) -> YearOnYear:
    """Compare the contracts asked with those of the same Région's campaign of the year before."""
    annee = campagne.annee - 1
    earlier = Campagne.objects.filter(organisation=campagne.organisation_id, annee=annee).first()
    if earlier is None:
        return YearOnYear(annee, None, None)
    published = published_only(earlier)
    if published is not None:
        return YearOnYear(annee, None, None, published)
    before = demands_of(earlier).contrats
    return YearOnYear(annee, before, Fraction(demands.contrats - before, before) if before else None)


def spread_of(place) -> Spread:
    """Return the adopted allocation, else the règlement applied to today's figures, else why there is none."""
    if not Candidature.objects.filter(dossier__campagne=place.campagne, statut__in=RANKED).exists():
        return Spread(None, None)
    try:
        simulation, scenario = place.current()
    except REFUSALS as refusal:
        return Spread(None, None, tuple(refusal_messages(refusal)))
    except ReplayError as error:
        return Spread(None, None, (str(error),))
    return Spread(simulation, scenario)


def concentration_of(allocation: Allocation) -> Concentration | None:
    """Return how concentrated the allocation is; None when nobody receives anything."""
    lines = [line for line in allocation.organismes if line.contrats]
    if not lines:
        return None
    total = sum(line.totale for line in lines)
    top = sorted(lines, key=lambda line: (-line.totale, line.of_cfa))[:TOP]
    contrats = sorted(line.contrats for line in lines)
    middle, is_even = len(contrats) // 2, len(contrats) % 2 == 0
    median = Fraction(contrats[middle - 1] + contrats[middle], 2) if is_even else Fraction(contrats[middle])
    return Concentration(
        top_share=Fraction(sum(line.totale for line in top), total) if total else None,
        top_names=tuple(line.of_cfa for line in top),
        median_contrats=median,
        least_contrats=contrats[0],
    )
