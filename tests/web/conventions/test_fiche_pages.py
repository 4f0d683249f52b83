import re
from datetime import date

import pytest
from django.urls import NoReverseMatch, reverse

from tandem.conventions.actions.fiches import write_fiche
from tandem.conventions.enums import EtatAction, EtatConvention
from tandem.conventions.fiche_content import snapshot
from tandem.conventions.models import Fiche
from tandem.organisations.enums import Role
from tests.tandem.conventions.factories import AxeFactory, FicheFactory, ModeleFicheFactory, build_partners
from tests.tandem.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

NATURES = [
    ("Septembre 2023 à Mars 2024", "intervalle", "de septembre 2023 à mars 2024"),
    ("Septembre – Décembre.", "fenetre_mois", "septembre à décembre"),
    ("Juin", "mois", "juin"),
    ("Tout au long de l’année.", "tout_au_long", "tout au long de l’année"),
    ("Dès octobre 2023", "des", "dès octobre 2023"),
    ("En cours d’année.", "en_cours_annee", "en cours d’année"),
    ("Une fois par semestre", "recurrence", "une fois par semestre"),
    ("En fonction des besoins et opportunités", "selon_besoins", "autant que de besoin"),
]
"""The calendars of the sources (R200, R201, R227): as printed, their nature, and the words of the machine."""


@pytest.fixture
def partners():
    world = build_partners()
    world.axe = AxeFactory(convention=world.convention)
    return world


@pytest.fixture
def signed():
    world = build_partners(etat=EtatConvention.EN_VIGUEUR, signed_on=date(2023, 10, 12))
    world.axe = AxeFactory(convention=world.convention)
    return world


def shared(world, **more):
    given = {"numero": "1.1", "titre": "Journées", "axe": world.axe}
    return FicheFactory(convention=world.convention, **(given | more))


def address(name, *args, slug="convention-essai"):
    return reverse(name, args=[slug, *args])


def text_of(response) -> str:
    """Return the words of a page, with the no-break spaces of French and nothing of the layout."""
    return re.sub(r"[ \n]+", " ", response.content.decode().replace("&#x27;", "’"))


def form_of(client, fiche, **changes) -> dict:
    """Return what the form of a fiche sends, with some fields changed."""
    form = client.get(address("convention_fiche_edit", fiche.numero)).context["form"]
    sent = {}
    for bound in form:
        value = bound.value()
        if value not in (None, "", []):
            sent[bound.html_name] = [str(item) for item in value] if isinstance(value, list) else str(value)
    return sent | changes


def save(client, fiche, **changes):
    """Send the form of a fiche back with some fields changed."""
    return client.post(address("convention_fiche_edit", fiche.numero), form_of(client, fiche, **changes))


# The list.


def reader_of(convention):
    user = UserFactory()
    first = convention.parties.order_by("rank").first()
    MembershipFactory(user=user, organisation=first.organisation, role=Role.REGION_INSTRUCTION)
    return user


@pytest.fixture
def atlas(real_conventions):
    return real_conventions["atlas-idf-2023"]


def test_the_sixteen_fiches_of_atlas_are_shown_under_their_five_axes(sign_in, atlas):
    page = sign_in(reader_of(atlas)).get(address("convention_fiches", slug=atlas.slug))

    assert [3, 6, 3, 2, 2] == [len(axe["cards"]) for axe in page.context["axes"]]


def test_the_axis_absent_from_article_1_is_marked(sign_in, atlas):
    page = sign_in(reader_of(atlas)).get(address("convention_fiches", slug=atlas.slug))

    assert [False, False, False, True, False] == [not axe["domaine"] for axe in page.context["axes"]]


def test_what_atlas_leaves_open_is_proposed_for_the_agenda(sign_in, atlas):
    page = sign_in(reader_of(atlas)).get(address("convention_fiches", slug=atlas.slug))
    counts = {group["label"]: len(group["items"]) for group in page.context["agenda"]}

    assert {
        "Axe absent de l’article 1": 1,
        "Sujet à évoquer": 2,
        "Sans calendrier": 1,
        "0 indicateur": 16,
    } == counts


