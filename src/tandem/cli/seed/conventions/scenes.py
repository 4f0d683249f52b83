"""The acts that every life of a convention is made of, each at its date, through the platform's own actions."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from tandem.cli.seed.story import clock_at
from tandem.conventions.actions.bilans import Written, publish_bilan, write_sections
from tandem.conventions.actions.documents import finalise, record_signature
from tandem.conventions.actions.minutes import add_decision, close_minutes, follow_decision, write_minutes
from tandem.conventions.actions.obligations import record_transmission
from tandem.conventions.actions.reunions import plan_reunion, record_reunion
from tandem.conventions.actions.texte import write_clause
from tandem.conventions.actions.valeurs import type_value
from tandem.conventions.bilans.forms import sections_of
from tandem.conventions.enums import EtatDecisionComite
from tandem.conventions.models import Convention, Reunion

FICTIF = "Données fictives."


def at(day: date, hour: int = 10) -> datetime:
    """A moment of a day, on the clock of Paris."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def working(day: date) -> date:
    """The day itself, or the Monday that follows a week-end."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def complete(actor, convention, *, code: str, changes: Sequence[tuple[str, str]]) -> None:
    """Fill the blanks of a clause: each first text gives way to the second."""
    clause = convention.clauses.current().get(code=code)
    texte = clause.texte
    for before, after in changes:
        if before not in texte:
            raise LookupError(f"{convention.slug}, {code}: « {before} »")
        texte = texte.replace(before, after)
    write_clause(actor=actor, clause=clause, texte=texte)


def sign(convention, *, closer, closed: date, signed: date, signers) -> None:
    """Finalise the document, then have each party's people sign it; `signers` is who records, by organisation."""
    with clock_at(at(closed)):
        document = finalise(actor=closer, convention=convention)
    with clock_at(at(signed)):
        for signataire in document.signataires.select_related("partie__organisation").order_by("rank"):
            record_signature(
                actor=signers[signataire.partie.organisation.slug],
                signataire=signataire,
                on=signed,
                sha256=document.sha256,
            )
    Convention.objects.filter(pk=convention.pk).update(is_suivi_fictif=True)
    convention.refresh_from_db()


def hold(comite, day: date, *, actor, objet: str, codes: Sequence[str], secteur: str = "", people: int = 8) -> Reunion:
    """Record a meeting held on a day, for the obligations of these codes."""
    obligations = {one.code: one for one in comite.convention.obligations.all()}
    with clock_at(at(day, 18)):
        return record_reunion(
            actor=actor,
            comite=comite,
            starts_at=at(day, 14),
            minutes=120,
            objet=objet,
            lieu="Visioconférence",
            participants=people,
            obligations=[
                (obligations[code], secteur if secteur in obligations[code].secteurs else "") for code in codes
            ],
        )


def plan(comite, days: int, *, actor, objet: str, codes: Sequence[str], secteur: str = "") -> Reunion | None:
    """Plan a meeting so many days from now, on a working day, while the convention still binds."""
    day = working(timezone.localdate() + timedelta(days=days))
    end = comite.convention.end
    if end is not None and day > end:
        return None
    obligations = {one.code: one for one in comite.convention.obligations.all()}
    return plan_reunion(
        actor=actor,
        comite=comite,
        starts_at=at(day, 14),
        minutes=120,
        objet=objet,
        lieu="Visioconférence",
        obligations=[(obligations[code], secteur if secteur in obligations[code].secteurs else "") for code in codes],
    )


def conclude(reunion: Reunion, day: date, *, actor, text: str, decisions: Sequence[tuple], done: int = 0) -> None:
    """Write and close the minutes a week after the meeting; the first `done` decisions are then followed."""
    with clock_at(at(day + timedelta(days=7))):
        write_minutes(actor=actor, reunion=reunion, text=f"{FICTIF} {text}")
        made = [
            add_decision(actor=actor, reunion=reunion, texte=texte, partie=partie, owner=owner, due_on=due)
            for texte, partie, owner, due in decisions
        ]
        close_minutes(actor=actor, reunion=reunion)
    with clock_at(at(day + timedelta(days=60))):
        for decision in made[:done]:
            follow_decision(
                actor=actor, decision=decision, etat=EtatDecisionComite.FAITE, note=f"{FICTIF} Suite donnée."
            )


def send(convention, code: str, day: date, *, actor, content: str) -> None:
    """Record that a party sent what it owes."""
    with clock_at(at(day, 18)):
        record_transmission(
            actor=actor, obligation=convention.obligations.get(code=code), date=day, note=f"{FICTIF} {content}"
        )


def type_all(actor, convention, annee: int, figures: Mapping[str, str], *, on: date) -> None:
    """Type the figures of a year, by code of indicator: a number, or words for a document."""
    with clock_at(at(on)):
        for code, said in figures.items():
            number = said.replace(",", ".")
            is_number = number.replace(".", "", 1).isdigit()
            type_value(
                actor=actor,
                indicateur=convention.indicateurs.get(code=code),
                annee=annee,
                value=Decimal(number) if is_number else None,
                texte="" if is_number else f"{FICTIF} {said}",
                source=FICTIF,
            )


def take_stock(actor, convention, day: date, *, annee: int, semestre: int | None = None) -> None:
    """Write every section of a bilan in one word each, and publish it."""
    with clock_at(at(day)):
        bilan = write_sections(
            actor=actor,
            convention=convention,
            annee=annee,
            semestre=semestre,
            sections={
                section.code: Written(f"{FICTIF} {section.label} de la période, tels que les parties les ont écrits.")
                for section in sections_of(convention)
            },
        )
        publish_bilan(actor=actor, bilan=bilan)
