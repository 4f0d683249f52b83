"""The real campaign and its people, for the screens of the ranking and of the scenarios."""

from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup

from tandem.campagnes import engine
from tandem.organisations.enums import Role
from tests.tandem.factories import MembershipFactory, UserFactory
from tests.tandem.idf import build_idf
from tests.tandem.idf_formations import build_idf_formations


@pytest.fixture(autouse=True)
def _no_memory():
    engine._SIMULATIONS.clear()


@pytest.fixture
def idf(db):
    """The 71 OF-CFA, one line each (two for BTP CFA), without criteria: the list already retained."""
    return build_idf()


@pytest.fixture
def formations(db):
    """The 1 167 formations, scored and ranked."""
    return build_idf_formations()


@pytest.fixture
def person():
    """Function that gives a person a role in the Région of a campaign."""

    def holding(campagne, role=Role.REGION_VALIDATION):
        user = UserFactory()
        MembershipFactory(user=user, organisation=campagne.organisation, role=role)
        return user

    return holding


@pytest.fixture
def visit(sign_in, person):
    """Function that opens a page of a campaign as a person of the Région, and gives its parsed HTML."""

    def opened(campagne, path, *, role=Role.REGION_VALIDATION, status=200, **query):
        client = sign_in(person(campagne, role))
        url = f"/campagnes/{campagne.organisation.slug}/{campagne.annee}/{path}"
        response = client.get(f"{url}?{urlencode(query, doseq=True)}" if query else url)
        assert status == response.status_code
        return BeautifulSoup(response.content, "html.parser")

    return opened


def text_of(node):
    """Words of a node, every run of blanks (no-break ones included) as one space."""
    return " ".join(node.get_text(" ").split())


def fields_of(page):
    """What the browser would send of the panel of the solver."""
    sent = {}
    for control in page.select("#solveur input, #solveur select"):
        if control.get("type") in {"radio", "checkbox"} and not control.has_attr("checked"):
            continue
        if control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            sent.setdefault(control["name"], []).append(chosen["value"])
        elif control.get("name"):
            sent.setdefault(control["name"], []).append(control.get("value") or "")
    return sent
