"""Key figures of the parties: dated, sourced, beside what they give; never corrected."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tandem.organisations.enums import Role
from tandem.organisations.models import Organisation
from tests.tandem.deliberations.voted import member
from tests.tandem.printing.text import plain

pytestmark = pytest.mark.django_db


def reader(slug, role=Role.OPCO_PARTENARIATS):
    return member(Organisation.objects.get(slug=slug), role)


def text(client, name, *args):
    found = BeautifulSoup(client.get(reverse(name, args=args)).content, "html.parser")
    return plain(found.select_one("main").get_text(" "))


def test_both_counts_of_branches_of_akto_are_shown_each_at_its_date(real_conventions, sign_in):
    client = sign_in(reader("akto"))
    found = BeautifulSoup(client.get(reverse("convention_chiffres", args=["akto-idf-2023"])).content, "html.parser")
    row = next(body for body in found.select("tbody") if body.th.get_text().startswith("branches"))

    assert "2 dates, 2 faits" in plain(row.get_text(" "))
    assert ["21", "27"] == [cell.get_text() for cell in row.select("td.num")]


def test_the_printed_23_percent_stand_beside_the_recomputed_22_0(real_conventions, sign_in):
    found = text(sign_in(reader("atlas")), "convention_chiffres", "atlas-idf-2023")

    assert "23% 22,0 % écart avec le calcul imprimé − calculé : +1,0 point 48 000 sur 218 000" in found


def test_a_rounded_ratio_bears_no_flag(real_conventions, sign_in):
    found = text(sign_in(reader("akto")), "convention_chiffres", "akto-idf-2023")

    assert "41% +41,3 % 3 071 contre 2 173" in found


def test_companies_and_establishments_are_said_to_be_two_units(real_conventions, sign_in):
    found = text(sign_in(reader("atlas")), "convention_chiffres", "atlas-idf-2023")

    assert "50 000 entreprises franciliennes et 73 500 établissements en Île-de-France" in found
    assert "Ces chiffres ne se comparent pas." in found


def test_thirty_advisers_and_three_developers_are_never_added_up(real_conventions, sign_in):
    found = text(sign_in(reader("atlas")), "convention_chiffres", "atlas-idf-2023")

    assert "ces chiffres ne s’additionnent pas" in found
    assert " 33 " not in found


def test_each_figure_shows_the_words_of_its_source(real_conventions, sign_in):
    found = text(sign_in(reader("akto")), "convention_chiffres", "akto-idf-2023")

    assert "plus de 76 000" in found
    assert "En Ile-de-France, AKTO représente plus de 76 000 entreprises en très grande majorité des TPE." in found


def test_the_sheet_of_an_opco_shows_its_printed_ratios_recomputed(real_conventions, sign_in):
    found = text(sign_in(reader("opco-sante")), "organisme", "opco-sante")

    assert "un salarié sur deux 56,2 % ordre de grandeur" in found


def test_the_page_of_the_rate_of_rupture_shows_what_atlas_prints(real_conventions, sign_in):
    found = text(sign_in(reader("atlas")), "convention_indicateur", "atlas-idf-2023", "taux-rupture")

    assert "12,6 % taux de rupture des contrats débutant en 2021, Île-de-France" in found
    assert "13,1 % taux de rupture des contrats débutant en 2021, national" in found


def test_seven_of_the_twenty_indicators_of_akto_compute_themselves(real_conventions, sign_in):
    found = text(sign_in(reader("akto")), "convention_indicateurs", "akto-idf-2023")

    assert "7 des 20 se calculent eux-mêmes. 1 indicateur non mesurable, à reformuler." in found


def test_the_indicators_of_atlas_are_said_to_be_read_in_its_text(real_conventions, sign_in):
    found = text(sign_in(reader("atlas")), "convention_indicateurs", "atlas-idf-2023")

    assert "La source n’imprime aucun indicateur" in found


@pytest.mark.parametrize(
    "organisation, slug, figures",
    [
        ("akto", "akto-idf-2023", ["experts en Île-de-France 100", "plus de 76 000", "32 177", "78 %"]),
        (
            "akto",
            "akto-idf-2023",
            ["entreprises accompagnées 394 000", "88 %", "6 000 000", "149 000", "plus de 566 000"],
        ),
        ("akto", "akto-idf-2023", ["demandeurs d’emploi en POEC en 2024 12 000", "plus de 1 000", "110 000"]),
        ("akto", "akto-idf-2023", ["près de 200", "5 000", "Normandie 26", "493", "plus de 500", "2 500", "70"]),
        ("atlas", "atlas-idf-2023", ["entreprises en France 187 500", "97 %", "plus de 2 000 000", "87 %", "750 000"]),
        (
            "atlas",
            "atlas-idf-2023",
            ["73 500", "80 %", "plus de 800 000", "durée de la formation des tuteurs 7 h", "85 %"],
        ),
        ("opco-sante", "opco-sante-akto-2025", ["près de 400", "sites régionaux 25", "près de 10 000", "27 000"]),
        ("opco-sante", "opco-sante-akto-2025", ["1 300 000", "1 000 000", "près de 730 000", "19 000", "12 895"]),
    ],
)
def test_the_figures_of_the_sources_are_shown_with_the_words_of_their_qualifier(
    real_conventions, sign_in, organisation, slug, figures
):
    found = text(sign_in(reader(organisation)), "convention_chiffres", slug)

    assert [] == [figure for figure in figures if figure not in found]


def test_a_rise_without_its_starting_point_is_not_recomputed(real_conventions, sign_in):
    found = text(sign_in(reader("opco-sante")), "convention_chiffres", "opco-sante-akto-2025")

    assert "55 % La source n’imprime pas les deux chiffres : rien n’est recalculé." in found
