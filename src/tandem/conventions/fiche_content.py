"""What a person writes in a fiche or in an action: read as plain values, checked, told, and merged.

A value is a string, a number or a list, under a stable key: « titre », « champ_contexte », « calendrier »…
Two people who write the same fiche are merged field by field; only a field that both changed is given back to the
second, with the words of the first.
"""

import re
from datetime import date
from typing import Any, NamedTuple

from bareme.display import fold
from tandem.conventions.champs import calendar_champ, champs_of
from tandem.conventions.enums import NatureAction, PublicCible
from tandem.conventions.models import Action
from tandem.conventions.timing.schedule import NAMES, Schedule, problems, words

MAX_TEXT = 20_000
MAX_TITLE = 500
SCHEDULE = tuple(NAMES)
NUMERO = re.compile(r"[0-9]+[A-Za-z]?([.\-][0-9]+[A-Za-z]?)*")
MAX_NUMERO = 10

READINGS = frozenset({"nature", "calendrier"})
"""What a machine makes of the text: changing it changes nothing of what the partners agreed."""

LABELS = {
    "titre": "Titre",
    "axe": "Axe",
    "nature": "Nature",
    "calendrier_texte": "Calendrier, en toutes lettres",
    "calendrier": "Calendrier retenu par la plateforme",
    "a_evoquer": "Sujet à évoquer",
    "publics": "Publics",
    "porteurs": "Porteurs",
    "partenaires": "Partenaires associés",
}

Values = dict[str, Any]


class Names(NamedTuple):
    """The names of the organisations and of the axes that values hold by their primary keys."""

    organisations: dict[int, str]
    axes: dict[int, str]


class Conflict(NamedTuple):
    """A field that two people changed: what each wrote, and what it was before them."""

    key: str
    label: str
    theirs: Any
    mine: Any


def champ_key(code: str) -> str:
    """Return the key of a field of the template."""
    return f"champ_{code}"


def written_champs(champs) -> list:
    """Return the fields that hold a text of their own: the calendar has its own key."""
    calendar = calendar_champ(champs)
    return [champ for champ in champs if champ != calendar]


def champs_of_row(row) -> tuple:
    """Return the fields of a fiche, or those of an action of a fiche."""
    return champs_of(row.fiche.modele.champs_action if isinstance(row, Action) else row.modele.champs)


def labels_of(row) -> dict[str, str]:
    """Return the label of each key, that of the template first."""
    champs = champs_of_row(row)
    calendar = calendar_champ(champs)
    labels = dict(LABELS)
    if calendar is not None:
        labels["calendrier_texte"] = calendar.label
    return labels | {champ_key(champ.code): champ.label for champ in written_champs(champs)}


def schedule_value(schedule: Schedule) -> dict:
    """Return a schedule as plain values, dates as ISO."""
    fields = {name: getattr(schedule, name) for name in SCHEDULE}
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}
    return {"nature": str(schedule.nature)} | {name: value for name, value in told.items() if value not in (None, "")}


def schedule_of(value: dict) -> Schedule:
    """Return the schedule that plain values hold."""
    fields = {name: item for name, item in value.items() if name in {"nature", *SCHEDULE}}
    for name in ("debut", "fin"):
        if isinstance(fields.get(name), str):
            fields[name] = date.fromisoformat(fields[name])
    return Schedule(**fields)


def snapshot(row) -> Values:
    """Return what a fiche, or an action, holds now."""
    values = {
        "titre": row.titre,
        "nature": str(row.nature),
        "calendrier_texte": row.calendrier_texte,
        "calendrier": schedule_value(row.schedule),
    }
    values |= {champ_key(champ.code): _told(row, champ.code) for champ in written_champs(champs_of_row(row))}
    if isinstance(row, Action):
        return values
    return values | {
        "axe": row.axe_id,
        "a_evoquer": row.a_evoquer,
        "publics": sorted(str(public) for public in row.publics),
        "porteurs": sorted(porteur.pk for porteur in row.porteurs.all()),
        "partenaires": sorted(partenaire.pk for partenaire in row.partenaires.all()),
    }


def _told(row, code) -> str:
    value = row.contenu.get(code)
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    return "" if value is None else str(value)


