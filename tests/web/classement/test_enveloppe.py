import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.campagnes.actions.scenarios import adopt_scenario, save_scenario
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.models import AnnexePubliee, Candidature, Scenario
from tandem.organisations.enums import Role
from tests.web.classement.conftest import fields_of, text_of

MOST_QUERIES = 20


def result(page):
    return text_of(page.select_one("#resultat"))


@pytest.fixture
def tried(visit):
    """Function that opens the solver, changes some of its fields and gives the page that answers."""

    def with_changes(campagne, **changes):
        sent = fields_of(visit(campagne, "enveloppe/"))
        return visit(campagne, "enveloppe/", **sent | changes)

    return with_changes


def test_the_solver_opens_on_the_real_figures(idf, visit):
    shown = result(visit(idf, "enveloppe/"))

    assert "Base par contrat 638,11 € résolue : 638,1097 €" in shown
    assert "Moyenne M par contrat 668,70 €" in shown
    assert "Somme répartie 20 140 000 € dont bonus vert 777 061 €" in shown
    assert "Reste à attribuer 0 €" in shown


def test_the_exact_base_is_there_with_six_decimals_and_as_a_fraction(idf, visit):
    shown = result(visit(idf, "enveloppe/"))

    assert "638,109695… €" in shown
    assert "127 063 693 250 / 199 125 157" in shown


def test_the_euro_of_rounding_is_visible_with_its_reason(idf, visit):
    shown = result(visit(idf, "enveloppe/"))

    assert "−1 € INSTITUT NATIONAL DU CYCLE ET MOTOCYCLE – Ligne désignée par le règlement" in shown
    assert "donne 20 140 001 € pour une enveloppe de 20 140 000 €" in shown


def test_the_caps_that_bind_are_named(idf, visit):
    assert "Plafonds atteints CMA REGION IDF (total) ; CMA REGION IDF (bonus vert)" in result(visit(idf, "enveloppe/"))


def test_the_gap_with_the_published_annexe_is_nil_on_its_71_lines(idf, visit):
    page = visit(idf, "enveloppe/")

    heads = [text_of(head) for head in page.select("#tableau-solveur thead th")]
    column = heads.index("Écart avec l’annexe publiée")
    cells = [text_of(row.select("th, td")[column]) for row in page.select("#tableau-solveur tbody tr")]
    assert ["0 €"] * 71 == cells
    assert "Les 71 lignes de l’annexe publiée sont retrouvées" in result(page)


def test_without_a_published_annexe_there_is_no_proof(idf, visit):
    AnnexePubliee.objects.filter(campagne=idf).delete()

    assert "annexe publiée" not in result(visit(idf, "enveloppe/"))


def test_rates_and_caps_are_marked_as_deduced(idf, visit):
    page = visit(idf, "enveloppe/")

    groups = [text_of(group) for group in page.select("#solveur .panel-group")]
    assert [True, True] == ["déduit" in group for group in groups if "Bonus vert et" in group or "Plafonds" in group]
    assert "le taux du bonus vert, les compléments, les plafonds" in result(page)


def test_a_smaller_enveloppe_shows_its_effect(idf, tried):
    shown = result(tried(idf, enveloppe="18126000"))

    assert "0 formation 0 contrat −71,37 €/contrat 0 OF en hausse / 70 en baisse" in shown
    assert "Enveloppe avant : 20 140 000 € → après : 18 126 000 €" in shown


def test_a_dropped_organisme_gives_its_share_to_the_others(idf, tried):
    shown = result(tried(idf, ecarte="afanem", motif_ecarte="Dossier retiré"))

    assert "−1 formation −116 contrats" in shown
    assert "Organisme écarté après : AFANEM – motif : Dossier retiré" in shown


def test_dropping_an_organisme_demands_a_reason(idf, tried):
    assert "Donnez le motif de la mise à l’écart." in result(tried(idf, ecarte="afanem"))


