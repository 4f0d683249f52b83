"""Claims about the frame of every page: name, colours, navigation, icons, security headers."""

import re
from pathlib import Path

from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.urls import NoReverseMatch, reverse

from tandem.organisations.enums import Role
from tandem.web import navigation
from tandem.web.frame import frame_of
from tandem.web.navigation import SECTIONS
from tandem.web.security import written_policy
from tandem.web.templatetags.components import TONE_ICONS
from tests.tandem.factories import CharteFactory, MembershipFactory, RegionOrganisationFactory, UserFactory

WEB = Path(navigation.__file__).parent
PAGE = "accessibilite"


def _page(client, **get):
    return BeautifulSoup(client.get(reverse(PAGE), get).content, "html.parser")


def _member(*organisations, role=Role.REGION_INSTRUCTION, **fields):
    user = UserFactory(is_fictif=False, **fields)
    for organisation in organisations:
        MembershipFactory(user=user, organisation=organisation, role=role)
    return user


def test_a_visitor_sees_the_name_of_the_platform_and_the_default_colours(client, db, settings):
    settings.PLATFORM_NAME = "Plateforme d’essai"

    page = _page(client)

    assert "Plateforme d’essai" == page.select_one(".brand-name").text
    assert [] == page.select('link[href*="/theme/"]')


def test_a_person_sees_the_name_and_colours_of_her_organisation(client, db):
    region = RegionOrganisationFactory(slug="ma-region")
    CharteFactory(organisation=region, nom_affiche="Ma Région", couleur_primaire="#5b2a6e")
    client.force_login(_member(region))

    page = _page(client)
    sheet = client.get(page.select_one('link[href*="/theme/"]')["href"])

    assert "Ma Région" == page.select_one(".brand-name").text
    assert page.title.text.endswith("Ma Région")
    assert "--brand:#5b2a6e;" in sheet.text
    assert "text/css; charset=utf-8" == sheet["Content-Type"]


def test_without_charte_the_organisation_acted_for_stands_under_the_name_of_the_platform(client, db, settings):
    settings.PLATFORM_NAME = "Plateforme d’essai"
    client.force_login(_member(RegionOrganisationFactory(nom="Ma Région")))

    page = _page(client)

    assert ("Plateforme d’essai", "Ma Région") == (
        page.select_one(".brand-name").text,
        page.select_one(".brand-line").text,
    )


def test_the_address_of_the_colours_changes_with_them(client, db):
    region = RegionOrganisationFactory()
    charte = CharteFactory(organisation=region)
    client.force_login(_member(region))
    before = _page(client).select_one('link[href*="/theme/"]')["href"]

    charte.couleur_accent = "#7a1f1f"
    charte.save()

    assert before != _page(client).select_one('link[href*="/theme/"]')["href"]


def test_an_organisation_without_charte_has_no_stylesheet(client, db):
    region = RegionOrganisationFactory(slug="sans-charte")

    assert 404 == client.get(reverse("theme", args=[region.slug])).status_code


def test_a_person_of_two_organisations_acts_for_the_one_she_chose(client, db):
    first, second = RegionOrganisationFactory(nom="Alpha"), RegionOrganisationFactory(nom="Bêta", slug="beta")
    client.force_login(_member(first, second))
    session = client.session
    session["organisation"] = "beta"
    session.save()

    chosen = _page(client).select(".menu-item[aria-current=true]")

    assert ["Bêta"] == [item.span.contents[0].strip() for item in chosen]


def test_an_organisation_chosen_then_left_is_not_acted_for(rf, db):
    region, former = RegionOrganisationFactory(nom="Région"), RegionOrganisationFactory(slug="former")
    user = _member(region)
    MembershipFactory(user=user, organisation=former, ended=True)
    request = rf.get("/")
    request.user, request.session = user, {"organisation": "former"}

    assert region == frame_of(request).organisation


def test_the_roles_are_those_of_the_current_organisation_only(rf, db):
    first, second = RegionOrganisationFactory(nom="Alpha"), RegionOrganisationFactory(nom="Bêta")
    user = _member(first, role=Role.REGION_ELU)
    MembershipFactory(user=user, organisation=second, role=Role.REGION_ADMIN)
    request = rf.get("/")
    request.user, request.session = user, {}

    assert {Role.REGION_ELU} == frame_of(request).roles


def test_the_frame_costs_no_query_to_a_fragment_that_shows_none(rf, db, django_assert_num_queries):
    request = rf.get("/")
    request.user, request.session = UserFactory(), {}

    with django_assert_num_queries(0):
        frame_of(request)


def test_a_page_costs_a_bounded_number_of_queries(client, db, django_assert_max_num_queries):
    regions = [RegionOrganisationFactory() for _ in range(4)]
    client.force_login(_member(*regions))

    with django_assert_max_num_queries(6):
        client.get(reverse(PAGE))


def test_the_banner_of_invented_data_shows_for_a_fictitious_organisation_only(client, db):
    real, fictitious = RegionOrganisationFactory(is_fictif=False), RegionOrganisationFactory(is_fictif=True)

    banners = []
    for region in (real, fictitious):
        client.force_login(_member(region))
        banners.append(_page(client).select_one(".fiction"))

    assert banners[0] is None
    assert "Données fictives." == banners[1].strong.text


def test_an_invented_account_is_told_that_it_looks_at_a_demonstration(client, db):
    client.force_login(UserFactory(is_fictif=True))

    assert "Démonstration, compte fictif." == _page(client).select_one(".fiction strong").text


def test_every_section_of_the_navigation_has_a_page():
    def exists(section):
        try:
            return bool(reverse(section.url_name))
        except NoReverseMatch:
            return False

    assert [] == [section.url_name for section in SECTIONS if not exists(section)]


def test_a_visitor_is_not_shown_the_sections_that_ask_for_an_account(client, db):
    labels = [link.text for link in _page(client).select(".site-nav a")]

    assert not {"Imports", "Administration"} & set(labels)


def test_each_answer_forbids_inline_scripts_styles_and_other_servers(client, db):
    policy = client.get(reverse(PAGE))["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "object-src 'none'" in policy
    assert "http" not in policy


def test_an_empty_list_of_sources_closes_a_directive():
    assert "base-uri 'none'; img-src 'self' data:" == written_policy({"base-uri": [], "img-src": ["'self'", "data:"]})


def test_no_template_carries_an_inline_style():
    holding = [path.name for path in (WEB / "templates").rglob("*.html") if re.search(r'\sstyle="', path.read_text())]

    assert [] == holding


def test_every_icon_named_somewhere_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', Path(finders.find("icons/sprite.svg")).read_text()))
    templates = [path.read_text() for path in (WEB / "templates").rglob("*.html")]
    named = set(re.findall(r'{% icon "([\w-]+)"', "\n".join(templates)))
    named |= set(re.findall(r'icon_name="([\w-]+)"', "\n".join(templates))) | set(TONE_ICONS.values())

    assert set() == named - sprite


def test_every_file_named_by_the_stylesheets_exists():
    folder = WEB / "static" / "css"
    named = {
        (sheet.parent / url).resolve()
        for sheet in folder.glob("*.css")
        for url in re.findall(r'url\("([^"]+)"\)', sheet.read_text())
    }

    assert named
    assert [] == [path for path in named if not path.is_file()]


def test_no_stylesheet_or_script_calls_another_server():
    files = [*(WEB / "static" / "css").glob("*.css"), *(WEB / "static" / "js").glob("*.js")]

    assert [] == [path.name for path in files if re.search(r"https?://|//[a-z]+\.[a-z]+/", path.read_text())]
