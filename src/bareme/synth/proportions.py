"""What was drawn, counted as it is written, beside what was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import polars as pl

from bareme.display import format_decimal, format_integer, typography
from bareme.synth.population import PER_MILLE, Population

_YEAR = 365
_DURATIONS = ("moins d’un an", "un an à moins de deux ans", "deux ans à moins de trois ans", "trois ans et plus")
_LONGEST = len(_DURATIONS) - 1
_FLAGS = (
    ("rupture_probatoire", "ruptures dans les 45 premiers jours en entreprise"),
    ("maintien_cfa", "maintiens au CFA"),
    ("suite_rupture", "contrats qui suivent une rupture"),
    ("exempt_distance", "certifications exemptées de la minoration"),
    ("reduction_duree", "durées réduites"),
    ("titre_ministere_court", "titres professionnels courts"),
    ("public_prioritaire", "publics prioritaires"),
    ("geiq", "contrats en GEIQ"),
)
_FILLED = (
    ("date_rupture", "ruptures"),
    ("majoration_handicap", "majorations pour handicap"),
    ("debut_cycle", "cycles commencés avant le contrat"),
    ("amorcage", "valeurs d’amorçage"),
)


@dataclass(slots=True)
class Proportions:
    """Counts of every block. `add` each block once."""

    contrats: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    cfas: Counter[str] = field(default_factory=Counter)

    def add(self, block: pl.DataFrame) -> None:
        self.contrats += block.height
        for name in ("type", "niveau", "region"):
            for value, times in block[name].value_counts().iter_rows():
                self.counts[name, str(value)] += times
        for name, _ in _FLAGS:
            self.counts[name, ""] += int(block[name].sum())
        for name, _ in _FILLED:
            self.counts[name, ""] += block.height - block[name].null_count()
        for value, times in block["cfa"].value_counts().iter_rows():
            self.cfas[str(value)] += times
        days = block["date_fin"].to_physical() - block["date_debut"].to_physical() + 1
        for years, times in (days // _YEAR).clip(0, _LONGEST).value_counts().iter_rows():
            self.counts["duree", str(years)] += times

    def share(self, name: str, value: str = "") -> Fraction:
        """The share of the contracts."""
        return Fraction(self.counts[name, value], self.contrats or 1)

    def lines(self, population: Population) -> Iterator[str]:
        """French lines to read: what was obtained and, in brackets, what was asked."""
        yield typography(f"{format_integer(self.contrats)} contrats inventés (SYNTH). Parts obtenues (attendues) :")
        for name, title in (("type", "types"), ("niveau", "niveaux"), ("region", "regions")):
            weights = {str(key): weight for key, weight in population.weights[_WEIGHTS[name]].items()}
            total = sum(weights.values())
            yield typography(f"  {title}")
            for value, weight in weights.items():
                yield f"    {value}\u202f: {_percent(self.share(name, value))} ({_percent(Fraction(weight, total))})"
        national = Fraction(population.figures["ruptures"]["nationale"], PER_MILLE)
        yield typography(f"  ruptures : {_percent(self.share('date_rupture'))} ({_percent(national)})")
        yield "  durées prévues"
        for years, title in enumerate(_DURATIONS):
            yield typography(f"    {title} : {_percent(self.share('duree', str(years)))}")
        sizes = [times for _name, times in self.cfas.most_common()]
        largest = sum(sizes[: -(-len(sizes) // 10)])
        part = _percent(Fraction(largest, self.contrats))
        yield typography(
            f"  CFA : {format_integer(len(sizes))}, dont le dixième le plus grand fait {part} des contrats"
        )
        for name, title in (*_FILLED[1:], *_FLAGS):
            yield typography(f"  {title} : {_percent(self.share(name))}")


_WEIGHTS = {"type": "types", "niveau": "niveaux", "region": "regions"}


def _percent(share: Fraction) -> str:
    return f"{format_decimal(share * 100, 2)}\u202f%"
