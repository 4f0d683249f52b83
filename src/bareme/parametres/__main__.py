"""`python -m bareme.parametres [PAGE.md]`: the page of the parameters, to a file or to standard output."""

from __future__ import annotations

import sys
from pathlib import Path

from bareme.parametres import keys, parametre
from bareme.parametres.page import render_page


def main(arguments: list[str]) -> None:
    """Write the page where the first argument says, or print it."""
    page = render_page(parametre(key) for key in keys()).encode()
    if arguments:
        Path(arguments[0]).write_bytes(page)
    else:
        sys.stdout.buffer.write(page)


if __name__ == "__main__":
    main(sys.argv[1:])
