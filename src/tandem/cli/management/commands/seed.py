"""`tandem seed`: the demonstration world, loaded into tables that are up to date."""

from django.core.management.base import BaseCommand

from tandem.cli import demo


class Command(BaseCommand):
    help = "Charge le monde de démonstration (tables réelles des sources, le reste marqué « données fictives »)."

    def handle(self, *args, **options):
        demo.load_world(self.stdout)
