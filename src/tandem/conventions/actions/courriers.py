"""Registered letters: what each must say, and the recording of those that decide nothing by themselves (R58)."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from bareme.display import typography
from tandem.actes.journal import record
from tandem.conventions.actions.convention import journal_organisation, lock_convention
from tandem.conventions.changes import note
from tandem.conventions.enums import LIVE, SIGNED, EtatConvention, NatureCourrier
from tandem.conventions.models import Courrier, Partie
from tandem.conventions.perms import can_move, can_write
from tandem.conventions.refusals import refuse
from tandem.conventions.standing import require, standing_of
from tandem.formats import long_date

MAX_REFERENCE = 60


class Lettre(NamedTuple):
    """A registered letter as its acknowledgement of receipt tells it."""

    partie: Partie
    sent_on: date
    received_on: date | None
    reference: str
    texte: str = ""


Faults = dict[str, list[str]]


def letter_faults(convention, lettre: Lettre, *, suffix: str = "") -> Faults:
    """Return what is wrong with a letter, by field; `suffix` tells apart the letters of one form."""
    faults: Faults = {}

    def add(field, sentence):
        faults.setdefault(f"{field}{suffix}", []).append(typography(sentence))

    today = timezone.localdate()
    if lettre.partie.convention_id != convention.pk:
        add("partie", "L’expéditeur est l’une des parties de la convention.")
    if lettre.sent_on > today:
        add("sent_on", f"Une lettre ne peut être envoyée un jour à venir, trouvé {long_date(lettre.sent_on)}.")
    if convention.signed_on and lettre.sent_on < convention.signed_on:
        add(
            "sent_on",
            f"La convention est signée du {long_date(convention.signed_on)} : une lettre du "
            f"{long_date(lettre.sent_on)} la précède.",
        )
    for fault in _reception_faults(lettre.sent_on, lettre.received_on):
        add("received_on", fault)
    reference = lettre.reference.strip()
    if not reference:
        add("reference", "La référence de l’avis de réception est attendue : elle prouve l’envoi en recommandé.")
    elif len(reference) > MAX_REFERENCE:
        add("reference", f"La référence compte {len(reference)} caractères, {MAX_REFERENCE} au plus sont admis.")
    elif convention.courriers.filter(reference__iexact=reference).exists():
        add("reference", f"Une lettre de référence « {reference} » est déjà enregistrée dans cette convention.")
    return faults


def _reception_faults(sent_on: date, received_on: date | None) -> list[str]:
    if received_on is None:
        return []
    faults = []
    if received_on < sent_on:
        faults.append(f"Une lettre envoyée le {long_date(sent_on)} ne peut être reçue le {long_date(received_on)}.")
    if received_on > timezone.localdate():
        faults.append("La réception s’enregistre une fois l’avis de réception revenu, non à l’avance.")
    return faults


def letters_of_all(convention, lettres: Sequence[Lettre]) -> Faults:
    """Return the faults of letters that must come from each of the parties, one from each, by field and party."""
    faults: Faults = {}
    parties = list(convention.parties.order_by("rank"))
    for lettre in lettres:
        faults |= letter_faults(convention, lettre, suffix=f"_{lettre.partie.pk}")
    for partie in parties:
        number = sum(lettre.partie.pk == partie.pk for lettre in lettres)
        if number != 1:
            found = "aucune" if not number else str(number)
            faults.setdefault("lettres", []).append(
                typography(f"Une lettre recommandée de {partie} est attendue, trouvé : {found}.")
            )
    references = [lettre.reference.strip().lower() for lettre in lettres]
    if len(set(references)) < len(references):
        faults.setdefault("lettres", []).append("Deux lettres ne peuvent porter la même référence.")
    return faults


def keep_letter(*, actor, convention, nature, lettre: Lettre, **links) -> Courrier:
    """Write a letter whose faults were looked for."""
    return Courrier.objects.create(
        convention=convention,
        nature=nature,
        partie=lettre.partie,
        sent_on=lettre.sent_on,
        received_on=lettre.received_on,
        reference=lettre.reference.strip(),
        texte=lettre.texte.strip(),
        actor=actor,
        is_fictif=convention.is_fictif or actor.is_fictif,
        **links,
    )


def live_faults(convention) -> Faults:
    """Return why nothing is notified any more: the convention does not bind, or no longer."""
    if convention.etat in LIVE:
        return {}
    etat = EtatConvention(convention.etat).label
    sentence = f"La convention est dans l’état « {etat} » : elle ne lie pas, ou plus, ses parties."
    return {"__all__": [typography(sentence)]}


def texte_faults(lettre: Lettre, expected: str) -> Faults:
    """Return the fault of a letter that does not say what it is about."""
    return {} if lettre.texte.strip() else {"texte": [typography(f"{expected} : un texte est attendu.")]}


@transaction.atomic
def record_courrier(*, actor, convention, lettre: Lettre) -> Courrier:
    """Record a registered letter that is neither an agreement nor a mise en demeure nor its answer."""
    convention = lock_convention(convention)
    require(can_write(standing_of(actor, convention)))
    faults = letter_faults(convention, lettre) | texte_faults(lettre, "Objet de la lettre")
    if convention.etat not in SIGNED:
        faults["__all__"] = ["Les lettres recommandées s’enregistrent une fois la convention signée."]
    refuse(faults)
    courrier = keep_letter(actor=actor, convention=convention, nature=NatureCourrier.AUTRE, lettre=lettre)
    tell_letter(actor, courrier, "courrier")
    return courrier


@transaction.atomic
def send_mise_en_demeure(*, actor, convention, lettre: Lettre) -> Courrier:
    """Record the mise en demeure that the actor's own party sends to the others."""
    convention = lock_convention(convention)
    standing = standing_of(actor, convention)
    require(can_move(standing))
    if lettre.partie.pk not in standing.parties:
        raise PermissionDenied("Une mise en demeure est enregistrée par la partie qui l’envoie.")
    faults = letter_faults(convention, lettre) | texte_faults(lettre, "Engagements non respectés")
    faults |= live_faults(convention)
    refuse(faults)
    courrier = keep_letter(actor=actor, convention=convention, nature=NatureCourrier.MISE_EN_DEMEURE, lettre=lettre)
    tell_letter(actor, courrier, "mise_en_demeure")
    _journal(actor, courrier, "convention.mise_en_demeure", courrier.sent_on)
    return courrier


