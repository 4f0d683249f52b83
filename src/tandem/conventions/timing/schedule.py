"""The calendar of a fiche or of an action, in machine form: what may be wrong in it, its words, its windows.

Units: civil days, and months from 1 to 12. Source of the natures: the calendars of the fiches of ATLAS and of AKTO –
Île-de-France (« Septembre 2023 à Mars 2024 », « Septembre – Décembre », « Juin », « Dès octobre 2023 », « Tout au long
de l'année », « En cours d'année », « Une fois par semestre », « Autant que de besoin », nothing in fiche 5.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from tandem.conventions.timing.cadences import MONTHS_OF, UNIQUE
from tandem.conventions.timing.dates import MOIS, MONTHS, day_words, month_end, month_window, overlap
from tandem.conventions.timing.schedule_reading import TIMES, dated, recurrent, spoken

__all__ = ["NATURES", "Schedule", "occurrences", "problems", "read", "words"]

NATURES = (
    "intervalle",
    "fenetre_mois",
    "mois",
    "des",
    "tout_au_long",
    "en_cours_annee",
    "recurrence",
    "selon_besoins",
    "aucun",
)

# What each nature needs, with the name that people give it.
NEEDS = {
    "intervalle": ("debut", "fin"),
    "fenetre_mois": ("mois_debut", "mois_fin"),
    "mois": ("mois_debut",),
    "des": ("debut",),
    "recurrence": ("fois", "par"),
}
NAMES = {
    "debut": "date de début",
    "fin": "date de fin",
    "mois_debut": "mois de début",
    "mois_fin": "mois de fin",
    "fois": "nombre de fois",
    "par": "période",
}
# Years that a convention of apprenticeship can meet: beyond, a typing mistake.
FIRST_YEAR, LAST_YEAR = 1971, 2199


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something is to happen; each nature uses the fields of `NEEDS`, and the others stay empty."""

    nature: str = "aucun"
    debut: date | None = None
    fin: date | None = None
    mois_debut: int | None = None
    mois_fin: int | None = None
    fois: int | None = None
    par: str = ""


def problems(schedule: Schedule) -> list[str]:
    """Every fault of a schedule, in French; an empty list when it can be used."""
    if schedule.nature not in NATURES:
        return [
            f"Calendrier : une des natures prévues est attendue ({', '.join(NATURES)}), trouvé « {schedule.nature} »."
        ]
    return [*_blocking(schedule), *_useless(schedule)]


def _blocking(schedule: Schedule) -> list[str]:
    """The faults that leave a schedule without words or windows; a field that it does not use is not one."""
    return [
        *_missing(schedule),
        *_months_out_of_range(schedule),
        *_years_out_of_range(schedule),
        *_contradictions(schedule),
    ]


def _missing(schedule: Schedule) -> Iterator[str]:
    for field in NEEDS.get(schedule.nature, ()):
        if getattr(schedule, field) in (None, ""):
            yield f"Calendrier, {NAMES[field]} : une valeur est attendue, rien n’a été trouvé. Remplissez ce champ."


def _months_out_of_range(schedule: Schedule) -> Iterator[str]:
    for field in ("mois_debut", "mois_fin"):
        month = getattr(schedule, field)
        if month is not None and not 1 <= month <= MONTHS:
            yield f"Calendrier, {NAMES[field]} : un nombre de 1 à 12 est attendu, trouvé {month}."


def _years_out_of_range(schedule: Schedule) -> Iterator[str]:
    for field in ("debut", "fin"):
        day = getattr(schedule, field)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            yield (
                f"Calendrier, {NAMES[field]} : une année de {FIRST_YEAR} à {LAST_YEAR} est attendue, "
                f"trouvé {day_words(day)}."
            )


def _contradictions(schedule: Schedule) -> Iterator[str]:
    if schedule.debut is not None and schedule.fin is not None and schedule.fin < schedule.debut:
        yield (
            f"Calendrier : la fin ({day_words(schedule.fin)}) précède le début ({day_words(schedule.debut)}). "
            "Échangez les deux dates ou corrigez-en une."
        )
    if schedule.fois is not None and schedule.fois < 1:
        yield f"Calendrier, {NAMES['fois']} : un nombre d’au moins 1 est attendu, trouvé {schedule.fois}."
    if schedule.par and schedule.par not in {*MONTHS_OF, UNIQUE}:
        yield f"Calendrier, période : an, semestre, trimestre ou unique est attendu, trouvé « {schedule.par} »."


