from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.campagnes.actions.scenarios import save_scenario
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.models import Candidature
from tandem.organisations.enums import Role
from tests.web.classement.conftest import text_of

MOST_QUERIES = 20


def rows(page):
    return page.select("#tableau-classement tbody tr:not(.cut)")


def test_every_formation_has_its_row_in_the_order_of_the_ranks(formations, visit):
    page = visit(formations, "classement/")

    assert [str(rank) for rank in range(1, 1168)] == [
        row.select_one("th").get_text().replace("\u202f", "") for row in rows(page)
    ]


def test_the_cut_off_is_drawn_where_it_falls(formations, visit):
    page = visit(formations, "classement/")

    (line,) = page.select("tr.cut")
    before = text_of(line.find_previous_sibling("tr"))
    after = text_of(line.find_next_sibling("tr"))
    assert ("887", "888", "Retenue", "Non retenue") == (
        before.split()[0],
        after.split()[0],
        before[before.index("Retenue") :].split()[0],
        "Non retenue" if "Non retenue" in after else after,
    )


def test_the_cut_off_says_its_rule_and_what_it_keeps(formations, visit):
    page = visit(formations, "classement/")

    assert "Coupure : 76 % des formations classées, soit 887 – 30 118 contrats retenus sur 39 723" == text_of(
        page.select_one("tr.cut")
    )


def test_ties_on_the_cut_off_are_told_with_the_rule_that_settled_them(formations, visit):
    twins = Candidature.objects.filter(dossier__campagne=formations)
    page = visit(formations, "classement/")
    first, second = (
        page.select_one("tr.cut").find_previous_sibling("tr")["id"],
        page.select_one("tr.cut").find_next_sibling("tr")["id"],
    )
    kept = twins.get(reference=first)
    twins.filter(reference=second).update(indicateurs=kept.indicateurs)
    given = kept.evaluations.get()
    twins.get(reference=second).evaluations.update(points=given.points)

    told = text_of(visit(formations, "classement/").select_one("tr.cut"))

    assert "2 formations ont le score de la coupure" in told
    assert "départagées par la règle « filière, publics, contrats, alphabet »" in told


def test_no_line_is_drawn_in_another_order_than_the_ranking(formations, visit):
    assert [] == visit(formations, "classement/", tri="-contrats").select("tr.cut")


def test_both_ratios_are_shown_each_with_what_it_is_a_share_of(formations, visit):
    figures = text_of(visit(formations, "classement/").select_one(".stats"))

    assert "76,01 % des 1 167 formations demandées" in figures
    assert "75,82 % des 39 723 contrats demandés" in figures


def test_the_totals_are_those_of_the_published_annexe(formations, visit):
    page = visit(formations, "classement/")

    assert "20 270 000 €" in text_of(page.select_one(".stats"))
    assert "20 140 000,00 €" in text_of(page.select_one("#tableau-classement tfoot"))


def test_the_notes_of_the_eight_criteria_are_columns_on_demand(formations, visit):
    hidden = visit(formations, "classement/")
    shown = visit(formations, "classement/", choix="1", col=[f"c_{item}" for item in ("innovation", "territoire")])

    assert (0, 2) == tuple(
        sum("sur 10" in text_of(head) for head in page.select("#tableau-classement thead th"))
        for page in (hidden, shown)
    )


def test_a_formation_is_found_by_its_words(formations, visit):
    page = visit(formations, "classement/", q="conducteur routier aftral")

    assert {"AFTRAL"} == {row.select("td")[2].get_text() for row in rows(page)}


def test_each_amount_leads_to_its_explanation(formations, visit):
    row = rows(visit(formations, "classement/"))[0]

    assert row["id"] in row.select("a")[-1]["href"]
    assert "/pourquoi/" in row.select("a")[-1]["href"]


def test_the_queries_do_not_grow_with_the_formations(formations, sign_in, person):
    client = sign_in(person(formations))
    url = f"/campagnes/{formations.organisation.slug}/{formations.annee}/classement/"
    counts = []
    for last in ("2023-9999", "2023-0100"):
        beyond = Candidature.objects.filter(dossier__campagne=formations, reference__gt=last)
        beyond.update(statut=StatutCandidature.RETIREE)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= MOST_QUERIES


def test_a_saved_scenario_is_shown_on_demand(formations, visit, person):
    author = person(formations, Role.REGION_INSTRUCTION)
    save_scenario(actor=author, campagne=formations, nom="Moitié", parametres={"coupure.valeur": "50 %"})

    page = visit(formations, "classement/", scenario=1)

    assert "soit 584" in text_of(page.select_one("tr.cut"))
    assert "Scénario 1 – Moitié" in text_of(page.select_one("main"))


def test_an_unknown_scenario_is_not_found(formations, visit):
    visit(formations, "classement/", status=404, scenario="99")


def test_without_a_ranked_candidature_the_page_says_what_to_do_first(idf, visit):
    Candidature.objects.filter(dossier__campagne=idf).update(statut=StatutCandidature.RETIREE)

    page = visit(idf, "classement/")

    assert "Instruisez d’abord les candidatures reçues" in text_of(page.select_one(".empty"))


def test_a_list_already_retained_says_that_nothing_was_ranked(idf, visit):
    page = visit(idf, "classement/")

    assert "liste est traitée comme déjà retenue" in text_of(page.select_one("main"))
    assert [] == page.select("tr.cut")


def test_an_elu_reads_the_ranking_without_any_tool_to_change_it(formations, visit):
    page = visit(formations, "classement/", role=Role.REGION_ELU)

    assert [] == page.select("#choix-manuel, #tableau-classement input[name=choisie], a[href*=enveloppe].btn")
