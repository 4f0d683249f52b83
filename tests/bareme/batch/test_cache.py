"""Compiled code is kept for the next process, never for another content, and never believed when it is damaged."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

import bareme
from bareme.batch import cache as code_cache
from bareme.batch import compilation, dues_by
from bareme.batch.kernels import sum_lines
from bareme.legislation import law_table
from bareme.rules import calendar, level, rounding
from tests.bareme.batch.population import population

# sum_lines is compiled in a fraction of a second, and rests on `bareme.rules.calendar`.
USE_KERNEL = """
import numpy as np
from bareme.batch.arrays import LINE_DTYPES
from bareme.batch.compilation import kernel
from bareme.batch.funding import new_lines
from bareme.batch.kernels import Cells, Rows, sum_lines

compiled = kernel(sum_lines)
lines = new_lines(1)
lines.sink.exigible_le[0], lines.sink.montant[0], lines.row[0] = 20_454, 42, 0  # 2026-01-01
cells = Cells(np.zeros(1, np.int32), np.zeros((1, 3), np.int64), np.zeros((1, 3), np.int64))
assert compiled(lines, Rows(0, 1), cells, 2025) == 1
print(cells.montant[0].tolist(), "hit" if compiled.stats.cache_hits else "compiled")
"""
IN_2026 = "[0, 42, 0]"


def start(cache, code=USE_KERNEL, **environment):
    """A fresh process, its cache in a folder of the test."""
    own = {**os.environ, "XDG_CACHE_HOME": str(cache), **environment}
    return subprocess.Popen(
        [sys.executable, "-c", code], env=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def run(cache, code=USE_KERNEL, **environment):
    """What it prints, and what it says beside."""
    process = start(cache, code, **environment)
    told, beside = process.communicate(timeout=300)
    assert 0 == process.returncode, beside
    return told.strip(), beside


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def fresh(cache):
    """Whether this process, as one that has just started would, finds the kernel (« hit ») or compiles it."""
    compiled = compilation._kernel.__wrapped__(sum_lines)
    assert str(cache) in compiled.stats.cache_path
    return "hit" if compiled.stats.cache_hits else "compiled"


def truncated(numerator, denominator):
    return numerator // denominator


@pytest.fixture
def changed(monkeypatch):
    """The key of the cache once something that was compiled has been changed."""

    def key(target, name, value):
        with monkeypatch.context() as patch:
            patch.setattr(target, name, value)
            return compilation.cache_key.__wrapped__()

    return key


def test_the_second_process_compiles_nothing(tmp_path):
    assert f"{IN_2026} compiled" == run(tmp_path)[0]
    assert f"{IN_2026} hit" == run(tmp_path)[0]


def test_a_change_in_a_rule_far_below_the_kernel_is_compiled_again(tmp_path):
    """Numba itself would look at the kernel's file alone, and serve the old amounts."""
    source = tmp_path / "src"
    shutil.copytree(Path(bareme.__file__).parent, source / "bareme", ignore=shutil.ignore_patterns("__pycache__"))
    rule = source / "bareme" / "rules" / "calendar.py"
    assert f"{IN_2026} compiled" == run(tmp_path, PYTHONPATH=str(source))[0]

    text = rule.read_text(encoding="utf-8")
    rule.write_text(text.replace("return _FIRST_YEAR + 1 +", "return _FIRST_YEAR + 2 +"), encoding="utf-8")

    assert rule.read_text(encoding="utf-8") != text
    assert "[0, 0, 42] compiled" == run(tmp_path, PYTHONPATH=str(source))[0]


def test_the_key_changes_with_code_constants_and_fields(changed):
    before = compilation.cache_key.__wrapped__()

    assert before == compilation.cache_key.__wrapped__()
    assert before != changed(rounding.half_up, "__code__", truncated.__code__)
    assert before != changed(level, "CENT", 99)
    assert before != changed(calendar, "_FIRST_DAY", 670)
    assert before != changed(compilation.numba, "__version__", "0.0")
    assert before != changed(compilation.binding, "get_host_cpu_name", lambda: "another")


def test_every_rule_that_a_kernel_reaches_is_part_of_the_key():
    reached = set()
    for function in compilation._signatures():
        list(compilation._fingerprints(function, reached))

    names = {function.__qualname__ for function in reached}
    assert {"half_up", "add_months", "due", "participation_of", "settle", "hourly_forfait", "computable"} <= names


