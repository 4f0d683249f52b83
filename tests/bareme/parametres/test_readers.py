"""Each parameter is read by the code, or is listed here with the reason why it only says how a text is read."""

import ast
import re
from functools import cache
from pathlib import Path

import bareme
from bareme import parametres
from bareme.legislation import overridable_keys

SRC = Path(bareme.__file__).parents[1]
DISPOSITIFS = SRC / "bareme" / "dispositifs"

READ_ELSEWHERE = ("validite/", "remuneration/")  # tests/bareme/validite/test_parameters.py runs every check
READ_BY_NAME = "npec_branche/"  # bareme.dispositifs.npec_branche takes the name of the diploma
OF_A_BRANCH = re.compile(r"(professionnalisation|pro_a)/idcc_[0-9]{4}/([a-z_]+)")

DOCUMENTED = {
    "hypotheses/annexes_dans_echeancier": "frais annexes are a library call beside the schedule",
    "hypotheses/handicap_autres_beneficiaires": "the column majoration_handicap says what was granted",
    "hypotheses/npec_2023_duree_restante": "the référentiel says which level a contract of 2023 meets",
    "hypotheses/tranches_sur_montant_du": "the shares are of the amount of the year",
    "modulation/distance_exemption": "the column exempt_distance says whether the certification is listed",
    "publication/delai_convention": "a duty of the Région, that no amount depends on",
    "publication/seuil_subvention": "a duty of the Région, that no amount depends on",
}


def sources():
    """The code of the engine and of the platform, but the files of the parameters themselves."""
    return sorted(path for path in SRC.rglob("*.py") if path.parent.name != "migrations")


@cache
def texts(path):
    """Every text of a module, docstrings included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@cache
def patterns():
    """The keys that code makes of a folder and a name: « frais_annexes/{name} »."""
    found = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            parts = node.values if isinstance(node, ast.JoinedStr) else []
            if parts and isinstance(parts[0], ast.Constant) and re.match("[a-z_]+/[a-z_]*$", parts[0].value):
                end = "".join(
                    re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z0-9_]+" for part in parts
                )
                found.append(re.compile(end))
    return found


def is_read(key):
    branch = OF_A_BRANCH.fullmatch(key)
    if branch:
        words = {word for path in DISPOSITIFS.glob("*.py") for text in texts(path) for word in text.split("/")}
        return branch[2] in words
    return (
        key in overridable_keys()
        or key.startswith((*READ_ELSEWHERE, READ_BY_NAME))
        or any(key in texts(path) for path in sources())
        or any(pattern.fullmatch(key) for pattern in patterns())
        or is_rate_of_the_decree(key)
    )


def is_rate_of_the_decree(key):
    return key.startswith("professionnalisation/taux_horaire") or key == "pro_a/taux_horaire"


def test_each_parameter_is_read_or_listed():
    unread = {key for key in parametres.keys() if not is_read(key)}  # noqa: SIM118 - a function

    assert set(DOCUMENTED) == unread


def test_what_is_listed_is_a_reading_or_a_duty():
    assumed = {key for key in DOCUMENTED if parametres.parametre(key).hypothese}

    duties = {"publication/delai_convention", "publication/seuil_subvention"}

    assert duties == DOCUMENTED.keys() - assumed
    assert all(parametres.parametre(key).note for key in assumed)


def test_a_parameter_that_nothing_reads_would_be_found():
    assert not is_read("participation/remise")
    assert not is_read("professionnalisation/idcc_0176/remise")
