"""Two people at once, a process killed half-way: an import is written once and whole, or not at all."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from tandem.actes.models import JournalEntry
from tandem.campagnes.models import Candidature, Dossier
from tandem.imports import actions
from tandem.imports.enums import ImportStatus
from tandem.imports.models import FileImport
from tandem.organisations.models import Organisation
from tests.tandem.campagnes.importing import bring, csv_of, region_campaign

pytestmark = pytest.mark.django_db(transaction=True)

LINES = [f"CFA {number};CAP Fleuriste;5;0;A;0" for number in range(50)]

KILLED = """
import os, sys, time
import django
from django.conf import settings
import tandem.config.settings.test as test_settings
test_settings.DATABASES["default"]["NAME"] = {database!r}
test_settings.MEDIA_ROOT = {media!r}
django.setup()
from tandem.actes import journal
from tandem.imports import actions
from tandem.imports.models import FileImport
from tandem.users.models import User

def wait(**entry):
    print("written", flush=True)
    time.sleep(60)

journal.record = wait
file_import = FileImport.objects.get(pk={pk})
actions.validate(actor=User.objects.get(pk={user}), file_import=file_import, fingerprint=file_import.fingerprint)
"""


def together(*calls):
    """Run the calls at the same moment, each on its own connection; return their results or exceptions."""
    start, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(position, call):
        start.wait()
        try:
            results[position] = call()
        except (PermissionDenied, ValidationError) as refused:
            results[position] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def validation(file_import, user):
    return lambda: actions.validate(actor=user, file_import=file_import, fingerprint=file_import.fingerprint)


def test_two_people_who_validate_the_same_import_write_it_once():
    campagne, user = region_campaign()
    file_import = bring(campagne, user, csv_of(*LINES))

    results = together(validation(file_import, user), validation(file_import, user))

    refused = [result for result in results if isinstance(result, PermissionDenied)]
    assert (1, 50, 1) == (len(refused), Candidature.objects.count(), JournalEntry.objects.count())


def test_two_files_of_the_same_rows_validated_together_make_no_double():
    campagne, user = region_campaign()
    first, second = (bring(campagne, user, csv_of(*LINES), filename=name) for name in ("a.csv", "b.csv"))

    results = together(validation(first, user), validation(second, user))

    stale = [result for result in results if isinstance(result, ValidationError)]
    assert (1, 50, 50) == (len(stale), Candidature.objects.count(), Dossier.objects.count())


def killed_before_the_journal(file_import, user, settings):
    """Validate in another process, killed once every row is written and before its transaction ends."""
    script = KILLED.format(
        database=connection.settings_dict["NAME"], media=str(settings.MEDIA_ROOT), pk=file_import.pk, user=user.pk
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tandem.config.settings.test"}
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment) as process:
        reached = process.stdout.readline().strip()
        os.kill(process.pid, signal.SIGKILL)
    return reached


def test_a_killed_process_leaves_nothing_half_written(settings):
    campagne, user = region_campaign()
    file_import = bring(campagne, user, csv_of(*LINES))
    organisations = Organisation.objects.count()

    reached = killed_before_the_journal(file_import, user, settings)

    assert b"written" == reached
    assert (0, 0, organisations) == (Candidature.objects.count(), Dossier.objects.count(), Organisation.objects.count())
    assert ImportStatus.READY == FileImport.objects.get().status


def test_the_import_of_a_killed_process_can_be_validated_again(settings):
    campagne, user = region_campaign()
    file_import = bring(campagne, user, csv_of(*LINES))
    killed_before_the_journal(file_import, user, settings)

    validation(file_import, user)()

    assert 50 == Candidature.objects.count()
