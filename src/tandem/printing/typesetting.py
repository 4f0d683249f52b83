"""Turn data into tagged PDF/UA-1 files with Typst: each app keeps its layouts, the data travel as JSON.

No text is ever pasted into a layout: « #image(…) » in a name is printed as it is.
"""

import json
import re
import threading
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import typst

from tandem.pictures import FONTS
from tandem.printing import PrintingError

# A layout may read the files below: its own, and those of printing/layouts that it shares with others.
ROOT = Path(__file__).parents[1]
PDF_STANDARD = "ua-1"

# A compiler keeps the fonts and the layouts in memory; two requests may not drive it at once.
_LOCK = threading.Lock()


UNPRINTABLE = re.compile(r"the text `\"(.+?)\"` could not be displayed")


def typeset(layout: Path, data: dict, *, on: date) -> bytes:
    """Return the PDF of a layout (a `.typ` file of an app) filled with JSON-ready data, dated `on`.

    The same data give the same bytes. Raises PrintingError.
    """
    moment = datetime.combine(on, time(), UTC)
    with _LOCK:
        try:
            return _compiler(layout).compile(
                format="pdf",
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                pdf_standards=[PDF_STANDARD],
                timestamp=moment,
            )
        except typst.TypstError as error:
            raise PrintingError(_explained(error)) from error


def _explained(error: typst.TypstError) -> str:
    """Say what to do: a PDF/UA file may hold no character that its typefaces cannot draw."""
    found = UNPRINTABLE.search(error.message)
    if found:
        return (
            f"Le document PDF ne peut être produit : le caractère « {found[1]} » n’existe pas dans ses polices. "
            "Remplacez-le dans le nom ou le texte qui le contient, ou produisez le document Word."
        )
    return f"Le document PDF ne peut être produit : {error.message}. Signalez cette erreur à l’administration du site."


@cache
def _compiler(layout: Path) -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])
    return typst.Compiler(input=layout, root=ROOT, font_paths=fonts)