def test_each_calendar_is_shown_as_printed_and_as_the_platform_reads_it(sign_in, atlas):
    page = text_of(sign_in(reader_of(atlas)).get(address("convention_fiches", slug=atlas.slug)))
    expected = (
        "Septembre 2023 à Mars 2024",
        "de septembre 2023 à mars 2024",
        "septembre à décembre",
        "dès octobre 2023",
    )

    assert [] == [words for words in expected if words not in page]


def test_the_five_actions_of_the_third_fiche_of_akto_are_shown(sign_in, atlas):
    client = sign_in(reader_of(atlas))
    page = client.get(address("convention_fiche", "3", slug="akto-idf-2023"))

    assert [1, 2, 3, 4, 5] == [action["card"].row.numero for action in page.context["actions"]]


def test_an_action_is_shown_under_the_labels_of_its_source(sign_in, atlas):
    page = text_of(sign_in(reader_of(atlas)).get(address("convention_fiche", "3", slug="akto-idf-2023")))
    labels = ("Objectifs", "Temporalité", "Modalités d’exécution", "Indicateurs de résultat", "Exploitation forestière")

    assert [] == [label for label in labels if label not in page]


WORDS = [
    ("akto-idf-2023", "1", ["Axe", "Enjeux", "Description de l’action (Contexte et objectifs)", "Public(s) cible(s)"]),
    ("akto-idf-2023", "1", ["Porteurs", "Indicateurs", "Pilotage de l’action"]),
    ("akto-idf-2023", "2", ["comité des partenaires de l’agence", "fiches métiers, vidéo, job boarding"]),
    ("akto-idf-2023", "2", ["Nombre total d’actions réalisés et par territoires", "nombre et type publics touchés"]),
    ("akto-idf-2023", "2", ["nombre d’ambassadeurs métiers", "Participer au comité des partenaires"]),
    ("akto-idf-2023", "3", ["AFEST - AAP PRIC", "HCRT - Enseignement / formation - Exploitation forestière"]),
    ("atlas-idf-2023", "1.1", ["Contexte", "Objectifs", "Mise en œuvre", "Calendrier", "0 indicateur"]),
    ("atlas-idf-2023", "2.1", ["Événement", "Journées de l’Orientation et de l’Apprentissage", "de 35 minutes"]),
    ("atlas-idf-2023", "2.3", ["4 sites dédiés", 'href="https://open.spotify.com/show/1VBiOTcM67xNMZnlyvL3vC"']),
    ("atlas-idf-2023", "2.4", ["banque des partenaires d’Oriane pour organiser et suivre les interventions en classe"]),
    ("atlas-idf-2023", "2.5", ["50 000 entreprises franciliennes", "4 cojobings sont organisés par an", "Cible : 4"]),
    ("atlas-idf-2023", "2.5", ["jobdatings", "cojobings", "stand virtuel"]),
    ("atlas-idf-2023", "2.6", ["formation de 7h", "100% en ligne", "1928 tuteurs", "dont 601 en IDF"]),
]
"""What the sources print in their fiches, word for word."""


@pytest.mark.parametrize("slug, numero, words", WORDS)
def test_a_fiche_shows_the_words_of_its_source_under_its_labels(sign_in, real_conventions, slug, numero, words):
    client = sign_in(reader_of(real_conventions[slug]))
    page = text_of(client.get(address("convention_fiche", numero, slug=slug))).replace("\u202f", " ")

    assert [] == [piece for piece in words if piece.replace("\u202f", " ") not in page]


@pytest.mark.parametrize(
    "query, expected",
    [
        ("", ["1.1", "1.2", "2.1"]),
        ("?etat=en_cours", ["1.2"]),
        ("?axe=2", ["2.1"]),
        ("?porteur=opco-essai", ["1.1"]),
        ("?etat=terminee&porteur=opco-essai", []),
        ("?etat=inconnu&axe=99", ["1.1", "1.2", "2.1"]),
    ],
)
def test_the_list_is_cut_by_state_axis_and_porteur(sign_in, partners, query, expected):
    shared(partners).porteurs.add(partners.opco)
    shared(partners, numero="1.2", etat=EtatAction.EN_COURS)
    shared(partners, numero="2.1", axe=AxeFactory(convention=partners.convention, numero=2))
    page = sign_in(partners.opco_reader).get(address("convention_fiches") + query)

    assert expected == [card.row.numero for axe in page.context["axes"] for card in axe["cards"]]


