"""The `tandem` command: Django's own commands and ours, the database started first, errors in plain French."""

import os
import sys

from django.core.management import execute_from_command_line

from tandem.database import DatabaseUnavailableError
from tandem.database import __main__ as database

VERBS = {
    "demo": "charge le monde de démonstration, imprime ses contrôles et sert le site",
    "serve": "sert le site sur cette machine",
    "migrate": "met les tables à jour",
    "seed": "charge le monde de démonstration",
    "reset": "efface toutes les données et recrée des tables vides",
    "journal": "« tandem journal verify » relit la chaîne du journal des décisions",
    "campagne": "« tandem campagne replay REGION ANNEE » recalcule un vote et compare les octets",
    "worker": "exécute le travail de fond : rappels aux OF-CFA, message quotidien, calendrier des conventions",
    "backup": "sauvegarde la base et les fichiers reçus dans une archive",
    "restore": "remet la base et les fichiers dans l’état d’une archive",
    "database": "« start », « stop » ou « status » du serveur PostgreSQL de ce dossier",
    "manage": "toute autre commande de Django",
}


def main(argv: list[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(usage())
        return 0
    if arguments[0] == "database":
        return database.main(arguments[1:])
    if arguments[0] == "manage":
        arguments = arguments[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings.dev")
    try:
        execute_from_command_line(["tandem", *arguments])
    except DatabaseUnavailableError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def usage() -> str:
    """The verbs, one a line."""
    width = max(map(len, VERBS))
    lines = [f"  tandem {verb:<{width}}  {text}" for verb, text in VERBS.items()]
    return "\n".join(["Usage : tandem VERBE [options] ; « tandem VERBE --help » détaille un verbe.", "", *lines])
