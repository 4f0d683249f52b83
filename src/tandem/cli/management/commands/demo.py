"""`tandem demo`: the demonstration world loaded, its checks printed, the site served."""

from django.core.management import call_command
from django.core.management.base import CommandError

from tandem.cli import demo
from tandem.cli.command import TandemCommand
from tandem.cli.server import DEFAULT_PORT, HOST, check_port_is_free, serve


class Command(TandemCommand):
    help = "Charge le monde de démonstration, imprime ses contrôles et sert le site sur cette machine."

    def add_arguments(self, parser):
        parser.add_argument(
            "--port", type=int, default=DEFAULT_PORT, help=f"port d’écoute ; par défaut, {DEFAULT_PORT}"
        )
        parser.add_argument("--no-serve", action="store_true", help="s’arrêter après les contrôles")

    def handle(self, *args, **options):
        port = options["port"]
        if not options["no_serve"]:
            check_port_is_free(HOST, port)
        call_command("migrate", verbosity=0)
        demo.load_world(self.stdout)
        if not demo.print_checks(self.stdout):
            msg = "Un contrôle au moins ne tient pas : le site n’est pas servi."
            raise CommandError(msg)
        if options["no_serve"]:
            return
        demo.print_sign_ins(self.stdout, f"http://{HOST}:{port}/")
        self.stdout.flush()
        serve(HOST, port)
