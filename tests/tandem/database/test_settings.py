"""DATABASES comes from one function; DATABASE_URL names another server."""

import pytest

from tandem.database import DatabaseUnavailableError, database_settings, default_server
from tandem.database.binaries import chosen_kind
from tandem.database.settings import parse_database_url


def test_database_url_is_read_part_by_part():
    url = "postgresql://agent:p%40ss@db.example:5433/tandem?sslmode=require"

    expected = {
        "NAME": "tandem",
        "USER": "agent",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }
    assert expected == parse_database_url(url)


def test_a_socket_folder_may_be_given_as_host():
    found = parse_database_url("postgres:///tandem?host=/run/postgresql")

    assert ("/run/postgresql", {}) == (found["HOST"], found["OPTIONS"])


@pytest.mark.parametrize("url", ["mysql://a/b", "postgres://a:99999/b", "postgres://a", "tandem"])
def test_another_form_is_refused_with_the_expected_one(url):
    with pytest.raises(DatabaseUnavailableError, match="DATABASE_URL"):
        parse_database_url(url)


def test_no_server_of_ours_is_started_when_database_url_is_set(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://agent@db.example/tandem")

    assert default_server() is None
    assert "db.example" == database_settings()["HOST"]


def test_the_test_database_takes_its_name_from_the_environment(monkeypatch):
    monkeypatch.setenv("TANDEM_TEST_DB", "test_autre")

    assert "test_autre" == database_settings(start=False)["TEST"]["NAME"]


def test_an_unknown_choice_of_programs_is_refused(monkeypatch):
    monkeypatch.setenv("TANDEM_POSTGRES", "oracle")

    with pytest.raises(DatabaseUnavailableError, match=r"« oracle ».*« embedded » ou « system »"):
        chosen_kind()
