"""Claims about the table on screen: what is shown, in which order, and what the reader may ask."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.html import format_html

from tandem.organisations.enums import TypeOrganisation
from tandem.organisations.models import Organisation
from tandem.web.pages.sample import SAMPLE_COLUMNS, sample_rows
from tandem.web.tables import Column, Filter, Kind, Options, Table
from tests.tandem.factories import OrganisationFactory


@dataclass(frozen=True)
class Line:
    nom: str
    montant: int | None
    statut: str = "a"


LINES = [Line("Élan", 30), Line("Agora", None, "b"), Line("Zénith", 10), Line("École", 200, "b")]
COLUMNS = (
    Column(key="nom", label="Nom", search=True, fixed=True),
    Column(key="montant", label="Montant", kind=Kind.EURO, total=True),
    Column(key="statut", label="Statut", filter=Filter.CHOICE, choices=[("a", "Admis"), ("b", "Banni")]),
)


def _table(rf, query=None, rows=None, columns=COLUMNS, cookies=None, **options):
    request = rf.get("/liste/", query or {})
    request.COOKIES.update(cookies or {})
    return Table(
        request,
        "essai",
        caption="Liste d’essai",
        columns=columns,
        rows=LINES if rows is None else rows,
        default_sort=options.pop("default_sort", ""),
        options=Options(**options),
    )


def _soup(table):
    return BeautifulSoup(table.html, "html.parser")


def _names(table):
    return [cell.text for cell in _soup(table).select("tbody tr > th")]


@pytest.mark.parametrize(
    "sort,expected",
    [
        ("", ["Élan", "Agora", "Zénith", "École"]),
        ("nom", ["Agora", "École", "Élan", "Zénith"]),
        ("-nom", ["Zénith", "Élan", "École", "Agora"]),
        ("montant", ["Zénith", "Élan", "École", "Agora"]),
        ("-montant", ["École", "Élan", "Zénith", "Agora"]),
    ],
)
def test_a_list_is_ordered_in_french_and_missing_values_come_last(rf, sort, expected):
    assert expected == _names(_table(rf, {"tri": sort}))


@pytest.mark.parametrize("query", [{"tri": "mot_de_passe"}, {"page": "x"}, {"page": "9" * 20}, {"export": "exe"}])
def test_an_unknown_choice_in_an_address_is_ignored(rf, query):
    assert len(LINES) == len(_names(_table(rf, query)))


@pytest.mark.parametrize(
    "query,expected",
    [
        ({"q": "ecole"}, ["École"]),
        ({"q": "é"}, ["Élan", "Zénith", "École"]),
        ({"f_statut": "b"}, ["Agora", "École"]),
        ({"f_statut": "b", "q": "gor"}, ["Agora"]),
        ({"f_statut": "inconnu"}, []),
    ],
)
def test_words_and_filters_narrow_a_list_whatever_case_and_accents(rf, query, expected):
    assert expected == _names(_table(rf, query))


def test_the_totals_are_those_of_the_rows_found_on_every_page(rf):
    whole, narrowed = _table(rf, page_size=1), _table(rf, {"f_statut": "b"}, page_size=1)

    totals = [_soup(table).select("tfoot td")[0].text for table in (whole, narrowed)]

    assert ["240\u202f€", "200\u202f€"] == totals


def test_the_total_of_nothing_known_is_missing_not_zero(rf):
    table = _table(rf, {"q": "agora"})

    assert {"montant": None} == table.total_values
    assert "non renseigné" in _soup(table).select_one("tfoot").text


def test_totals_given_by_the_screen_replace_the_sums(rf):
    table = _table(rf, totals={"montant": 20_140_000})

    assert "20\u202f140\u202f000\u202f€" == _soup(table).select("tfoot td")[0].text


def test_the_summary_counts_what_is_found_among_what_exists(rf):
    tables = [_table(rf), _table(rf, {"q": "agora"}), _table(rf, {"q": "rien"})]

    assert ["4 lignes", "1 ligne sur 4", "0 ligne sur 4"] == [table.summary for table in tables]


def test_nothing_found_offers_to_lift_the_filters(rf):
    link = _soup(_table(rf, {"q": "rien", "tri": "nom"})).select_one(".table-empty a")

    assert "/liste/?tri=nom" == link["href"]


def test_no_row_at_all_shows_the_words_of_the_screen(rf):
    assert "Importez un fichier." in _soup(_table(rf, rows=[], empty="Importez un fichier.")).text


def test_each_filter_in_force_can_be_lifted_alone(rf):
    chips = _soup(_table(rf, {"q": "e", "f_statut": "b", "autre": "1"})).select(".chip")

    assert ["/liste/?f_statut=b&autre=1", "/liste/?q=e&autre=1"] == [chip["href"] for chip in chips]
    assert "Statut\u202f: Banni" in chips[1].text


def test_the_sorted_column_says_so_and_its_link_turns_the_order(rf):
    heads = _soup(_table(rf, {"tri": "-montant"})).select("thead th")

    assert [None, "descending", None] == [head.get("aria-sort") for head in heads]
    assert ["tri=nom", "tri=montant", "tri=statut"] == [head.a["href"].split("?")[1] for head in heads]


def test_figures_sort_from_the_largest_first(rf):
    assert "/liste/?tri=-montant" == _soup(_table(rf)).select("thead th")[1].a["href"]


def test_chosen_columns_are_shown_and_fixed_ones_stay(rf):
    heads = _soup(_table(rf, {"choix": "1", "col": ["statut"]})).select("thead th")

    assert ["Nom", "Statut"] == [head.text.strip() for head in heads]


def test_columns_remembered_come_back_and_the_address_wins(rf):
    cookies = {"tableau_essai": "nom.statut.compacte"}

    remembered = _table(rf, cookies=cookies)
    asked = _table(rf, {"choix": "1", "col": ["montant"]}, cookies=cookies)

    assert (("nom", "statut"), True) == (remembered.state.columns, remembered.state.compact)
    assert (("nom", "montant"), False) == (asked.state.columns, asked.state.compact)


def test_a_forged_cookie_shows_the_default_columns(rf):
    table = _table(rf, cookies={"tableau_essai": "<script>.inconnue"})

    assert ("nom", "montant", "statut") == table.state.columns


def test_the_first_cell_of_a_row_is_its_header_and_the_table_has_a_title(rf):
    page = _soup(_table(rf))
    region = page.select_one("[role=region]")

    assert {"row"} == {cell["scope"] for cell in page.select("tbody th")}
    assert {"col"} == {cell["scope"] for cell in page.select("thead th")}
    assert "Liste d’essai" == page.find(id=region["aria-labelledby"]).text
    assert "0" == region["tabindex"]


def test_every_value_is_escaped_except_html_made_safe(rf):
    columns = (
        Column(key="nom", label="<b>Nom</b>", link=lambda row: f"/x?a=1&b={row.nom}"),
        Column(key="html", label="Html", kind=Kind.HTML, value=lambda row: row.nom),
        Column(key="safe", label="Sûr", kind=Kind.HTML, value=lambda _row: format_html("<i>{}</i>", "<")),
        Column(key="badge", label="État", kind=Kind.BADGE, path="nom", tone=lambda _row: "danger"),
    )
    table = _table(rf, rows=[Line("<script>alert('x')</script>", 1)], columns=columns)

    assert [] == _soup(table).select("script, thead b")
    assert "<i>&lt;</i>" in table.html


def test_words_typed_by_the_reader_are_escaped(rf):
    assert "<script>" not in _table(rf, {"q": '"><script>x</script>', "autre": '"><script>'}).html


def test_rows_are_cut_where_the_screen_says(rf):
    def cut(previous, row):
        return "Seuil" if previous and previous.montant > 20 >= row.montant else None

    rows = [line for line in LINES if line.montant]
    body = _soup(_table(rf, {"tri": "-montant"}, rows=rows, cut=cut)).select("tbody tr")

    assert ["École", "Élan", "Seuil", "Zénith"] == [row.select_one("th, td").text for row in body]
    assert "3" == body[2].td["colspan"]


def test_rows_may_be_chosen_for_a_form(rf):
    table = _table(rf, select=lambda row: row.nom, select_form="actions", select_label=lambda row: row.nom)
    boxes = _soup(table).select("tbody input[type=checkbox]")

    assert [line.nom for line in LINES] == [box["value"] for box in boxes]
    assert {"actions"} == {box["form"] for box in boxes}
    assert "Choisir Élan" == boxes[0]["aria-label"]


def test_pages_show_their_rows_and_a_page_too_far_shows_the_last(rf):
    pages = [_names(_table(rf, {"page": page}, page_size=3)) for page in ("1", "2", "7")]

    assert [["Élan", "Agora", "Zénith"], ["École"], ["École"]] == pages


def test_links_of_pages_keep_the_filters(rf):
    links = _soup(_table(rf, {"tri": "nom", "page": "1"}, page_size=3)).select(".pagination a")

    assert {"/liste/?tri=nom&page=2"} == {link["href"] for link in links}


def test_cards_repeat_the_labels_and_keep_the_roles_of_a_table(rf):
    page = _soup(_table(rf, cards=True))

    assert {"Montant", "Statut"} == {cell["data-label"] for cell in page.select("tbody td")}
    assert len(LINES) == len(page.select("tbody tr[role=row]"))


def test_a_missing_step_of_a_path_shows_the_missing_mark(rf):
    columns = (Column(key="nom", label="Nom"), Column(key="parent", label="Parent", path="parent.parent.nom"))
    rows = [{"nom": "A", "parent": {"parent": None}}]

    assert "non renseigné" in _soup(_table(rf, rows=rows, columns=columns)).select_one("tbody td").text


def test_a_long_table_shows_every_row_once_and_scrolls_under_its_header(rf):
    page = _soup(_table(rf, rows=sample_rows(1167), columns=SAMPLE_COLUMNS, default_sort="rank"))

    assert 1167 == len(page.select("tbody tr:not(.cut)"))
    assert "is-tall" in page.select_one(".table-region")["class"]


ORGANISATION_COLUMNS = (
    Column(key="nom", label="Nom", search=True),
    Column(key="type", label="Type", filter=Filter.CHOICE, choices=TypeOrganisation.choices),
    Column(key="departement", label="Département", path="departement.nom", filter=Filter.TEXT),
)


@pytest.fixture
def organisations(db):
    OrganisationFactory(nom="Agora", slug="agora")
    OrganisationFactory(nom="École supérieure", slug="ecole")
    OrganisationFactory(nom="Opérateur", slug="operateur", opco=True)
    return Organisation.objects.filter(slug__in=["agora", "ecole", "operateur"]).order_by("nom", "pk")


@pytest.mark.parametrize(
    "query,expected",
    [
        ({"q": "ecole SUPERIEURE"}, ["École supérieure"]),
        ({"f_type": "opco"}, ["Opérateur"]),
        ({"f_type": "inconnu"}, []),
        ({"f_departement": "seine"}, []),
    ],
)
def test_words_and_filters_narrow_a_queryset_in_the_database(rf, organisations, query, expected):
    assert expected == _names(_table(rf, query, rows=organisations, columns=ORGANISATION_COLUMNS))


def test_a_queryset_is_ordered_and_counted_in_the_database(rf, organisations, django_assert_num_queries):
    with django_assert_num_queries(2):
        table = _table(rf, {"tri": "-nom"}, rows=organisations, columns=ORGANISATION_COLUMNS[:2], page_size=2)
        names, total = [row.nom for row in table.rows], table.count

    assert (["Opérateur", "École supérieure"], 3) == (names, total)


def test_sums_of_exact_values_stay_exact(rf):
    rows = [{"nom": "a", "part": Fraction(1, 3), "note": Decimal("0.10")}] * 3
    columns = (
        Column(key="nom", label="Nom"),
        Column(key="part", label="Part", kind=Kind.RATE, total=True),
        Column(key="note", label="Note", kind=Kind.DECIMAL, total=True),
    )

    assert {"part": Fraction(1), "note": Decimal("0.30")} == _table(rf, rows=rows, columns=columns).total_values


def test_htmx_receives_the_very_block_that_the_page_holds(client, db):
    url = reverse("guide_de_style_tableau")
    page = client.get(url, {"q": "exemple 3"})
    fragment = client.get(url, {"q": "exemple 3"}, headers={"HX-Request": "true", "HX-Target": "tableau-exemple"})

    whole = BeautifulSoup(page.content, "html.parser").find(id="tableau-exemple")
    assert str(whole) == str(BeautifulSoup(fragment.content, "html.parser").div)


def test_the_choice_of_columns_is_remembered_by_the_browser(client, db):
    url = reverse("guide_de_style_tableau")
    client.get(url, {"choix": "1", "col": ["rank", "score"], "densite": "compacte"})

    page = BeautifulSoup(client.get(url).content, "html.parser")

    assert ["Rang", "Formation", "Note"] == [head.a.text.strip() for head in page.select("thead th")]
    assert "table-compact" in page.table["class"]
