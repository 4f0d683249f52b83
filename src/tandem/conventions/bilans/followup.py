"""What was owed, held, sent, changed, decided in the period of a bilan: only what both sides see."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q
from django.utils import timezone

from tandem.conventions.bilans.facts import (
    ActionLine,
    AxeLine,
    Change,
    Decided,
    FicheLine,
    Meeting,
    Meetings,
    Owed,
    Sending,
)
from tandem.conventions.bilans.periods import BilanPeriod
from tandem.conventions.completeness import numero_key
from tandem.conventions.enums import EtatAction, EtatDecisionComite, EtatReunion
from tandem.conventions.followed import Followed
from tandem.conventions.matrix import cell_of
from tandem.conventions.models import (
    Action,
    DecisionComite,
    EtatFicheTransition,
    Fiche,
    Obligation,
    Reunion,
    ReunionObligation,
    SuiviDecisionComite,
    Transmission,
)
from tandem.conventions.timing.cadences import WORST_FIRST, PeriodStanding
from tandem.conventions.wording import cadence_words
from tandem.organisations.models import Organisation

EVERYBODY = "toutes les parties"


def moments(period: BilanPeriod) -> tuple[datetime, datetime]:
    """Return the first moment of a period, and the first one after it, in Paris."""
    first, after = period.starts_on, period.ends_on + timedelta(days=1)
    return tuple(timezone.make_aware(datetime.combine(day, time())) for day in (first, after))


def in_period(field: str, period: BilanPeriod) -> Q:
    """Return the filter of a moment that falls in a period."""
    first, after = moments(period)
    return Q(**{f"{field}__gte": first, f"{field}__lt": after})


def shared_obligations(followed: Followed) -> list[Obligation]:
    """Return the obligations that both sides see: those of a draft fiche wait with it."""
    drafts = set(
        Fiche.objects.filter(convention=followed.convention, draft_of__isnull=False).values_list("pk", flat=True)
    )
    return [one for one in followed.obligations if one.fiche_id not in drafts]


def owed(followed: Followed, obligations: Iterable[Obligation], period: BilanPeriod, on: date) -> tuple[Owed, ...]:
    """Return the obligations over a period, in the order of the text; a year gives what its matrix gives."""
    return tuple(_owed(one, standings_of(followed, one, period, on)) for one in obligations)


def standings_of(
    followed: Followed, obligation: Obligation, period: BilanPeriod, on: date
) -> tuple[PeriodStanding, ...]:
    """Return where an obligation stands in a period.

    In a semester, what is due over a longer time is judged as it stood on the last day of the semester.
    """
    if period.annee is None:
        return followed.standings(obligation, range(period.starts_on.year - 1, period.ends_on.year + 1), on)
    if period.semestre is None:
        return cell_of(followed, obligation, period.annee, on).periods
    years = (period.annee - 1, period.annee)
    now = followed.standings(obligation, years, on)
    then = followed.standings(obligation, years, min(on, period.ends_on))
    return tuple(
        known if known.deadline <= period.ends_on else early
        for known, early in zip(now, then, strict=True)
        if known.period_start <= period.ends_on and known.deadline >= period.starts_on
    )


def _owed(one: Obligation, standings: tuple[PeriodStanding, ...]) -> Owed:
    etats = {standing.etat for standing in standings}
    return Owed(
        code=one.code,
        libelle=one.libelle,
        nature=one.nature,
        clause=one.clause,
        quote=one.quote,
        debiteur=str(one.debiteur.organisation) if one.debiteur else EVERYBODY,
        cadence=cadence_words(one.rule),
        periods=tuple(dict.fromkeys(standing.label for standing in standings)),
        due=sum(standing.due for standing in standings),
        done=sum(standing.done for standing in standings),
        planned=sum(standing.planned for standing in standings),
        missing=sum(standing.missing for standing in standings),
        left=sum(standing.missing for standing in standings if standing.etat != "manquante"),
        etat=next((etat for etat in WORST_FIRST if etat in etats), "sans_objet"),
        is_deduit=one.is_deduit,
    )


def meetings(convention, period: BilanPeriod) -> Meetings:
    """Return the meetings held in a period, and how many others it has planned."""
    counts = ReunionObligation.objects.select_related("obligation").order_by("obligation__rank", "secteur", "pk")
    rows = list(
        Reunion.objects.filter(in_period("starts_at", period), comite__convention=convention)
        .select_related("comite")
        .prefetch_related(Prefetch("satisfait", queryset=counts))
        .order_by("starts_at", "pk")
    )
    held = tuple(
        Meeting(
            date=timezone.localdate(row.starts_at).isoformat(),
            comite=row.comite.nom,
            objet=row.objet,
            minutes=row.minutes,
            participants=row.participants,
            obligations=tuple(
                f"{one.obligation.libelle}, {one.secteur}" if one.secteur else one.obligation.libelle
                for one in row.satisfait.all()
            ),
        )
        for row in rows
        if row.etat == EtatReunion.TENUE
    )
    return Meetings(held, planned=sum(row.etat == EtatReunion.PLANIFIEE for row in rows))


def sendings(obligations: Iterable[Obligation], period: BilanPeriod) -> tuple[Sending, ...]:
    """Return what each party sent in a period, the oldest first."""
    known = {one.pk: one for one in obligations}
    rows = (
        Transmission.objects.current()
        .filter(obligation__in=known, date__range=(period.starts_on, period.ends_on))
        .select_related("partie")
        .order_by("date", "pk")
    )
    return tuple(
        Sending(
            date=row.date.isoformat(),
            code=known[row.obligation_id].code,
            libelle=known[row.obligation_id].libelle,
            clause=known[row.obligation_id].clause,
            sender=row.partie.designation,
            receiver=_receiver(known[row.obligation_id]),
            secteur=row.secteur,
            note=row.note,
            piece=row.piece_nom,
        )
        for row in rows
    )


def _receiver(obligation: Obligation) -> str:
    return obligation.creancier.designation if obligation.creancier else EVERYBODY


def axes(convention, period: BilanPeriod) -> tuple[AxeLine, ...]:
    """Return the shared fiches by axis, their state at the end of a period and what changed in it."""
    transitions = EtatFicheTransition.objects.order_by("at", "pk")
    rows = (
        convention.fiches.shared()
        .select_related("axe")
        .prefetch_related(
            Prefetch("actions", queryset=Action.objects.order_by("numero")),
            Prefetch("porteurs", queryset=Organisation.objects.order_by("nom", "pk")),
            Prefetch("transitions", queryset=transitions),
        )
        .order_by("axe__numero", "pk")
    )
    by_axe: dict[int, list[FicheLine]] = {}
    for row in sorted(rows, key=lambda fiche: (fiche.axe.numero, numero_key(fiche.numero), fiche.pk)):
        by_axe.setdefault(row.axe_id, []).append(_fiche(row, period))
    return tuple(
        AxeLine(axe.numero, axe.titre, tuple(by_axe.get(axe.pk, ()))) for axe in convention.axes.order_by("numero")
    )


def _fiche(row: Fiche, period: BilanPeriod) -> FicheLine:
    moves = list(row.transitions.all())
    own = [one for one in moves if one.action_id is None]
    return FicheLine(
        numero=row.numero,
        titre=row.titre,
        etat=_etat(row.etat, own, period),
        porteurs=tuple(str(one) for one in row.porteurs.all()),
        changes=_changes(own, period),
        actions=tuple(
            ActionLine(
                action.numero,
                action.titre,
                _etat(action.etat, [one for one in moves if one.action_id == action.pk], period),
                _changes([one for one in moves if one.action_id == action.pk], period),
            )
            for action in row.actions.all()
        ),
    )


def _etat(now: str, moves, period: BilanPeriod) -> str:
    """Return the state at the end of a period: that from which the first later move started, else today's."""
    _first, after = moments(period)
    later = next((one for one in moves if one.at >= after), None)
    return later.from_etat if later else now


