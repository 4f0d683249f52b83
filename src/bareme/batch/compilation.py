"""Compiles the rules as they are written: the one module that knows Numba.

Each function reached from a kernel is rebuilt over a copy of its globals where the other functions are their compiled
selves, so that the text of the rules stays plain Python. The machine code is kept on disk under a key that holds
everything it was made from, since Numba itself would look at no other file than the kernel's.
"""

from __future__ import annotations

import hashlib
import pickle
import platform
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from types import FunctionType
from typing import Any, Final

import llvmlite
import numba
import numpy as np
from llvmlite import binding
from numba import njit, types
from numba.core import config

from bareme.batch import cache as code_cache
from bareme.batch.arrays import CONTRAT_DTYPES, LAW_DTYPE, LINE_DTYPES, SUMMARY_DTYPES
from bareme.batch.kernels import Cells, Laws, Lines, Rows, sum_lines, summarise_rows, write_rows
from bareme.batch.sweep_kernels import count_years, lay_out, sweep_rare, sweep_span
from bareme.batch.sweep_layout import TABLE_DTYPES, WORLD_DTYPES, Room, Source, Sweep, Tables, World
from bareme.rules.contrat import Contrat
from bareme.rules.funding import Sink, Summary

_COMPILED_PACKAGES: Final = ("bareme.rules.", "bareme.batch.")
_OPTIONS: Final = {"nogil": True, "error_model": "numpy", "boundscheck": False}
# The rules are inlined whole into the kernel: no wrapper of their own, two thirds of the time of a run and half of the
# time of a compilation.
_INLINED: Final = {"forceinline": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
_UNREADABLE: Final = (OSError, EOFError, pickle.UnpicklingError, ValueError, LookupError, AttributeError, ImportError)
_ATTEMPTS: Final = 2
_NOT_KEPT: Final = (
    "Le code compilé de bareme n’a pu être conservé : chaque processus le compilera de nouveau (une dizaine de "
    "secondes). Indiquez un dossier où écrire dans la variable XDG_CACHE_HOME."
)

Kernel = Callable[..., int]

_lock = Lock()


class CacheWarning(UserWarning):
    """Compiled code could not be kept on this machine: results are the same, the start is slower."""


def kernel(function: Kernel) -> Kernel:
    """The compiled form of a function of `bareme.batch.kernels`: from the cache, else compiled and kept there.

    Warns with CacheWarning when nothing can be kept.
    """
    with _lock:
        return _kernel(function)


@cache
def _kernel(function: Kernel) -> Kernel:
    for _ in range(_ATTEMPTS):
        folder = code_cache.open_folder(cache_key())
        if folder is None:
            break
        try:
            with code_cache.turn(folder, function.__name__):
                return _compiled(function, folder)
        except _UNREADABLE:
            # What a crash of the machine or a full disk left there: emptied, it is tried once more.
            code_cache.discard(folder)
    warnings.warn(_NOT_KEPT, CacheWarning, stacklevel=4)
    return _compiled(function, None)


def _compiled(function: Kernel, folder: Path | None) -> Kernel:
    memo: dict[FunctionType, Any] = {}
    rebuilt = _rebuilt(_plain(function), memo)
    if folder is None:
        dispatcher = njit(**_OPTIONS)(rebuilt)
    else:
        with _cache_in(folder):
            dispatcher = njit(cache=True, **_OPTIONS)(rebuilt)
    dispatcher.compile(_signatures()[function])
    compiled: Kernel = dispatcher
    return compiled


class _cache_in:  # noqa: N801 - reads as a verb after `with`
    """Numba reads its folder when a function is decorated, and other users of Numba keep theirs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> None:
        self.before = config.CACHE_DIR
        config.CACHE_DIR = str(self.folder)

    def __exit__(self, *_: object) -> None:
        config.CACHE_DIR = self.before


def _rebuilt(function: FunctionType, memo: dict[FunctionType, Any]) -> FunctionType:
    """The same function over a namespace where the functions that it calls are compiled."""
    # Numba's own `int` would keep the narrow types of the columns.
    namespace = {**function.__globals__, "int": numba.int64}
    for name, called in _callees(function):
        if called not in memo:
            memo[called] = njit(**_OPTIONS, **_INLINED)(_rebuilt(called, memo))
        namespace[name] = memo[called]
    copy = FunctionType(function.__code__, namespace, function.__name__, function.__defaults__)
    copy.__module__, copy.__qualname__ = function.__module__, function.__qualname__
    return copy


def _callees(function: FunctionType) -> Iterator[tuple[str, FunctionType]]:
    """The functions of ours that a function names."""
    for name in function.__code__.co_names:
        value = function.__globals__.get(name)
        if isinstance(value, FunctionType) and value.__module__.startswith(_COMPILED_PACKAGES):
            yield name, value


def _plain(function: Kernel) -> FunctionType:
    assert isinstance(function, FunctionType)  # noqa: S101 - for the type checker
    return function


@cache
def cache_key() -> str:
    """What the machine code of the kernels depends on: rules, layout of the records, versions, processor."""
    seen: set[FunctionType] = set()
    parts = [
        *(line for function in _signatures() for line in _fingerprints(_plain(function), seen)),
        str(LAW_DTYPE),
        str(CONTRAT_DTYPES),
        numba.__version__,
        llvmlite.__version__,
        np.__version__,
        platform.python_version(),
        binding.get_host_cpu_name(),
        binding.get_host_cpu_features().flatten(),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _fingerprints(function: FunctionType, seen: set[FunctionType]) -> Iterator[str]:
    """What a function does, and all those that it calls: the code in memory, not a file that may be newer."""
    if function in seen:
        return
    seen.add(function)
    code = function.__code__
    yield f"{function.__module__}.{function.__qualname__} {code.co_code.hex()} {code.co_varnames} {code.co_consts!r}"
    for name in code.co_names:
        value = function.__globals__.get(name)
        # A named tuple is known by its fields, a constant by its value.
        yield f"{name} {getattr(value, '_fields', value) if isinstance(value, type | int) else ''}"
    for _, called in _callees(function):
        yield from _fingerprints(called, seen)


@cache
def _signatures() -> dict[Kernel, Any]:
    """The one signature of each kernel: read-only columns of any stride, contiguous results."""
    columns = types.NamedTuple([_column(dtype) for dtype in CONTRAT_DTYPES.values()], Contrat)
    laws = types.NamedTuple([_column(np.dtype(np.int64)), _column(LAW_DTYPE)], Laws)
    rows = types.NamedUniTuple(types.int64, 2, Rows)
    sink = types.NamedTuple([_result(LINE_DTYPES[name]) for name in Sink._fields], Sink)
    lines = types.NamedTuple([sink, _result(LINE_DTYPES["row"])], Lines)
    cells = types.NamedTuple(
        [_column(np.dtype(np.int32)), _result(np.dtype(np.int64), 2), _result(np.dtype(np.int64), 2)], Cells
    )
    summary = types.NamedTuple([_result(dtype) for dtype in SUMMARY_DTYPES.values()], Summary)
    return {
        write_rows: types.int64(columns, laws, rows, lines),
        sum_lines: types.int64(lines, rows, cells, types.int64),
        summarise_rows: types.int64(columns, laws, rows, summary),
        **_sweep_signatures(columns, laws, rows),
    }


def _sweep_signatures(columns: Any, laws: Any, rows: Any) -> dict[Kernel, Any]:
    world = types.NamedTuple([_result(np.dtype(kind)) for kind in WORLD_DTYPES.values()], World)
    tables = types.NamedTuple([_result(np.dtype(kind), size) for kind, size in TABLE_DTYPES.values()], Tables)
    sweep = types.NamedTuple([world, tables], Sweep)
    source = types.NamedTuple([columns, _column(LAW_DTYPE), _result(np.dtype(np.int64))], Source)
    doubles = np.dtype(np.float64)
    room = types.NamedTuple([_result(doubles), _result(doubles), _result(doubles, 2)], Room)
    out = _result(np.dtype(np.int64), 3)
    return {
        count_years: types.int64(columns, laws, rows, world),
        lay_out: types.int64(columns, laws, rows, world),
        sweep_span: types.int64(sweep, rows, room, out),
        sweep_rare: types.int64(source, sweep, rows, out),
    }


def _column(dtype: np.dtype[Any]) -> Any:
    return types.Array(numba.from_dtype(dtype), 1, "A", readonly=True)


def _result(dtype: np.dtype[Any], dimensions: int = 1) -> Any:
    return types.Array(numba.from_dtype(dtype), dimensions, "C")
