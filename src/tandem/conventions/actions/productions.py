"""Propose what the parties make or say together, validate it party by party, publish it (articles 4 and 6)."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from bareme.display import typography
from tandem.conventions.actions.convention import lock_convention
from tandem.conventions.changes import note
from tandem.conventions.enums import BEFORE_SIGNATURE, AvisProduction, NatureProduction
from tandem.conventions.evidence import SentFile, evidence_or_fault, join
from tandem.conventions.models import Fiche, Partie, Production, ValidationProduction
from tandem.conventions.perms import can_validate_production, can_write
from tandem.conventions.productions import named_validators, words_of
from tandem.conventions.refusals import refuse
from tandem.conventions.standing import require, standing_of
from tandem.organisations.models import Organisation

MAX_TITLE = 255
MAX_TEXT = 60_000


@transaction.atomic
def propose_production(
    *,
    actor,
    convention,
    nature: NatureProduction,
    titre: str,
    texte: str,
    owners: Sequence[Organisation] = (),
    fiche: Fiche | None = None,
    piece: SentFile | None = None,
) -> Production:
    """Propose a production to every party, with its owners; a charte is attached to a fiche (R60, R173).

    What is proposed never changes: another wording is another production. Raises ValidationError with every fault.
    """
    convention = lock_convention(convention)
    require(can_write(standing_of(actor, convention)))
    titre, texte = titre.strip(), texte.replace("\r\n", "\n").strip()
    faults = _faults(convention, nature, titre, texte)
    faults |= _attached_faults(convention, nature, owners, fiche)
    evidence = evidence_or_fault(piece, faults, "piece")
    refuse(faults)
    production = Production(
        convention=convention,
        fiche=fiche,
        nature=nature,
        titre=titre,
        texte=texte,
        created_by=actor,
        is_fictif=convention.is_fictif or actor.is_fictif,
    )
    join(production, evidence)
    production.save(force_insert=True)
    production.owners.set(owners)
    names = ", ".join(str(owner) for owner in owners)
    _tell(actor, production, "proposee", f"{production.get_nature_display()} proposée : {titre}.", after=names)
    return production


def _faults(convention, nature, titre, texte) -> dict[str, list[str]]:
    faults = {}
    if convention.etat in BEFORE_SIGNATURE:
        faults["__all__"] = ["La convention n’est pas signée : ses productions communes se proposent ensuite."]
    if nature not in NatureProduction:
        faults["nature"] = [f"Une nature prévue est attendue, trouvé « {nature} »."]
    if not titre:
        faults["titre"] = ["Le titre est attendu."]
    elif len(titre) > MAX_TITLE:
        faults["titre"] = [f"Le titre compte {len(titre)} caractères, {MAX_TITLE} au plus sont admis."]
    if not texte:
        faults["texte"] = ["Le contenu, ou l’adresse où le lire, est attendu : c’est ce que chaque partie valide."]
    elif len(texte) > MAX_TEXT:
        faults["texte"] = [f"Le texte compte {len(texte)} caractères, {MAX_TEXT} au plus sont admis."]
    return faults


def _attached_faults(convention, nature, owners, fiche) -> dict[str, list[str]]:
    faults = {}
    parties = convention.parties.values_list("organisation", "delegation")
    known = {key for pair in parties for key in pair if key}
    strangers = [str(owner) for owner in owners if owner.pk not in known]
    if strangers:
        faults["owners"] = [f"Un propriétaire est une partie de la convention, trouvé : {', '.join(strangers)}."]
    elif not owners:
        faults["owners"] = ["Au moins un propriétaire est attendu : à qui appartient cette production ?"]
    if fiche is None and nature == NatureProduction.CHARTE:
        faults["fiche"] = ["Une charte est attachée à la fiche action qui la prévoit : choisissez-la."]
    if fiche is not None and (fiche.convention_id != convention.pk or fiche.draft_of_id is not None):
        faults["fiche"] = ["Cette fiche n’est pas une fiche partagée de la convention."]
    return faults


@transaction.atomic
def validate_production(
    *, actor, production: Production, partie: Partie, avis: AvisProduction, motif: str = ""
) -> ValidationProduction:
    """Say for a party that a production is validated, or refused with a motif; the last word counts."""
    convention = lock_convention(production.convention)
    production = _held(production)
    named = named_validators(production, partie)
    require(can_validate_production(standing_of(actor, convention), partie.pk, named))
    faults = _not_published(production)
    if avis not in AvisProduction:
        faults.append("« Validée » ou « Refusée » est attendu.")
    if avis == AvisProduction.REFUSEE and not motif.strip():
        faults.append("Un refus doit être motivé : dites ce qui doit changer.")
    refuse(faults)
    validation = ValidationProduction.objects.create(
        production=production, partie=partie, avis=avis, motif=motif.strip(), actor=actor
    )
    said = AvisProduction(avis).label.lower()
    _tell(actor, production, avis, f"« {production.titre} » {said} par {partie}.", reason=motif.strip())
    return validation


@transaction.atomic
def publish_production(*, actor, production: Production) -> Production:
    """Publish what every party has validated; raises ValidationError with each word that is missing."""
    convention = lock_convention(production.convention)
    production = _held(production)
    require(can_write(standing_of(actor, convention)))
    faults = _not_published(production)
    for word in words_of(production, convention.parties.order_by("rank")):
        if word.validation is None:
            faults.append(f"{word.partie} ne s’est pas encore prononcée : sa validation est attendue.")
        elif not word.is_given:
            faults.append(f"{word.partie} a refusé : « {word.validation.motif} ». Proposez une autre rédaction.")
    refuse(faults)
    production.published_at = timezone.now()
    production.save(update_fields=["published_at"])
    _tell(actor, production, "publiee", f"« {production.titre} » publiée.")
    return production


def _held(production) -> Production:
    return Production.objects.select_for_update(of=("self",)).select_related("convention").get(pk=production.pk)


def _not_published(production) -> list[str]:
    return ["Cette production est déjà publiée."] if production.published_at is not None else []


def _tell(actor, production, code, sentence, **more) -> None:
    note(
        convention=production.convention,
        actor=actor,
        code=f"production.{code}",
        subject=f"production:{production.pk}",
        sentence=typography(sentence),
        **more,
    )
