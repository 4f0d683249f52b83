"""The référentiel in memory: searched one contract at a time with everything told, or laid out for columns.

Brings Polars.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import polars as pl

from bareme.contrats.source import Lines
from bareme.npec.building import Codes, Rows
from bareme.npec.codes import MISSING, cpne_code, single_idcc, single_rncp
from bareme.npec.layout import conventions, lay_out
from bareme.npec.model import Link, Request, Resolution, Row, Rule, Succession
from bareme.npec.resolution import resolve
from bareme.npec.search import AMORCAGE, BRANCHE, CARENCE, SANS_BRANCHE, Queries, Table, resolve_all
from bareme.rules.contrat import NEVER

_RULES = {
    BRANCHE: Rule.BRANCHE.value,
    SANS_BRANCHE: Rule.SANS_BRANCHE.value,
    CARENCE: Rule.CARENCE.value,
    AMORCAGE: Rule.AMORCAGE.value,
}
_RULE = pl.Enum([rule.value for rule in Rule])


@dataclass(frozen=True)
class Referentiel:
    """The NPEC file and the successions, checked (`reading.read_referentiel`).

    `index` is sorted by certification, branch, day of knowledge and start of validity (`building.index_rows`).
    """

    rows: Rows
    lines: Lines
    index: pl.DataFrame
    codes: Codes
    links: Mapping[int, Sequence[Link]]
    successions: tuple[Succession, ...]

    def resolve(self, request: Request, as_of: int | None = None, amorcage: int | None = None) -> Resolution:
        """The level of one contract as known on `as_of` (day number; None: everything is known).

        `amorcage` is what is paid while no level is known, in centimes a year (D6332-80): the contract's own, or
        `bareme.legislation.amorcage_on`. None: it is not known, and neither is a level that needs it.
        """
        return resolve(self, request, as_of, amorcage)

    def value_on(self, request: Request, day: int, amorcage: int | None = None) -> int | None:
        """The annual level, in centimes, on which a contract is paid on a day: what is known of it on that day."""
        return self.resolve(request, max(day, request.conclusion), amorcage).npec

    def rows_of(self, rncp: int, branch: int) -> list[Row]:
        """Every row of a certification and a branch code, « NC » included."""
        code = self.codes.rncp.get(rncp)
        if code is None:
            return []
        start, end = _bounds(self.index["rncp"], code)
        first, last = _bounds(self.index["branch"].slice(start, end - start), branch)
        return [self.row_at(place) for place in self.index["row"].slice(start + first, last - first)]

    def row_at(self, place: int) -> Row:
        """The row at a place of the file, as `search.Resolved.row` gives it."""
        cells = self.rows.frame.row(place, named=True)
        return Row(
            line=self.lines.of(place),
            rncp=self.rows.rncp[cells["rncp"]],
            cpne=cells["cpne"] or "",
            idcc=cells["idcc"] or "",
            npec=self.rows.npec[place],
            printed=cells["npec"],
            statut=cells["statut"] or "",
            valide_du=cells["valide_du"],
            valide_au=cells["valide_au"],
            connu_le=cells["connu_le"],
        )

    @cached_property
    def renewals(self) -> Mapping[int, Succession]:
        """The certification that each one renews without substantial change (D6332-78 V)."""
        return {item.nouveau: item for item in self.successions if not item.substantielle}

    @cached_property
    def changes(self) -> Mapping[int, tuple[Succession, ...]]:
        """The successions that change a certification substantially, by new certification."""
        found: dict[int, tuple[Succession, ...]] = {}
        for item in self.successions:
            if item.substantielle:
                found[item.nouveau] = (*found.get(item.nouveau, ()), item)
        return found

    @cached_property
    def table(self) -> Table:
        """The rows that have a value, laid out for `search`."""
        return lay_out(self.index, self.codes, self.links, self.renewals)

    def resolve_columns(self, contrats: pl.DataFrame, as_of: int | None = None) -> pl.DataFrame:
        """The levels of many contracts at once, the same as `resolve`.

        `contrats` has the texts rncp, cpne and idcc (absent or null: none), conclusion (day number) and amorcage (what
        is paid while no level is known, in centimes a year; null: not known). Returns npec and npec_initial (centimes,
        null: not known), decision (day number, 0: known from the start), rule (`Rule`), row (`row_at`, null: none) and
        branche (the cpne of that row, null when it has none).
        """
        amorcage = contrats["amorcage"].cast(pl.Int64).fill_null(MISSING)
        queries = Queries(
            **{name: codes.to_numpy() for name, codes in self._encoded(contrats).to_dict().items()},
            conclusion=contrats["conclusion"].cast(pl.Int32).to_numpy(),
            amorcage=amorcage.to_numpy(),
        )
        levels = resolve_all(self.table, queries, NEVER if as_of is None else as_of)
        columns = pl.DataFrame({column.name: getattr(levels, column.name) for column in fields(levels)})
        known = (pl.when(pl.col(name) != MISSING).then(name).alias(name) for name in ("npec", "npec_initial", "row"))
        levels_found = columns.with_columns(
            *known,
            pl.col("rule").replace_strict(list(_RULES), list(_RULES.values()), return_dtype=_RULE),
        )
        return levels_found.with_columns(self.rows.frame["cpne"].gather(levels_found["row"]).alias("branche"))

    def _encoded(self, contrats: pl.DataFrame) -> pl.DataFrame:
        """The codes of the columns rncp, cpne and idcc, MISSING for what the référentiel does not hold."""
        places = {number: place for place, number in enumerate(conventions(self.codes, self.links))}
        code_of: Mapping[str, Callable[[str], int]] = {
            "rncp": lambda text: self.codes.rncp.get(single_rncp(text) or 0, MISSING),
            "cpne": lambda text: self.codes.cpne.get(cpne_code(text), MISSING),
            "idcc": lambda text: places.get(single_idcc(text) or 0, MISSING),
        }
        return contrats.select(_coded(contrats, name, parse) for name, parse in code_of.items())


def _bounds(column: pl.Series, value: int) -> tuple[int, int]:
    """Where a value starts and ends in an ascending column."""
    return bisect_left(column, value), bisect_right(column, value)


def _coded(contrats: pl.DataFrame, name: str, code_of: Callable[[str], int]) -> pl.Expr:
    if name not in contrats.columns or contrats.schema[name] == pl.Null:
        return pl.repeat(MISSING, pl.len(), dtype=pl.Int32).alias(name)
    spellings = contrats[name].unique().cast(pl.String).drop_nulls().to_list()
    codes = [code_of(text) for text in spellings]
    cells = pl.col(name).cast(pl.String)
    return cells.replace_strict(spellings, codes, default=MISSING, return_dtype=pl.Int32)
