"""`tandem reset`: every table emptied and made again, the files received removed."""

import shutil

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from tandem.cli.command import TandemCommand
from tandem.database.dump import EMPTY_SCHEMA

WORD = "effacer"


class Command(TandemCommand):
    help = "Efface toutes les données et les fichiers reçus, puis recrée des tables vides."

    def add_arguments(self, parser):
        parser.add_argument("--oui", action="store_true", help="ne pas demander de confirmation")

    def handle(self, *args, **options):
        where = f"{connection.settings_dict['NAME']} ({connection.settings_dict['HOST']})"
        if not options["oui"] and input(f"Toutes les données de {where} seront perdues. Écrivez « {WORD} » : ") != WORD:
            msg = "Rien n’a été effacé."
            raise CommandError(msg)
        with connection.cursor() as cursor:
            cursor.execute(EMPTY_SCHEMA)
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        connection.close()
        call_command("migrate", verbosity=0)
        self.stdout.write(f"La base {where} est vide, ses tables sont à jour.")