@transaction.atomic
def answer_mise_en_demeure(*, actor, courrier: Courrier, lettre: Lettre) -> Courrier:
    """Record the answer of another party to a mise en demeure; whoever of the convention holds it may record it."""
    convention = lock_convention(courrier.convention)
    require(can_move(standing_of(actor, convention)))
    faults = letter_faults(convention, lettre) | texte_faults(lettre, "Objet de la réponse") | live_faults(convention)
    if courrier.nature != NatureCourrier.MISE_EN_DEMEURE:
        faults.setdefault("__all__", []).append("Une réponse répond à une mise en demeure.")
    if lettre.partie.pk == courrier.partie_id:
        faults["partie"] = ["La réponse vient d’une autre partie que celle qui a mis en demeure."]
    if lettre.sent_on < courrier.sent_on:
        faults.setdefault("sent_on", []).append(
            f"La mise en demeure est du {long_date(courrier.sent_on)} : sa réponse ne peut la précéder."
        )
    refuse(faults)
    answer = keep_letter(
        actor=actor, convention=convention, nature=NatureCourrier.REPONSE, lettre=lettre, answers=courrier
    )
    tell_letter(actor, answer, "reponse")
    _journal(actor, answer, "convention.reponse", answer.sent_on)
    return answer


@transaction.atomic
def record_reception(*, actor, courrier: Courrier, on: date) -> Courrier:
    """Write the day on which a letter was received, once known; it starts the delay of a mise en demeure."""
    convention = lock_convention(courrier.convention)
    require(can_move(standing_of(actor, convention)))
    courrier = Courrier.objects.select_for_update(of=("self",)).get(pk=courrier.pk)
    faults = []
    if courrier.received_on is not None:
        faults.append(f"Cette lettre est déjà reçue, le {long_date(courrier.received_on)}.")
    faults += _reception_faults(courrier.sent_on, on)
    if faults:
        raise ValidationError({"received_on": faults})
    courrier.received_on = on
    courrier.save(update_fields=["received_on"])
    note(
        convention=convention,
        actor=actor,
        code="courrier.recu",
        subject=f"courrier:{courrier.pk}",
        sentence=f"{courrier} reçu le {long_date(on)}.",
    )
    _journal(actor, courrier, "convention.reception", on)
    return courrier


def _journal(actor, courrier: Courrier, code: str, on: date) -> None:
    """Keep what the end of a convention rests on: a mise en demeure, its reception, its answer."""
    convention = courrier.convention
    record(
        actor=actor,
        code=code,
        organisation=journal_organisation(convention),
        subject=courrier,
        payload={"convention": convention.slug, "reference": courrier.reference, "date": on.isoformat()},
    )


def tell_letter(actor, courrier: Courrier, code: str) -> None:
    """Write a letter in the history of its convention."""
    received = f", reçu le {long_date(courrier.received_on)}" if courrier.received_on else ""
    note(
        convention=courrier.convention,
        actor=actor,
        code=f"courrier.{code}",
        subject=f"courrier:{courrier.pk}",
        sentence=typography(
            f"{courrier.get_nature_display()} de {courrier.partie} du {long_date(courrier.sent_on)}{received} "
            f"(avis de réception {courrier.reference})."
        ),
        after=courrier.texte,
    )
