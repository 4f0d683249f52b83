"""The files of examples/npec give the levels that stand beside them."""

import csv
from fractions import Fraction
from pathlib import Path

from bareme.contrats.reading import read_contrats
from bareme.contrats.schema import date_of
from bareme.display import plain_decimal
from bareme.legislation import amorcage_on
from bareme.npec.model import Request
from bareme.npec.reading import read_referentiel
from bareme.npec.successions import read_successions
from tests.bareme.npec.files import asked, day, resolved

FOLDER = Path(__file__).parents[3] / "examples" / "npec"


def euros(cents):
    return plain_decimal(Fraction(cents, 100), 2)


def test_each_contract_of_the_example_has_its_level():
    successions = read_successions(FOLDER / "successions-fictif.csv").successions
    reading = read_referentiel(FOLDER / "npec-fictif.csv", successions)
    levels = []
    for cells in read_contrats(FOLDER / "contrats-fictif.csv").frame.iter_rows(named=True):
        request = Request(*(cells[name] for name in ("rncp", "cpne", "idcc", "niveau", "date_conclusion")))
        forfait = amorcage_on(request.niveau, date_of(request.conclusion))
        found = resolved(reading.referentiel, request, None, forfait)
        levels.append(
            {
                "numero": cells["numero"],
                "regle": found.rule.value,
                "ligne": str(found.row.line) if found.row else "",
                "npec": euros(found.npec),
                "npec_initial": euros(found.npec_initial),
                "decision": date_of(found.decision).isoformat() if found.decision else "",
            }
        )

    with (FOLDER / "niveaux-fictif.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file, delimiter=";"))
    assert [] == reading.anomalies
    assert expected == levels


def test_the_historic_levels_of_idcc_1404_are_those_of_its_agreement():
    referentiel = read_referentiel(FOLDER / "idcc-1404-2019.csv").referentiel

    levels = {
        rncp: resolved(referentiel, asked(rncp, idcc="1404", on="2019-09-16"), day("2019-09-16")).npec
        for rncp in ("29656", "29701", "38191", "34064")
    }

    assert {"29656": 500_000, "29701": 650_000, "38191": 680_000, "34064": 580_000} == levels
