"""What a signature or an end rests on is written in the journal, which nobody rewrites."""

import pytest
from django.utils import timezone

from tandem.actes.models import JournalEntry
from tandem.conventions.actions.courriers import answer_mise_en_demeure, record_reception
from tandem.conventions.actions.habilitations import record_board_decision
from tandem.conventions.actions.templates import publish_template, upload_template
from tandem.conventions.documents.word_layout import default_layout
from tandem.conventions.enums import EtatConvention, NatureDocument
from tests.tandem.conventions.amended import build_amendable
from tests.tandem.conventions.factories import build_partners
from tests.tandem.conventions.letters import a_letter, a_notice, days_ago

pytestmark = pytest.mark.django_db


def journal():
    return list(JournalEntry.objects.order_by("sequence").values_list("code", flat=True))


def test_what_entitles_to_sign_is_in_the_journal():
    world = build_partners(etat=EtatConvention.PROJET)
    record_board_decision(
        actor=world.opco_officer, partie=world.partie_opco, instance=None, numero="CA 1", on=timezone.localdate()
    )

    assert ["convention.habilitation"] == journal()


def test_a_mise_en_demeure_its_reception_and_its_answer_are_in_the_journal():
    world = build_amendable()
    notice = a_notice(world, sent=20, received=None)
    record_reception(actor=world.opco_officer, courrier=notice, on=days_ago(18))
    answer_mise_en_demeure(actor=world.opco_officer, courrier=notice, lettre=a_letter(world.partie_opco))

    assert ["convention.mise_en_demeure", "convention.reception", "convention.reponse"] == journal()


def test_who_put_a_layout_in_use_is_in_the_journal():
    world = build_partners()
    template = upload_template(
        actor=world.opco_officer,
        organisation=world.opco,
        nature=NatureDocument.CONVENTION,
        filename="modele.docx",
        data=default_layout("#1f4e5f"),
    )
    publish_template(actor=world.opco_officer, template=template)

    assert ["convention.modele.depose", "convention.modele.publie"] == journal()
