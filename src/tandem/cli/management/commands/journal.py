"""`tandem journal verify`: the chain of decisions, read again from its first line."""

from django.core.management.base import BaseCommand, CommandError

from tandem.actes.journal import verify
from tandem.actes.models import JournalEntry


class Command(BaseCommand):
    help = "Relit la chaîne du journal des décisions ; sort en erreur si une ligne a été changée, ôtée ou ajoutée."

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["verify"])

    def handle(self, *args, **options):
        breaks = verify()
        if breaks:
            lines = [f"  décision {broken.sequence} : {broken.reason}" for broken in breaks]
            msg = "La chaîne du journal est rompue :\n" + "\n".join(lines)
            raise CommandError(msg)
        last = JournalEntry.objects.order_by("-sequence").first()
        if last is None:
            self.stdout.write("Le journal est vide.")
            return
        self.stdout.write(f"Journal intact : {last.sequence} décisions, empreinte {last.hash}.")