def test_an_empty_convention_says_what_to_do_first(sign_in):
    world = build_partners()

    assert "Ajoutez d’abord les axes" in text_of(sign_in(world.region_officer).get(address("convention_fiches")))


def test_the_list_is_read_in_a_bounded_number_of_queries(sign_in, atlas, django_assert_max_num_queries):
    client = sign_in(reader_of(atlas))
    with django_assert_max_num_queries(35):
        page = client.get(address("convention_fiches", slug=atlas.slug))

    assert 200 == page.status_code


# Drafts.


def test_a_draft_is_marked_as_such_to_its_side(sign_in, partners):
    shared(partners, draft_of=partners.opco)

    assert "Brouillon de votre partie" in text_of(sign_in(partners.opco_reader).get(address("convention_fiches")))


def test_a_draft_is_not_found_by_the_other_side(sign_in, partners):
    shared(partners, draft_of=partners.opco)
    client = sign_in(partners.region_chief)
    pages = ("convention_fiche", "convention_fiche_edit")

    assert [404, 404] == [client.get(address(page, "1.1")).status_code for page in pages]


def test_a_new_fiche_is_opened_then_written(sign_in, partners):
    modele = ModeleFicheFactory(organisation=None)
    sent = {"axe": partners.axe.pk, "numero": "1.1", "titre": "Forums", "modele": modele.pk, "nature": "evenement"}
    answer = sign_in(partners.opco_officer).post(address("convention_fiche_new"), sent)

    assert (address("convention_fiche_edit", "1.1"), partners.opco) == (answer.url, Fiche.objects.get().draft_of)


def test_the_first_free_number_of_the_axis_is_proposed(sign_in, partners):
    shared(partners)
    page = sign_in(partners.opco_officer).get(address("convention_fiche_new") + "?axe=1")

    assert "1.2" == page.context["form"]["numero"].value()


def test_a_number_with_a_slash_has_no_address():
    with pytest.raises(NoReverseMatch):
        address("convention_fiche", "1/1")


# Calendars (R200, R201, R227).


@pytest.mark.parametrize("text, nature, words", NATURES)
def test_each_calendar_of_the_sources_is_read_saved_and_shown(sign_in, partners, text, nature, words):
    fiche, client = shared(partners), sign_in(partners.opco_officer)
    proposed = save(client, fiche, calendrier_texte=text, calendrier_nature="").context["form"]
    confirmed = {bound.html_name: bound.value() for bound in proposed if bound.value() not in (None, "")}
    client.post(address("convention_fiche_edit", "1.1"), confirmed)
    fiche.refresh_from_db()
    page = text_of(client.get(address("convention_fiche", "1.1")))

    assert (text, nature, True) == (fiche.calendrier_texte, fiche.calendrier_nature, words in page)


def test_an_empty_calendar_is_saved_as_none(sign_in, partners):
    fiche, client = shared(partners), sign_in(partners.opco_officer)
    save(client, fiche, calendrier_texte="", calendrier_nature="")
    fiche.refresh_from_db()

    assert ("", "aucun") == (fiche.calendrier_texte, fiche.calendrier_nature)


def test_a_reading_is_confirmed_before_it_is_kept(sign_in, partners):
    fiche, client = shared(partners), sign_in(partners.opco_officer)
    answer = save(client, fiche, calendrier_texte="Octobre", calendrier_nature="")
    fiche.refresh_from_db()

    assert (422, "Juin", True) == (
        answer.status_code,
        fiche.calendrier_texte,
        "Lu dans le texte : octobre. Vérifiez" in text_of(answer),
    )


def test_a_text_that_changes_without_its_reading_is_asked_about(sign_in, partners):
    fiche, client = shared(partners), sign_in(partners.opco_officer)

    assert "Lu dans le texte : octobre" in text_of(save(client, fiche, calendrier_texte="Octobre"))