def tidied(values: Values) -> Values:
    """Return the values with their lines ended alike and nothing around."""
    return {
        key: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value for key, value in values.items()
    }


def changed_keys(before: Values, after: Values) -> list[str]:
    """Return the keys whose value changes."""
    return [key for key in after if key in before and after[key] != before[key]]


def merged(base: Values, theirs: Values, mine: Values, labels) -> tuple[Values, list[str], list[Conflict]]:
    """Merge what I wrote over `base` with what is stored now.

    Returns the values to write, the keys that another person changed and that I left, and the conflicts.
    """
    values, kept, conflicts = dict(mine), [], []
    for key in mine:
        was, now = base.get(key), theirs.get(key)
        if was == now or now == mine[key]:
            continue
        if mine[key] == was:
            values[key] = now
            kept.append(key)
        else:
            conflicts.append(Conflict(key, labels.get(key, key), now, mine[key]))
    return values, kept, conflicts


def value_faults(values: Values, labels) -> dict[str, list[str]]:
    """Return, by field, in French, all that is wrong in what was written."""
    faults: dict[str, list[str]] = {}
    if "titre" in values:
        _title_faults(values["titre"], faults)
    for key, value in values.items():
        is_text = key.startswith("champ_") or key in {"calendrier_texte", "a_evoquer"}
        if is_text and len(value) > MAX_TEXT:
            faults.setdefault(key, []).append(
                f"{labels.get(key, key)} : {MAX_TEXT} caractères au plus sont admis, trouvé {len(value)}. "
                "Raccourcissez ce texte."
            )
    if "calendrier" in values:
        _calendar_faults(values["calendrier"], faults)
    _choice_faults(values, faults)
    return faults


def _title_faults(titre, faults) -> None:
    if not titre:
        faults["titre"] = ["Titre : un titre est attendu, rien n’a été trouvé."]
    elif len(titre) > MAX_TITLE:
        faults["titre"] = [f"Titre : {MAX_TITLE} caractères au plus sont admis, trouvé {len(titre)}."]


def _calendar_faults(value, faults) -> None:
    try:
        found = problems(schedule_of(value))
    except (TypeError, ValueError):
        found = ["Calendrier : une date s’écrit année, mois, jour ; vérifiez les dates."]
    if found:
        faults["calendrier"] = found


def _choice_faults(values, faults) -> None:
    unknown = sorted(set(values.get("publics", ())) - set(PublicCible.values))
    if unknown:
        faults["publics"] = [f"Publics : un choix de la liste est attendu, trouvé « {', '.join(unknown)} »."]
    if "nature" in values and values["nature"] not in NatureAction.values:
        faults["nature"] = [f"Nature : un choix de la liste est attendu, trouvé « {values['nature']} »."]


def numero_fault(numero: str) -> str:
    """Return, in French, why a number of fiche cannot be one; "" when it can."""
    if len(numero) > MAX_NUMERO or not NUMERO.fullmatch(numero):
        return (
            f"Numéro : un nombre, ou des nombres séparés par un point comme « 1.4 », est attendu "
            f"({MAX_NUMERO} caractères au plus), trouvé « {numero} »."
        )
    return ""


def next_numero(taken, axe: int) -> str:
    """Return the first free number of an axis, written as the other fiches are: « 4 », or « 1.4 »."""
    numbers = set(taken)
    is_plain = bool(numbers) and all(numero.isdecimal() for numero in numbers)
    forms = (str(rank) if is_plain else f"{axe}.{rank}" for rank in range(1, len(numbers) + 2))
    return next(numero for numero in forms if numero not in numbers)


def told(key: str, value, names: Names) -> str:
    """Return a value as the history shows it."""
    if key == "calendrier":
        return words(schedule_of(value)) if value else ""
    if key == "nature":
        return str(NatureAction(value).label) if value else ""
    if key == "publics":
        return ", ".join(str(PublicCible(public).label) for public in value)
    if key in {"porteurs", "partenaires"}:
        return ", ".join(sorted((names.organisations.get(pk, "") for pk in value), key=fold))
    return names.axes.get(value, "") if key == "axe" else value
