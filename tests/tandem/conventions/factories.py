"""Builders of conventions for tests; nothing here is real."""

from datetime import date
from types import SimpleNamespace

import factory
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from tandem.conventions.enums import (
    EtatConvention,
    NatureComite,
    NatureIndicateur,
    NatureObligation,
    RolePartie,
    TypeConvention,
    UniteIndicateur,
)
from tandem.conventions.models import (
    Axe,
    Clause,
    Comite,
    Convention,
    Fiche,
    Indicateur,
    ModeleFiche,
    Obligation,
    Partie,
    Reunion,
)
from tandem.organisations.enums import NatureInstance, NatureRattachement, Role
from tandem.organisations.models import Instance, Rattachement, Representant
from tests.tandem.factories import MembershipFactory, OrganisationFactory, RegionOrganisationFactory, UserFactory

SIGNED_ON = date(2023, 10, 12)


class ConventionFactory(factory.django.DjangoModelFactory):
    """A negotiation that its owner has shared; Traits carry it further."""

    class Meta:
        model = Convention

    class Params:
        private = factory.Trait(shared_at=None)
        projet = factory.Trait(etat=EtatConvention.PROJET)
        votee = factory.Trait(etat=EtatConvention.VOTEE)
        signee = factory.Trait(etat=EtatConvention.SIGNEE, signed_on=SIGNED_ON)
        en_vigueur = factory.Trait(etat=EtatConvention.EN_VIGUEUR, signed_on=SIGNED_ON)

    type = TypeConvention.REGION_OPCO
    slug = factory.Sequence(lambda n: f"convention-{n}")
    titre = factory.Sequence(lambda n: f"Convention d’essai {n}")
    proprietaire = factory.SubFactory(RegionOrganisationFactory)
    shared_at = factory.LazyFunction(timezone.now)
    duree_mois = 36
    prolongation_max_mois = 36
    mise_en_demeure_mois = 1
    fiches_sans_avenant = True
    domaines = ("Le développement de l’apprentissage", "L’orientation tout au long de la vie")
    is_fictif = True


class PartieFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partie

    convention = factory.SubFactory(ConventionFactory)
    organisation = factory.SubFactory(OrganisationFactory, opco=True)
    role = RolePartie.OPCO
    rank = factory.Sequence(lambda n: n + 1)
    designation = factory.LazyAttribute(lambda partie: str(partie.organisation))


class ClauseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Clause

    convention = factory.SubFactory(ConventionFactory)
    code = factory.Sequence(lambda n: f"article-{n}")
    numero = factory.Sequence(str)
    rank = factory.Sequence(int)
    titre = "Objet de la convention"
    texte = "Les parties se concertent deux fois par an."


class AxeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Axe
        django_get_or_create = ("convention", "numero")

    convention = factory.SubFactory(ConventionFactory)
    numero = 1
    titre = "Développement de l’apprentissage"
    domaine = 0


class ModeleFicheFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ModeleFiche
        django_get_or_create = ("code",)

    code = "essai"
    nom = "Modèle d’essai"
    champs = (
        {"code": "contexte", "label": "Contexte", "kind": "texte", "required": True},
        {"code": "calendrier", "label": "Calendrier", "kind": "calendrier", "required": True},
    )


class FicheFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Fiche

    convention = factory.SubFactory(ConventionFactory)
    axe = factory.SubFactory(AxeFactory, convention=factory.SelfAttribute("..convention"))
    modele = factory.SubFactory(ModeleFicheFactory)
    numero = factory.Sequence(lambda n: f"1.{n}")
    titre = factory.Sequence(lambda n: f"Action commune {n}")
    contenu = factory.LazyFunction(lambda: {"contexte": "Un contexte.", "calendrier": "Juin"})
    calendrier_texte = "Juin"
    calendrier_nature = "mois"
    mois_debut = 6


class IndicateurFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Indicateur

    convention = factory.SubFactory(ConventionFactory)
    code = factory.Sequence(lambda n: f"indicateur-{n}")
    libelle = factory.Sequence(lambda n: f"Nombre d’actions {n}")
    nature = NatureIndicateur.SAISI
    unite = UniteIndicateur.ACTIONS


class ObligationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Obligation

    convention = factory.SubFactory(ConventionFactory)
    code = factory.Sequence(lambda n: f"obligation-{n}")
    libelle = factory.Sequence(lambda n: f"Réunion {n}")
    nature = NatureObligation.REUNION
    clause = "4"
    par = "an"


class ComiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Comite

    convention = factory.SubFactory(ConventionFactory)
    code = factory.Sequence(lambda n: f"comite-{n}")
    nom = "Comité de pilotage"
    nature = NatureComite.PILOTAGE


class ReunionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reunion

    comite = factory.SubFactory(ComiteFactory)
    starts_at = factory.LazyFunction(timezone.now)
    objet = "Comité de pilotage"


class RepresentantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Representant

    organisation = factory.SubFactory(OrganisationFactory, opco=True)
    nom = factory.Sequence(lambda n: f"Prénom NOM{n}")
    qualite = "Président"
    starts_on = date(2020, 1, 1)
    source = "essai"
    is_fictif = True


class InstanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Instance

    organisation = factory.SubFactory(OrganisationFactory, opco=True)
    nature = NatureInstance.CONSEIL_ADMINISTRATION
    nom = "Conseil d’administration"
    source = "essai"


def build_partners(**convention):
    """Return a Région and an OPCO with one convention, its parties, one person per role, and a délégation.

    `region_officer`, `region_chief`, `region_reader` at the Région; `opco_officer`, `opco_reader` at the OPCO;
    `delegate` at its délégation; `stranger` at another OPCO. The convention is shared and in negotiation unless said.
    """
    world = SimpleNamespace()
    world.region = RegionOrganisationFactory(slug="region-essai", nom="Région d’essai")
    world.opco = OrganisationFactory(opco=True, slug="opco-essai", nom="OPCO d’essai")
    world.delegation = OrganisationFactory(delegation=True, slug="delegation-essai", nom="Délégation d’essai")
    Rattachement.objects.create(
        child=world.delegation,
        parent=world.opco,
        nature=NatureRattachement.DELEGATION,
        period=DateRange(date(2020, 1, 1), None),
    )
    world.convention = ConventionFactory(
        **{"proprietaire": world.region, "slug": "convention-essai", "titre": "Convention d’essai", **convention}
    )
    world.partie_region = PartieFactory(
        convention=world.convention, organisation=world.region, role=RolePartie.REGION, rank=1, designation="la Région"
    )
    world.partie_opco = PartieFactory(
        convention=world.convention, organisation=world.opco, delegation=world.delegation, rank=2
    )
    people = {
        "region_officer": (world.region, Role.REGION_INSTRUCTION),
        "region_chief": (world.region, Role.REGION_VALIDATION),
        "region_reader": (world.region, Role.REGION_ELU),
        "opco_officer": (world.opco, Role.OPCO_PARTENARIATS),
        "opco_reader": (world.opco, Role.OPCO_GESTION),
        "delegate": (world.delegation, Role.OPCO_PARTENARIATS),
        "stranger": (OrganisationFactory(opco=True), Role.OPCO_PARTENARIATS),
    }
    for name, (organisation, role) in people.items():
        user = UserFactory(email=f"{name}@essai.example")
        MembershipFactory(user=user, organisation=organisation, role=role)
        setattr(world, name, user)
    return world