@pytest.mark.parametrize("ending", ["nbi", "nbc"])
@pytest.mark.parametrize("damage", [b"", b"garbage", None])
def test_a_damaged_cache_is_compiled_again_and_repaired(own_cache, ending, damage):
    fresh(own_cache)
    [damaged] = own_cache.rglob(f"*.{ending}")
    damaged.write_bytes(damaged.read_bytes()[:-100] if damage is None else damage)

    assert "compiled" == fresh(own_cache)
    assert "hit" == fresh(own_cache)


@pytest.mark.parametrize("writes", [1, 2])
def test_a_process_killed_while_it_writes_leaves_a_usable_cache(own_cache, writes):
    """Killed before its index or its machine code takes its final name, the turn to compile still in its hands."""
    dying = f"""
import os, signal
replace, left = os.replace, [{writes}]

def die(*names):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    replace(*names)

os.replace = die
{USE_KERNEL}
"""
    dead = start(own_cache, dying)
    dead.communicate(timeout=300)
    assert -signal.SIGKILL == dead.returncode

    assert "compiled" == fresh(own_cache)
    assert "hit" == fresh(own_cache)


def test_processes_that_start_together_compile_once(tmp_path):
    started = [start(tmp_path) for _ in range(3)]

    told = sorted(process.communicate(timeout=300)[0].strip() for process in started)

    assert [f"{IN_2026} compiled", f"{IN_2026} hit", f"{IN_2026} hit"] == told


def test_without_any_folder_to_write_the_results_are_the_same_and_a_warning_says_what_to_do(tmp_path):
    # A file where a folder is expected: refused to root as well.
    wall = tmp_path / "wall"
    wall.write_text("")
    closing = f"import tempfile; tempfile.tempdir = {str(wall)!r}\n"

    told, warned = run(wall, closing + USE_KERNEL, HOME=str(wall))

    assert f"{IN_2026} compiled" == told
    assert "CacheWarning: Le code compilé de bareme n’a pu être conservé" in warned
    assert "XDG_CACHE_HOME" in warned


def test_a_folder_that_cannot_be_written_gives_way_to_the_temporary_files(tmp_path, monkeypatch):
    wall = tmp_path / "wall"
    wall.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(wall))
    monkeypatch.setenv("HOME", str(wall))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    folder = code_cache.open_folder("key")

    assert tmp_path / f"bareme-{os.getuid()}" / "key" == folder
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_a_folder_that_others_can_write_is_never_read(tmp_path, monkeypatch):
    """What is read there is executed."""
    open_to_all = tmp_path / "shared" / "bareme"
    open_to_all.mkdir(parents=True)
    open_to_all.chmod(0o777)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "shared"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    assert tmp_path / "home" / ".cache" / "bareme" / "key" == code_cache.open_folder("key")


def test_old_versions_do_not_pile_up(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for rank in range(10):
        folder = code_cache.open_folder(f"key{rank}")
        os.utime(folder, (rank, rank))
    folder = code_cache.open_folder("latest")

    assert ["key6", "key7", "key8", "key9", "latest"] == sorted(found.name for found in folder.parent.iterdir())


def test_the_folder_of_numba_stays_that_of_its_other_users(own_cache, monkeypatch):
    monkeypatch.setattr(compilation.config, "CACHE_DIR", "/theirs")

    fresh(own_cache)

    assert "/theirs" == compilation.config.CACHE_DIR


def test_the_first_call_of_a_process_is_short_once_compiled():
    """A second on a quiet machine, imports apart; in CPU time, because the tests share their cores."""
    dues_by(population(10, 1), law_table(), np.zeros(10, np.int32))
    code = """
import time
from bareme.batch import dues_by
from bareme.legislation import law_table
from tests.bareme.batch.population import population
frame = population(1_000, 1)
begun = time.process_time()
dues_by(frame, law_table(), frame["niveau"])
print(time.process_time() - begun)
"""

    seconds = float(run(os.environ.get("XDG_CACHE_HOME", ""), code, PYTHONPATH=str(Path.cwd()))[0])

    assert seconds < 1.0
