"""Open a negotiation, share it, record what entitles the parties to sign, and move the convention along its states."""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import chain, count
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from bareme.display import typography
from tandem.actes.journal import record
from tandem.conventions.changes import note
from tandem.conventions.enums import CONVENTION_TRANSITIONS, EtatConvention, RolePartie, TypeConvention
from tandem.conventions.legal_obligations import legal_obligations
from tandem.conventions.models import Convention, ConventionTransition, Habilitation, Obligation, Partie
from tandem.conventions.perms import can_move, can_open, can_write_text
from tandem.conventions.placeholders import fills
from tandem.conventions.refusals import refuse
from tandem.conventions.rules import vote_obstacles
from tandem.conventions.standing import require, standing_of
from tandem.formats import long_date
from tandem.organisations.actions import roles_in
from tandem.organisations.enums import NatureRattachement
from tandem.organisations.models import Organisation

TERMS = (
    "titre",
    "objet",
    "duree_mois",
    "prolongation_max_mois",
    "mise_en_demeure_mois",
    "fiches_sans_avenant",
    "domaines",
    "seuil_petits_effectifs",
)
"""What of a convention may be changed before it is signed."""
LOWEST_SEUIL = Convention._meta.get_field("seuil_petits_effectifs").default
"""Under it, whoever writes could open the small counts of the partner (R120)."""


RESERVED_SLUGS = frozenset({"alertes", "bibliotheque", "calendrier", "matrice", "mises-en-page", "nouvelle"})
"""Pages of the area, which no convention may take the address of."""


class Party(NamedTuple):
    """A party of a convention to open; without a designation, its name."""

    organisation: Organisation
    role: RolePartie
    designation: str = ""
    delegation: Organisation | None = None


def lock_convention(convention) -> Convention:
    """Hold the convention until the end of the transaction; return it as it stands in the database."""
    return Convention.objects.select_for_update(of=("self",)).select_related("proprietaire").get(pk=convention.pk)


def refuse_in_circuit(convention) -> None:
    """Raise ValidationError while the document of a convention is being signed: its text is closed meanwhile."""
    if convention.documents.filter(avenant__isnull=True, is_withdrawn=False).exists():
        raise ValidationError("Un document est dans le circuit de signature : retirez-le d’abord, avec son motif.")


@transaction.atomic
def open_convention(
    *, actor, organisation: Organisation, kind: TypeConvention, titre: str, parties: Sequence[Party], **terms
) -> Convention:
    """Open the negotiation of a convention: a draft that its owner alone sees until it shares it.

    `organisation` is the party in whose name the actor opens it. Raises PermissionDenied, or ValidationError with
    every fault.
    """
    require(can_open(roles_in(actor, organisation)))
    territoires = terms.pop("territoires", ())
    faults = _party_faults(kind, organisation, parties)
    if faults:
        raise ValidationError(faults)
    terms["is_fictif"] = terms.get("is_fictif", False) or actor.is_fictif
    convention = Convention(type=kind, titre=titre.strip(), slug=_free_slug(titre), proprietaire=organisation, **terms)
    convention.full_clean()
    convention.save(force_insert=True)
    convention.territoires.set(territoires)
    Partie.objects.bulk_create(
        Partie(
            convention=convention,
            organisation=party.organisation,
            delegation=party.delegation,
            role=party.role,
            rank=rank,
            designation=party.designation or str(party.organisation),
        )
        for rank, party in enumerate(parties, start=1)
    )
    Obligation.objects.bulk_create(legal_obligations(convention))
    note(convention=convention, actor=actor, code="convention.ouverte", sentence="Négociation ouverte.")
    return convention


def _party_faults(kind, organisation, parties) -> list[str]:
    faults = []
    expected = EXPECTED_ROLES[TypeConvention(kind)]
    found = sorted(party.role for party in parties)
    if found not in (sorted(roles) for roles in expected):
        wanted = ", ou ".join(" et ".join(f"« {RolePartie(role).label} »" for role in roles) for roles in expected)
        faults.append(
            typography(f"Les parties d’une convention de ce type sont {wanted}. Choisissez leurs rôles en conséquence.")
        )
    if len({party.organisation.pk for party in parties}) < len(parties):
        faults.append("Une même organisation ne peut être deux fois partie à la convention.")
    if organisation.pk not in {party.organisation.pk for party in parties}:
        faults.append("L’organisation qui ouvre la négociation est l’une de ses parties.")
    # The people of a délégation act for its party: that of another OPCO would sign in its place.
    faults += [
        typography(f"« {party.delegation} » n’est pas une délégation de « {party.organisation} » : choisissez-en une.")
        for party in parties
        if party.delegation and not _is_delegation(party.delegation, party.organisation)
    ]
    return faults


