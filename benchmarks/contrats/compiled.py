"""Import before Numba: gives the compiled code a folder of its own for each state of the sources.

Numba looks at the file of the compiled function only, and would go on running old blocks.
"""

import hashlib
import os
from pathlib import Path

import bareme

FOLDER = Path(__file__).resolve().parent
SOURCES = sorted([*(Path(bareme.__file__).parent / "rules").glob("*.py"), FOLDER / "kernel.py", FOLDER / "world.py"])
STATE = FOLDER.parents[1] / ".state" / "bench"

_content = hashlib.sha256(b"".join(path.read_bytes() for path in SOURCES)).hexdigest()[:12]
os.environ.setdefault("NUMBA_CACHE_DIR", str(STATE / "numba" / _content))
