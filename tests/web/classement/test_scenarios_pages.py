import io
import json
import zipfile
from fractions import Fraction

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tandem.campagnes.actions.scenarios import adopt_scenario, save_scenario
from tandem.campagnes.engine import BASE_FIXEE, allocation_of
from tandem.campagnes.models import Candidature, Scenario
from tandem.formats import euros
from tandem.organisations.enums import Role
from tests.web.classement.conftest import text_of


@pytest.fixture
def keep(person):
    """Function that saves a scenario of a campaign."""

    def kept(campagne, nom, **parametres):
        author = person(campagne, Role.REGION_INSTRUCTION)
        return save_scenario(actor=author, campagne=campagne, nom=nom, parametres=parametres)

    return kept


def url_of(campagne, name, **more):
    return reverse(name, kwargs={"region_slug": campagne.organisation.slug, "annee": campagne.annee, **more})


def told(response):
    return " ".join(" ".join(str(message).split()) for message in get_messages(response.wsgi_request))


def test_the_list_shows_the_figures_of_each_scenario(idf, visit, keep):
    keep(idf, "Référence")

    row = text_of(visit(idf, "scenarios/").select_one("#tableau-scenarios tbody tr"))

    assert "1 Référence Enregistré 20 140 000 € 638,11 € 30 118 72 20 140 000 € 0 €" in row


def test_the_list_says_what_is_left_by_an_imposed_base(idf, visit, keep):
    scenario = keep(idf, "Base 600", **{BASE_FIXEE: "600"})

    left = scenario.enveloppe - scenario.total
    shown = text_of(visit(idf, "scenarios/").select_one("#tableau-scenarios tbody tr"))
    assert f"{int(left):,}".replace(",", " ") in shown


def test_without_a_scenario_the_page_says_what_to_do_first(idf, visit):
    assert "Ouvrez le solveur" in text_of(visit(idf, "scenarios/").select_one(".empty"))


def test_an_elu_finds_no_tool_in_an_empty_list(idf, visit):
    assert [] == visit(idf, "scenarios/", role=Role.REGION_ELU).select(".empty a, a[href*=enveloppe].btn")


def test_the_adopted_scenario_is_marked_and_its_history_kept(idf, visit, keep, person):
    validator = person(idf)
    for nom, motif in (("Un", "Premier choix"), ("Deux", "Meilleur équilibre")):
        adopt_scenario(actor=validator, scenario=keep(idf, nom, enveloppe=20_140_000 - len(nom)), motif=motif)

    page = visit(idf, "scenarios/")

    states = [text_of(row.select_one(".badge")) for row in page.select("#tableau-scenarios tbody tr")]
    assert ["Adopté", "Adopté puis remplacé"] == states
    assert ["Scénario 2 – Deux adopté", "Scénario 1 – Un adopté"] == [
        text_of(event) for event in page.select(".timeline-title")
    ]
    assert "Motif : Meilleur équilibre" in text_of(page.select_one(".timeline li"))


def test_a_saved_scenario_shows_its_lines_and_its_hashes(idf, visit, keep):
    scenario = keep(idf, "Référence")

    page = visit(idf, "scenarios/1/")

    assert 71 == len(page.select("#tableau-scenario tbody tr"))
    assert scenario.resultat_sha256 in text_of(page.select_one("main"))
    assert "Identique à l’annexe publiée" in text_of(page.select_one("main"))


def test_a_scenario_says_its_effect_against_the_adopted_one(idf, visit, keep, person):
    adopt_scenario(actor=person(idf), scenario=keep(idf, "Référence"), motif="Motif")
    keep(idf, "Moins 10 %", enveloppe=18_126_000)

    effect = text_of(visit(idf, "scenarios/2/").select_one(".effect"))

    assert "Effet par rapport au scénario adopté, « Scénario 1 – Référence »" in effect
    assert "0 OF en hausse / 70 en baisse" in effect


def test_only_the_role_validation_is_offered_the_adoption(idf, visit, keep):
    keep(idf, "Référence")

    offered = {
        role: bool(visit(idf, "scenarios/1/", role=role).select("dialog#adopter"))
        for role in (Role.REGION_VALIDATION, Role.REGION_INSTRUCTION, Role.REGION_ELU)
    }
    assert {Role.REGION_VALIDATION: True, Role.REGION_INSTRUCTION: False, Role.REGION_ELU: False} == offered


def test_a_scenario_that_cannot_be_adopted_says_every_reason(idf, visit, keep):
    keep(idf, "Base 600", **{BASE_FIXEE: "600"})
    Candidature.objects.filter(reference="2023-0001").update(contrats=26)

    page = visit(idf, "scenarios/1/")

    reasons = [text_of(item) for item in page.select(".alert li")]
    assert (2, []) == (len(reasons), page.select("dialog#adopter"))
    assert "1 candidature modifiée (2023-0001)" in reasons[1]


def test_adopting_by_the_form_writes_the_adoption_and_says_so(idf, sign_in, person, keep):
    keep(idf, "Référence")
    client = sign_in(person(idf))

    response = client.post(url_of(idf, "campagne_scenario_adopt", numero=1), {"motif": "Conforme."})

    assert "inscrite au journal" in told(response)
    assert "Conforme." == idf.adoptions.get().motif


def test_adopting_without_a_reason_is_refused_by_the_form(idf, sign_in, person, keep):
    keep(idf, "Référence")
    client = sign_in(person(idf))

    response = client.post(url_of(idf, "campagne_scenario_adopt", numero=1), {"motif": " "})

    assert "doit être motivée" in told(response)
    assert 0 == idf.adoptions.count()


