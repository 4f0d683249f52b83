"""`tandem restore`: the database and the files as an archive holds them."""

from pathlib import Path

from django.core.management.base import CommandError
from django.db import connection

from tandem.cli.archive import ArchiveError, restore_archive
from tandem.cli.command import TandemCommand

WORD = "remplacer"


class Command(TandemCommand):
    help = "Remplace la base et les fichiers reçus par ceux d’une archive de « tandem backup », puis compare."

    def add_arguments(self, parser):
        parser.add_argument("archive", type=Path, help="fichier écrit par « tandem backup »")
        parser.add_argument("--oui", action="store_true", help="ne pas demander de confirmation")

    def handle(self, *args, **options):
        where = f"{connection.settings_dict['NAME']} ({connection.settings_dict['HOST']})"
        question = f"Les données de {where} seront remplacées. Écrivez « {WORD} » : "
        if not options["oui"] and input(question) != WORD:
            msg = "Rien n’a été remplacé."
            raise CommandError(msg)
        try:
            manifest = restore_archive(options["archive"])
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restauration faite et comparée : {sum(manifest.rows.values())} lignes de {len(manifest.rows)} tables, "
            f"{manifest.files} fichiers, journal {manifest.journal or 'vide'}."
        )
