"""An impact as the person who decides reads it: what it costs or saves, who wins, who loses, who loses most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

import polars as pl

from bareme.display import THIN, counted, format_cents, format_date, format_decimal, format_integer, typography
from bareme.simulation.dues import ANNEE
from bareme.simulation.impact import FIGURES, Impact
from bareme.simulation.writing import MONEY, TITLES

_SHOWN_GROUPS: Final = 40
_SHOWN_EXTREMES: Final = 10
_NOWHERE: Final = "non renseigné"


def as_table(impacts: Iterable[Impact]) -> str:
    """Every scenario with its digest, and its groups when they fit on a screen or two."""
    return "\n".join(_whole(impact) for impact in impacts)


def _whole(impact: Impact) -> str:
    text = digest(impact, _SHOWN_EXTREMES)
    if impact.groups.height > _SHOWN_GROUPS:
        many = counted(impact.groups.height, "groupe")
        return text + typography(f"\n{many} : demandez le csv pour les avoir tous.\n")
    names = (*impact.by, *FIGURES)
    rows = [_shown_row(row, names) for row in impact.groups.iter_rows(named=True)]
    total = ["TOTAL", *[""] * (len(impact.by) - 1), *_shown_row(impact.total.row(0, named=True), FIGURES)]
    left = [name in impact.by and name != ANNEE for name in names]
    return text + "\n" + _aligned([[TITLES[name] for name in names], *rows, total], left)


def digest(impact: Impact, shown: int) -> str:
    """The figures of a scenario in a few lines, with the groups that lose and win most, `shown` of each at most."""
    scenario, total = impact.scenario, impact.total.row(0, named=True)
    before, after, gap = (total[name] for name in ("du_reference", "du_scenario", "ecart"))
    amounts = [
        ["Dû sans la réforme", format_cents(before), ""],
        ["Dû avec la réforme", format_cents(after), ""],
        ["Écart", _signed(gap), _share(gap, before)],
    ]
    reached = f"{counted(impact.concerned, 'contrat')} sur {format_integer(total['contrats'])}"
    lines = [
        f"{scenario.titre} ({scenario.name})",
        f"Champ : contrats conclus à compter du {format_date(scenario.date_effet)}, {reached}.",
        *_aligned(amounts, [True, False, False]).splitlines(),
        ", ".join(counted(total[name], noun) for name, noun in _NOUNS) + ".",
        *_extremes(impact, shown),
    ]
    return typography("\n".join(lines)) + "\n"


_NOUNS: Final = (("gagnants", "contrat gagnant"), ("perdants", "contrat perdant"), ("inchanges", "contrat inchangé"))


def _extremes(impact: Impact, shown: int) -> Iterator[str]:
    """The groups with the greatest falls, then the greatest rises, the years of a group put together."""
    names = [name for name in impact.by if name != ANNEE] or [ANNEE]
    whole = impact.groups.group_by(names).agg(pl.col("ecart", "du_reference").sum())
    for title, falls in (("Plus fortes baisses", True), ("Plus fortes hausses", False)):
        moved = whole.filter(pl.col("ecart") < 0 if falls else pl.col("ecart") > 0)
        if moved.is_empty():
            continue
        ordered = moved.sort("ecart", *names, descending=[not falls, *[False] * len(names)], nulls_last=True)
        rows = [
            [f"  {_name_of(row, names)}", _signed(row["ecart"]), _share(row["ecart"], row["du_reference"])]
            for row in ordered.head(shown).iter_rows(named=True)
        ]
        of_how_many = f" ({shown} sur {format_integer(moved.height)})" if moved.height > shown else ""
        yield f"{title}{of_how_many} :"
        yield from _aligned(rows, [True, False, False]).splitlines()


def _name_of(row: dict[str, Any], names: Sequence[str]) -> str:
    return ", ".join(_NOWHERE if row[name] is None else str(row[name]) for name in names)


def _shown_row(row: dict[str, Any], names: Iterable[str]) -> list[str]:
    return [_shown(name, row[name]) for name in names]


def _shown(name: str, value: int | str | None) -> str:
    if value is None:
        return _NOWHERE
    if isinstance(value, str) or name == ANNEE:
        return str(value)
    if name == "ecart":
        return _signed(value)
    return format_cents(value) if name in MONEY else format_integer(value)


def _signed(centimes: int) -> str:
    return f"+{format_cents(centimes)}" if centimes > 0 else format_cents(centimes)


def _share(gap: int, before: int) -> str:
    """A variation in percent; nothing when there is no amount to compare with."""
    if not before:
        return ""
    sign = "+" if gap > 0 else ""
    return f"{sign}{format_decimal(Fraction(100 * gap, before), 2)}{THIN}%"


def _aligned(rows: Sequence[Sequence[str]], left: Sequence[bool]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(left))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if to_left else cell.rjust(width)
            for cell, width, to_left in zip(row, widths, left, strict=True)
        ]
        lines.append("  ".join(cells).rstrip() + "\n")
    return "".join(lines)
