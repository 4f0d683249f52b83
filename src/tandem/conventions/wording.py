"""A cadence and its clause, as a French sentence says them."""

from tandem.conventions.timing.cadences import AN, SEMESTRE, TRIMESTRE, UNIQUE, Cadence
from tandem.conventions.timing.dates import MOIS
from tandem.formats import number

PERIODS = {AN: "par an", SEMESTRE: "par semestre", TRIMESTRE: "par trimestre", UNIQUE: "une seule fois"}
ELIDED = ("a", "o")


def cadence_words(rule: Cadence) -> str:
    """« 1 à 2 par an, de juin à juillet », « au moins 1 par semestre et par secteur », « selon les besoins »."""
    if rule.asks_nothing:
        return "selon les besoins"
    said = _count(rule)
    if rule.secteurs:
        said += " et par secteur"
    return f"{said}, {_window(*rule.window)}" if rule.window else said


def clause_words(clause: str) -> str:
    """« article 5 », « art. R6523-2-4-1, 4e alinéa »; « fiche 3, action 1 », « communiqué » as they are written."""
    if clause[:1].isdigit():
        return f"article {clause}"
    return f"art. {clause}" if clause[1:2].isdigit() else clause


def _count(rule: Cadence) -> str:
    if rule.par == UNIQUE and rule.minimum == 1:
        return PERIODS[UNIQUE]
    period = "en tout" if rule.par == UNIQUE else PERIODS[rule.par]
    if rule.maximum is None:
        return f"au moins {number(rule.minimum)} {period}"
    if rule.maximum == rule.minimum:
        return f"{number(rule.minimum)} {period}"
    return f"{number(rule.minimum)} à {number(rule.maximum)} {period}"


def _window(first: int, last: int) -> str:
    if first == last:
        return f"en {MOIS[first - 1]}"
    opens = MOIS[first - 1]
    return f"{'d’' if opens.startswith(ELIDED) else 'de '}{opens} à {MOIS[last - 1]}"
