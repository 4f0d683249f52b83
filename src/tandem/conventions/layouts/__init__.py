"""How the documents of a convention look in Typst."""

from pathlib import Path

LAYOUTS = Path(__file__).parent