def test_a_text_that_no_machine_reads_wants_a_choice(sign_in, partners):
    fiche, client = shared(partners), sign_in(partners.opco_officer)
    answer = save(client, fiche, calendrier_texte="Selon la lune", calendrier_nature="")

    assert "« Selon la lune » ne se lit pas tout seul" in text_of(answer)


def test_a_field_that_the_calendar_does_not_use_is_left_out(sign_in, partners):
    fiche, client = shared(partners), sign_in(partners.opco_officer)
    save(client, fiche, calendrier_nature="tout_au_long", mois_debut="6")
    fiche.refresh_from_db()

    assert ("tout_au_long", None) == (fiche.calendrier_nature, fiche.mois_debut)


def test_a_calendar_is_proposed_while_it_is_typed(sign_in, partners):
    client = sign_in(partners.opco_officer)
    answer = client.get(address("convention_calendrier"), {"calendrier_texte": "Septembre 2023 à Mars 2024"})

    assert (200, True) == (answer.status_code, "de septembre 2023 à mars 2024" in text_of(answer))


def test_nothing_is_proposed_for_what_cannot_be_read(sign_in, partners):
    client = sign_in(partners.opco_officer)

    assert 204 == client.get(address("convention_calendrier"), {"calendrier_texte": "Selon la lune"}).status_code


# Writing, together.


def test_all_the_faults_of_a_form_are_shown_at_once(sign_in, partners):
    fiche, client = shared(partners), sign_in(partners.opco_officer)
    changes = {"titre": "", "champ_contexte": "x" * 20_001, "calendrier_nature": "intervalle", "publics": ["martiens"]}
    form = save(client, fiche, **changes).context["form"]

    assert {"titre", "champ_contexte", "publics"} == set(form.errors)


def test_an_end_before_its_start_is_said_beside_the_calendar(sign_in, partners):
    fiche, client = shared(partners), sign_in(partners.opco_officer)
    changes = {"calendrier_nature": "intervalle", "debut": "2024-05-01", "fin": "2024-04-01"}
    form = save(client, fiche, **changes).context["form"]

    assert ["calendrier_nature"] == list(form.errors)


def conflicting(sign_in, world):
    """Have the Région write a field while the OPCO writes it; return the fiche and what the OPCO is answered."""
    fiche, client = shared(world), sign_in(world.opco_officer)
    sent = form_of(client, fiche, champ_contexte="De l’OPCO.", titre="Journées de l’OPCO")
    values = {"champ_contexte": "De la Région.", "a_evoquer": "Le budget."}
    write_fiche(actor=world.region_officer, fiche=fiche, values=values, base=snapshot(fiche))
    return fiche, client, client.post(address("convention_fiche_edit", "1.1"), sent)


def test_the_second_to_write_a_field_reads_both_texts(sign_in, partners):
    _fiche, _client, answer = conflicting(sign_in, partners)
    page = text_of(answer)

    assert (422, True, True) == (answer.status_code, "De la Région." in page, "De l’OPCO." in page)


def test_the_second_to_write_a_field_keeps_what_he_typed_and_takes_what_he_had_not_touched(sign_in, partners):
    _fiche, _client, answer = conflicting(sign_in, partners)
    form = answer.context["form"]

    assert ("De l’OPCO.", "Journées de l’OPCO", "Le budget.") == tuple(
        form[name].value() for name in ("champ_contexte", "titre", "a_evoquer")
    )


def test_the_second_sending_is_knowing_and_is_kept(sign_in, partners):
    fiche, client, answer = conflicting(sign_in, partners)
    again = {bound.html_name: bound.value() for bound in answer.context["form"] if bound.value() not in (None, "")}
    client.post(address("convention_fiche_edit", "1.1"), again)
    fiche.refresh_from_db()

    assert ("De l’OPCO.", "Le budget.") == (fiche.contenu["contexte"], fiche.a_evoquer)


def test_a_page_whose_seal_is_broken_is_refused(sign_in, partners):
    fiche, client = shared(partners), sign_in(partners.opco_officer)

    assert "Cette page n’est plus valable" in text_of(save(client, fiche, base="faux"))


