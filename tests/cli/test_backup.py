"""A site that was backed up, then lost, comes back whole: rows, journal and files."""

import io
import tarfile

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from tandem.actes.journal import record, verify
from tandem.cli.archive import count_rows, journal_head
from tandem.database.binaries import EMBEDDED, SYSTEM, all_binaries
from tandem.database.dump import EMPTY_SCHEMA, client_for
from tandem.users.models import User
from tests.tandem.factories import RegionOrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site():
    """A user with an accented name, two decisions of the journal, one file received."""
    region = RegionOrganisationFactory()
    user = UserFactory(email="agent@example.org", last_name="Lefèvre")
    for amount in ("20140000", "130000"):
        record(actor=user, code="essai.decision", organisation=region, subject=user, payload={"montant": amount})
    default_storage.save("pieces/compte rendu.txt", ContentFile("Reçu à la clôture.".encode()))
    return user


@pytest.fixture(autouse=True)
def _tables_come_back(transactional_db):
    """A test that fails between the loss and the restore must not take the others with it."""
    yield
    if "users_user" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0)


@pytest.fixture
def archive(site, tmp_path):
    path = tmp_path / "sauvegarde.tar"
    call_command("backup", str(path), stdout=io.StringIO())
    return path


def lose_everything():
    with connection.cursor() as cursor:
        cursor.execute(EMPTY_SCHEMA)
    connection.close()
    default_storage.delete("pieces/compte rendu.txt")


def test_what_was_lost_is_restored_to_the_row_and_to_the_hash(archive):
    rows, head = count_rows(), journal_head()
    lose_everything()

    call_command("restore", str(archive), "--oui", stdout=io.StringIO())

    assert (rows, head, []) == (count_rows(), journal_head(), verify())
    assert User.objects.get(email="agent@example.org").last_name == "Lefèvre"
    with default_storage.open("pieces/compte rendu.txt") as piece:
        assert "Reçu à la clôture." == piece.read().decode()


def test_what_came_after_the_backup_is_gone_after_the_restore(archive):
    UserFactory(email="tard@example.org")
    default_storage.save("pieces/tard.txt", ContentFile(b"x"))

    call_command("restore", str(archive), "--oui", stdout=io.StringIO())

    assert not User.objects.filter(email="tard@example.org").exists()
    assert not default_storage.exists("pieces/tard.txt")


def test_a_restored_site_still_refuses_to_change_its_journal(archive):
    lose_everything()
    call_command("restore", str(archive), "--oui", stdout=io.StringIO())

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'pgtrigger_journal_append_only%'")
        assert cursor.fetchone()[0] == 1


def test_a_damaged_archive_is_refused_and_nothing_changes(archive, tmp_path):
    content = tmp_path / "content"
    content.mkdir()
    with tarfile.open(archive) as source:
        for name in ("manifeste.json", "base.dump"):
            (content / name).write_bytes(source.extractfile(name).read())
    dump = (content / "base.dump").read_bytes()
    (content / "base.dump").write_bytes(dump[:-100] + bytes(100))
    damaged = tmp_path / "abimee.tar"
    with tarfile.open(damaged, "w") as target:
        for path in content.iterdir():
            target.add(path, arcname=path.name)
    before = count_rows()

    with pytest.raises(CommandError, match="abîmée"):
        call_command("restore", str(damaged), "--oui")

    assert before == count_rows()


def test_a_file_that_is_no_archive_is_refused_with_what_was_expected(site, tmp_path):
    path = tmp_path / "autre.tar"
    path.write_text("rien")

    with pytest.raises(CommandError, match="tandem backup"):
        call_command("restore", str(path), "--oui")

    assert User.objects.filter(pk=site.pk).exists()


@pytest.mark.parametrize("name", ["../dehors.txt", "fichiers/../../dehors.txt", "/etc/dehors.txt"])
def test_an_entry_that_would_leave_the_folder_is_refused(site, tmp_path, name):
    path = tmp_path / "piege.tar"
    with tarfile.open(path, "w") as target:
        target.addfile(tarfile.TarInfo(name))

    with pytest.raises(CommandError, match="entrée inattendue"):
        call_command("restore", str(path), "--oui")


def test_a_backup_never_writes_over_another(archive):
    with pytest.raises(CommandError, match="existe déjà"):
        call_command("backup", str(archive))


def test_without_the_written_word_nothing_is_replaced(archive, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _question: "oui")
    UserFactory(email="tard@example.org")

    with pytest.raises(CommandError, match="Rien n’a été remplacé"):
        call_command("restore", str(archive))

    assert User.objects.filter(email="tard@example.org").exists()


def test_reset_empties_the_tables_and_the_files_once_the_word_is_written(site, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _question: "effacer")

    call_command("reset", stdout=io.StringIO())

    assert not User.objects.exists()
    assert not settings.MEDIA_ROOT.exists()


def test_reset_without_the_word_keeps_everything(site, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _question: "")

    with pytest.raises(CommandError, match="Rien n’a été effacé"):
        call_command("reset")

    assert User.objects.filter(pk=site.pk).exists()


def test_the_tools_are_never_older_than_the_server():
    known = {found.major for kind in (EMBEDDED, SYSTEM) for found in all_binaries(kind)}

    assert {major: client_for(major).major for major in known} == {major: major for major in known}