def test_a_fixed_base_shows_what_would_be_left_and_that_it_cannot_be_adopted(idf, tried):
    shown = result(tried(idf, mode="fixee", base="600"))

    assert "fixée par vous : 600,0000 €" in shown
    assert "peut être enregistré, pas adopté" in shown


def test_a_fixed_base_asks_for_its_value(idf, tried):
    assert "Indiquez la base par contrat" in result(tried(idf, mode="fixee", base=""))


def test_a_refusal_of_the_solver_is_a_clear_message(idf, tried):
    changes = {"plafond_total": "", **{f"complement_{name}": "100" for name in "ABC"}}

    assert "la base par contrat serait négative" in result(tried(idf, **changes))


def test_an_enveloppe_above_the_sum_of_the_caps_is_refused_with_figures(idf, tried):
    shown = result(tried(idf, plafond_total="100000"))

    assert "dépasse la somme des plafonds" in shown


@pytest.mark.parametrize(
    "field,value,told",
    [
        ("enveloppe", "0", "Enveloppe"),
        ("vert_taux", "140", "Bonus vert"),
        ("coupure_valeur", "120", "Une part est comprise entre 0 et 100 %"),
        ("residu_ligne", "", "Indiquez la ligne qui porte les euros d’arrondi"),
    ],
)
def test_a_value_out_of_bounds_is_told(idf, tried, field, value, told):
    assert told in text_of(tried(idf, **{field: value}).select_one("#resultat .error-summary"))


def test_the_largest_remainder_replaces_the_designated_line(idf, tried):
    shown = result(tried(idf, residu="plus_fort_reste"))

    assert "(plus fort reste)" in shown
    assert "Euros d’arrondi" in shown


def test_the_cut_off_moves_the_formations(formations, tried):
    shown = result(tried(formations, coupure_mode="contrats", coupure_valeur="30000"))

    assert "Coupure avant : 76 % → après : au plus 30 000 contrats" in shown


def test_the_weight_of_a_criterion_changes_the_ranking(formations, tried):
    assert "Poids – Caractère innovant de la formation avant : 10 → après : 40" in result(
        tried(formations, poids_innovation="40")
    )


def test_a_formation_kept_by_hand_enters_with_its_reason(formations, visit, tried):
    left_out = visit(formations, "classement/").select_one("tr.cut").find_next_sibling("tr")["id"]

    shown = result(
        tried(
            formations,
            selection_reference=left_out,
            selection_decision="retenir",
            selection_motif="Seule formation du territoire",
        )
    )

    assert "+1 formation" in shown
    assert f"{left_out} retenue – motif : Seule formation du territoire" in shown


@pytest.mark.parametrize(
    "reference,motif,told",
    [("2023-9999", "Motif", "n’est pas une candidature classée"), ("2023-0001", "", "le motif est obligatoire")],
)
def test_a_choice_made_by_hand_is_checked(formations, tried, reference, motif, told):
    page = tried(formations, selection_reference=reference, selection_decision="retenir", selection_motif=motif)

    assert told in result(page)


def test_formations_ticked_in_the_ranking_arrive_in_the_solver(formations, visit):
    page = visit(formations, "enveloppe/", choisie=["2023-0001", "2023-0002"], choix="ecarter", motif_choix="Doublon")

    assert ["2023-0001", "2023-0002", ""] == [row["value"] for row in page.select("input[name=selection_reference]")]
    assert "2023-0002 écartée – motif : Doublon" in result(page)


def test_htmx_gets_the_result_alone_and_the_same_words(idf, sign_in, person):
    client = sign_in(person(idf))
    url = reverse("campagne_enveloppe", args=[idf.organisation.slug, idf.annee])
    whole = client.get(url)
    fragment = client.get(url, headers={"HX-Request": "true", "HX-Target": "resultat"})

    assert fragment.content.strip() in whole.content
    assert b"<html" not in fragment.content


