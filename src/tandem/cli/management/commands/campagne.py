"""`tandem campagne replay REGION ANNEE`: a vote computed again from what was frozen."""

from django.core.management.base import CommandError

from tandem.campagnes.models import Vote
from tandem.campagnes.replay import replay
from tandem.cli.command import TandemCommand


class Command(TandemCommand):
    help = "Recalcule l’annexe votée à partir des données figées ; sort en erreur si un octet diffère."

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["replay"], help="« replay » : recalculer, puis comparer")
        parser.add_argument("region", help="identifiant d’adresse de la Région, par exemple « ile-de-france »")
        parser.add_argument("annee", type=int, help="année de la campagne, par exemple « 2023 »")

    def handle(self, *args, **options):
        vote = (
            Vote.objects.select_related("scenario__donnees", "scenario__reglement", "deliberation")
            .filter(campagne__organisation__slug=options["region"], campagne__annee=options["annee"])
            .first()
        )
        if vote is None:
            raise CommandError(
                f"Aucun vote n’est enregistré pour la Région « {options['region']} » en {options['annee']}. "
                "Vérifiez son identifiant d’adresse et l’année."
            )
        result = replay(vote)
        if not result.is_identical:
            raise CommandError("Le vote recalculé diffère :\n" + "\n".join(f"  {text}" for text in result.breaks))
        self.stdout.write(f"{vote.deliberation} : octets identiques, empreinte {result.found}.")
