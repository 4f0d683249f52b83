"""Write what a meeting said and decided, close it, and follow its decisions."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from bareme.display import typography
from tandem.conventions import changes
from tandem.conventions.actions.agenda import open_reunion
from tandem.conventions.actions.comites import held_by_writer
from tandem.conventions.actions.valeurs import type_value
from tandem.conventions.enums import EtatDecisionComite, EtatReunion, NatureIndicateur
from tandem.conventions.models import (
    DecisionComite,
    Indicateur,
    Partie,
    PointOrdreDuJour,
    Reunion,
    SuiviDecisionComite,
    Valeur,
)
from tandem.conventions.periods import Period, periods_between
from tandem.conventions.refusals import refuse
from tandem.conventions.series import life_of
from tandem.formats import long_date

MAX_TEXT = 60_000


@transaction.atomic
def write_minutes(*, actor, reunion: Reunion, text: str, notes: Mapping[int, str] | None = None) -> None:
    """Write the minutes and what was said under each item of the agenda (`notes`: item, by primary key, to text)."""
    reunion = open_reunion(actor, reunion)
    points = list(reunion.points.order_by("rank", "pk"))
    notes = {int(pk): said.strip() for pk, said in (notes or {}).items()}
    faults = _held_faults(reunion)
    if len(text) > MAX_TEXT or any(len(said) > MAX_TEXT for said in notes.values()):
        faults.append("Compte rendu : 60 000 caractères au plus par texte. Joignez le reste à part.")
    if set(notes) - {point.pk for point in points}:
        faults.append("Compte rendu : un des points annotés n’est pas à cet ordre du jour. Rechargez la page.")
    refuse(faults)
    before = reunion.compte_rendu
    told = [point for point in points if notes.get(point.pk, point.notes) != point.notes]
    for point in told:
        point.notes = notes[point.pk]
    PointOrdreDuJour.objects.bulk_update(told, ["notes"])
    reunion.compte_rendu, reunion.modified_at = text.strip(), timezone.now()
    reunion.save(update_fields=["compte_rendu", "modified_at"])
    if told or before != reunion.compte_rendu:
        changes.note(
            convention=reunion.comite.convention,
            actor=actor,
            code="compte_rendu.ecrit",
            sentence=typography(f"« {reunion.objet} » : compte rendu modifié."),
            before=before,
            after="\n".join(filter(None, (reunion.compte_rendu, *(f"{one.titre} – {one.notes}" for one in told)))),
        )


@transaction.atomic
def close_minutes(*, actor, reunion: Reunion) -> None:
    """Close the minutes: agenda, notes and decisions change no more; the decisions are still followed."""
    reunion = open_reunion(actor, reunion)
    faults = _held_faults(reunion)
    if not reunion.compte_rendu and not reunion.points.exclude(notes="").exists():
        faults.append("Compte rendu : il est vide. Écrivez ce qui a été dit avant de l’arrêter.")
    refuse(faults)
    reunion.compte_rendu_at = reunion.modified_at = timezone.now()
    reunion.save(update_fields=["compte_rendu_at", "modified_at"])
    changes.note(
        convention=reunion.comite.convention,
        actor=actor,
        code="compte_rendu.arrete",
        sentence=typography(f"« {reunion.objet} » : compte rendu arrêté."),
    )


@transaction.atomic
def add_decision(
    *, actor, reunion: Reunion, texte: str, partie: Partie, owner: str, due_on: date | None = None
) -> DecisionComite:
    """Record a decision, numbered in its meeting; raises ValidationError with every fault."""
    reunion = open_reunion(actor, reunion)
    convention = reunion.comite.convention
    texte, owner = texte.strip(), " ".join(owner.split())
    day = timezone.localdate(reunion.starts_at)
    faults = _held_faults(reunion)
    if not texte:
        faults.append("Décision : un texte est attendu, rien n’a été trouvé.")
    if not owner:
        faults.append("Responsable : une qualité ou un service est attendu, rien n’a été trouvé.")
    if partie.convention_id != convention.pk:
        faults.append("Partie chargée de la suite : choisissez une partie de cette convention.")
    if due_on is not None and due_on < day:
        faults.append(
            f"Pour le : une date postérieure à la réunion ({long_date(day)}) est attendue, trouvé {long_date(due_on)}."
        )
    refuse(faults)
    numero = (reunion.decisions.aggregate(last=Max("numero"))["last"] or 0) + 1
    decision = DecisionComite(
        reunion=reunion, numero=numero, texte=texte, partie=partie, owner=owner, due_on=due_on, created_by=actor
    )
    decision.full_clean()
    decision.save(force_insert=True)
    changes.note(
        convention=convention,
        actor=actor,
        code="decision.prise",
        sentence=typography(f"« {reunion.objet} » : décision {numero}, confiée à {partie}."),
        after=texte,
    )
    return decision


@transaction.atomic
def follow_decision(*, actor, decision: DecisionComite, etat: EtatDecisionComite, note: str) -> SuiviDecisionComite:
    """Say what became of a decision: one more word, never erased; the decision takes its state."""
    convention = held_by_writer(actor, decision.reunion.comite.convention)
    decision = DecisionComite.objects.select_for_update(of=("self",)).select_related("reunion").get(pk=decision.pk)
    faults = []
    if etat not in EtatDecisionComite.values:
        faults.append(f"État : « {etat} » n’est pas un état connu.")
    if not note.strip():
        faults.append("Suite : dites en une phrase ce qui a été fait, ou pourquoi rien ne l’a été.")
    refuse(faults)
    suivi = SuiviDecisionComite.objects.create(decision_comite=decision, etat=etat, note=note.strip(), actor=actor)
    before = decision.get_etat_display()
    decision.etat = etat
    decision.save(update_fields=["etat"])
    changes.note(
        convention=convention,
        actor=actor,
        code="decision.suivie",
        sentence=typography(f"« {decision.reunion.objet} » : suite de la décision {decision.numero}."),
        before=before,
        after=f"{decision.get_etat_display()} – {note.strip()}",
    )
    return suivi


@transaction.atomic
def give_minutes(*, actor, reunion: Reunion, indicateur: Indicateur) -> Valeur:
    """Give closed minutes as the evidence of an indicator, for the period of the meeting (R62)."""
    if reunion.compte_rendu_at is None:
        raise ValidationError("Le compte rendu n’est pas arrêté : arrêtez-le, puis versez-le.")
    if not provable_indicateurs(actor, reunion).filter(pk=indicateur.pk).exists():
        raise ValidationError("Cet indicateur n’est pas à renseigner par votre organisation pour cette période.")
    day = timezone.localdate(reunion.starts_at)
    period = _period_of(reunion, indicateur)
    return type_value(
        actor=actor,
        indicateur=indicateur,
        annee=period.annee,
        semestre=period.semestre,
        texte=typography(
            f"Compte rendu de « {reunion.objet} » du {long_date(day)}, "
            f"arrêté le {long_date(reunion.compte_rendu_at)}.\n\n{reunion.compte_rendu}"
        ).strip(),
    )


def provable_indicateurs(user, reunion):
    """Return the documents that a person's side answers for, and still lacks for the period of closed minutes."""
    if reunion.compte_rendu_at is None:
        return Indicateur.objects.none()
    found = Indicateur.objects.visible_to(user).filter(
        convention=reunion.comite.convention,
        nature=NatureIndicateur.DOCUMENT,
        responsable__in=Partie.objects.of_user(user),
    )
    filled = set(
        Valeur.objects.current().filter(indicateur__in=found).values_list("indicateur", "annee", "semestre").order_by()
    )
    periods = ((one.pk, _period_of(reunion, one)) for one in found.order_by("pk"))
    lacking = [pk for pk, period in periods if period is not None and (pk, *period.key) not in filled]
    return Indicateur.objects.filter(pk__in=lacking).order_by("rank", "pk")


def _period_of(reunion, indicateur) -> Period | None:
    """Return the period of an indicator in which a meeting was held; None before the first one that counts."""
    day = timezone.localdate(reunion.starts_at)
    first, _ = life_of(reunion.comite.convention, day)
    periods = periods_between(indicateur.periode, first, day)
    return periods[-1] if periods and periods[-1].ends_on >= day else None


def _held_faults(reunion) -> list[str]:
    if reunion.etat == EtatReunion.TENUE:
        return []
    return ["Réunion : elle n’est pas encore marquée comme tenue. Dites d’abord qu’elle a eu lieu."]
