"""publiccode.yml says what the standard asks (version 0.4), and what the rest of the repository says."""

import tomllib

import pytest
import yaml

from tests.architecture.sources import ROOT

STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
TYPES = {"internal", "contract", "community", "none"}


@pytest.fixture
def code():
    return yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))


@pytest.fixture
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_mandatory_key_is_there(code):
    mandatory = {
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "categories",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
        "maintenance",
        "localisation",
    }

    assert set() == mandatory - code.keys()


def test_closed_values_are_those_of_the_standard(code):
    assert code["developmentStatus"] in STATUSES
    assert code["maintenance"]["type"] in TYPES
    assert isinstance(code["localisation"]["localisationReady"], bool)


def test_descriptions_have_the_lengths_of_the_standard(code):
    french = code["description"]["fr"]

    assert len(french["shortDescription"]) <= 150
    assert 150 <= len(french["longDescription"]) <= 10_000
    assert all(len(feature) <= 100 for feature in french["features"])


def test_a_community_names_a_contact(code):
    assert code["maintenance"]["contacts"][0]["name"]


def test_licence_and_version_are_those_of_the_project(code, project):
    expected = (project["license"], project["version"])

    assert expected == (code["legal"]["license"], code["softwareVersion"])
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
