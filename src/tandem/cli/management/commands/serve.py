"""`tandem serve`: the site on this machine."""

from tandem.cli.command import TandemCommand
from tandem.cli.server import DEFAULT_PORT, HOST, check_port_is_free, serve


class Command(TandemCommand):
    help = "Sert le site sur cette machine, jusqu’à Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument(
            "--port", type=int, default=DEFAULT_PORT, help=f"port d’écoute ; par défaut, {DEFAULT_PORT}"
        )
        parser.add_argument("--host", default=HOST, help="adresse d’écoute ; par défaut, cette machine seulement")

    def handle(self, *args, **options):
        check_port_is_free(options["host"], options["port"])
        self.stdout.write(f"Tandem est servi sur http://{options['host']}:{options['port']}/ (Ctrl-C pour arrêter).")
        serve(options["host"], options["port"])
