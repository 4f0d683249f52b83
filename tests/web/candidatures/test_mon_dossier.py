"""The screens of an OF-CFA show its own dossier and nothing of the others."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tandem.campagnes.models import Piece
from tandem.web.candidatures.results import Result
from tests.web.access.candidatures import drafts
from tests.web.voted import voted
from tests.web.world import CAMPAGNE


def page(client, name, **more):
    return client.get(reverse(name, kwargs={**CAMPAGNE, **more})).content.decode()


@pytest.fixture
def cfa(world, sign_in):
    drafts(world)
    return sign_in(world.users["cfa"])


def test_the_dossier_lists_its_own_formations_only(world, cfa):
    html = page(cfa, "mon_dossier")

    assert world.candidature.formation in html
    assert world.autre_candidature.formation not in html


def test_the_form_asks_every_figure_of_the_reglement_with_its_criterion(cfa):
    html = page(cfa, "mon_dossier_formation_new")

    for name in ("jeunes_qpv", "taux_femmes", "deficit_par_contrat", "heures_environnement", "premier_contrat_le"):
        assert f'name="{name}"' in html
    assert "Demandé pour le critère" in html


def test_a_piece_is_given_back_as_a_download_that_no_browser_runs(world, cfa):
    cfa.post(
        reverse("mon_dossier_pieces", kwargs=CAMPAGNE),
        {
            "nature": "comptabilite_analytique",
            "fichier": SimpleUploadedFile("compta.pdf", b"%PDF-1.7 essai", "application/pdf"),
        },
    )
    piece = Piece.objects.get(dossier=world.dossier)

    answer = cfa.get(reverse("mon_dossier_piece", kwargs={**CAMPAGNE, "pk": piece.pk}))

    assert 'attachment; filename="compta.pdf"' == answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"%PDF-1.7 essai" == b"".join(answer.streaming_content)


def test_a_program_named_pdf_is_refused_with_what_was_expected(cfa):
    answer = cfa.post(
        reverse("mon_dossier_pieces", kwargs=CAMPAGNE),
        {"nature": "comptabilite_analytique", "fichier": SimpleUploadedFile("note.pdf", b"MZ\x90\x00")},
    )

    assert "est attendu" in answer.content.decode()


def test_the_receipt_shows_what_was_deposited_and_the_entry_of_the_journal(world, cfa):
    cfa.post(reverse("mon_dossier_depot", kwargs=CAMPAGNE))

    html = page(cfa, "mon_dossier_recepisse")

    assert world.candidature.formation in html
    assert "Inscription au journal" in html


def test_results_show_ones_own_amount_and_nothing_of_the_others(world, sign_in):
    voted(world)
    html = page(sign_in(world.users["cfa"]), "mon_dossier_resultats")

    assert world.candidature.formation in html
    assert "AUTRE CFA" not in html
    assert world.autre_candidature.formation not in html


def test_results_add_up_to_the_voted_amount(world, sign_in):
    voted(world)
    ligne = world.vote.lignes.get(of_cfa=world.of_cfa)
    client = sign_in(world.users["cfa"])

    answer = client.get(reverse("mon_dossier_resultats", kwargs=CAMPAGNE))

    rows = answer.context["table"].rows
    assert ligne.majoration * 100 == sum(row.line.amount for row in rows)


def test_a_rank_over_a_thousand_is_written_as_a_number():
    assert "1\u202f113 sur 1\u202f167" == Result(SimpleNamespace(rank=1113), 1167).rang
