"""The page that `bareme explain --format html` writes, opened from its file."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from bareme.funding.explain import explain
from bareme.funding.html import as_page
from tests.bareme.funding.contrats import WORKED


@pytest.mark.parametrize("width", [1440, 375])
def test_an_explanation_is_read_at_any_width_without_barrier(browser, tmp_path, width):
    target = tmp_path / "pourquoi.html"
    target.write_text(as_page(explain("EXEMPLE-1", WORKED)), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})

    page.goto(target.as_uri())

    assert [] == Axe().run(page).response["violations"]
    assert width == page.evaluate("document.documentElement.scrollWidth")
    page.keyboard.press("Tab")
    assert "A" == page.evaluate("document.activeElement.tagName")
    page.close()
