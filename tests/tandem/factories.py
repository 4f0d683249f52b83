"""Builders of test data: one factory per model, a Trait per situation; nothing here is a real person."""

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import factory
from allauth.account.models import EmailAddress
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from tandem.actes.enums import EtatDeliberation, Organe
from tandem.actes.models import Deliberation, Seance
from tandem.campagnes.enums import EtatCampagne, MotifExceptionnel, NaturePiece, StatutCandidature
from tandem.campagnes.models import (
    Campagne,
    Candidature,
    DeclarationInteret,
    Dossier,
    Evaluation,
    MajorationExceptionnelle,
    Piece,
    Reglement,
)
from tandem.imports.models import FileImport
from tandem.organisations.enums import NatureRattachement, Role, TypeOrganisation
from tandem.organisations.models import (
    Branche,
    Charte,
    KeyFigure,
    Membership,
    Organisation,
    Rattachement,
    RattachementBranche,
)
from tandem.territoires.models import Departement, Region
from tandem.users.models import User

PASSWORD = "phrase de passe d’essai"
IDF_REGLEMENT = Path(__file__).parents[2] / "examples" / "idf-2023" / "reglement.yaml"


def open_period(starts_on):
    """Return a period from a date on, without an end."""
    return DateRange(starts_on, None)


def closed_period(starts_on, ends_before):
    """Return a period from a date, up to but excluding another."""
    return DateRange(starts_on, ends_before)


class UserFactory(factory.django.DjangoModelFactory):
    """A person whose address is verified; the password is PASSWORD, None makes it unusable."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        administrator = factory.Trait(is_staff=True, is_superuser=True)

    email = factory.Sequence(lambda n: f"personne{n}@essai.example")
    first_name = factory.Sequence(lambda n: f"Prénom{n}")
    last_name = factory.Sequence(lambda n: f"NOM{n}")
    password = factory.django.Password(PASSWORD)
    is_fictif = True

    @factory.post_generation
    def verified(self, create, extracted):
        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class RegionFactory(factory.django.DjangoModelFactory):
    """A région of the COG: already there, since every `migrate` loads them."""

    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "11"
    nom = "Île-de-France"


class DepartementFactory(factory.django.DjangoModelFactory):
    """A département of the COG: already there, since every `migrate` loads them."""

    class Meta:
        model = Departement
        django_get_or_create = ("code",)

    code = "93"
    nom = "Seine-Saint-Denis"
    region = factory.SubFactory(RegionFactory)


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An OF-CFA, unless a Trait says otherwise."""

    class Meta:
        model = Organisation

    class Params:
        opco = factory.Trait(type=TypeOrganisation.OPCO, nom=factory.Sequence(lambda n: f"OPCO d’essai {n}"))
        delegation = factory.Trait(
            type=TypeOrganisation.DELEGATION, nom=factory.Sequence(lambda n: f"Délégation d’essai {n}")
        )
        etablissement = factory.Trait(
            type=TypeOrganisation.ETABLISSEMENT, nom=factory.Sequence(lambda n: f"Établissement d’essai {n}")
        )
        employeur = factory.Trait(
            type=TypeOrganisation.EMPLOYEUR, nom=factory.Sequence(lambda n: f"Employeur d’essai {n}")
        )

    type = TypeOrganisation.OF_CFA
    slug = factory.Sequence(lambda n: f"organisation-{n}")
    nom = factory.Sequence(lambda n: f"CFA D’ESSAI {n:03d}")
    is_fictif = True


class RegionOrganisationFactory(OrganisationFactory):
    """A Région that runs campaigns (Île-de-France's code unless said)."""

    type = TypeOrganisation.REGION
    slug = factory.Sequence(lambda n: f"region-{n}")
    nom = factory.Sequence(lambda n: f"Région d’essai {n}")
    region = factory.SubFactory(RegionFactory)


class CharteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Charte

    organisation = factory.SubFactory(RegionOrganisationFactory)
    nom_affiche = factory.SelfAttribute("organisation.nom")


