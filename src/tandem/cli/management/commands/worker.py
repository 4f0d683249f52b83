"""`tandem worker`: the background work, from PostgreSQL's own queue, until it is stopped."""

from django.core.management import call_command

from tandem.cli.command import TandemCommand


class Command(TandemCommand):
    help = "Exécute le travail de fond (rappels aux OF-CFA à leur date) ; « Ctrl-C » l’arrête proprement."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="traite ce qui attend, puis s’arrête")

    def handle(self, *args, **options):
        call_command("procrastinate", "worker", *(["--one-shot"] if options["once"] else []))
