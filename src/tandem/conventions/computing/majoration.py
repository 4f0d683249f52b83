"""Figures of the campaigns of majoration: what the Région voted for the OF-CFA of the perimeter (R188, R192).

Only votes are read: a campaign that is not voted is nobody's business but the Région's. Voted amounts and contracts are
public, and the summary of the campaign already publishes them by département: nothing of them is hidden (R120).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from tandem.campagnes.current import CurrentLine, current_lines
from tandem.campagnes.engine import ReplayError, simulation_of
from tandem.campagnes.models import Candidature, Vote
from tandem.conventions.computing.context import Context
from tandem.conventions.computing.measures import CORRECTIONS, UNPLACED, Line, Measure, missing, plain_cells
from tandem.conventions.enums import UniteIndicateur
from tandem.formats import long_date

UNREADABLE = "les données figées de ce vote ne se recalculent plus : signalez-le à l’administrateur"


@dataclass(frozen=True)
class VotedYear:
    """What the vote of one year gave to the OF-CFA of the perimeter; `corrected` are those that a later act changed."""

    supported: tuple[CurrentLine, ...]
    lines: tuple[Line, ...]
    places: Mapping[int, str]
    source: str
    is_fictif: bool

    @property
    def note(self) -> str:
        corrected = [line.nom for line in self.supported if line.is_corrected]
        if not corrected:
            return ""
        return (
            f"Corrections votées après coup comprises, pour {', '.join(corrected)} ; elles ne disent pas de quelle "
            "formation. Le détail par formation est celui du vote."
        )


Voted = Mapping[int, VotedYear | str]
"""By year, what was voted, or the reason why nothing is counted."""


def read(context: Context) -> Voted:
    """Read the votes of the years asked: two queries, and three for each year that was voted."""
    if context.region is None:
        return dict.fromkeys(context.years, "aucune Région n’est partie à cette convention")
    votes = {
        vote.campagne.annee: vote
        for vote in Vote.objects.filter(campagne__organisation=context.region, campagne__annee__in=context.years)
        .select_related("campagne", "deliberation", "scenario__reglement", "scenario__donnees")
        # Megabytes that only a first computation needs.
        .defer("annexe", "scenario__resultat", "scenario__donnees__contenu", "scenario__reglement__contenu")
        .annotate(
            has_fiction=Exists(Candidature.objects.filter(dossier__campagne=OuterRef("campagne"), is_fictif=True))
        )
        .order_by("campagne__annee")
    }
    return {annee: _year(context, annee, votes.get(annee)) for annee in context.years}


def _year(context: Context, annee: int, vote) -> VotedYear | str:
    if vote is None:
        return f"aucun vote en {annee}"
    perimetre = context.perimetre.get(annee, [])
    if not perimetre:
        return f"aucun CFA déclaré dans le périmètre en {annee}"
    try:
        simulation = simulation_of(vote.scenario)
    except ReplayError:
        return UNREADABLE
    wanted = {row.of_cfa_id: row.of_cfa for row in perimetre}
    supported = tuple(line for line in current_lines(vote) if line.of_cfa.pk in wanted and line.current.majoration > 0)
    slugs = {line.of_cfa.slug for line in supported}
    act = f"{vote.deliberation.numero} du {long_date(vote.deliberation.date)}"
    return VotedYear(
        supported=supported,
        lines=tuple(_lines(simulation, slugs, act)),
        places={line.of_cfa.pk: line.of_cfa.departement_id or UNPLACED for line in supported},
        source=f"Vote {act}",
        is_fictif=vote.campagne.is_fictif or vote.has_fiction or any(row.is_fictif for row in perimetre),
    )


def _lines(simulation, slugs, act):
    """Yield the retained formations of the OF-CFA of the perimeter, by OF-CFA."""
    rows = simulation.inputs.by_reference
    retained = (line for line in simulation.allocation.formations if line.retained)
    for line in sorted(retained, key=lambda one: (one.of_cfa, one.formation, one.site, one.reference)):
        row = rows[line.reference]
        if row.slug in slugs:
            yield Line(
                of_cfa=line.of_cfa,
                slug=row.slug,
                formation=line.formation,
                site=line.site,
                departement=row.departement,
                contrats=line.contrats,
                amount=line.amount,
                source=f"{act}, candidature {line.reference}",
            )


def supported_cfa(voted: Voted, annee: int) -> Measure:
    """OF-CFA of the perimeter that receive a majoration, in the départements where they have a retained formation.

    An OF-CFA that forms in two départements counts in each, and once in all.
    """
    found = voted[annee]
    if isinstance(found, str):
        return missing(UniteIndicateur.CFA, found)
    seen = {(line.slug, line.departement) for line in found.lines}
    return _measure(
        found,
        UniteIndicateur.CFA,
        len(found.supported),
        Counter(departement for _, departement in seen),
        note="Un CFA qui forme dans plusieurs départements est compté dans chacun, et une fois dans l’ensemble.",
    )


def formations(voted: Voted, annee: int) -> Measure:
    """Retained formations of these OF-CFA, as the vote froze them."""
    found = voted[annee]
    if isinstance(found, str):
        return missing(UniteIndicateur.FORMATIONS, found)
    counts = Counter(line.departement for line in found.lines)
    return _measure(found, UniteIndicateur.FORMATIONS, len(found.lines), counts)


def contrats(voted: Voted, annee: int) -> Measure:
    """Contracts that receive the majoration today: the voted ones, and what later acts changed."""
    found = voted[annee]
    if isinstance(found, str):
        return missing(UniteIndicateur.CONTRATS, found)
    counts: Counter[str] = Counter()
    for line in found.lines:
        counts[line.departement] += line.contrats
    total = sum(line.current.contrats for line in found.supported)
    if changed := total - sum(counts.values()):
        counts[CORRECTIONS] = changed
    return _measure(found, UniteIndicateur.CONTRATS, total, counts)


def _measure(found: VotedYear, unit, value: int, counts, *, note: str = "") -> Measure:
    return Measure(
        value=value,
        unit=unit,
        by_territoire=plain_cells(dict(sorted(counts.items()))),
        is_fictif=found.is_fictif,
        source=found.source,
        note=" ".join(filter(None, (found.note, note))),
        lines=found.lines,
    )
