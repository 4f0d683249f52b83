"""From the cells of the file to sorted integers: the codes of certifications and branches, the rows, the links.

Brings Polars.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from bareme.npec.codes import MISSING, NO_BRANCH, NO_BRANCH_CARENCE
from bareme.npec.model import Link, Succession
from bareme.rules.contrat import NEVER

ALWAYS: Final = 0
"""The open start of a validity, and the day of knowledge of what was always known."""

_FIRST_BRANCH = NO_BRANCH_CARENCE + 1
_SEVERAL = MISSING - 1  # a row without CPNE that names several IDCC
_DAY_BITS = 16  # the days that the schema allows, ALWAYS included
_KEY_BITS = 63
_ORDER = ("rncp", "branch", "connu_le", "valide_du")


@dataclass(frozen=True, slots=True)
class Rows:
    """The file, cell by cell, and what each spelling of a cell is.

    `frame` has the columns of npec.schema.json in the order of the file: texts, and days for the dates. `npec` is
    centimes, null for « NC »; `carence` the statuts of a level set in the place of the branch.
    """

    frame: pl.DataFrame
    rncp: Mapping[str, int]
    cpne: Mapping[str, str]
    idcc: Mapping[str, tuple[int, ...]]
    npec: pl.Series
    carence: frozenset[str]


@dataclass(frozen=True, slots=True)
class Codes:
    """The integers that stand for certifications and branches.

    `rncp` gives the code of a certification, `cpne` and `idcc` the branch code of the rows that name them.
    """

    rncp: Mapping[int, int]
    cpne: Mapping[str, int]
    idcc: Mapping[int, int]


def code_rows(rows: Rows, successions: Iterable[Succession]) -> Codes:
    """Codes in ascending order of what they stand for."""
    ends = {end for item in successions for end in (item.ancien, item.nouveau)}
    certifications = sorted({*rows.rncp.values(), *ends})
    commissions = sorted({*rows.cpne.values()} - {""})
    alone = rows.frame.filter(_without_cpne(rows))["idcc"].unique().drop_nulls()
    conventions = sorted({number for text in alone for number in rows.idcc.get(text, ())})
    after = _FIRST_BRANCH + len(commissions)
    return Codes(
        rncp={number: code for code, number in enumerate(certifications)},
        cpne={name: code for code, name in enumerate(commissions, start=_FIRST_BRANCH)},
        idcc={number: code for code, number in enumerate(conventions, start=after)},
    )


def index_rows(rows: Rows, codes: Codes) -> pl.DataFrame:
    """Columns rncp, branch, connu_le, valide_du, valide_au, npec (null: « NC ») and row (place in the file), sorted.

    A row without CPNE that names several IDCC is there once for each.
    """
    frame = rows.frame
    index = pl.DataFrame(
        {
            "rncp": _mapped(frame["rncp"], {text: codes.rncp[number] for text, number in rows.rncp.items()}),
            "branch": _branches(rows, codes),
            "connu_le": frame["connu_le"].fill_null(ALWAYS),
            "valide_du": frame["valide_du"].fill_null(ALWAYS),
            "valide_au": frame["valide_au"].fill_null(NEVER),
            "npec": rows.npec,
            "row": pl.int_range(frame.height, dtype=pl.Int32, eager=True),
            "idcc": frame["idcc"],
        }
    )
    several = index.filter(pl.col("branch") == _SEVERAL)
    if several.height:
        named = {text: [codes.idcc[number] for number in rows.idcc[text]] for text in several["idcc"].unique()}
        each = pl.DataFrame({"idcc": list(named), "branch": list(named.values())}).explode("branch")
        spread = several.drop("branch").join(each.cast({"branch": pl.Int32}), on="idcc", maintain_order="left")
        index = pl.concat([index.filter(pl.col("branch") != _SEVERAL), spread.select(index.columns)]).sort("row")
    return _sorted(index.drop("idcc"), codes)


def link_conventions(rows: Rows) -> Mapping[int, tuple[Link, ...]]:
    """The CPNE to which each IDCC belongs, as the rows that name both say.

    An IDCC that only ever belonged to one CPNE does so for every contract, from the first day on which it was known.
    """
    named = rows.frame.filter(~_without_cpne(rows) & pl.col("idcc").is_not_null())
    pairs = named.group_by("idcc", "cpne").agg(pl.col("connu_le").fill_null(ALWAYS).min())
    held: dict[int, dict[str, int]] = defaultdict(dict)
    for text, cpne_text, known in pairs.iter_rows():
        for number in rows.idcc.get(text, ()):
            cpne = rows.cpne[cpne_text]
            held[number][cpne] = min(known, held[number].get(cpne, known))
    links = {number: _lasting(number, cpne) for number, cpne in held.items() if len(cpne) == 1}
    moved = held.keys() - links.keys()
    if moved:
        links |= _moves(rows, named, moved)
    return dict(sorted(links.items()))


def _lasting(number: int, cpne: Mapping[str, int]) -> tuple[Link, ...]:
    ((name, known),) = cpne.items()
    return (Link(idcc=number, cpne=name, valide_du=None, valide_au=None, connu_le=known or None),)


def _moves(rows: Rows, named: pl.DataFrame, moved: Iterable[int]) -> dict[int, tuple[Link, ...]]:
    """The dated links of the IDCC that went from a CPNE to another."""
    wanted = set(moved)
    spellings = [text for text, numbers in rows.idcc.items() if not wanted.isdisjoint(numbers)]
    dated = named.filter(pl.col("idcc").is_in(spellings))
    found: dict[int, set[Link]] = defaultdict(set)
    unique = dated.select("idcc", "cpne", "valide_du", "valide_au", "connu_le").unique()
    for text, cpne_text, since, until, known in unique.iter_rows():
        for number in wanted.intersection(rows.idcc[text]):
            cpne = rows.cpne[cpne_text]
            found[number].add(Link(idcc=number, cpne=cpne, valide_du=since, valide_au=until, connu_le=known))
    return {number: tuple(sorted(links, key=lambda link: (*link.rank, link.cpne))) for number, links in found.items()}


def _branches(rows: Rows, codes: Codes) -> pl.Series:
    """The branch code of each row, _SEVERAL when it names several IDCC without a CPNE."""
    frame = rows.frame
    cpne = {text: codes.cpne[name] for text, name in rows.cpne.items() if name}
    idcc = {text: _alone(numbers, codes) for text, numbers in rows.idcc.items() if numbers}
    carence = frame["statut"].is_in(list(rows.carence)).fill_null(value=False)
    columns = pl.DataFrame(
        {"cpne": _mapped(frame["cpne"], cpne), "idcc": _mapped(frame["idcc"], idcc), "carence": carence}
    )
    none = pl.when("carence").then(NO_BRANCH_CARENCE).otherwise(NO_BRANCH)
    return columns.select(
        pl.when(pl.col("cpne") != MISSING)
        .then("cpne")
        .when(pl.col("idcc") != MISSING)
        .then("idcc")
        .otherwise(none)
        .cast(pl.Int32)
        .alias("branch")
    ).to_series()


def _alone(numbers: tuple[int, ...], codes: Codes) -> int:
    """The code of the one IDCC of a cell; those of a cell beside a CPNE have none, and need none."""
    return codes.idcc.get(numbers[0], MISSING) if len(numbers) == 1 else _SEVERAL


def _without_cpne(rows: Rows) -> pl.Expr:
    empty = [text for text, name in rows.cpne.items() if not name]
    return pl.col("cpne").is_null() | pl.col("cpne").is_in(empty)


def _mapped(cells: pl.Series, codes: Mapping[str, int]) -> pl.Series:
    return cells.replace_strict(list(codes), list(codes.values()), default=MISSING, return_dtype=pl.Int32)


def _sorted(index: pl.DataFrame, codes: Codes) -> pl.DataFrame:
    branches = _FIRST_BRANCH + len(codes.cpne) + len(codes.idcc)
    bits = len(codes.rncp).bit_length() + branches.bit_length() + 2 * _DAY_BITS
    if bits > _KEY_BITS:
        return index.sort(*_ORDER, "row")
    # One integer for the four: four times faster than sorting on four columns. The sort keeps the order of equal rows.
    key = pl.col("rncp").cast(pl.Int64) * (branches + 1) + pl.col("branch")
    key = (key * 2**_DAY_BITS + pl.col("connu_le")) * 2**_DAY_BITS + pl.col("valide_du")
    return index.sort(key, maintain_order=True)
