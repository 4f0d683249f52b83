"""One contract at a time, nothing compiled: --mode explain (its reasoning) or import (what it costs to start)."""

import subprocess
import sys
import time

import pyarrow.parquet as pq
from measure import arguments, measure_alone
from world import LAW_COLUMNS

from bareme.funding.explain import explain
from bareme.rules.contrat import Contrat

EXPLAINED = 500
PROCESSES = 9
IMPORTS = {
    "bareme": ("`import bareme`", {"aim": 0.3}),
    "bareme.funding.explain": ("`import bareme.funding.explain`, de quoi calculer et expliquer", {}),
}
TIMED = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"


def contrats(folder):
    """The first contracts of the file of columns."""
    batch = next(pq.ParquetFile(folder / LAW_COLUMNS).iter_batches(EXPLAINED, columns=list(Contrat._fields)))
    return [Contrat(**row) for row in batch.to_pylist()]


def measure_explain(folder):
    seconds = []
    for number, contrat in enumerate(contrats(folder)):
        start = time.perf_counter()
        explain(str(number), contrat).as_text()
        seconds.append(time.perf_counter() - start)
    if "numba" in sys.modules:
        message = "Numba was imported: an explanation compiles nothing"
        raise ValueError(message)
    measure_alone("un contrat et son explication en texte", seconds, aim=0.001)


def measure_import():
    for module, (name, aim) in IMPORTS.items():
        command = [sys.executable, "-c", TIMED.format(module)]
        done = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(PROCESSES)]
        measure_alone(name, [float(process.stdout) for process in done], **aim)


def main():
    options = arguments(mode="explain")
    if options.mode == "import":
        measure_import()
    else:
        measure_explain(options.data)


if __name__ == "__main__":
    main()
