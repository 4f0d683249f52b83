"""The `tandem` command lists its verbs, forwards to Django, and reports the journal's state."""

import io
import socket
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import connection

from tandem.actes.journal import record
from tandem.cli.main import VERBS, main, usage
from tandem.cli.server import check_port_is_free
from tests.tandem.factories import RegionOrganisationFactory, UserFactory


def test_without_a_verb_the_verbs_are_listed(capsys):
    assert main([]) == 0
    assert capsys.readouterr().out == usage() + "\n"


def test_every_verb_listed_exists_and_loads():
    for verb in VERBS.keys() - {"database", "manage"}:
        load_command_class(get_commands()[verb], verb)


def test_every_command_of_ours_is_listed():
    ours = {name for name, app in get_commands().items() if app == "tandem.cli"}

    assert set() == ours - VERBS.keys()


def test_the_console_script_runs_outside_of_a_test(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from tandem.cli.main import main; sys.exit(main(['manage', 'check']))"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert (0, "") == (done.returncode, done.stderr)


def test_an_unreachable_database_is_reported_without_a_traceback(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from tandem.cli.main import main; sys.exit(main(['migrate']))"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "TANDEM_POSTGRES": "oracle"},
    )

    assert 1 == done.returncode
    assert "Traceback" not in done.stderr
    assert "« oracle »".replace(" ", "\u202f") in done.stderr


def test_a_port_in_use_is_refused_with_another_to_try():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=f"PORT={port + 1}"):
            check_port_is_free("127.0.0.1", port)


@pytest.mark.django_db
def test_an_intact_journal_is_counted_with_its_last_hash():
    user = UserFactory()
    entry = record(actor=user, code="essai", organisation=RegionOrganisationFactory(), subject=user, payload={})
    out = io.StringIO()

    call_command("journal", "verify", stdout=out)

    assert f"1 décisions, empreinte {entry.hash}" in out.getvalue()


@pytest.mark.django_db
def test_a_journal_changed_behind_our_back_is_found():
    user = UserFactory()
    record(actor=user, code="essai", organisation=RegionOrganisationFactory(), subject=user, payload={"montant": "1"})
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE actes_journalentry SET payload = '{}'")

    with pytest.raises(CommandError, match="contenu modifié"):
        call_command("journal", "verify")


@pytest.mark.parametrize("verb", sorted(VERBS.keys() - {"database", "manage", "migrate"}))
def test_the_help_of_our_verbs_is_in_french_and_lists_their_own_options_only(verb):
    shown = load_command_class(get_commands()[verb], verb).create_parser("tandem", verb).format_help()

    assert shown.startswith("Usage\u202f: ")
    assert [] == [
        english
        for english in ("usage:", "options:", "positional", "show this help", "--settings", "--skip-checks")
        if english in shown
    ]


@pytest.mark.parametrize(
    "typed, told",
    [
        (["campagne"], "il manque : action, region, annee"),
        (["campagne", "jouer", "x", "2023"], "action : « jouer » n’est pas un choix possible (attendu : "),
        (["campagne", "replay", "x", "abc"], "annee : « abc » n’est pas un nombre entier"),
        (["journal", "verify", "--ancre"], "--ancre : une valeur est attendue"),
        (["seed", "--vite"], "options ou arguments inconnus : --vite"),
        (["reset", "--oui=1"], "--oui ne prend pas de valeur"),
    ],
)
def test_a_wrong_use_is_told_in_french_with_the_usage(typed, told, capsys):
    with pytest.raises(SystemExit) as left:
        main(typed)

    shown = capsys.readouterr().err
    assert 2 == left.value.code
    assert shown.startswith("Usage\u202f: tandem ")
    assert told in shown.replace("\u202f", " ")


def test_a_program_that_calls_a_verb_wrongly_gets_an_exception():
    with pytest.raises(CommandError, match="il manque"):
        call_command("campagne")