def test_a_text_with_marks_is_shown_as_text(sign_in, partners):
    shared(partners, contenu={"contexte": "<script>alert(1)</script>"})
    page = sign_in(partners.opco_reader).get(address("convention_fiche", "1.1")).content.decode()

    assert "<script>alert(1)" not in page


def test_an_amendment_of_a_signed_fiche_asks_its_reason_and_shows_it(sign_in, signed):
    fiche, client = shared(signed), sign_in(signed.opco_officer)
    refused = save(client, fiche, champ_contexte="Amendé.")
    save(client, fiche, champ_contexte="Amendé.", reason="Besoin nouveau.")
    page = text_of(client.get(address("convention_fiche", "1.1")))

    assert (["reason"], True) == (list(refused.context["form"].errors), "Motif : Besoin nouveau." in page)


# Moves.


@pytest.mark.parametrize(
    "etat, expected",
    [
        ("prevue", ["Démarrer", "Amender", "Arrêter"]),
        ("en_cours", ["Amender", "Arrêter", "Terminer"]),
        ("amendee", ["Reprendre", "Arrêter", "Terminer"]),
        ("arretee", ["Reprendre"]),
        ("terminee", []),
    ],
)
def test_each_state_offers_the_moves_of_its_table(sign_in, signed, etat, expected):
    shared(signed, etat=etat)
    page = sign_in(signed.opco_officer).get(address("convention_fiche", "1.1"))

    assert expected == [move["verb"] for move in page.context["moves"]]


def test_a_reader_is_offered_no_move(sign_in, signed):
    shared(signed)

    assert [] == sign_in(signed.opco_reader).get(address("convention_fiche", "1.1")).context["moves"]


def test_a_fiche_is_stopped_with_its_reason(sign_in, signed):
    fiche, client = shared(signed), sign_in(signed.opco_officer)
    client.post(address("convention_fiche_move", "1.1"), {"to": "arretee", "reason": "Sans objet."})
    fiche.refresh_from_db()

    assert EtatAction.ARRETEE == fiche.etat


# Templates are data.


def test_a_third_template_is_configuration_alone(sign_in, partners):
    modele = ModeleFicheFactory(
        code="troisieme",
        nom="Fiche d’un troisième partenaire",
        champs=[
            {"code": "constat", "label": "Constat partagé", "kind": "texte", "required": True},
            {"code": "quand", "label": "Échéance", "kind": "calendrier"},
        ],
        champs_action=[{"code": "livrable", "label": "Livrable"}],
    )
    fiche, client = shared(partners, modele=modele, contenu={}), sign_in(partners.opco_officer)
    save(client, fiche, champ_constat="On manque de tuteurs.", calendrier_texte="Juin")
    page = text_of(client.get(address("convention_fiche", "1.1")))

    assert [] == [
        words for words in ("Constat partagé", "On manque de tuteurs.", "Échéance", "« Juin »") if words not in page
    ]


def test_a_third_template_describes_its_actions_too(sign_in, partners):
    modele = ModeleFicheFactory(code="troisieme", champs_action=[{"code": "livrable", "label": "Livrable"}])
    shared(partners, modele=modele)
    client = sign_in(partners.opco_officer)
    client.post(address("convention_action_new", "1.1"), {"titre": "Écrire un guide", "nature": "etude"})
    form = client.get(address("convention_action_edit", "1.1", 1)).context["form"]

    assert ["Livrable"] == [bound.label for bound in form.texts]


def test_the_fields_of_a_required_template_are_not_said_optional(sign_in, partners):
    fiche, client = shared(partners), sign_in(partners.opco_officer)
    page = client.get(address("convention_fiche_edit", fiche.numero)).content.decode()
    labels = {text.split("<")[0].strip(): text for text in re.findall(r"<label[^>]*>(.*?)</label>", page, re.DOTALL)}

    assert (True, False) == (
        "(facultatif)" in labels["Sujet à évoquer à la prochaine rencontre"],
        "(facultatif)" in labels["Contexte"],
    )
