"""What the verbs of `tandem` share: their help and the errors of their options, in French."""

import argparse
import re
from typing import NoReturn

from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter

SECTIONS = {"positional arguments": "Arguments ", "options": "Options "}
# The words of argparse, which has no French catalogue; a message that is not here is shown as it is.
WORDS = (
    (r"the following arguments are required: (?P<names>.*)", r"il manque : \g<names>"),
    (r"unrecognized arguments: (?P<names>.*)", r"options ou arguments inconnus : \g<names>"),
    (
        r"argument (?P<name>\S+): invalid choice: (?P<value>.*) \(choose from (?P<choices>.*)\)",
        r"\g<name> : \g<value> n’est pas un choix possible (attendu : \g<choices>)",
    ),
    (r"argument (?P<name>\S+): invalid int value: (?P<value>.*)", r"\g<name> : \g<value> n’est pas un nombre entier"),
    (r"argument (?P<name>\S+): expected one argument", r"\g<name> : une valeur est attendue"),
    (r"argument (?P<name>\S+): ignored explicit argument (?P<value>.*)", r"\g<name> ne prend pas de valeur"),
    (r"ambiguous option: (?P<name>\S+) could match (?P<choices>.*)", r"\g<name> peut être : \g<choices>"),
)


class FrenchHelpFormatter(DjangoHelpFormatter):
    """Shows the options of the verb itself; those of every Django command (`show_last`) work without being listed."""

    def add_usage(self, usage, actions, groups, prefix=None):
        super().add_usage(usage, self._own(actions), groups, "Usage : " if prefix is None else prefix)

    def add_arguments(self, actions):
        super().add_arguments(self._own(actions))

    def start_section(self, heading):
        super().start_section(SECTIONS.get(heading, heading))

    def _own(self, actions):
        return [action for action in actions if not set(action.option_strings) & self.show_last]


class TandemCommand(BaseCommand):
    """A verb of ours."""

    def create_parser(self, prog_name, subcommand, **kwargs):
        kwargs.setdefault("formatter_class", FrenchHelpFormatter)
        parser = super().create_parser(prog_name, subcommand, add_help=False, **kwargs)
        parser.add_argument("-h", "--help", action="help", help="affiche cette aide")
        is_typed = parser.called_from_command_line

        def error(message: str) -> NoReturn:
            refuse(parser, message, is_typed=is_typed)

        parser.error = error
        return parser


def refuse(parser: argparse.ArgumentParser, message: str, *, is_typed: bool) -> NoReturn:
    """Leave with the usage and the error; called by a program rather than typed, raise CommandError."""
    text = f"Erreur : {translated(message)}."
    if not is_typed:
        raise CommandError(text)
    parser.exit(2, f"{parser.format_usage()}{text} « {parser.prog} --help » donne le détail.\n")


def translated(message: str) -> str:
    """Return the French words of a message of argparse."""
    for pattern, words in WORDS:
        if found := re.fullmatch(pattern, message):
            return re.sub(r"'([^']*)'", "« \\1 »", found.expand(words))
    return message
