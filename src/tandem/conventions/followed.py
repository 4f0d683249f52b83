"""Read what several conventions owe and what was done of it, in a constant number of queries.

The bridge between the tables and the pure engine of `timing`: meetings, transmissions, letters become dated facts.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from tandem.conventions.enums import EtatReunion, NatureCourrier
from tandem.conventions.models import (
    Convention,
    Courrier,
    Obligation,
    Partie,
    Prolongation,
    ReunionObligation,
    Transmission,
)
from tandem.conventions.timing.alerts import MiseEnDemeure
from tandem.conventions.timing.cadences import AN, UNIQUE, Cadence, Fact, PeriodStanding, standing


@dataclass(frozen=True)
class Followed:
    """A convention with its parties, its obligations in the order of the text, and what was done or planned."""

    convention: Convention
    obligations: tuple[Obligation, ...]
    facts: tuple[Fact, ...]
    mises_en_demeure: tuple[MiseEnDemeure, ...]

    @property
    def start(self) -> date | None:
        """The day of the signature; nothing is due without it."""
        return self.convention.signed_on

    @cached_property
    def end(self) -> date | None:
        """The last day that binds, when it is known."""
        return self.convention.end

    @cached_property
    def parties(self) -> list[Partie]:
        """The parties, in the order of the text."""
        return list(self.convention.parties.all())

    @cached_property
    def by_code(self) -> dict[str, Obligation]:
        """The obligations by their code."""
        return {obligation.code: obligation for obligation in self.obligations}

    @cached_property
    def facts_by_code(self) -> dict[str, list[Fact]]:
        """The facts of each obligation."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            found[fact.code].append(fact)
        return found

    def standings(self, obligation: Obligation, years: Iterable[int], on: date) -> tuple[PeriodStanding, ...]:
        """Where an obligation stands on a day, period by period; nothing before the signature is known."""
        if self.start is None:
            return ()
        asked = [year for year in years if obligation.annee in {None, year}]
        facts = self.facts_by_code.get(obligation.code, [])
        return standing(cadence_of(obligation), self.start, self.end, facts, on=on, years=asked)


def cadence_of(obligation: Obligation) -> Cadence:
    """The cadence that the engine counts; what is due once, in a named year, is yearly in that year alone."""
    rule = obligation.rule
    return replace(rule, par=AN) if obligation.annee and rule.par == UNIQUE else rule


def follow(conventions: QuerySet[Convention] | Iterable[Convention]) -> list[Followed]:
    """Read the conventions given, whose visibility the caller has settled: six queries, however many they are."""
    found = list(conventions)
    prefetch_related_objects(
        found,
        Prefetch("parties", queryset=Partie.objects.select_related("organisation", "delegation").order_by("rank")),
        Prefetch("prolongations", queryset=Prolongation.objects.order_by("agreed_on", "pk")),
    )
    keys = [convention.pk for convention in found]
    facts = _facts(keys)
    obligations = _obligations(found)
    letters = _mises_en_demeure(keys)
    return [
        Followed(
            convention, tuple(obligations[convention.pk]), tuple(facts[convention.pk]), tuple(letters[convention.pk])
        )
        for convention in found
    ]


def _obligations(conventions) -> dict[int, list[Obligation]]:
    parties = {partie.pk: partie for convention in conventions for partie in convention.parties.all()}
    found = defaultdict(list)
    rows = Obligation.objects.filter(convention__in=conventions).order_by("convention", "rank", "pk")
    for obligation in rows:
        # The parties are already read: an obligation names one of its own convention.
        obligation.debiteur = parties.get(obligation.debiteur_id)
        obligation.creancier = parties.get(obligation.creancier_id)
        found[obligation.convention_id].append(obligation)
    return found


def _facts(keys) -> dict[int, list[Fact]]:
    facts = defaultdict(list)
    meetings = (
        ReunionObligation.objects.filter(obligation__convention__in=keys)
        .exclude(reunion__etat=EtatReunion.ANNULEE)
        .order_by("reunion__starts_at", "pk")
        .values_list("obligation__convention", "obligation__code", "reunion__starts_at", "secteur", "reunion__etat")
    )
    for convention, code, starts_at, secteur, etat in meetings:
        state = "done" if etat == EtatReunion.TENUE else "planned"
        facts[convention].append(Fact(code, timezone.localdate(starts_at), secteur, state))
    sent = (
        Transmission.objects.current()
        .filter(obligation__convention__in=keys)
        .order_by("date", "pk")
        .values_list("obligation__convention", "obligation__code", "date", "secteur")
    )
    for convention, code, day, secteur in sent:
        facts[convention].append(Fact(code, day, secteur, "done"))
    return facts


def _mises_en_demeure(keys) -> dict[int, list[MiseEnDemeure]]:
    """The formal notices received, with the day on which the first answer to each was sent.

    A convention whose text gives no delay has no deadline to announce.
    """
    answers: dict[int, date] = {}
    notices = []
    rows = (
        Courrier.objects.filter(
            convention__in=keys, nature__in=(NatureCourrier.MISE_EN_DEMEURE, NatureCourrier.REPONSE)
        )
        .order_by("sent_on", "pk")
        .values_list(
            "pk", "convention", "nature", "received_on", "sent_on", "answers", "convention__mise_en_demeure_mois"
        )
    )
    for pk, convention, nature, received_on, sent_on, answered, months in rows:
        if nature == NatureCourrier.REPONSE:
            answers.setdefault(answered, sent_on)
        elif received_on is not None and months is not None:
            notices.append((pk, convention, received_on, months))
    found = defaultdict(list)
    for pk, convention, received_on, months in notices:
        found[convention].append(MiseEnDemeure(received_on, answers.get(pk), months))
    return found
