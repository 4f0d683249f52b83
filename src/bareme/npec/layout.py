"""The rows laid out for `bareme.npec.search`. Brings Polars and numpy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain
from typing import Final

import numpy as np
import polars as pl

from bareme.npec.building import ALWAYS, Codes
from bareme.npec.codes import MISSING
from bareme.npec.model import Link, Succession
from bareme.npec.search import Ints, Table
from bareme.rules.contrat import NEVER

# Centimes of a year, days and places all fit.
_CELL: Final = np.int32


def lay_out(
    index: pl.DataFrame, codes: Codes, links: Mapping[int, Sequence[Link]], renewals: Mapping[int, Succession]
) -> Table:
    """The rows of `building.index_rows` that have a value, the links of the IDCC and the renewals."""
    rows = index.filter(pl.col("npec").is_not_null())
    new = (pl.col("rncp") != pl.col("rncp").shift(1)) | (pl.col("branch") != pl.col("branch").shift(1))
    starts = rows.select(new.fill_null(value=True).arg_true().cast(pl.Int32)).to_series()
    pairs = rows.select("rncp", "branch")[starts]
    branch = pairs["branch"].to_numpy()
    first_pair = np.searchsorted(pairs["rncp"].to_numpy(), np.arange(len(codes.rncp) + 1)).astype(_CELL)
    ancien, depuis = _renewed(codes, renewals)
    numbers = conventions(codes, links)
    held = [links.get(number, ()) for number in numbers]
    dated = list(chain.from_iterable(held))
    return Table(
        first_pair=first_pair,
        first_branch=np.append(branch, _CELL(MISSING))[first_pair],
        ancien=ancien,
        depuis=depuis,
        branch=branch,
        first_row=np.append(starts.to_numpy(), _CELL(rows.height)),
        spans=np.ascontiguousarray(rows.select("connu_le", "valide_du", "valide_au").to_numpy()),
        npec=np.append(rows["npec"].cast(pl.Int32).to_numpy(), _CELL(MISSING)),
        place=np.append(rows["row"].to_numpy(), _CELL(MISSING)),
        idcc_branch=_column(codes.idcc.get(number, MISSING) for number in numbers),
        first_link=_column(accumulate(map(len, held), initial=0)),
        link_spans=_column(day for link in dated for day in _span(link)).reshape(-1, 3),
        link_branch=_column(codes.cpne[link.cpne] for link in dated),
    )


def conventions(codes: Codes, links: Mapping[int, Sequence[Link]]) -> Sequence[int]:
    """Every IDCC that rows name, ascending: its place is its code in the columns."""
    return sorted({*codes.idcc, *links})


def _span(link: Link) -> tuple[int, int, int]:
    return link.connu_le or ALWAYS, link.valide_du or ALWAYS, NEVER if link.valide_au is None else link.valide_au


def _renewed(codes: Codes, renewals: Mapping[int, Succession]) -> tuple[Ints, Ints]:
    """For each certification code, the one that it renews (or MISSING), and from which day."""
    ancien, depuis = (np.full(len(codes.rncp), value, _CELL) for value in (MISSING, ALWAYS))
    for item in renewals.values():
        code = codes.rncp[item.nouveau]
        ancien[code], depuis[code] = codes.rncp[item.ancien], item.depuis or ALWAYS
    return ancien, depuis


def _column(values: Iterable[int]) -> Ints:
    return np.fromiter(values, _CELL)