def test_a_change_of_slider_costs_a_bounded_number_of_queries(formations, sign_in, person, visit):
    sent = fields_of(visit(formations, "enveloppe/"))
    client = sign_in(person(formations))
    url = reverse("campagne_enveloppe", args=[formations.organisation.slug, formations.annee])
    with CaptureQueriesContext(connection) as queries:
        client.get(url, {**sent, "enveloppe": "19000000"}, headers={"HX-Request": "true", "HX-Target": "resultat"})

    assert len(queries) <= MOST_QUERIES


def test_the_table_of_the_result_is_exported_with_the_parameters_on_screen(idf, sign_in, person, visit):
    sent = fields_of(visit(idf, "enveloppe/"))
    client = sign_in(person(idf))
    url = reverse("campagne_enveloppe", args=[idf.organisation.slug, idf.annee])

    answer = client.get(url, {**sent, "enveloppe": "18126000", "t_export": "csv-machine"})

    lines = answer.content.decode().splitlines()
    assert (72, "of_cfa") == (len(lines), lines[0].split(",")[0])
    assert "AFANEM" in lines[3]


def test_the_effect_is_measured_against_the_adopted_scenario(idf, visit, person):
    author, validator = person(idf, Role.REGION_INSTRUCTION), person(idf)
    kept = save_scenario(actor=author, campagne=idf, nom="Moins 10 %", parametres={"enveloppe": 18_126_000})
    adopt_scenario(actor=validator, scenario=kept, motif="Enveloppe réduite")

    page = visit(idf, "enveloppe/")

    assert "Effet par rapport à « Scénario 1 – Moins 10 % » Aucun effet" in result(page)
    assert "18126000" == page.select_one("#solveur_enveloppe")["value"]


def test_the_reference_can_be_any_scenario(idf, visit, tried, person):
    save_scenario(actor=person(idf), campagne=idf, nom="Moins 10 %", parametres={"enveloppe": 18_126_000})

    assert "+71,37 €/contrat" in result(tried(idf, reference="1"))


def test_a_scenario_opens_in_the_solver_to_be_duplicated(idf, visit, person):
    parametres = {"enveloppe": 18_126_000, "bonus_vert.taux": "12,5 %", "base_fixee": "571.5"}
    save_scenario(actor=person(idf), campagne=idf, nom="Essai", parametres=parametres)

    page = visit(idf, "enveloppe/", depuis=1)

    sent = fields_of(page)
    assert (["18126000"], ["12.5"], ["fixee"], ["571.5"], ["1"]) == (
        sent["enveloppe"],
        sent["vert_taux"],
        sent["mode"],
        sent["base"],
        sent["depuis"],
    )
    assert "1" == page.select_one("#enregistrer input[name=parent]")["value"]


def test_what_is_on_screen_is_what_is_saved(idf, tried, sign_in, person):
    page = tried(idf, enveloppe="18126000", ecarte="afanem", motif_ecarte="Dossier retiré", vert_taux="12.5")
    hidden = page.select_one("input[name=parametres]")
    client = sign_in(person(idf, Role.REGION_INSTRUCTION))

    client.post(
        reverse("campagne_scenario_save", args=[idf.organisation.slug, idf.annee]),
        {"nom": "Moins 10 %", "parametres": hidden["value"]},
    )

    assert {
        "enveloppe": 18_126_000,
        "bonus_vert.taux": "12,5 %",
        "organismes_ecartes": [{"of_cfa": "AFANEM", "motif": "Dossier retiré"}],
    } == Scenario.objects.get().parametres


def test_without_a_ranked_candidature_the_solver_says_what_to_do_first(idf, visit):
    Candidature.objects.filter(dossier__campagne=idf).update(statut=StatutCandidature.RETIREE)

    assert "Aucune formation à majorer" in text_of(visit(idf, "enveloppe/").select_one(".empty"))


def test_once_proposed_to_the_vote_nothing_can_be_saved(idf, visit):
    idf.etat = "proposee_au_vote"
    idf.save()

    page = visit(idf, "enveloppe/")

    assert [] == page.select("#enregistrer")
    assert "aucun scénario ne peut plus s’y ajouter" in result(page)
