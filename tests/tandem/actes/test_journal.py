from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from tandem.actes.journal import GENESIS, Anchor, head, parse_anchor, record, verify
from tandem.actes.models import JournalEntry
from tests.tandem.factories import RegionOrganisationFactory, UserFactory

WRITERS = 6
ENTRIES_EACH = 5


def written(region, count=4):
    return [
        record(actor=None, code="essai.decision", organisation=region, subject=region, payload={"montant": str(rank)})
        for rank in range(count)
    ]


def behind_the_back(sql, *parameters):
    """Run a statement as the owner of the database can: with the triggers of the table off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, parameters)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture
def region(db):
    return RegionOrganisationFactory()


def test_the_first_decision_is_chained_to_the_genesis(region):
    first, second, *_ = written(region)

    assert (GENESIS, first.hash) == (first.previous_hash, second.previous_hash)


def test_an_untouched_journal_has_no_break(region):
    written(region)

    assert [] == verify()


def test_an_empty_journal_has_no_break_and_no_head(region):
    assert ([], None) == (verify(), head())


def test_the_database_refuses_to_change_a_decision(region):
    entry = written(region)[1]

    with pytest.raises(DatabaseError, match="journal_append_only"), transaction.atomic():
        JournalEntry.objects.filter(pk=entry.pk).update(code="autre")


def test_the_database_refuses_to_remove_a_decision(region):
    entry = written(region)[1]

    with pytest.raises(DatabaseError, match="journal_append_only"), transaction.atomic():
        entry.delete()


@pytest.mark.parametrize(
    "change",
    [
        """payload = '{"montant": "2000000"}'""",
        "code = 'autre.code'",
        "at = '2001-01-01 00:00:00+00'",
        "subject_id = '999'",
        "hash = repeat('f', 64)",
    ],
)
def test_a_row_changed_behind_the_back_is_named(region, change):
    written(region)
    behind_the_back(f"UPDATE actes_journalentry SET {change} WHERE sequence = 2")  # noqa: S608 - texts of this test

    assert 2 in {found.sequence for found in verify()}


def test_a_changed_actor_is_named(region):
    written(region)
    behind_the_back("UPDATE actes_journalentry SET actor_id = %s WHERE sequence = 3", UserFactory().pk)

    assert [(3, "contenu modifié après coup")] == verify()


def test_a_row_removed_in_the_middle_is_found(region):
    written(region)
    behind_the_back("DELETE FROM actes_journalentry WHERE sequence = 2")

    assert [
        (3, "rang 2 attendu\u202f: des décisions ont été ôtées"),
        (3, "chaînage rompu avec la décision précédente"),
    ] == verify()


def test_a_removed_beginning_is_found(region):
    written(region)
    behind_the_back("DELETE FROM actes_journalentry WHERE sequence = 1")

    assert 2 == verify()[0].sequence


def test_a_cut_tail_is_found_with_the_anchor_noted_before(region):
    written(region)
    noted = head()
    behind_the_back("DELETE FROM actes_journalentry WHERE sequence >= 3")

    assert [(4, "décision notée à l’extérieur, absente\u202f: la fin du journal a été ôtée")] == verify(noted)


def test_a_tail_rewritten_after_the_cut_is_found_with_the_anchor(region):
    written(region)
    noted = head()
    behind_the_back("DELETE FROM actes_journalentry WHERE sequence = 4")
    record(actor=None, code="essai.autre", organisation=region, subject=region, payload={})

    assert ([], [(4, "empreinte différente de celle notée à l’extérieur")]) == (verify(), verify(noted))


def test_an_anchor_holds_while_the_journal_grows(region):
    written(region)
    noted = parse_anchor(str(head()))
    written(region)

    assert [] == verify(noted)


@pytest.mark.parametrize("text", ["", "12", "12:abc", "x:" + "a" * 64, "12:" + "g" * 64])
def test_an_unreadable_anchor_is_refused(text):
    with pytest.raises(ValueError, match="illisible"):
        parse_anchor(text)


def test_the_command_names_the_tampered_decision(region):
    written(region)
    behind_the_back("UPDATE actes_journalentry SET code = 'autre' WHERE sequence = 2")

    with pytest.raises(CommandError, match="décision 2"):
        call_command("journal", "verify")


def test_the_command_takes_an_anchor(region, capsys):
    written(region)
    call_command("journal", "verify", ancre=str(head()))

    assert str(head()) in capsys.readouterr().out


def test_the_command_refuses_an_unreadable_anchor(region):
    with pytest.raises(CommandError, match="illisible"):
        call_command("journal", "verify", ancre="n’importe quoi")


def test_a_decision_undone_with_its_transaction_leaves_no_gap(region):
    written(region, 1)
    point = transaction.savepoint()
    written(region, 1)
    transaction.savepoint_rollback(point)
    written(region, 1)

    assert ([], 2) == (verify(), head().sequence)


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_valid_chain():
    region = RegionOrganisationFactory()
    together = Barrier(WRITERS)

    def write(_):
        try:
            together.wait(timeout=20)
            written(region, ENTRIES_EACH)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    expected = (WRITERS * ENTRIES_EACH, [])
    assert expected == (JournalEntry.objects.count(), verify(Anchor(head().sequence, head().hash)))