def _useless(schedule: Schedule) -> Iterator[str]:
    """What was filled and would be read by nobody."""
    needed = NEEDS.get(schedule.nature, ())
    for field, name in NAMES.items():
        if field not in needed and getattr(schedule, field) not in (None, ""):
            yield f"Calendrier, {name} : ce calendrier ne s’en sert pas. Videz ce champ."


def words(schedule: Schedule) -> str:
    """The schedule as a French sentence would say it, without a capital or a full stop; "" when it cannot be used."""
    if schedule.nature not in NATURES or _blocking(schedule):
        return ""
    return _WORDS[schedule.nature](*(getattr(schedule, field) for field in NEEDS.get(schedule.nature, ())))


def occurrences(schedule: Schedule, start: date, end: date) -> list[tuple[date, date]]:
    """The windows of a schedule inside a period, ends included, in order, cut to the period.

    A recurrence gives one window for each civil year, semester or quarter, whatever its number of times.
    What follows needs, what has no calendar and what has a fault give none.
    """
    if start > end or schedule.nature not in NATURES or _blocking(schedule):
        return []
    windows = (overlap(*window, start, end) for window in _windows(schedule, start, end))
    return [window for window in windows if window]


def _windows(schedule: Schedule, start: date, end: date) -> Iterator[tuple[date, date]]:
    match schedule.nature:
        case "intervalle" if schedule.debut and schedule.fin:
            yield schedule.debut, schedule.fin
        case "des" if schedule.debut:
            yield schedule.debut, end
        case "tout_au_long":
            yield start, end
        case "recurrence" if schedule.par == UNIQUE:
            yield start, end
        case "fenetre_mois" | "mois" | "en_cours_annee" | "recurrence":
            # Since the year before: its last window may end in this one. The calendar of Python ends with 9999.
            for year in range(max(start.year - 1, date.min.year), min(end.year, date.max.year - 1) + 1):
                yield from _windows_of(schedule, year)


def _windows_of(schedule: Schedule, year: int) -> Iterator[tuple[date, date]]:
    if schedule.nature in {"fenetre_mois", "mois"} and schedule.mois_debut:
        last = schedule.mois_fin if schedule.nature == "fenetre_mois" else None
        yield month_window(year, schedule.mois_debut, last or schedule.mois_debut)
        return
    length = MONTHS_OF[schedule.par] if schedule.nature == "recurrence" else MONTHS
    for month in range(1, MONTHS + 1, length):
        yield date(year, month, 1), month_end(year, month + length - 1)


def read(text: str) -> Schedule | None:
    """The best reading of a calendar in French, to propose to a person.

    None when the text says something else, or two things. An empty text is no calendar.
    « au moins », « 1 à 2 fois » are read by their minimum.
    """
    if not text.strip():
        return Schedule()
    if found := dated(text):
        return Schedule(**found)
    if found := recurrent(text):
        return Schedule(**found)
    nature = spoken(text)
    return Schedule(nature) if nature else None


def _interval_words(debut: date, fin: date) -> str:
    if debut == fin:
        return f"le {day_words(debut)}"
    if debut.day != 1 or fin != month_end(fin.year, fin.month):
        return f"du {day_words(debut)} au {day_words(fin)}"
    if (debut.year, debut.month) == (fin.year, fin.month):
        return f"en {_month_year(debut)}"
    return f"{_of(_month_year(debut))} à {_month_year(fin)}"


def _since_words(debut: date) -> str:
    return f"dès {_month_year(debut)}" if debut.day == 1 else f"dès le {day_words(debut)}"


def _recurrence_words(fois: int, par: str) -> str:
    if par == UNIQUE:
        return "une seule fois" if fois == 1 else f"{_times(fois)} fois en tout"
    return f"{_times(fois)} fois par {par}"


def _month_year(day: date) -> str:
    return f"{MOIS[day.month - 1]} {day.year}"


def _of(month: str) -> str:
    return f"d’{month}" if month[0] in "ao" else f"de {month}"


def _times(number: int) -> str:
    return TIMES[number] if number < len(TIMES) else str(number)


# Each is called with the fields that its nature needs, in their order.
_WORDS: dict[str, Callable[..., str]] = {
    "intervalle": _interval_words,
    "fenetre_mois": lambda debut, fin: f"{MOIS[debut - 1]} à {MOIS[fin - 1]}",
    "mois": lambda mois: MOIS[mois - 1],
    "des": _since_words,
    "tout_au_long": lambda: "tout au long de l’année",
    "en_cours_annee": lambda: "en cours d’année",
    "recurrence": _recurrence_words,
    "selon_besoins": lambda: "autant que de besoin",
    "aucun": lambda: "sans calendrier",
}
