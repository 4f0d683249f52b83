"""Set up committees and say who sits there, from a date to a date."""

from datetime import date

from django.db import transaction
from django.utils.text import slugify

from bareme.display import typography
from tandem.conventions.actions.convention import free_code, lock_convention
from tandem.conventions.changes import note
from tandem.conventions.enums import NatureComite, RoleMembre
from tandem.conventions.models import Comite, Convention, MembreComite
from tandem.conventions.perms import can_write
from tandem.conventions.refusals import refuse
from tandem.conventions.standing import require, standing_of
from tandem.formats import long_date
from tandem.organisations.models import Membership, Organisation


def held_by_writer(actor, convention) -> Convention:
    """Lock the convention for someone who may write in it; return it as it stands."""
    convention = lock_convention(convention)
    require(can_write(standing_of(actor, convention)))
    return convention


@transaction.atomic
def add_comite(
    *,
    actor,
    convention,
    nom: str,
    nature: NatureComite,
    clause: str = "",
    quote: str = "",
    host: Organisation | None = None,
) -> Comite:
    """Set up a committee; `host` is who holds it when it is not the parties. Raises ValidationError."""
    convention = held_by_writer(actor, convention)
    nom = " ".join(nom.split())
    faults = []
    if not nom:
        faults.append("Nom du comité : un nom est attendu, rien n’a été trouvé.")
    elif convention.comites.filter(nom__iexact=nom).exists():
        faults.append(f"Nom du comité : la convention a déjà un comité « {nom} ». Choisissez un autre nom.")
    if nature not in NatureComite.values:
        faults.append(f"Nature du comité : « {nature} » n’est pas une nature connue.")
    refuse(faults)
    comite = Comite(
        convention=convention,
        code=_free_code(convention, nom),
        nom=nom,
        nature=nature,
        clause=clause.strip(),
        quote=quote.strip(),
        host=host,
    )
    comite.full_clean()
    comite.save(force_insert=True)
    note(convention=convention, actor=actor, code="comite.cree", sentence=typography(f"Comité « {nom} » créé."))
    return comite


def _free_code(convention, nom: str) -> str:
    base = slugify(nom)[:50] or "comite"
    # « nouveau » is the address of the form.
    return free_code(base, {"nouveau", *convention.comites.values_list("code", flat=True)})


@transaction.atomic
def add_membre(
    *,
    actor,
    comite: Comite,
    organisation: Organisation,
    starts_on: date,
    qualite: str = "",
    role: RoleMembre = RoleMembre.MEMBRE,
    user=None,
    ends_on: date | None = None,
) -> MembreComite:
    """Let someone sit: a person of the platform, or a qualité alone. Raises ValidationError with every fault."""
    convention = held_by_writer(actor, comite.convention)
    qualite = " ".join(qualite.split())
    faults = []
    if not qualite and user is None:
        faults.append("Membre : une qualité ou une personne est attendue (« déléguée régionale », par exemple).")
    if ends_on is not None and ends_on < starts_on:
        faults.append(
            f"Membre : la fin ({long_date(ends_on)}) précède le début ({long_date(starts_on)}). "
            "Corrigez l’une des deux."
        )
    if role not in RoleMembre.values:
        faults.append(f"Membre : « {role} » n’est pas un rôle connu.")
    held = _membership(user, organisation)
    if user is not None and held is None:
        faults.append(f"Membre : {user} n’a aujourd’hui aucun rôle dans « {organisation} ».")
    # The history of the convention is never erased: it keeps what someone is there, not a name.
    told = qualite or (held.get_role_display() if held else "")
    if not faults and _sits_already(comite, organisation, (told, user), starts_on):
        faults.append(f"Membre : « {told} » ({organisation}) siège déjà à cette date.")
    refuse(faults)
    membre = MembreComite(
        comite=comite,
        organisation=organisation,
        user=user,
        qualite=told,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    membre.full_clean()
    membre.save(force_insert=True)
    note(
        convention=convention,
        actor=actor,
        code="comite.membre_ajoute",
        sentence=typography(f"{comite.nom} : {membre} siège depuis le {long_date(starts_on)}."),
        after=membre.get_role_display(),
    )
    return membre


def _membership(user, organisation) -> Membership | None:
    if user is None:
        return None
    return Membership.objects.current().filter(user=user, organisation=organisation).order_by("pk").first()


def _sits_already(comite, organisation, who, day) -> bool:
    qualite, user = who
    return comite.membres.on(day).filter(organisation=organisation, qualite__iexact=qualite, user=user).exists()


@transaction.atomic
def end_membre(*, actor, membre: MembreComite, ends_on: date) -> None:
    """Say the last day on which someone sits; raises ValidationError with every fault."""
    convention = held_by_writer(actor, membre.comite.convention)
    membre = MembreComite.objects.select_for_update(of=("self",)).get(pk=membre.pk)
    faults = []
    if membre.ends_on is not None:
        faults.append(f"Membre : {membre} a déjà quitté le comité le {long_date(membre.ends_on)}.")
    if ends_on < membre.starts_on:
        faults.append(
            f"Membre : la fin ({long_date(ends_on)}) précède le début ({long_date(membre.starts_on)}). "
            "Donnez une date plus tardive."
        )
    refuse(faults)
    membre.ends_on = ends_on
    membre.save(update_fields=["ends_on"])
    note(
        convention=convention,
        actor=actor,
        code="comite.membre_parti",
        sentence=typography(f"{membre.comite.nom} : {membre} ne siège plus après le {long_date(ends_on)}."),
    )