def _changes(moves, period: BilanPeriod) -> tuple[Change, ...]:
    first, after = moments(period)
    return tuple(
        Change(
            timezone.localdate(one.at).isoformat(),
            str(EtatAction(one.from_etat).label),
            str(EtatAction(one.to_etat).label),
            one.reason,
        )
        for one in moves
        if first <= one.at < after
    )


def decided(convention, period: BilanPeriod) -> tuple[Decided, ...]:
    """Return the decisions of a period, the older ones that were still followed in it or are still to do."""
    first, after = moments(period)
    words = SuiviDecisionComite.objects.order_by("at", "pk")
    rows = (
        DecisionComite.objects.filter(
            reunion__comite__convention=convention, reunion__etat=EtatReunion.TENUE, reunion__starts_at__lt=after
        )
        .select_related("reunion__comite", "partie__organisation")
        .prefetch_related(Prefetch("suivis", queryset=words))
        .order_by("reunion__starts_at", "numero", "pk")
    )
    return tuple(_decided(row) for row in rows if _concerns(row, first, after))


def _concerns(row: DecisionComite, first: datetime, after: datetime) -> bool:
    followed = any(first <= one.at < after for one in row.suivis.all())
    return row.reunion.starts_at >= first or followed or row.etat == EtatDecisionComite.A_FAIRE


def _decided(row: DecisionComite) -> Decided:
    last = next(reversed(row.suivis.all()), None)
    return Decided(
        date=timezone.localdate(row.reunion.starts_at).isoformat(),
        comite=row.reunion.comite.nom,
        numero=row.numero,
        texte=row.texte,
        partie=str(row.partie.organisation),
        owner=row.owner,
        due_on=row.due_on.isoformat() if row.due_on else "",
        etat=row.etat,
        suivi=last.note if last else "",
        suivi_on=timezone.localdate(last.at).isoformat() if last else "",
    )
