"""What every browser journey is made of: the site on a real database, Debian's Chromium, axe."""

import os
import shutil
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 375, "height": 812}
PASSWORD = "une phrase de passe pour les essais"
TIMEOUT_MS = 10_000

# Playwright's synchronous interface runs an event loop in this thread, which Django would otherwise take for its own.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser():
    executable = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if executable is None:
        pytest.fail("Chromium est introuvable : installez celui de Debian (apt-get install chromium).")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def live_site(transactional_db, live_server):
    """Address of the site, served by a thread on real PostgreSQL: what the test commits, the browser sees."""
    return live_server.url


@pytest.fixture
def open_page(browser, live_site):
    """Function that opens one more browser, cookies apart, at a viewport; a script error fails the test."""
    contexts, faults = [], []

    def opened(viewport=DESKTOP):
        context = browser.new_context(
            base_url=live_site,
            viewport=viewport,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            accept_downloads=True,
            reduced_motion="reduce",
        )
        context.set_default_timeout(TIMEOUT_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda message: faults.extend(_policy_breaches(message)))
        page.on("request", lambda request: faults.extend(_foreign(request, live_site)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [] == faults


@pytest.fixture
def page(open_page):
    """One page at the width of a desk screen."""
    return open_page()


@pytest.fixture
def phone(open_page):
    """One page at the width of a phone."""
    return open_page(PHONE)


@pytest.fixture(scope="session")
def axe():
    """Function that fails, with axe-core's own report, when the page shown breaks a rule of accessibility."""
    checker = Axe()

    def checked(page):
        results = checker.run(page)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return checked


@pytest.fixture
def sign_in():
    """Function that signs a person in by the real form, as he would by hand."""

    def signed_in(page, user, password=PASSWORD):
        if not user.check_password(password):
            user.set_password(password)
            user.save()
        page.goto(reverse("account_login"))
        page.locator("input[name=login]").fill(user.email)
        page.locator("input[name=password]").fill(password)
        page.locator("form:has(input[name=password]) button:not([type=button])").first.click()
        page.wait_for_url(lambda url: urlsplit(url).path != reverse("account_login"))

    return signed_in


def _policy_breaches(message):
    """Return what the browser says of a breach of the Content-Security-Policy."""
    if message.type == "error" and "Content Security Policy" in message.text:
        return [message.text]
    return []


def _foreign(request, site):
    """Return the requests that leave the site: no page may depend on another server."""
    parts = urlsplit(request.url)
    if parts.scheme in {"http", "https"} and parts.netloc != urlsplit(site).netloc:
        return [f"request to {request.url}"]
    return []
