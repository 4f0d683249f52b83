"""Give and end roles, change a charte; each action checks who acts, and announces the decision to the journal."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from tandem.organisations.enums import Role
from tandem.organisations.models import Charte, Membership, Representant
from tandem.organisations.perms import can_appoint, can_change_charte, can_end, can_grant, can_open_access
from tandem.organisations.signals import decision_taken
from tandem.users.actions import create_account
from tandem.users.models import User


def roles_in(user, organisation) -> set[Role]:
    """Return the roles that the person holds today in the organisation."""
    return user.memberships.current().roles_in(organisation)


def territories_of(user) -> set[str]:
    """Return the codes of the régions whose Région the person administers today."""
    administered = user.memberships.current().filter(role=Role.REGION_ADMIN)
    return set(administered.values_list("organisation__region_id", flat=True))


@transaction.atomic
def grant_role(*, actor, organisation, user, role, starts_on=None, departement=None) -> Membership:
    """Give a role from a day on, today unless said; the past is never written.

    Raises PermissionDenied when the actor may not, ValidationError when the day is past or the role already held.
    """
    decision = can_grant(roles_in(actor, organisation), organisation, role)
    if not decision and role == Role.CFA_DIRECTION:
        decision = can_open_access(territories_of(actor), organisation)
    if not decision:
        raise PermissionDenied(decision.reason)
    today = timezone.localdate()
    starts_on = starts_on or today
    if starts_on < today:
        raise ValidationError(
            {
                "starts_on": f"Un rôle commence aujourd’hui ou plus tard : {starts_on:%d/%m/%Y} est passé, "
                f"choisissez une date à partir du {today:%d/%m/%Y}."
            }
        )
    membership = Membership(
        user=user, organisation=organisation, role=role, starts_on=starts_on, departement=departement
    )
    membership.full_clean()
    membership.save(force_insert=True)
    _announce(actor, "organisation.role.donne", membership)
    return membership


@transaction.atomic
def invite(*, actor, organisation, email, first_name, last_name, role, starts_on=None, departement=None):
    """Give a role to the person of this address, making her account if she has none.

    Returns the membership and whether the account is new. Raises as `grant_role` and `create_account` do.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    is_new = user is None
    if is_new:
        user = create_account(email=email, first_name=first_name, last_name=last_name)
    membership = grant_role(
        actor=actor,
        organisation=organisation,
        user=user,
        role=role,
        starts_on=starts_on,
        departement=departement,
    )
    return membership, is_new


@transaction.atomic
def end_role(*, actor, membership, ends_on) -> Membership:
    """End a role at the end of `ends_on`; yesterday ends it at once, no earlier day is accepted.

    Raises PermissionDenied when the actor may not, ValidationError when the day is not acceptable.
    """
    membership = Membership.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=membership.pk)
    decision = can_end(roles_in(actor, membership.organisation), membership, actor.pk)
    if not decision:
        raise PermissionDenied(decision.reason)
    yesterday = timezone.localdate() - timedelta(days=1)
    earliest = max(yesterday, membership.starts_on)
    if membership.ends_on is not None and membership.ends_on <= yesterday:
        raise ValidationError(f"Ce rôle a déjà pris fin le {membership.ends_on:%d/%m/%Y}.")
    if ends_on < earliest:
        raise ValidationError(
            {
                "ends_on": f"Le passé ne se réécrit pas : {ends_on:%d/%m/%Y} est refusé, le dernier jour du rôle peut "
                f"être le {earliest:%d/%m/%Y} au plus tôt."
            }
        )
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    _announce(actor, "organisation.role.termine", membership)
    return membership


def _announce(actor, code, membership):
    payload = {
        "personne": membership.user_id,
        "role": Role(membership.role).value,
        "depuis": membership.starts_on.isoformat(),
        "jusqu_au": membership.ends_on.isoformat() if membership.ends_on else None,
    }
    decision_taken.send(
        sender=Membership,
        actor=actor,
        code=code,
        organisation=membership.organisation,
        subject=membership,
        payload=payload,
    )


@transaction.atomic
def save_charte(*, actor, organisation, values) -> Charte:
    """Save the name, logo and colours shown by a Région; `values` holds the fields of Charte.

    Raises PermissionDenied when the actor may not, ValidationError when a colour or the logo is refused.
    """
    decision = can_change_charte(roles_in(actor, organisation), organisation)
    if not decision:
        raise PermissionDenied(decision.reason)
    charte = Charte.objects.filter(organisation=organisation).first() or Charte(organisation=organisation)
    for field, value in values.items():
        setattr(charte, field, value)
    charte.full_clean()
    charte.save()
    decision_taken.send(
        sender=Charte,
        actor=actor,
        code="organisation.charte.modifiee",
        organisation=organisation,
        subject=charte,
        payload={"nom": charte.nom_affiche, "couleurs": [charte.couleur_primaire, charte.couleur_accent]},
    )
    return charte


@transaction.atomic
def appoint_representant(
    *, actor, organisation, nom: str, qualite: str, starts_on, is_signataire: bool = True
) -> Representant:
    """Say who represents an organisation from a day on, after those who already do in the order of signature.

    Raises PermissionDenied when the actor may not, ValidationError with every fault by field.
    """
    decision = can_appoint(roles_in(actor, organisation), organisation)
    if not decision:
        raise PermissionDenied(decision.reason)
    last = Representant.objects.filter(organisation=organisation).order_by("-rank").first()
    representant = Representant(
        organisation=organisation,
        nom=" ".join(nom.split()),
        qualite=" ".join(qualite.split()),
        rank=last.rank + 1 if last else 1,
        is_signataire=is_signataire,
        starts_on=starts_on,
        source=f"Saisi par {actor}",
        is_fictif=organisation.is_fictif or actor.is_fictif,
    )
    representant.full_clean()
    held = Representant.objects.on(starts_on).filter(
        organisation=organisation, nom__unaccent__iexact=representant.nom, qualite__iexact=representant.qualite
    )
    if held.exists():
        raise ValidationError({"nom": f"{representant} représente déjà « {organisation} » à cette date."})
    representant.save(force_insert=True)
    _tell(actor, "organisation.representant.nomme", representant)
    return representant


@transaction.atomic
def end_representant(*, actor, representant, ends_on) -> Representant:
    """End an office at the end of `ends_on`; what was signed before stays signed."""
    representant = (
        Representant.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=representant.pk)
    )
    decision = can_appoint(roles_in(actor, representant.organisation), representant.organisation)
    if not decision:
        raise PermissionDenied(decision.reason)
    if representant.ends_on is not None:
        raise ValidationError(f"{representant.nom} n’est plus en fonction depuis le {representant.ends_on:%d/%m/%Y}.")
    if ends_on < representant.starts_on:
        raise ValidationError(
            {
                "ends_on": f"La fin ne peut précéder le début du {representant.starts_on:%d/%m/%Y} : "
                f"{ends_on:%d/%m/%Y} est refusé."
            }
        )
    representant.ends_on = ends_on
    representant.save(update_fields=["ends_on"])
    _tell(actor, "organisation.representant.termine", representant)
    return representant


def _tell(actor, code, representant) -> None:
    decision_taken.send(
        sender=Representant,
        actor=actor,
        code=code,
        organisation=representant.organisation,
        subject=representant,
        payload={
            "nom": representant.nom,
            "qualite": representant.qualite,
            "depuis": representant.starts_on.isoformat(),
            "jusqu_au": representant.ends_on.isoformat() if representant.ends_on else None,
        },
    )
