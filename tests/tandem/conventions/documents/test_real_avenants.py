"""Both real conventions are changed by an avenant that is written, closed and signed as any other."""

from datetime import date

import pytest
from django.utils import timezone

from tandem.conventions.actions.avenants import create_avenant, finalise_avenant, share_avenant
from tandem.conventions.actions.documents import record_signature
from tandem.conventions.actions.modifications import change_clause
from tandem.conventions.enums import EtatAvenant, RolePartie
from tandem.conventions.placeholders import placeholders_of
from tandem.organisations.enums import Role
from tests.tandem.conventions.amended import in_force
from tests.tandem.factories import MembershipFactory, UserFactory
from tests.tandem.printing.text import docx_text, pdf_text, plain

pytestmark = pytest.mark.django_db
OPEN = "(ou Elle est renouvelable par voie d’avenant)"
CHOSEN = "Elle est renouvelable par voie d’avenant."


def officer(partie):
    role = Role.REGION_VALIDATION if partie.role == RolePartie.REGION else Role.OPCO_PARTENARIATS
    user = UserFactory()
    MembershipFactory(user=user, organisation=partie.organisation, role=role, starts_on=date(2020, 1, 1))
    return user


def filled(texte):
    """Return the words of the parties with something written in each blank."""
    for hole in reversed(placeholders_of(texte)):
        texte = f"{texte[: hole.start]}Nom{texte[hole.end :]}"
    return texte


@pytest.mark.parametrize("slug, signatures", [("akto-idf-2023", 3), ("atlas-idf-2023", 2)])
def test_a_real_convention_has_an_avenant_printed_in_word_and_pdf_signed_and_applied(
    real_conventions, slug, signatures
):
    convention = in_force(real_conventions[slug])
    people = {partie.pk: officer(partie) for partie in convention.parties.order_by("rank")}
    region = people[convention.parties.get(role=RolePartie.REGION).pk]
    avenant = create_avenant(actor=region, convention=convention, objet="Renouvellement par voie d’avenant")
    clauses = {clause.code: clause for clause in convention.clauses.current()}
    words = {
        "article-5": clauses["article-5"].texte.replace(OPEN, CHOSEN),
        "parties": filled(clauses["parties"].texte),
    }
    for code, texte in words.items():
        change_clause(actor=region, avenant=avenant, clause=clauses[code], texte=texte)
    document = finalise_avenant(actor=region, avenant=share_avenant(actor=region, avenant=avenant))
    for one in document.signataires.order_by("rank"):
        record_signature(actor=people[one.partie_id], signataire=one, on=timezone.localdate(), sha256=document.sha256)
    avenant.refresh_from_db()

    assert signatures == document.signataires.count()
    assert CHOSEN in docx_text(bytes(document.docx))
    assert CHOSEN in pdf_text(bytes(document.pdf))
    assert (EtatAvenant.SIGNE, words["article-5"]) == (
        avenant.etat,
        convention.clauses.current().get(code="article-5").texte,
    )
    assert plain(OPEN) in plain(convention.clauses.get(code="article-5", version=1).texte)
