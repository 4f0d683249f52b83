"""Writes: a new version of the words of a letter, and the letters themselves once they are sent."""

import hashlib
from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from tandem.actes.journal import record
from tandem.campagnes.models import Campagne, Vote
from tandem.deliberations.enums import LetterKind
from tandem.deliberations.letters.pdf import letter_pdf
from tandem.deliberations.letters.sources import mailing_of
from tandem.deliberations.letters.texts import LetterText, problems_of
from tandem.deliberations.letters.word_layout import VOCABULARY
from tandem.deliberations.models import Letter, LetterTemplate
from tandem.deliberations.perms import can_edit_letters, can_send_letters
from tandem.organisations.enums import Role
from tandem.organisations.models import Organisation
from tandem.printing import word_template

TEXT_FIELDS = {
    "subject": "Objet",
    "body": "Corps",
    "voies_recours": "Voies et délais de recours",
    "signatory_quality": "Qualité du signataire",
}


@transaction.atomic
def save_letter_template(*, organisation, kind: LetterKind, text: LetterText, word_layout: bytes | None, actor):
    """Keep a new version of a letter; `word_layout` None keeps the default layout.

    Raises PermissionDenied, or ValidationError with every problem by field.
    """
    _require(can_edit_letters(_roles(actor, organisation)))
    problems = template_problems(text, word_layout)
    if problems:
        raise ValidationError(problems)
    # Two people saving at once get two versions, not one number.
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    last = LetterTemplate.objects.latest_of(organisation, kind)
    template = LetterTemplate.objects.create(
        organisation=organisation,
        kind=kind,
        version=last.version + 1 if last else 1,
        subject=text.subject,
        body=text.body,
        voies_recours=text.voies_recours,
        signatory_quality=text.signatory_quality,
        signatory_name=text.signatory_name,
        place=text.place,
        word_layout=word_layout,
        created_by=actor,
    )
    record(
        actor=actor,
        code="courrier.modele.enregistre",
        organisation=organisation,
        subject=template,
        payload={"nature": kind, "version": template.version, "mise_en_page": word_layout is not None},
    )
    return template


def template_problems(text: LetterText, word_layout: bytes | None) -> dict[str, list[str]]:
    """Return the French problems of each field of a template; empty when it can be saved."""
    problems = {}
    for field, label in TEXT_FIELDS.items():
        value = getattr(text, field)
        found = problems_of(value, field=label) if value.strip() else [f"Renseignez ce champ\u202f: {label.lower()}."]
        if found:
            problems[field] = found
    if word_layout is not None:
        found = word_template.problems_of(word_layout, VOCABULARY)
        if found:
            problems["word_layout"] = found
    return problems


@transaction.atomic
def issue_letters(*, vote: Vote, of_cfas: Collection[Organisation], actor) -> dict[int, str]:
    """Write and keep the letters of these OF-CFA; return, by primary key, the SHA-256 of the main one of each.

    The main letter is the notification, or the refusal when nothing was retained. A letter already kept is not
    written again. Raises PermissionDenied; PrintingError when a name cannot be printed; ReplayError.
    """
    # Two people at once: the second waits, then finds the letters of the first.
    campagne = Campagne.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=vote.campagne_id)
    _require(can_send_letters(_roles(actor, campagne.organisation), campagne.etat))
    kept = {
        (letter.of_cfa_id, letter.kind): letter.sha256
        for letter in vote.letters.filter(of_cfa__in=of_cfas).order_by("pk")
    }
    mailing = mailing_of(vote)
    wanted = {one.pk for one in of_cfas}
    today = timezone.localdate()
    made = []
    for kind in LetterKind:
        for facts in mailing.recipients(kind):
            of_cfa = mailing.organisations[facts.slug]
            if of_cfa.pk not in wanted or (of_cfa.pk, kind) in kept:
                continue
            pdf = letter_pdf(mailing.letter(kind, facts, on=today))
            made.append(
                Letter(
                    vote=vote,
                    of_cfa=of_cfa,
                    kind=kind,
                    template=mailing.templates[kind],
                    on=today,
                    pdf=pdf,
                    sha256=hashlib.sha256(pdf).hexdigest(),
                    actor=actor,
                )
            )
    Letter.objects.bulk_create(made)
    kept |= {(letter.of_cfa_id, letter.kind): letter.sha256 for letter in made}
    if made:
        _record_issue(vote, campagne, made, actor)
    return {
        pk: kept.get((pk, LetterKind.NOTIFICATION)) or kept[pk, LetterKind.REFUS]
        for pk in wanted
        if (pk, LetterKind.NOTIFICATION) in kept or (pk, LetterKind.REFUS) in kept
    }


def _record_issue(vote, campagne, made, actor) -> None:
    record(
        actor=actor,
        code="courrier.produit",
        organisation=campagne.organisation,
        subject=vote,
        payload={
            "campagne": campagne.annee,
            "courriers": {f"{letter.kind}/{letter.of_cfa.slug}": letter.sha256 for letter in made},
        },
    )


def _roles(user, organisation) -> set[Role]:
    held = user.memberships.current().filter(organisation=organisation)
    return {Role(role) for role in held.values_list("role", flat=True)}


def _require(decision) -> None:
    if not decision:
        raise PermissionDenied(decision.reason)