def test_a_name_already_taken_is_refused_by_the_form(idf, sign_in, person, keep):
    keep(idf, "Référence")
    client = sign_in(person(idf))

    response = client.post(url_of(idf, "campagne_scenario_save"), {"nom": "Référence", "parametres": "{}"})

    assert "porte déjà ce nom" in told(response)


@pytest.mark.parametrize("parametres", ["{", "[]", '"texte"'])
def test_unreadable_parameters_are_refused_by_the_form(idf, sign_in, person, parametres):
    client = sign_in(person(idf))

    response = client.post(url_of(idf, "campagne_scenario_save"), {"nom": "Essai", "parametres": parametres})

    assert "illisibles" in told(response)
    assert not Scenario.objects.exists()


def test_a_number_with_decimals_stays_exact_on_its_way_to_the_scenario(idf, sign_in, person):
    client = sign_in(person(idf))

    client.post(url_of(idf, "campagne_scenario_save"), {"nom": "Essai", "parametres": '{"base_fixee": 638.11}'})

    assert {BASE_FIXEE: "638.11"} == Scenario.objects.get().parametres


def test_a_duplicate_remembers_its_parent(idf, sign_in, person, keep):
    parent = keep(idf, "Référence")
    client = sign_in(person(idf))

    client.post(
        url_of(idf, "campagne_scenario_save"),
        {"nom": "Copie", "parametres": '{"enveloppe": 18126000}', "parent": "1"},
    )

    assert parent == Scenario.objects.get(nom="Copie").parent


def test_two_scenarios_are_read_side_by_side(idf, visit, keep):
    keep(idf, "Référence")
    dropped = [{"of_cfa": "AFANEM", "motif": "Dossier retiré"}]
    second = keep(idf, "Moins 10 %", enveloppe=18_126_000, organismes_ecartes=dropped)

    page = visit(idf, "scenarios/comparer/", s=["1", "2"])

    base = " ".join(euros(Fraction(second.base), 2).split())
    assert f"Base par contrat 638,11 € {base}" in text_of(page.select_one("table"))
    assert "−1 formation" in text_of(page.select_one(".effect"))
    assert "Formations qui sortent : 1" in text_of(page.select_one("main"))
    afanem = next(row for row in page.select("#tableau-comparaison tbody tr") if "AFANEM" in text_of(row))
    assert "AFANEM 101 170 € 0 € −101 170 €" == text_of(afanem)


def test_the_differences_add_up_in_the_totals(idf, visit, keep):
    keep(idf, "Référence")
    keep(idf, "Moins 10 %", enveloppe=18_126_000)
    keep(idf, "Vert", **{"bonus_vert.taux": "20 %"})

    totals = text_of(visit(idf, "scenarios/comparer/", s=["1", "2", "3"]).select_one("#tableau-comparaison tfoot"))

    assert "Total 20 270 000 € 18 256 000 € 20 270 000 € −2 014 000 € 0 €" == totals


def test_the_chart_comes_with_its_table(idf, visit, keep):
    keep(idf, "Référence")
    keep(idf, "Vert", **{"bonus_vert.taux": "20 %"})

    page = visit(idf, "scenarios/comparer/", s=["1", "2"])

    assert (1, 10) == (len(page.select(".chart-picture > svg")), len(page.select(".chart tbody tr")))


@pytest.mark.parametrize("asked", [["1"], ["1", "2", "3", "4"]])
def test_two_or_three_scenarios_are_compared_no_fewer_no_more(idf, visit, keep, asked):
    for nom in ("Un", "Deux", "Trois", "Quatre"):
        keep(idf, nom)

    page = visit(idf, "scenarios/comparer/", s=asked)

    assert "Choisissez deux ou trois scénarios" in text_of(page.select_one("main"))


def test_the_differences_are_exported(idf, sign_in, person, keep):
    keep(idf, "Référence")
    second = allocation_of(keep(idf, "Moins 10 %", enveloppe=18_126_000)).organisme("AFTRAL").totale
    client = sign_in(person(idf))

    answer = client.get(url_of(idf, "campagne_scenarios_compare"), {"s": ["1", "2"], "export": "csv-machine"})

    assert f"AFTRAL,268822,{second},{second - 268_822}" in answer.content.decode()


def test_the_parameter_file_holds_all_that_another_needs_to_find_the_same_figures(idf, sign_in, person, keep):
    scenario = keep(idf, "Moins 10 %", enveloppe=18_126_000)
    client = sign_in(person(idf))

    content = json.loads(client.get(url_of(idf, "campagne_scenario_export", numero=1, kind="json")).content)

    assert ({"enveloppe": 18_126_000}, scenario.resultat_sha256, 72, idf.reglement.contenu) == (
        content["parametres"],
        content["resultat"]["sha256"],
        len(content["donnees"]["contenu"]["candidatures"]),
        content["reglement"]["contenu"],
    )


def test_the_workbook_holds_the_lines_and_their_totals(idf, sign_in, person, keep):
    keep(idf, "Référence")
    client = sign_in(person(idf))

    answer = client.get(url_of(idf, "campagne_scenario_export", numero=1, kind="xlsx"))

    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>20140000</v>" in sheet
    assert 73 == sheet.count("<row ")


def test_another_format_is_not_found(idf, visit, keep):
    keep(idf, "Référence")

    visit(idf, "scenarios/1/export.pdf", status=404)