def _is_delegation(delegation, organisation) -> bool:
    return delegation.parents.filter(
        parent=organisation, nature=NatureRattachement.DELEGATION, period__contains=timezone.localdate()
    ).exists()


EXPECTED_ROLES = {
    TypeConvention.REGION_OPCO: ((RolePartie.REGION, RolePartie.OPCO),),
    TypeConvention.OPCO_OPCO: ((RolePartie.DELEGANT, RolePartie.DELEGATAIRE),),
    TypeConvention.CADRE_NATIONAL: ((RolePartie.OPCO, RolePartie.PARTENAIRE),),
    TypeConvention.PLAN_OPCO: ((RolePartie.OPCO,),),
}
"""Who is party to a convention of each type."""


def _free_slug(titre: str) -> str:
    base = slugify(titre)[:70] or "convention"
    taken = Convention.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    return free_code(base, RESERVED_SLUGS.union(taken))


def free_code(base: str, taken: Collection[str]) -> str:
    """Return the first of « base », « base-2 », « base-3 »… that is not taken."""
    return next(code for code in chain([base], (f"{base}-{rank}" for rank in count(2))) if code not in taken)


@transaction.atomic
def share_convention(*, actor, convention) -> None:
    """Show the negotiation to the other parties; what is drafted in it stays its author's until shared."""
    convention = lock_convention(convention)
    require(can_write_text(standing_of(actor, convention), convention.etat))
    if convention.shared_at is None:
        convention.shared_at = timezone.now()
        convention.save(update_fields=["shared_at"])
        note(convention=convention, actor=actor, code="convention.partagee", sentence="Négociation partagée.")


@transaction.atomic
def change_terms(*, actor, convention, **terms) -> Convention:
    """Change the title, the duration and the other terms of TERMS, before the signature."""
    convention = lock_convention(convention)
    require(can_write_text(standing_of(actor, convention), convention.etat))
    refuse_in_circuit(convention)
    changed = [name for name, value in terms.items() if name in TERMS and getattr(convention, name) != value]
    faults = _terms_faults(convention, {name: terms[name] for name in changed})
    if faults:
        raise ValidationError(faults)
    for name in changed:
        label = str(Convention._meta.get_field(name).verbose_name)
        before = getattr(convention, name)
        setattr(convention, name, terms[name])
        note(
            convention=convention,
            actor=actor,
            code="convention.termes",
            sentence=f"Changement : {label}.",
            before=_told(before),
            after=_told(terms[name]),
        )
    convention.full_clean()
    convention.save(update_fields=changed)
    return convention


def _terms_faults(convention, changed) -> dict[str, str]:
    """Return what the vote closed of the terms, and a threshold that would show small counts; by field."""
    faults = {}
    if changed.get("seuil_petits_effectifs", LOWEST_SEUIL) < LOWEST_SEUIL:
        faults["seuil_petits_effectifs"] = f"Un seuil d’au moins {LOWEST_SEUIL} personnes est attendu : il se relève."
    if convention.etat != EtatConvention.VOTEE:
        return faults
    for name, value in changed.items():
        before = getattr(convention, name)
        is_filled = before in (None, "", []) or (isinstance(before, str) and fills(before, value))
        if name != "seuil_petits_effectifs" and not is_filled:
            faults[name] = (
                "La convention est votée : seuls ses blancs se complètent. "
                "Pour changer autre chose, revenez au projet avec un motif."
            )
    return {name: typography(fault) for name, fault in faults.items()}


@transaction.atomic
def change_seuil(*, actor, convention, seuil: int, reason: str) -> Convention:
    """Change the count below which people are hidden, whatever the state: it protects, and engages no party.

    Raises PermissionDenied, or ValidationError with every fault by field.
    """
    convention = lock_convention(convention)
    require(can_move(standing_of(actor, convention)))
    faults = {}
    if seuil < LOWEST_SEUIL:
        faults["seuil"] = f"Un seuil d’au moins {LOWEST_SEUIL} personnes est attendu, trouvé {seuil} : il se relève."
    elif seuil == convention.seuil_petits_effectifs:
        faults["seuil"] = f"Le seuil est déjà de {seuil} : indiquez-en un autre."
    if not reason.strip():
        faults["reason"] = "Le changement du seuil doit être motivé : indiquez la raison."
    refuse(faults)
    before, convention.seuil_petits_effectifs = convention.seuil_petits_effectifs, seuil
    convention.save(update_fields=["seuil_petits_effectifs"])
    note(
        convention=convention,
        actor=actor,
        code="convention.seuil",
        sentence="Changement : seuil des petits effectifs.",
        before=str(before),
        after=str(seuil),
        reason=reason.strip(),
    )
    return convention


