"""`tandem seed`: the demonstration world, loaded into tables that are up to date."""

from tandem.cli import demo
from tandem.cli.command import TandemCommand


class Command(TandemCommand):
    help = "Charge le monde de démonstration (tables réelles des sources, le reste marqué « données fictives »)."

    def handle(self, *args, **options):
        demo.load_world(self.stdout)
