"""`tandem backup`: the database and the files received, in one archive."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from tandem.cli.archive import ArchiveError, write_archive
from tandem.cli.command import TandemCommand


class Command(TandemCommand):
    help = "Sauvegarde la base et les fichiers reçus dans une archive, à garder hors de cette machine."

    def add_arguments(self, parser):
        parser.add_argument("archive", nargs="?", type=Path, help="par défaut, un fichier daté dans .state/sauvegardes")

    def handle(self, *args, **options):
        name = f"tandem-{timezone.localtime():%Y-%m-%d-%H%M%S}.tar"
        path = options["archive"] or settings.STATE_DIR / "sauvegardes" / name
        try:
            manifest = write_archive(path)
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Sauvegarde écrite : {path} ({sum(manifest.rows.values())} lignes de {len(manifest.rows)} tables, "
            f"{manifest.files} fichiers)."
        )
