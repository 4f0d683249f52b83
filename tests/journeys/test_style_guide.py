"""The style guide in a browser: every component seen by axe, used by keyboard, at two widths and at 200 %."""

import pytest
from django.urls import reverse

from tests.journeys.conftest import DESKTOP, PHONE
from tests.tandem.factories import MembershipFactory

NAMES = (
    "guide_de_style",
    "guide_de_style_tableau",
    "accessibilite",
    "mentions_legales",
    "donnees_personnelles",
    "code_source",
    "versions",
    "plan_du_site",
    "aide",
)
ZOOMED = {"width": DESKTOP["width"] // 2, "height": DESKTOP["height"] // 2}
"""What a desk screen shows at 200 %: half as many pixels each way."""


FOCUSED = """(() => {
  const element = document.activeElement, style = getComputedStyle(element);
  const name = element === document.body ? "BODY" : element.outerHTML.slice(0, 120);
  return [`${style.outlineStyle} ${style.outlineWidth}`, name];
})()"""


def _overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE, ZOOMED], ids=["desk", "phone", "zoom"])
def test_the_pages_of_the_site_are_clean_for_axe_and_never_scroll_sideways(open_page, axe, viewport):
    page = open_page(viewport)
    overflows = {}
    for name in NAMES:
        page.goto(reverse(name))
        if name != "guide_de_style_tableau":
            axe(page)  # the guide holds the same table with fewer rows: axe takes a minute over 1 167
        overflows[name] = _overflow(page)

    assert dict.fromkeys(NAMES, 0) == overflows


def test_an_unknown_address_is_clean_for_axe(page, axe):
    page.goto("/cette-page-n-existe-pas/")

    axe(page)


def test_the_first_tab_reaches_the_skip_link_that_leads_to_the_content(page):
    page.goto(reverse("accessibilite"))
    page.keyboard.press("Tab")
    assert "Aller au contenu" == page.evaluate("document.activeElement.textContent")

    page.keyboard.press("Enter")

    assert "contenu" == page.evaluate("document.activeElement.id")


def test_the_focus_is_always_visible(page):
    page.goto(reverse("guide_de_style"))
    outlines = {}
    for _ in range(60):
        page.keyboard.press("Tab")
        outline, element = page.evaluate(FOCUSED)
        outlines[element] = outline
    outlines.pop("BODY", None)

    assert {} == {element: outline for element, outline in outlines.items() if outline != "solid 2px"}


def test_typing_a_word_filters_the_table_without_losing_the_focus(page):
    page.goto(reverse("guide_de_style_tableau"))
    page.locator("#tableau-exemple-q").fill("n° 1167")
    page.locator(".table-summary", has_text="1 formation sur").wait_for()

    assert "tableau-exemple-q" == page.evaluate("document.activeElement.id")
    assert "1 formation sur 1\u202f167" == page.locator("#annonces").text_content()
    assert "q=n" in page.url


def test_a_click_on_a_head_sorts_and_the_address_can_be_shared(page):
    page.goto(reverse("guide_de_style_tableau"))
    page.locator("thead a", has_text="Contrats").first.click()
    page.locator("th[aria-sort=descending]").wait_for()
    first = page.locator("tbody tr").first.text_content()

    page.reload()

    assert first == page.locator("tbody tr").first.text_content()


def test_the_menu_of_columns_stays_open_while_columns_are_chosen(page):
    page.goto(reverse("guide_de_style_tableau"))
    page.get_by_text("Colonnes", exact=True).click()
    for label in ("Filière", "Note"):
        with page.expect_response(lambda response: "choix=1" in response.url):
            page.get_by_label(label, exact=True).last.click()

    page.locator("thead th", has_text="Filière").wait_for()

    assert page.locator("#tableau-exemple-colonnes").get_attribute("open") is not None
    assert 0 == page.locator("thead th", has_text="Note").count()


def test_escape_closes_a_menu_and_gives_the_focus_back(page):
    page.goto(reverse("guide_de_style_tableau"))
    page.get_by_text("Exporter", exact=True).click()
    page.locator(".menu-panel a").first.focus()

    page.keyboard.press("Escape")

    assert 0 == page.locator("details.menu[open]").count()
    assert "Exporter" == page.evaluate("document.activeElement.textContent").strip()


def test_a_file_is_downloaded_from_the_table(page):
    page.goto(reverse("guide_de_style_tableau"))
    page.get_by_text("Exporter", exact=True).click()
    with page.expect_download() as download:
        page.get_by_text("CSV pour Excel").click()

    assert "classement-dexemple.csv" == download.value.suggested_filename


def test_a_dialog_opens_traps_the_focus_and_closes_by_escape(page, axe):
    page.goto(reverse("guide_de_style"))
    page.get_by_role("button", name="Ouvrir une confirmation").click()
    page.get_by_role("dialog", name="Adopter ce scénario").wait_for()
    axe(page)

    page.keyboard.press("Escape")

    assert 0 == page.locator("dialog[open]").count()


def test_the_menu_of_a_phone_opens_and_says_so(phone, axe):
    phone.goto(reverse("accessibilite"))
    button = phone.get_by_role("button", name="Menu")
    assert phone.locator("#navigation").is_hidden()

    button.click()

    assert "true" == button.get_attribute("aria-expanded")
    assert phone.locator("#navigation").is_visible()
    axe(phone)


def test_without_script_the_navigation_and_the_filters_still_work(browser, live_site):
    context = browser.new_context(base_url=live_site, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(reverse("guide_de_style_tableau"))
    page.locator("#tableau-exemple-q").fill("n° 1167")

    page.get_by_role("button", name="Filtrer").click()

    assert "1 formation sur" in page.locator(".table-summary").text_content()
    assert page.locator("#navigation").is_visible()
    context.close()


def test_a_session_that_ended_leads_to_the_sign_in_page_not_into_the_table(page, sign_in):
    sign_in(page, MembershipFactory().user)
    page.goto(reverse("organismes"))
    page.context.clear_cookies()

    page.get_by_label("Rechercher").fill("école")

    page.wait_for_url("**/compte/connexion/**")
    assert 1 == page.locator("main").count()


def test_a_server_that_does_not_answer_is_said_on_the_page(page):
    page.goto(reverse("guide_de_style_tableau"))
    page.route("**/style/tableau/?*", lambda route: route.abort())

    page.locator("#tableau-exemple-q").fill("n° 7")

    assert "a échoué" in page.locator("#messages .alert").text_content()


def test_printing_shows_the_whole_table_and_hides_the_tools(page):
    page.goto(reverse("guide_de_style_tableau"))

    page.emulate_media(media="print")

    assert page.locator(".table-tools").is_hidden()
    assert page.locator(".site-nav").is_hidden()
    assert page.evaluate("(z => z.scrollHeight - z.clientHeight)(document.querySelector('.table-region'))") <= 2
