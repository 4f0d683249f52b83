"""The successions in: everything wrong at once, cycles included."""

from bareme.npec.model import Succession
from tests.bareme.npec.files import day, succession_reading_of, told


def test_successions_are_read_in_their_order(tmp_path):
    reading = succession_reading_of(tmp_path, "RNCP100;RNCP200;non;2024-01-01", "150;200;OUI;")

    assert (
        Succession(2, 100, 200, substantielle=False, depuis=day("2024-01-01")),
        Succession(3, 150, 200, substantielle=True, depuis=None),
    ) == reading.successions
    assert [] == reading.anomalies


def test_everything_wrong_is_told_at_once(tmp_path):
    reading = succession_reading_of(
        tmp_path,
        "RNCP1;RNCP2;non;",
        "RNCP2;RNCP3;non;",
        "RNCP3;RNCP1;oui;",
        "RNCP4;RNCP4;non;",
        "RNCP5;fiche;non;",
        ";RNCP6;non;",
        "RNCP7;RNCP8;peut-être;",
        "RNCP7;RNCP9;;",
        "RNCP1;RNCP2;oui;",
        "RNCP10;RNCP3;non;",
        "RNCP11;RNCP12;non;2024-13-01",
    )

    assert () == reading.successions
    assert {
        (5, "cycle"),
        (6, "nouveau", "fiche", "rncp"),
        (7, "ancien", None, "vide"),
        (8, "substantielle", "peut-être", "oui_non"),
        (9, "substantielle", None, "vide"),
        (10, "nouveau", "RNCP2", "doublon"),
        (11, "ancien", "RNCP10", "deux_anciennes"),
        (12, "depuis", "2024-13-01", "date"),
    } == {found if found[3] != "cycle" else (5, "cycle") for found in told(reading)}


def test_each_cycle_is_told_once_with_its_certifications(tmp_path):
    reading = succession_reading_of(tmp_path, "1;2;non;", "2;1;non;", "4;4;oui;", "5;6;non;")

    cycles = sorted(found.expected.rpartition(" : ")[2].rpartition(":")[2].strip() for found in reading.anomalies)
    assert 2 == len(cycles)
    assert {"RNCP1", "RNCP2"} == set(cycles[0].split(" → "))
    assert "RNCP4 → RNCP4" == cycles[1]
    assert {"cycle"} == {code for *_, code in told(reading)}
