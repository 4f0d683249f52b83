"""Write the qualitative sections of a bilan, where the partners write together, and publish it once for all.

Each section says the text that its author started from: a section that someone else changed meanwhile is given back,
and nothing is written. A published bilan never changes; what comes later is told by the next one.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from bareme.display import typography
from tandem.actes.journal import record
from tandem.conventions.actions.convention import journal_organisation, lock_convention
from tandem.conventions.bilans.content import bilan_content
from tandem.conventions.bilans.facts import digest
from tandem.conventions.bilans.forms import Section, sections_of
from tandem.conventions.bilans.periods import BilanPeriod, period_named
from tandem.conventions.changes import note
from tandem.conventions.models import Bilan, Convention
from tandem.conventions.perms import can_follow
from tandem.conventions.standing import require, standing_of
from tandem.formats import long_date

MAX_TEXT = 20_000


def text_digest(text: str) -> str:
    """Return what tells one text from another: the author of a section says which one he started from."""
    return hashlib.sha256(_plain(text).encode()).hexdigest()[:20]


def _plain(text: str) -> str:
    """Return a text as it is kept: browsers send other line ends."""
    return text.replace("\r\n", "\n").strip()


class Written(NamedTuple):
    """The new text of a section, and the digest of the one that its author started from."""

    texte: str
    seen: str = text_digest("")


@transaction.atomic
def write_sections(
    *, actor, convention: Convention, annee: int | None, semestre: int | None, sections: Mapping[str, Written]
) -> Bilan:
    """Write sections of a bilan, opened by its first words; `annee` None is the bilan at term.

    Raises PermissionDenied, or ValidationError with every fault by section: nothing is then written.
    """
    convention = lock_convention(convention)
    require(can_follow(standing_of(actor, convention), convention.etat))
    period = _period(convention, annee, semestre)
    known = {section.code: section for section in sections_of(convention)}
    bilan = _held(convention, annee, semestre)
    _refuse_published(bilan)
    faults = _faults(known, bilan, sections)
    if faults:
        raise ValidationError(faults)
    changed = {
        code: _plain(written.texte)
        for code, written in sections.items()
        if text_digest(written.texte) not in {written.seen, text_digest(text_of(bilan, code))}
    }
    if not changed:
        return bilan
    before = {code: text_of(bilan, code) for code in changed}
    bilan.sections = bilan.sections | changed
    bilan.is_fictif = bilan.is_fictif or convention.is_fictif or actor.is_fictif
    bilan.modified_by, bilan.modified_at = actor, timezone.now()
    bilan.save()
    for code, texte in changed.items():
        note(
            convention=convention,
            actor=actor,
            code="bilan.section",
            subject=subject_of(bilan, code),
            sentence=typography(f"{period.title}, « {_short(known[code].label)} » : texte modifié."),
            before=before[code],
            after=texte,
        )
    return bilan


def subject_of(bilan: Bilan, code: str) -> str:
    """Return the name, in the history, of a section of a bilan."""
    return f"bilan:{bilan.pk}:{code}"[:60]


def _period(convention, annee: int | None, semestre: int | None) -> BilanPeriod:
    period = period_named(convention, annee, semestre, timezone.localdate())
    if period is None:
        raise ValidationError(_unknown(convention, annee, semestre))
    if not period.has_begun(timezone.localdate()):
        raise ValidationError(typography(f"La période commence le {long_date(period.starts_on)} : revenez ensuite."))
    return period


def _unknown(convention, annee: int | None, semestre: int | None) -> str:
    if convention.signed_on is None:
        return "La date de signature de la convention n’est pas connue : renseignez-la d’abord."
    if annee is None:
        return "Le terme de la convention n’est pas connu : son bilan à terme s’ouvrira quand il le sera."
    asked = f"semestre {semestre} de {annee}" if semestre else str(annee)
    return typography(
        f"Cette convention n’a pas de bilan pour la période « {asked} ». Choisissez une période de la liste."
    )


def _held(convention, annee: int | None, semestre: int | None) -> Bilan:
    """Return the bilan of a period, held until the end of the transaction; a new one when nobody has written it."""
    found = (
        Bilan.objects.select_for_update(of=("self",))
        .filter(convention=convention, annee=annee, semestre=semestre)
        .order_by("pk")
        .first()
    )
    return found or Bilan(convention=convention, annee=annee, semestre=semestre)


def _refuse_published(bilan: Bilan) -> None:
    if bilan.published_at is not None:
        day = long_date(bilan.published_at)
        raise ValidationError(f"Ce bilan est publié depuis le {day} et ne change plus. Dites la suite dans le suivant.")


def text_of(bilan: Bilan | None, code: str) -> str:
    """Return the text of a section, empty while nobody has written it."""
    return bilan.sections.get(code, "") if bilan else ""


def _faults(known: Mapping[str, Section], bilan: Bilan, sections: Mapping[str, Written]) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    for code, written in sections.items():
        found = []
        if code not in known:
            found.append(f"« {code} » n’est pas une section de ce bilan. Rechargez la page.")
        if len(written.texte) > MAX_TEXT:
            found.append("Un texte de 20 000 caractères au plus est attendu : joignez le reste aux productions.")
        mine, theirs = text_digest(written.texte), text_digest(text_of(bilan, code))
        if len({written.seen, mine, theirs}) == 3:
            author = bilan.modified_by or "Une autre personne"
            found.append(
                f"{author} a changé ce texte pendant que vous l’écriviez : rien n’est enregistré. "
                "Reprenez son texte dans le vôtre, puis enregistrez de nouveau."
            )
        if found:
            faults[code] = [typography(fault) for fault in found]
    return faults


def _short(text: str, most: int = 120) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def publication_obstacles(convention: Convention, period: BilanPeriod, bilan: Bilan | None, on: date) -> list[str]:
    """Return, in French, all that keeps a bilan from being published; empty when nothing does."""
    obstacles = []
    if not period.is_over(on):
        obstacles.append(
            f"La période court jusqu’au {long_date(period.ends_on)} : le bilan se publie ensuite. "
            "Ses textes peuvent déjà s’écrire."
        )
    obstacles += [
        f"La section « {section.label} » est vide : écrivez-la."
        for section in sections_of(convention)
        if not text_of(bilan, section.code)
    ]
    return [typography(obstacle) for obstacle in obstacles]


@transaction.atomic
def publish_bilan(*, actor, bilan: Bilan) -> Bilan:
    """Publish a bilan: its texts and its figures are frozen with their hash, and change no more.

    Raises PermissionDenied, or ValidationError with the whole list of what is missing: nothing is then written.
    """
    convention = lock_convention(bilan.convention)
    require(can_follow(standing_of(actor, convention), convention.etat))
    today = timezone.localdate()
    period = _period(convention, bilan.annee, bilan.semestre)
    bilan = _held(convention, bilan.annee, bilan.semestre)
    _refuse_published(bilan)
    obstacles = publication_obstacles(convention, period, bilan, today)
    if obstacles:
        raise ValidationError(obstacles)
    content = bilan_content(
        convention, period, on=today, texts=bilan.sections, published_on=today, is_fictif=bilan.is_fictif
    )
    bilan.contenu = content.as_json()
    bilan.sha256 = digest(bilan.contenu)
    bilan.published_at, bilan.published_by = timezone.now(), actor
    bilan.is_fictif = bool(content.fiction)
    bilan.save()
    note(
        convention=convention,
        actor=actor,
        code="bilan.publie",
        subject=f"bilan:{bilan.pk}",
        sentence=typography(f"{period.title} : publié."),
        after=f"SHA-256 {bilan.sha256}",
    )
    record(
        actor=actor,
        code="bilan.publie",
        organisation=journal_organisation(convention),
        subject=bilan,
        payload={"convention": convention.slug, "periode": period.slug, "sha256": bilan.sha256},
    )
    return bilan
