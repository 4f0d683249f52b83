"""What a person has to do in the conventions of her organisation: only what it owes, never what its partner owes.

To add a kind of task: one function of `SOURCES`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from bareme.display import counted, typography
from tandem.conventions.dues import TERM_NOTICE_DAYS, Due, dues, followed_for
from tandem.conventions.enums import LIVE, EtatDecisionComite, EtatReunion, NatureObligation
from tandem.conventions.followed import Followed
from tandem.conventions.models import Convention, DecisionComite, Partie
from tandem.conventions.perms import WRITERS
from tandem.conventions.series import due_by_convention
from tandem.conventions.wording import clause_words
from tandem.formats import long_date, number
from tandem.web.accueil.figures import Figure
from tandem.web.accueil.tasks import Task
from tandem.web.conventions.tones import CONVENTION_TONES

SHOWN = 4
"""Tasks of one kind that are told one by one; the others are counted, with the page that lists them."""
LATEST = 6
PRESSING_DAYS = 30


@dataclass(frozen=True)
class Desk:
    """The conventions in force of one organisation, with the parties for which its people act."""

    user: object
    organisation: object
    on: date

    @cached_property
    def places(self) -> list[tuple[Followed, frozenset[int]]]:
        """What the conventions owe and what was done, read once."""
        return followed_for(self.user, self.organisation)

    @cached_property
    def dues(self) -> list[Due]:
        """What the organisation owes, late first."""
        return dues(self.places, self.on)


def convention_tasks(desk: Desk, roles) -> list[Task]:
    """Return the tasks of who may follow a convention; the others of the organisation have none."""
    if not roles & WRITERS:
        return []
    return [task for source in SOURCES for task in source(desk)]


def late_sendings(desk: Desk) -> Iterator[Task]:
    """What should have been sent, to who owes it alone."""
    late = [due for due in desk.dues if due.kind == "late"]
    for due in late[:SHOWN]:
        title = f"Transmission en retard : {due.obligation.libelle} ({clause_words(due.obligation.clause)})"
        yield Task(
            title=typography(title),
            detail=typography(f"{due.convention.titre} : attendue avant le {long_date(due.deadline)}."),
            url=reverse("convention_transmission_new", args=[due.convention.slug, due.obligation.code]),
            tone="danger",
        )
    if rest := late[SHOWN:]:
        yield Task(
            title=f"{_others(len(rest), 'transmission')} en retard",
            detail=_conventions_of(rest),
            url=f"{reverse('conventions_alertes')}?{urlencode({'f_kind': 'retard'})}",
            tone="danger",
        )


def near_obligations(desk: Desk) -> Iterator[Task]:
    """What can be planned or sent now, before the end of its period."""
    near = [due for due in desk.dues if due.kind == "near"]
    for due in near[:SHOWN]:
        is_meeting = due.obligation.nature == NatureObligation.REUNION
        verb, page = (
            ("Obligation à planifier", "convention_obligations")
            if is_meeting
            else ("Transmission à faire", "convention_transmissions")
        )
        yield Task(
            title=typography(f"{verb} : {due.obligation.libelle} ({clause_words(due.obligation.clause)})"),
            detail=typography(
                f"{due.convention.titre} : il en manque {number(due.missing)}, "
                f"au plus tard le {long_date(due.deadline)}."
            ),
            url=reverse(page, args=[due.convention.slug]),
            tone="warning" if (due.deadline - desk.on).days <= PRESSING_DAYS else "info",
        )
    if rest := near[SHOWN:]:
        yield Task(
            title=f"{_others(len(rest), 'obligation')} à planifier ou à transmettre",
            detail=_conventions_of(rest),
            url=reverse("calendrier"),
        )


def near_terms(desk: Desk) -> Iterator[Task]:
    """The conventions that end in less than nine months."""
    ending = [followed for followed, _mine in desk.places if followed.end is not None]
    for followed in sorted(ending, key=lambda one: one.end):
        left = (followed.end - desk.on).days
        if 0 <= left < TERM_NOTICE_DAYS:
            yield Task(
                title=typography(f"Terme dans {counted(left, 'jour')} : {followed.convention.titre}"),
                detail=f"Le {long_date(followed.end)}. Décidez de la prolonger, de la renouveler ou de la laisser "
                "s’éteindre.",
                url=reverse("convention", args=[followed.convention.slug]),
                tone="warning",
            )


def late_decisions(desk: Desk) -> Iterator[Task]:
    """The decisions of committees whose day is past, to the party in charge."""
    mine = {partie for _followed, parties in desk.places for partie in parties}
    found = list(
        DecisionComite.objects.filter(etat=EtatDecisionComite.A_FAIRE, due_on__lt=desk.on, partie__in=mine)
        .exclude(reunion__etat=EtatReunion.ANNULEE)
        .select_related("reunion__comite__convention")
        .order_by("due_on", "pk")
    )
    for decision in found[:SHOWN]:
        convention = decision.reunion.comite.convention
        yield Task(
            title=typography(f"Décision en retard : {decision.texte}"),
            detail=typography(f"{convention.titre} : {decision.owner}, pour le {long_date(decision.due_on)}."),
            url=reverse("convention_decisions", args=[convention.slug]),
            tone="danger",
        )
    if rest := found[SHOWN:]:
        titres = dict.fromkeys(one.reunion.comite.convention.titre for one in rest)
        yield Task(
            title=f"{_others(len(rest), 'décision')} en retard",
            detail=", ".join(titres),
            url=reverse("convention_decisions", args=[rest[0].reunion.comite.convention.slug]),
            tone="danger",
        )


def due_indicators(desk: Desk) -> Iterator[Task]:
    """The indicators that the organisation has to fill, convention by convention."""
    due = due_by_convention([followed.convention for followed, _mine in desk.places], desk.on)
    for followed, mine in desk.places:
        missing = [one for one in due[followed.convention.pk] if one.partie.pk in mine]
        if missing:
            labels = ", ".join(dict.fromkeys(one.period.label for one in missing))
            yield Task(
                title=f"Renseigner {counted(len(missing), 'indicateur')}",
                detail=typography(f"{followed.convention.titre} : {labels}."),
                url=reverse("convention_indicateurs", args=[followed.convention.slug]),
                tone="warning",
            )


SOURCES: tuple[Callable[[Desk], Iterator[Task]], ...] = (
    late_sendings,
    late_decisions,
    near_terms,
    near_obligations,
    due_indicators,
)
"""The kinds of tasks, the most pressing first."""


def convention_figures(desk: Desk) -> list[Figure]:
    """Return how many conventions bind the organisation, what it owes late, what is near."""
    if not desk.places:
        return []
    late = sum(due.kind == "late" for due in desk.dues)
    return [
        Figure(label="Conventions signées ou en vigueur", value=number(len(desk.places))),
        Figure(label="Transmissions en retard", value=number(late), note="dues par mon organisation"),
        Figure(label="À planifier ou à transmettre", value=number(len(desk.dues) - late), note="prochaines semaines"),
    ]


def latest_conventions(desk: Desk) -> list[dict]:
    """Return the conventions of the organisation to resume: those that bind first, then those in preparation."""
    organisation = desk.organisation
    concerned = Q(organisation=organisation) | Q(delegation=organisation)
    found = (
        Convention.objects.visible_to(desk.user)
        .filter(pk__in=Partie.objects.filter(concerned).values("convention"))
        .with_parties()
        .order_by("titre", "pk")
    )
    rows = sorted(found, key=lambda one: one.etat not in LIVE)[:LATEST]
    return [
        {
            "convention": one,
            "url": reverse("convention", args=[one.slug]),
            "tone": CONVENTION_TONES[one.etat].value,
            "partners": ", ".join(
                str(partie.organisation) for partie in one.parties.all() if partie.organisation_id != organisation.pk
            ),
        }
        for one in rows
    ]


def _others(count: int, noun: str) -> str:
    return f"{number(count)} autre{'s' if count > 1 else ''} {noun}{'s' if count > 1 else ''}"


def _conventions_of(found: list[Due]) -> str:
    return ", ".join(dict.fromkeys(due.convention.titre for due in found))
