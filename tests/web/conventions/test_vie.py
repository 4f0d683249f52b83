"""What people see and do of the term, the registered letters and the shared productions."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tandem.conventions.actions.productions import propose_production, validate_production
from tandem.conventions.enums import AvisProduction, EtatConvention, NatureProduction
from tandem.conventions.models import Convention, Courrier, Production, Prolongation
from tests.tandem.conventions.amended import build_amendable
from tests.tandem.conventions.letters import a_notice, days_ago
from tests.tandem.factories import MembershipFactory, UserFactory
from tests.tandem.printing.text import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build_amendable()


def address(name, *args):
    return reverse(name, args=["convention-essai", *args])


def body(response):
    return plain(response.content.decode())


def letters(world, **facts):
    """Return the fields of a letter of each party."""
    found = {}
    for partie in (world.partie_region, world.partie_opco):
        found[f"sent_on_{partie.pk}"] = days_ago(10)
        found[f"received_on_{partie.pk}"] = days_ago(8)
        found[f"reference_{partie.pk}"] = f"1A {partie.pk}"
    return found | facts


def test_the_line_of_life_goes_from_the_signature_to_the_term_with_its_three_alerts(world, sign_in):
    page = body(sign_in(world.opco_reader).get(address("convention_vie")))
    told = ("Signature", "Alerte à 9 mois du terme", "Alerte à 6 mois du terme", "Alerte à 3 mois du terme", "Terme")

    assert [] == [words for words in told if words not in page]


def test_a_reader_is_offered_nothing_to_do(world, sign_in):
    page = body(sign_in(world.opco_reader).get(address("convention_vie")))

    assert address("convention_prolong") not in page
    assert address("convention_terminate") not in page


def test_an_unsigned_convention_says_when_its_term_is_known(sign_in):
    world = build_amendable(etat=EtatConvention.PROJET, signed_on=None)

    assert "n’est pas encore signée" in body(sign_in(world.opco_reader).get(address("convention_vie")))


def test_a_prolongation_is_recorded_with_its_letters(world, sign_in):
    data = letters(world, duree_mois=12, agreed_on=days_ago(5), motif="Les fiches se poursuivent.")
    client = sign_in(world.region_chief)
    response = client.post(address("convention_prolong"), data)

    assert (302, 12) == (response.status_code, Prolongation.objects.get().duree_mois)
    assert "Premier terme" in body(client.get(address("convention_vie")))


def test_a_missing_letter_and_a_duration_too_long_are_said_in_one_pass(world, sign_in):
    key = world.partie_opco.pk
    data = letters(world, duree_mois=40, agreed_on=days_ago(5), motif="Motif.") | {f"reference_{key}": "1A 1"}
    data[f"reference_{world.partie_region.pk}"] = "1A 1"
    response = sign_in(world.region_chief).post(address("convention_prolong"), data)

    assert (422, 0) == (response.status_code, Prolongation.objects.count())
    assert "permet 36 mois en tout" in body(response)
    assert "Deux lettres ne peuvent porter la même référence" in body(response)


def test_a_mise_en_demeure_counts_down_from_its_reception(world, sign_in):
    client = sign_in(world.region_chief)
    data = {
        "nature": "mise_en_demeure",
        "partie": world.partie_region.pk,
        "sent_on": days_ago(3),
        "received_on": "",
        "reference": "1A 9",
        "texte": "La transmission annuelle n’a pas été faite.",
    }
    client.post(address("convention_courrier"), data)
    before = body(client.get(address("convention_vie")))
    courrier = Courrier.objects.get()
    client.post(address("convention_courrier_reception", courrier.pk), {"on": days_ago(1)})

    assert "Réception à enregistrer" in before
    assert "Réponse attendue le" in body(client.get(address("convention_vie")))


def test_a_reception_without_a_date_says_what_is_expected(world, sign_in):
    courrier = a_notice(world, received=None)
    client = sign_in(world.region_chief)
    response = client.post(address("convention_courrier_reception", courrier.pk), {"on": "2026-02-31"}, follow=True)

    assert "Une date de réception est attendue" in body(response)


def test_the_form_of_an_answer_is_filled_from_the_mise_en_demeure(world, sign_in):
    courrier = a_notice(world)
    page = sign_in(world.opco_officer).get(f"{address('convention_courrier')}?repond={courrier.pk}")

    assert f'<option value="{courrier.pk}" selected>' in page.content.decode()


def test_an_answer_must_name_what_it_answers(world, sign_in):
    a_notice(world)
    data = {"nature": "reponse", "partie": world.partie_opco.pk, "sent_on": days_ago(3), "reference": "R", "texte": "T"}
    response = sign_in(world.opco_officer).post(address("convention_courrier"), data)

    assert 422 == response.status_code
    assert "nomme la mise en demeure" in body(response)


def test_left_without_an_answer_the_sender_ends_the_convention(world, sign_in):
    a_notice(world)
    client = sign_in(world.region_chief)
    page = body(client.get(address("convention_vie")))
    client.post(address("convention_terminate"), {"voie": "demeure", "on": days_ago(0), "motif": "Manquements."})

    assert "peut résilier la convention" in page
    assert EtatConvention.RESILIEE == Convention.objects.get(pk=world.convention.pk).etat


def test_a_common_accord_without_its_letters_says_which_are_missing(world, sign_in):
    data = {"voie": "accord", "on": days_ago(0), "motif": "Fusion."}
    response = sign_in(world.region_chief).post(address("convention_terminate"), data)

    assert 422 == response.status_code
    assert "Lettre de OPCO d’essai : ce champ est attendu" in body(response)


def test_a_common_accord_with_its_letters_ends_the_convention(world, sign_in):
    data = letters(world, voie="accord", on=days_ago(0), motif="Fusion.")
    sign_in(world.opco_officer).post(address("convention_terminate"), data)

    assert EtatConvention.RESILIEE == Convention.objects.get(pk=world.convention.pk).etat


# Productions


def test_a_charte_is_proposed_with_its_file_and_read_by_the_other_side(world, sign_in):
    client = sign_in(world.region_officer)
    data = {
        "nature": "charte",
        "titre": "Charte d’engagement et de déontologie",
        "texte": "Neuf engagements.",
        "owners": [world.region.pk, world.opco.pk],
        "fiche": world.fiche.pk,
        "piece": SimpleUploadedFile("charte.pdf", b"%PDF-1.7\n%%EOF\n"),
    }
    client.post(address("convention_production_new"), data)
    production = Production.objects.get()
    page = body(sign_in(world.opco_reader).get(address("convention_productions")))
    answer = client.get(address("convention_production_file", production.pk))

    assert "Charte d’engagement et de déontologie" in page
    assert "Fiche 1.1" in page
    assert ("attachment", b"%PDF-1.7") == (answer["Content-Disposition"][:10], b"".join(answer)[:8])


def proposed(world):
    return propose_production(
        actor=world.region_officer,
        convention=world.convention,
        nature=NatureProduction.COMMUNICATION,
        titre="Communiqué commun",
        texte="La Région et l’OPCO annoncent leur partenariat.",
        owners=[world.region],
    )


def test_each_side_says_its_word_then_it_is_published(world, sign_in):
    production = proposed(world)
    sign_in(world.region_officer).post(address("convention_production_word", production.pk), {"avis": "validee"})
    client = sign_in(world.opco_officer)
    client.post(address("convention_production_word", production.pk), {"avis": "validee"})
    client.post(address("convention_production_publish", production.pk))
    production.refresh_from_db()

    assert production.published_at is not None
    assert "Publiée" in body(client.get(address("convention_productions")))


def test_a_refusal_is_read_with_its_motif(world, sign_in):
    production = proposed(world)
    validate_production(
        actor=world.opco_officer,
        production=production,
        partie=world.partie_opco,
        avis=AvisProduction.REFUSEE,
        motif="Le logo de la Région manque.",
    )

    assert "Le logo de la Région manque." in body(sign_in(world.region_reader).get(address("convention_productions")))


def test_an_incomplete_proposal_says_every_fault(world, sign_in):
    data = {"nature": "charte", "titre": "Charte", "texte": "Texte.", "owners": [world.region.pk]}
    response = sign_in(world.region_officer).post(address("convention_production_new"), data)

    assert 422 == response.status_code
    assert "Une charte est attachée à la fiche action" in body(response)


# What the texts of the sources say of images and of what a board excludes


def a_partner(convention):
    """Return somebody of the first party of a convention."""
    user = UserFactory()
    MembershipFactory(user=user, organisation=convention.parties.get(rank=1).organisation, role="region_validation")
    return user


@pytest.mark.parametrize("slug", ["akto-idf-2023", "atlas-idf-2023"])
def test_the_clause_on_image_is_read_in_both_conventions(real_conventions, sign_in, slug):
    page = sign_in(a_partner(real_conventions[slug])).get(reverse("convention_clause", args=[slug, "article-6"]))

    assert "interdit d’utiliser son image et celle de la Région" in body(page).replace("'", "’").replace("&#x27;", "’")


def test_what_the_board_of_akto_excludes_is_read_on_the_page_of_the_convention(real_conventions, sign_in):
    page = sign_in(a_partner(real_conventions["akto-idf-2023"])).get(reverse("convention", args=["akto-idf-2023"]))

    assert "ne prévoit pas de financement de projet" in body(page)
