"""`tandem journal verify`: the chain of decisions, read again from its first line."""

from django.core.management.base import CommandError

from tandem.actes.journal import head, parse_anchor, verify
from tandem.cli.command import TandemCommand


class Command(TandemCommand):
    help = "Relit la chaîne du journal des décisions ; sort en erreur si une ligne a été changée, ôtée ou ajoutée."

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["verify"], help="« verify » : relire la chaîne")
        parser.add_argument(
            "--ancre",
            metavar="RANG:EMPREINTE",
            help="fin de chaîne notée auparavant hors de la base : décèle des décisions ôtées à la fin du journal",
        )

    def handle(self, *args, **options):
        try:
            anchor = parse_anchor(options["ancre"]) if options["ancre"] else None
        except ValueError as error:
            raise CommandError(str(error)) from error
        breaks = verify(anchor)
        if breaks:
            lines = [f"  décision {broken.sequence} : {broken.reason}" for broken in breaks]
            msg = "La chaîne du journal est rompue :\n" + "\n".join(lines)
            raise CommandError(msg)
        last = head()
        if last is None:
            self.stdout.write("Le journal est vide.")
            return
        self.stdout.write(f"Journal intact : {last.sequence} décisions, empreinte {last.hash}.")
        self.stdout.write(f"À noter hors de la base, pour déceler plus tard une fin ôtée : --ancre {last}")
