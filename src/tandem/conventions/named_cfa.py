"""Read a list of OF-CFA as people paste it: one a line, by its UAI, its SIRET or its name."""

from collections import defaultdict
from typing import NamedTuple

from bareme.display import typography
from bareme.tables.fields import squeeze
from tandem.organisations.models import Organisation

MAX_LINES = 2_000


class NamedCfa(NamedTuple):
    """The OF-CFA found, in order, and in French each line that names none or several."""

    of_cfa: list[Organisation]
    problems: list[str]


def named_cfa(text: str) -> NamedCfa:
    """Find the OF-CFA that a pasted list names; columns beyond the first one that names an OF-CFA are left aside."""
    lines = [(number, squeeze(line)) for number, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, line) for number, line in lines if line]
    if len(lines) > MAX_LINES:
        return NamedCfa([], [f"La liste compte {len(lines)} lignes, {MAX_LINES} au plus sont lues à la fois."])
    known = _known()
    found: dict[int, Organisation] = {}
    problems = []
    for number, line in lines:
        matches = next((known[key] for key in _keys(line) if key in known), [])
        if len(matches) == 1:
            found[matches[0].pk] = matches[0]
        elif matches:
            problems.append(f"Ligne {number} : plusieurs OF-CFA s’appellent « {line} ». Écrivez son UAI ou son SIRET.")
        else:
            problems.append(
                f"Ligne {number} : aucun OF-CFA n’a pour UAI, SIRET ou nom « {line[:80]} ». Vérifiez l’écriture."
            )
    return NamedCfa(list(found.values()), [typography(problem) for problem in problems])


def _known() -> dict[str, list[Organisation]]:
    known = defaultdict(list)
    for one in Organisation.objects.of_cfa().order_by("pk"):
        names = {_folded(name) for name in (one.nom, one.nom_source, one.uai, one.siret) if name}
        for name in names:
            known[name].append(one)
    return known


def _keys(line: str):
    """Yield what may name an OF-CFA in a line: all of it, then each of its columns."""
    yield _folded(line)
    for cell in line.replace("\t", ";").split(";"):
        if cell.strip():
            yield _folded(cell)


def _folded(text: str) -> str:
    """Fold case and spaces: a SIRET is read in its groups, a name as it is written."""
    text = squeeze(text).casefold()
    digits = text.replace(" ", "")
    return digits if digits.isdigit() else text
