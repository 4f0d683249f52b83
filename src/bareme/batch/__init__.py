"""The funding of contracts by the million: the rules, compiled as they are written. See docs.md."""

from __future__ import annotations

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
