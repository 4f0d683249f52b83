"""How the documents of a campaign look in Typst: annexe, letter, summary."""

from pathlib import Path

LAYOUTS = Path(__file__).parent