class MembershipFactory(factory.django.DjangoModelFactory):
    """A role in force today."""

    class Meta:
        model = Membership

    class Params:
        ended = factory.Trait(ends_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1)))
        future = factory.Trait(starts_on=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=1)))

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(RegionOrganisationFactory)
    role = Role.REGION_LECTURE
    starts_on = date(2023, 1, 1)


class RattachementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Rattachement

    child = factory.SubFactory(OrganisationFactory, etablissement=True)
    parent = factory.SubFactory(OrganisationFactory)
    nature = NatureRattachement.GESTIONNAIRE
    period = factory.LazyFunction(lambda: open_period(date(2020, 1, 1)))


class BrancheFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Branche

    nom = factory.Sequence(lambda n: f"Branche d’essai {n}")
    source = "essai"


class RattachementBrancheFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RattachementBranche

    branche = factory.SubFactory(BrancheFactory)
    opco = factory.SubFactory(OrganisationFactory, opco=True)
    period = factory.LazyFunction(lambda: open_period(date(2020, 1, 1)))
    source = "essai"


class KeyFigureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = KeyFigure

    organisation = factory.SubFactory(OrganisationFactory, opco=True)
    code = KeyFigure.BRANCHES
    label = "branches"
    value = Decimal(12)
    date = date(2023, 7, 5)
    source = "essai"


class SeanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Seance

    organisation = factory.SubFactory(RegionOrganisationFactory)
    organe = Organe.COMMISSION_PERMANENTE
    date = date(2023, 7, 5)


class DeliberationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Deliberation

    class Params:
        votee = factory.Trait(etat=EtatDeliberation.VOTEE)

    organisation = factory.SubFactory(RegionOrganisationFactory)
    numero = factory.Sequence(lambda n: f"CP 2023-{n % 1000:03d}")
    date = date(2023, 7, 5)
    objet = "Délibération d’essai"
    is_fictif = True


class ReglementFactory(factory.django.DjangoModelFactory):
    """A version of a règlement; `idf` reads examples/idf-2023/reglement.yaml."""

    class Meta:
        model = Reglement

    class Params:
        idf = factory.Trait(
            code="idf-2023", contenu=factory.LazyFunction(lambda: IDF_REGLEMENT.read_text(encoding="utf-8"))
        )

    organisation = factory.SubFactory(RegionOrganisationFactory)
    code = "essai"
    version = factory.Sequence(lambda n: n + 1)
    titre = "Règlement d’intervention d’essai"
    contenu = "code: essai\n"
    sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.contenu.encode()).hexdigest())


class CampagneFactory(factory.django.DjangoModelFactory):
    """A campaign open to candidatures for twenty more days, unless a Trait says otherwise."""

    class Meta:
        model = Campagne

    class Params:
        idf = factory.Trait(
            annee=2023,
            titre="Majoration des coûts contrats 2023",
            reglement__idf=True,
            enveloppe=Decimal("20140000.00"),
        )
        preparation = factory.Trait(etat=EtatCampagne.PREPARATION)
        closed = factory.Trait(
            ouverture=factory.LazyFunction(lambda: timezone.now() - timedelta(days=60)),
            cloture=factory.LazyFunction(lambda: timezone.now() - timedelta(days=30)),
        )
        instruction = factory.Trait(closed=True, etat=EtatCampagne.INSTRUCTION)
        classee = factory.Trait(closed=True, etat=EtatCampagne.CLASSEE)
        proposee = factory.Trait(closed=True, etat=EtatCampagne.PROPOSEE_AU_VOTE)
        votee = factory.Trait(closed=True, etat=EtatCampagne.VOTEE)
        publiee = factory.Trait(closed=True, etat=EtatCampagne.NOTIFIEE, publiee_le=factory.LazyFunction(timezone.now))

    organisation = factory.SubFactory(RegionOrganisationFactory)
    annee = factory.Sequence(lambda n: 2000 + n % 1000)
    titre = factory.LazyAttribute(lambda o: f"Majoration des coûts contrats {o.annee}")
    ouverture = factory.LazyFunction(lambda: timezone.now() - timedelta(days=10))
    cloture = factory.LazyFunction(lambda: timezone.now() + timedelta(days=20))
    reglement = factory.SubFactory(ReglementFactory, organisation=factory.SelfAttribute("..organisation"))
    enveloppe = Decimal("1000000.00")
    etat = EtatCampagne.OUVERTE
    is_fictif = True


class DossierFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Dossier

    class Params:
        depose = factory.Trait(depose_le=factory.LazyFunction(timezone.now), depose_par=factory.SubFactory(UserFactory))

    campagne = factory.SubFactory(CampagneFactory)
    of_cfa = factory.SubFactory(OrganisationFactory)
    is_fictif = True


class CandidatureFactory(factory.django.DjangoModelFactory):
    """A draft of forty contracts, ten of them green; `statut=` for the other states."""

    class Meta:
        model = Candidature

    class Params:
        deposee = factory.Trait(statut=StatutCandidature.DEPOSEE)
        recevable = factory.Trait(statut=StatutCandidature.RECEVABLE)
        eligible = factory.Trait(statut=StatutCandidature.ELIGIBLE)
        classee = factory.Trait(statut=StatutCandidature.CLASSEE)
        retenue = factory.Trait(statut=StatutCandidature.RETENUE)

    dossier = factory.SubFactory(DossierFactory)
    reference = factory.Sequence(lambda n: f"C-{n:05d}")
    formation = factory.Sequence(lambda n: f"Formation d’essai {n}")
    contrats = 40
    contrats_verts = 10
    complement = "A"
    indicateurs = factory.LazyFunction(dict)
    is_fictif = True


class PieceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Piece

    dossier = factory.SubFactory(DossierFactory)
    nature = NaturePiece.BUDGET_PREVISIONNEL
    filename = "budget.pdf"
    content = factory.django.FileField(filename="budget.pdf", data=b"%PDF-1.7 essai")
    content_type = "application/pdf"
    size = len(b"%PDF-1.7 essai")
    sha256 = hashlib.sha256(b"%PDF-1.7 essai").hexdigest()
    added_by = factory.SubFactory(UserFactory)


class EvaluationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Evaluation

    class Params:
        validated = factory.Trait(
            valideur=factory.SubFactory(UserFactory), validated_at=factory.LazyFunction(timezone.now)
        )

    candidature = factory.SubFactory(CandidatureFactory, recevable=True)
    critere = "caractere_innovant"
    points = Decimal(10)
    justification = "Note d’essai."
    instructeur = factory.SubFactory(UserFactory)


class DeclarationInteretFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DeclarationInteret

    campagne = factory.SubFactory(CampagneFactory)
    user = factory.SubFactory(UserFactory)
    of_cfa = factory.SubFactory(OrganisationFactory)
    nature = "Membre du conseil d’administration."


class MajorationExceptionnelleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MajorationExceptionnelle

    campagne = factory.SubFactory(CampagneFactory)
    of_cfa = factory.SubFactory(OrganisationFactory)
    montant = Decimal("130000.00")
    motifs = factory.LazyFunction(lambda: [MotifExceptionnel.HAUSSE_CHARGES])
    texte = "Hausse du prix du carburant."
    proposee_par = factory.SubFactory(UserFactory)


class FileImportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FileImport

    kind = "candidatures"
    organisation = factory.SubFactory(RegionOrganisationFactory)
    filename = "candidatures.csv"
    content = factory.django.FileField(filename="candidatures.csv", data=b"of_cfa;formation\n")
    size = len(b"of_cfa;formation\n")
    sha256 = hashlib.sha256(b"of_cfa;formation\n").hexdigest()
    created_by = factory.SubFactory(UserFactory)
