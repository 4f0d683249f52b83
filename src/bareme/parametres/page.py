"""The page of the parameters for people: every value, its date, its text, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from bareme.display import counted, format_date, typography
from bareme.parametres.model import Parametre, ParametreValue
from bareme.parametres.wording import worded

_HEAD = """# Paramètres

Cette page est écrite par `make parametres` à partir des fichiers de `src/bareme/parametres/` : ne la modifiez pas.
Chaque valeur vaut à compter de sa date, comparée à la date que dit la colonne « date qui décide ».
Une hypothèse est une lecture que les textes laissent ouverte, ou une valeur qu’aucun texte connu ne fixe : sa note dit
l’autre lecture. `bareme check` signale les valeurs sans référence, trop anciennes ou contradictoires.

"""
_COLUMNS = ("paramètre", "unité", "date qui décide", "valeurs et textes", "hypothèse", "vérifié le")
_UNITS = {
    "taux": "taux",
    "choix": "choix (0 ou 1)",
    "annees": "années",
    "niveau": "niveau de certification",
    "version": "rédaction",
}
_DATES = {
    "conclusion": "conclusion du contrat",
    "debut": "début du contrat",
    "exercice": "exercice",
    "decision": "décision",
    "convention": "signature de la convention",
}


def render_page(parametres: Iterable[Parametre]) -> str:
    """The whole page: one table for each folder, in the order of the keys."""
    ordered = sorted(parametres, key=lambda parametre: (_folder(parametre), parametre.key))
    assumed = sum(parametre.hypothese for parametre in ordered)
    sections = [f"## {folder}\n\n{_table(grouped)}" for folder, grouped in groupby(ordered, key=_folder)]
    total = f"{counted(len(ordered), 'paramètre')}, dont {counted(assumed, 'hypothèse')}.\n\n"
    return typography(_HEAD + total + "\n".join(sections))


def _folder(parametre: Parametre) -> str:
    return parametre.key.rpartition("/")[0]


def _table(parametres: Iterable[Parametre]) -> str:
    lines = [_row(_COLUMNS), _row(("---",) * len(_COLUMNS))]
    lines += [_row(_cells(parametre)) for parametre in parametres]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(parametre: Parametre) -> tuple[str, ...]:
    name = parametre.key.rpartition("/")[2]
    note = f"<br>{_cell(parametre.note)}" if parametre.note else ""
    return (
        f"`{name}`<br>{_cell(parametre.description)}",
        _UNITS.get(parametre.unit, parametre.unit),
        _DATES.get(parametre.date_key, parametre.date_key),
        "<br>".join(_value(value, parametre.unit) for value in parametre.values),
        f"{'oui' if parametre.hypothese else 'non'}{note}",
        format_date(parametre.checked_on),
    )


def _value(value: ParametreValue, unit: str) -> str:
    text = "référence manquante"
    if value.reference:
        text = f"[{_cell(value.reference.title)}]({value.reference.href})"
    return f"{format_date(value.since)} : **{worded(value.amount, unit)}** – {text}"


def _cell(text: str) -> str:
    """Text that cannot break the table nor a link."""
    return " ".join(text.split()).replace("|", "\\|").replace("[", "\\[").replace("]", "\\]")
