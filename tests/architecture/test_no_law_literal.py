"""A figure of the law is never written in a rule: it is data, in a règlement or a parameter (style.md §5)."""

import ast
import re

import pytest

from tests.architecture.sources import SRC, parsed, where

ALLOWED = {0, 1, 2, 12, 100}
BAREME = SRC / "bareme"

# Place of a number (file, then the constant or the function that holds it) → why it is no figure of the law.
MECHANICS = {
    "contrats/assembly.py:_hourly_rates": "an IDCC is written on four digits",
    "contrats/cell_parsers.py:_LARGEST_HOURS": "32 bits",
    "contrats/cells.py:_FAR": "64 bits",
    "contrats/cells.py:_LONGEST_INTEGER": "digits that 32 bits hold",
    "contrats/cells.py:_quick_hundredths": "the widest decimal of Polars",
    "contrats/checks.py:_SHORTEST_YEAR": "days of a common year",
    "contrats/computing.py:PLAIN_UP_TO": "measured: contracts sooner computed than the kernels are loaded",
    "contrats/csv_source.py:_CONTROLS": "control characters",
    "contrats/csv_source.py:_HEAD": "bytes looked at first",
    "contrats/csv_source.py:_LONGEST_TITLE": "signs of a message",
    "contrats/headers.py:_CLOSE": "how close two titles are",
    "contrats/reading.py:read_source": "bytes of a signature",
    "contrats/schema.py:_EPOCH": "day 0",
    "contrats/writing.py:_MONEY": "digits of an amount",
    "contrats/writing.py:euros": "digits of an amount",
    "funding/plain.py:_EPOCH": "day 0",
    "funding/sourcing.py:_EPOCH": "day 0",
    "funding/sourcing.py:_source": "size of a cache",
    "legislation.py:_EPOCH": "day 0",
    "legislation.py:_unknown": "how close two keys are",
    "npec/building.py:_DAY_BITS": "bits of a key",
    "npec/building.py:_KEY_BITS": "bits of a key",
    "npec/codes.py:WITHOUT_IDCC": "codes of the Cerfa that stand for no convention",
    "npec/layout.py:lay_out": "columns of a span",
    "npec/search.py:AMORCAGE": "code of a rule",
    "npec/search.py:CARENCE": "code of a rule",
    "npec/search.py:_BLOCK": "contracts of a block",
    "rules/calendar.py:_CYCLE": "days of four years",
    "rules/calendar.py:_CYCLE_SHIFT": "division by multiplication",
    "rules/calendar.py:_DAY_ORIGIN": "division by multiplication",
    "rules/calendar.py:_DAY_SHIFT": "division by multiplication",
    "rules/calendar.py:_DAY_SLOPE": "division by multiplication",
    "rules/calendar.py:_FIRST_DAY": "days before day 0",
    "rules/calendar.py:_FIRST_YEAR": "first year of the calendar",
    "rules/calendar.py:_MARCH": "the third month",
    "rules/calendar.py:_MONTH_ORIGIN": "division by multiplication",
    "rules/calendar.py:_MONTH_SHIFT": "division by multiplication",
    "rules/calendar.py:_MONTH_SLOPE": "division by multiplication",
    "rules/calendar.py:_YEAR_SHIFT": "division by multiplication",
    "rules/calendar.py:_cycle_year": "years of a cycle",
    "rules/calendar.py:year_of": "days of a common year",
    "rules/contrat.py:NEVER": "later than every date",
    "rules/funding.py:MAX_LINES": "lines of a year",
    "rules/funding.py:_SLOTS": "lines of a year",
    "rules/funding.py:slot_of": "rank of a line",
    "rules/schedule.py:MAINTIEN": "code of a nature",
    "rules/schedule.py:RECUPERATION": "code of a nature",
    "rules/schedule.py:REGULARISATION": "code of a nature",
    "rules/schedule.py:SOLDE": "code of a nature",
    "rules/schedule.py:_SEVENTH": "months before the seventh, after which the échéance is named",
    "rules/schedule.py:_TENTH": "months before the tenth, after which the échéance is named",
    "simulation/measures.py:_EPOCH": "day 0",
    "simulation/reform_tables.py:Reforms": "order of the axes of a table",
    "simulation/reform_tables.py:_EPOCH": "day 0",
    "simulation/reform_tables.py:_NEVER_MET": "higher than every threshold",
    "simulation/rendering.py:_SHOWN_EXTREMES": "rows of a table",
    "simulation/rendering.py:_SHOWN_GROUPS": "rows of a table",
    "simulation/scenario_checks.py:_EPOCH": "day 0",
    "simulation/scenario_reading.py:_FINEST_PERCENT": "64 bits",
    "simulation/scenario_reading.py:_HIGHEST_RISE": "a typing mistake, not a reform",
    "simulation/scenario_reading.py:_Reader": "how close two keys are",
    "validite/jours_feries.py:_SUNDAY": "rank of a day in the week",
    "validite/jours_feries.py:jours_feries": "size of a cache",
    "validite/jours_feries.py:easter": "the computus",
}

