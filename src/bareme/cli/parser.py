"""argparse speaking French."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

from bareme.display import typography

_TRANSLATIONS = (
    (r"the following arguments are required: (.*)", r"il manque : \1"),
    (r"unrecognized arguments: (.*)", r"options ou arguments inconnus : \1"),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", r"\1 : \2 n’est pas un choix possible (\3)"),
    (r"argument (.*): invalid int value: (.*)", r"\1 : \2 n’est pas un nombre entier"),
    (r"argument (.*): expected one argument", r"\1 : une valeur était attendue"),
    (r"argument (.*): not allowed with argument (.*)", r"\1 ne va pas avec \2"),
    (r"ambiguous option: (.*) could match (.*)", r"option ambiguë : \1 peut être \2"),
)


class FrenchParser(argparse.ArgumentParser):
    """An ArgumentParser whose help and errors are in French. Abbreviated options are refused: scripts rely on them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self._positionals.title = "arguments"
        self.add_argument("-h", "--help", action="help", help="affiche cette aide")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", typography("Usage : "), 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", typography("Usage : "), 1)

    def error(self, message: str) -> NoReturn:
        for english, french in _TRANSLATIONS:
            message = re.sub(english, french, message)
        self.exit(2, typography(f"{self.format_usage()}Commande incorrecte : {message}\n"))