def _told(value) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "\n".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def move_convention(convention, to, *, actor, on=None, reason="") -> None:
    """Change the state of a convention that the caller holds, and write it in the journal.

    Raises ValidationError outside the table of transitions.
    """
    start = EtatConvention(convention.etat)
    if to not in CONVENTION_TRANSITIONS[start]:
        raise ValidationError(f"Une convention « {start.label} » ne peut pas passer à « {EtatConvention(to).label} ».")
    day = on or timezone.localdate()
    transition = ConventionTransition.objects.create(
        convention=convention, from_etat=start, to_etat=to, actor=actor, date=day, reason=reason
    )
    convention.etat = to
    convention.save(update_fields=["etat", "signed_on", "resiliation_on", "shared_at"])
    note(
        convention=convention,
        actor=actor,
        code=f"convention.{to}",
        sentence=f"État : {EtatConvention(to).label}.",
        before=start.label,
        after=EtatConvention(to).label,
        reason=reason,
    )
    record(
        actor=actor,
        code=f"convention.{to}",
        organisation=journal_organisation(convention),
        subject=transition,
        payload={"convention": convention.slug, "de": start, "a": to, "date": day.isoformat(), "motif": reason},
    )


def journal_organisation(convention) -> Organisation:
    """Return whose journal keeps the decisions of a convention: the Région's, otherwise the owner's."""
    region = convention.parties.filter(role=RolePartie.REGION).select_related("organisation").first()
    return region.organisation if region else convention.proprietaire


@transaction.atomic
def present_projet(*, actor, convention, reason="") -> None:
    """End the negotiation: the text becomes a projet, which every party sees."""
    convention = lock_convention(convention)
    require(can_move(standing_of(actor, convention)))
    if convention.shared_at is None:
        convention.shared_at = timezone.now()
    move_convention(convention, EtatConvention.PROJET, actor=actor, reason=reason)


@transaction.atomic
def resume_negociation(*, actor, convention, reason: str) -> None:
    """Go back from the projet to the negotiation, with a reason."""
    _back(actor, convention, EtatConvention.NEGOCIATION, reason)


@transaction.atomic
def resume_projet(*, actor, convention, reason: str) -> None:
    """Go back from the vote to the projet, with a reason: the text changed beyond its blanks."""
    _back(actor, convention, EtatConvention.PROJET, reason)


def _back(actor, convention, to, reason) -> None:
    convention = lock_convention(convention)
    require(can_move(standing_of(actor, convention)))
    if not reason.strip():
        raise ValidationError("Un retour en arrière doit être motivé : indiquez la raison.")
    refuse_in_circuit(convention)
    move_convention(convention, to, actor=actor, reason=reason.strip())


@transaction.atomic
def record_vote(*, actor, convention, on: date | None = None, reason="") -> None:
    """Say that every body whose agreement the type demands has given it, on the day of the last one unless said.

    Raises ValidationError with all that lacks.
    """
    convention = lock_convention(convention)
    require(can_move(standing_of(actor, convention)))
    last_act = Habilitation.objects.filter(partie__convention=convention).aggregate(last=Max("date"))["last"]
    day = on or last_act or timezone.localdate()
    faults = [*vote_obstacles(convention), *_vote_day_faults(day, last_act)]
    if faults:
        raise ValidationError(faults)
    move_convention(convention, EtatConvention.VOTEE, actor=actor, on=day, reason=reason.strip())


def _vote_day_faults(day, last_act) -> list[str]:
    if day > timezone.localdate():
        return [f"Un vote s’enregistre une fois tenu : le {long_date(day)} est à venir."]
    if last_act is not None and day < last_act:
        before = f"Un vote du {long_date(day)} précéderait la dernière délibération enregistrée, du"
        return [f"{before} {long_date(last_act)}. Corrigez la date du vote."]
    return []


@transaction.atomic
def follow_the_calendar(*, convention, on: date | None = None) -> EtatConvention:
    """Move a convention that a date alone moves: in force once signed, échue after its term; return its state."""
    convention = lock_convention(convention)
    day = on or timezone.localdate()
    # A source may print the year of a signature alone: no date then moves the convention.
    if convention.etat == EtatConvention.SIGNEE and convention.signed_on and convention.signed_on <= day:
        move_convention(
            convention, EtatConvention.EN_VIGUEUR, actor=None, on=convention.signed_on, reason="Entrée en vigueur."
        )
    term = convention.term
    if convention.etat == EtatConvention.EN_VIGUEUR and term is not None and term < day:
        move_convention(
            convention, EtatConvention.ECHUE, actor=None, on=term, reason=f"Terme du {long_date(term)} passé."
        )
    return EtatConvention(convention.etat)