# What a French sentence may not say of itself: the figure has to come from the parameter that the rule reads.
_NUMBERS = "deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante-cinq"
_UNITS = "€|%|euros?|jours?|(premiers )?jours|mois|ans?|heures?"
FIGURE = re.compile(rf"(\b({_NUMBERS})|[0-9][0-9 ,\u202f]*)[ \u202f]?({_UNITS})(?!\w)", re.IGNORECASE)
EXAMPLES = {
    "funding/explain.py": "a level less a share of it is 100 % less that share",
    "legislation.py": "how a rate is written",
    "majoration/reglement/parse_rules.py": "how a rate is written",
    "majoration/reglement/reader.py": "how a rate is written",
    "parametres/checks.py": "shares make a whole, 100 %",
}


def rules():
    """The modules that hold or read the law."""
    folders = (
        "contrats", "dispositifs", "funding", "majoration", "npec", "parametres", "rules", "simulation", "validite"
    )  # fmt: skip
    return sorted([BAREME / "legislation.py", *(path for name in folders for path in (BAREME / name).rglob("*.py"))])


def numbers(tree):
    """Every numeric literal, with its line; True and False are not numbers."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in {int, float, complex}:
            yield node.lineno, node.value


def foreign(tree):
    """Literals that a rule may not hold: a float is never one of the allowed."""
    return [(line, value) for line, value in numbers(tree) if isinstance(value, float) or value not in ALLOWED]


def name_of(node):
    """The constant, the function or the class that a statement of a module makes."""
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", node)
    return getattr(target, "id", getattr(target, "name", ""))


def placed(path):
    """The foreign literals of a module by their place, as MECHANICS writes it, with their lines."""
    for statement in parsed(path).body:
        for line, value in foreign(statement):
            yield f"{path.relative_to(BAREME).as_posix()}:{name_of(statement)}", line, value


def sentences(tree):
    """The texts of a module, those that document it left out."""
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.lineno, node.value


def test_the_rules_hold_no_figure():
    found = [
        f"{where(path, line)}: {value}, in {place}"
        for path in rules()
        if path.is_relative_to(BAREME / "majoration") or "parametres" not in path.parts
        for place, line, value in placed(path)
        if place not in MECHANICS
    ]

    assert len(rules()) > 100
    assert [] == found


def test_every_number_that_is_excused_is_still_there():
    there = {place for path in rules() for place, _line, _value in placed(path)}

    assert set() == MECHANICS.keys() - there


def test_no_sentence_says_a_figure_of_the_law_by_itself():
    found = [
        f"{where(path, line)}: {text}"
        for path in rules()
        if path.relative_to(BAREME).as_posix() not in EXAMPLES
        for line, text in sentences(parsed(path))
        if FIGURE.search(text)
    ]

    assert [] == found


def test_a_figure_in_a_rule_would_be_found():
    source = "CAP = 2_000_000\ndef share(mean):\n    return mean * 0.15 if mean else 100\n"

    assert [(1, 2_000_000), (3, 0.15)] == foreign(ast.parse(source))


@pytest.mark.parametrize("text", ["pendant six mois", "les 45 premiers jours", "750 € au plus", "25\u202f% des heures"])
def test_a_figure_in_a_sentence_would_be_found(text):
    assert FIGURE.search(text)
