"""The funding of contracts by the million: the rules, compiled as they are written. See docs.md.

The names below are loaded when they are first used: Numba takes a third of a second, which a caller of `bounds` alone,
or of three contracts, should not wait for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bareme.batch.columns import BatchError
    from bareme.batch.compilation import CacheWarning
    from bareme.batch.funding import du_opco_by, dues_by, schedule, summaries
    from bareme.batch.groups import Groups
    from bareme.batch.streaming import parquet_batches, read_ahead, stream_dues

__all__ = [
    "BatchError",
    "CacheWarning",
    "Groups",
    "du_opco_by",
    "dues_by",
    "parquet_batches",
    "read_ahead",
    "schedule",
    "stream_dues",
    "summaries",
]

_HOMES = {
    "BatchError": "columns",
    "CacheWarning": "compilation",
    "Groups": "groups",
    "du_opco_by": "funding",
    "dues_by": "funding",
    "parquet_batches": "streaming",
    "read_ahead": "streaming",
    "schedule": "funding",
    "stream_dues": "streaming",
    "summaries": "funding",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
