"""What both importers need to know of a campaign: who brings the file, under which règlement, with which right."""

from dataclasses import dataclass, field
from typing import Any

from tandem.actes import journal
from tandem.campagnes.engine import reglement_for
from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.models import Campagne
from tandem.imports.importer import Importer, Target
from tandem.organisations.enums import Role, TypeOrganisation
from tandem.organisations.models import Organisation
from tandem.organisations.perms import ALLOWED, refused

REGION_ONLY = "Ce type de fichier est réservé à la Région."
CFA_ROLES = frozenset({Role.CFA_DIRECTION, Role.CFA_GESTION})


@dataclass(frozen=True)
class Situation:
    """A campaign, and the organisation that brings a file to it; `options` are those asked beside the file."""

    campagne: Campagne
    organisation: Organisation
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def is_region(self):
        """Whether the file comes from the Région itself, for many OF-CFA, and not from one OF-CFA for itself."""
        return self.organisation.pk == self.campagne.organisation_id

    @property
    def reglement(self):
        """The règlement of the campaign, as the engine reads it."""
        return reglement_for(self.campagne)


class CampagneImporter(Importer):
    """What is common to the files of a campaign."""

    region_roles = frozenset({Role.REGION_INSTRUCTION})
    region_states = frozenset()
    cfa_may_import = False

    def targets(self, user):
        """Return the campaigns of the person's Régions, then those open to the person's OF-CFA."""
        memberships = user.memberships.current().select_related("organisation")
        by_organisation = {}
        for membership in memberships.order_by("organisation__nom", "pk"):
            by_organisation.setdefault(membership.organisation, set()).add(Role(membership.role))
        found = []
        for organisation, roles in by_organisation.items():
            if organisation.type == TypeOrganisation.REGION and roles & self.region_roles:
                campagnes = organisation.campagnes.filter(etat__in=self.region_states).order_by("-annee")
                found += [self._target(campagne, organisation) for campagne in campagnes.select_related("organisation")]
            elif organisation.type == TypeOrganisation.OF_CFA and roles & CFA_ROLES and self.cfa_may_import:
                open_now = Campagne.objects.filter(etat=EtatCampagne.OUVERTE).select_related("organisation")
                found += [self._target(campagne, organisation) for campagne in open_now.order_by("-annee", "pk")]
        return found

    def _target(self, campagne, organisation):
        key = f"{campagne.organisation.slug}/{campagne.annee}"
        label = f"{campagne.titre} – {campagne.organisation}"
        if organisation.pk != campagne.organisation_id:
            key, label = f"{key}/{organisation.slug}", f"{label}, pour {organisation}"
        return Target(key=key, label=label, organisation=organisation, context={"campagne": campagne.pk})

    def situation(self, file_import):
        campagne = Campagne.objects.select_related("organisation", "reglement").get(pk=file_import.context["campagne"])
        return Situation(campagne, file_import.organisation, file_import.context.get("options", {}))

    def target_situation(self, target):
        campagne = Campagne.objects.select_related("organisation", "reglement").get(pk=target.context["campagne"])
        return Situation(campagne, target.organisation)

    def target_label(self, situation):
        return self._target(situation.campagne, situation.organisation).label

    def target_key(self, situation):
        return self._target(situation.campagne, situation.organisation).key

    def may_import(self, user, situation):
        roles = {
            Role(role)
            for role in user.memberships.current()
            .filter(organisation=situation.organisation)
            .values_list("role", flat=True)
        }
        etat = situation.campagne.etat
        if situation.is_region:
            return may_region_import(roles, etat, region_roles=self.region_roles, region_states=self.region_states)
        return may_cfa_import(roles, etat) if self.cfa_may_import else refused(REGION_ONLY)

    def lock(self, situation):
        Campagne.objects.select_for_update(of=("self",)).get(pk=situation.campagne.pk)

    def record(self, code, *, file_import, situation, actor, payload):
        journal.record(
            actor=actor,
            code=code,
            organisation=situation.campagne.organisation,
            subject=file_import,
            payload={**payload, "campagne": situation.campagne.annee, "apporte_par": situation.organisation.nom},
        )


def may_region_import(roles, etat, *, region_roles, region_states):
    """Whether someone holding `roles` in the Région may import a file for a campaign at this state."""
    if not roles & region_roles:
        names = " ou ".join(f"« {role.label} »" for role in sorted(region_roles))
        return refused(f"Le rôle {names} dans la Région est nécessaire pour importer ce type de fichier.")
    if etat not in region_states:
        label = EtatCampagne(etat).label
        return refused(f"La campagne est à l’état « {label} » : elle ne reçoit plus ce type de fichier.")
    return ALLOWED


def may_cfa_import(roles, etat):
    """Whether someone holding `roles` in an OF-CFA may import its own candidatures at this state."""
    if not roles & CFA_ROLES:
        return refused("Un rôle de direction ou de gestion dans l’OF-CFA est nécessaire pour importer.")
    if etat != EtatCampagne.OUVERTE:
        return refused("La campagne n’est pas ouverte au dépôt : vos candidatures ne peuvent plus être importées.")
    return ALLOWED
