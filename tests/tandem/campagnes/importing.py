"""Bring a file to a campaign as a person would, without the screens: shared by the tests of the importers."""

from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.models import Candidature, Dossier
from tandem.imports import actions
from tandem.imports.importer import importer_for
from tandem.organisations.enums import Role
from tests.tandem.factories import CampagneFactory, MembershipFactory

HEADERS = "of_cfa;formation;contrats;contrats_verts;complement;exceptionnelle"


def region_campaign(**kwargs):
    """Return a campaign in instruction under the règlement of idf-2023, and an instructeur of its Région."""
    campagne = CampagneFactory(**{"idf": True, "instruction": True, **kwargs})
    membership = MembershipFactory(organisation=campagne.organisation, role=Role.REGION_INSTRUCTION)
    return campagne, membership.user


def csv_of(*lines, headers=HEADERS):
    """Return the bytes of a csv file."""
    return "\n".join([headers, *lines, ""]).encode()


def target_of(campagne, user, kind="candidatures"):
    """Return the importer and the target of this campaign for the person."""
    importer = importer_for(kind)
    found = [target for target in importer.targets(user) if target.context == {"campagne": campagne.pk}]
    return importer, found[0]


def bring(campagne, user, data, *, kind="candidatures", filename="candidatures.csv", options=None, create=True):
    """Deposit a file; answer « créer » to every question unless told otherwise."""
    importer, target = target_of(campagne, user, kind)
    file_import = actions.deposit(
        actor=user, importer=importer, target=target, data=data, filename=filename, options=options
    )
    if create and file_import.questions:
        answers = {question["key"]: "creer" for question in file_import.questions}
        file_import = actions.answer_questions(actor=user, file_import=file_import, answers=answers)
    return file_import


def accept(file_import, user):
    """Validate what the preview shows."""
    return actions.validate(actor=user, file_import=file_import, fingerprint=file_import.fingerprint)


def world():
    """Return every dossier and candidature as plain data, to compare before and after."""
    candidatures = Candidature.objects.order_by("pk").values()
    dossiers = Dossier.objects.order_by("pk").values()
    return list(dossiers), list(candidatures)


def statuts():
    """Return how many candidatures are in each state."""
    return {
        statut: count for statut in StatutCandidature if (count := Candidature.objects.filter(statut=statut).count())
    }
