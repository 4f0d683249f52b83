"""The order of the rules, the two clocks, what « NC » and a succession do (D6332-78 to D6332-80)."""

import json
from datetime import date
from pathlib import Path

import pytest

from bareme.legislation import amorcage_on
from bareme.npec.model import Rule, Way
from tests.bareme.npec.files import asked, day, referentiel_of, resolved

AMORCAGE = 600_000
EXAMPLES = json.loads((Path(__file__).parents[1] / "law_examples.json").read_text(encoding="utf-8"))["examples"]

BRANCHE = "RNCP100;32;1404;9000;CPNE;;;"
SANS_BRANCHE = "RNCP100;;;8000;R;;;"
CARENCE = "RNCP100;;;7000;carence;;;"


@pytest.mark.parametrize(
    "rows, rule, npec",
    [
        ([CARENCE, SANS_BRANCHE, BRANCHE], Rule.BRANCHE, 900_000),
        ([CARENCE, SANS_BRANCHE], Rule.SANS_BRANCHE, 800_000),
        ([CARENCE], Rule.CARENCE, 700_000),
        (["RNCP999;;;7000;CPNE;;;"], Rule.AMORCAGE, AMORCAGE),
    ],
)
def test_the_branch_comes_first_then_no_branch_then_carence_then_the_amorcage(tmp_path, rows, rule, npec):
    found = resolved(referentiel_of(tmp_path, *rows), asked(cpne="32"), amorcage=AMORCAGE)

    assert (rule, npec, npec) == (found.rule, found.npec, found.npec_initial)
    assert found.provisional == (rule is Rule.AMORCAGE)


def test_a_row_of_the_branch_counts_whatever_its_statut(tmp_path):
    referentiel = referentiel_of(tmp_path, "RNCP100;32;;9000;A;;;2024-01-01", "RNCP100;;;8000;R;;;2024-06-01")

    found = resolved(referentiel, asked(cpne="32"))

    assert (Rule.BRANCHE, 900_000, True) == (found.rule, found.npec, found.row.is_carence)


def test_no_branch_comes_before_carence_even_when_known_earlier(tmp_path):
    referentiel = referentiel_of(tmp_path, "RNCP100;;;7000;D;;;2024-06-01", "RNCP100;;9999;8000;R;;;2020-01-01")

    assert 800_000 == resolved(referentiel, asked(cpne="32")).npec


def test_the_cell_of_the_explanation_is_the_one_printed(tmp_path):
    referentiel = referentiel_of(tmp_path, "", "35233;032;29;8 000,005 €;CPNE;15/07/2024;2025-08-31;2024-07-05")

    found = resolved(referentiel, asked("RNCP35233", "32", on="2024-08-01"), as_of=day("2024-09-01"))

    row = found.row
    assert (3, 35_233, "032", "29", "8 000,005 €", "CPNE") == (
        row.line, row.rncp, row.cpne, row.idcc, row.printed, row.statut,
    )  # fmt: skip
    assert (800_001, day("2024-07-15"), day("2025-08-31"), day("2024-07-05")) == (
        row.npec, row.valide_du, row.valide_au, row.connu_le,
    )  # fmt: skip


@pytest.mark.parametrize(
    "on, expected",
    [("2024-07-14", None), ("2024-07-15", 800_000), ("2025-08-31", 800_000), ("2025-09-01", None)],
)
def test_both_bounds_of_a_validity_are_inside(tmp_path, on, expected):
    referentiel = referentiel_of(tmp_path, "RNCP100;32;;8000;CPNE;2024-07-15;2025-08-31;")

    assert expected == resolved(referentiel, asked(cpne="32", on=on)).npec


@pytest.mark.parametrize("on", ["2000-01-01", "2098-12-31"])
def test_an_empty_bound_is_open(tmp_path, on):
    assert 900_000 == resolved(referentiel_of(tmp_path, BRANCHE), asked(cpne="32", on=on), as_of=day("2000-01-01")).npec


def test_a_row_is_known_from_its_day_on(tmp_path):
    referentiel = referentiel_of(tmp_path, "RNCP100;32;;8000;CPNE;;;2024-07-05")

    known = [resolved(referentiel, asked(cpne="32"), as_of=day(on)).npec for on in ("2024-07-04", "2024-07-05")]

    assert [None, 800_000] == known


def test_the_latest_known_wins_then_the_latest_in_force(tmp_path):
    rows = ["RNCP100;32;;7000;R;2022-09-01;;2022-09-01", "RNCP100;32;;8000;R;2024-01-01;;2022-09-01"]

    later = resolved(referentiel_of(tmp_path, *rows, "RNCP100;32;;7500;R;2019-01-01;;2023-01-01"), asked(cpne="32"))
    same = resolved(referentiel_of(tmp_path, *rows), asked(cpne="32"))

    assert (750_000, 800_000) == (later.npec, same.npec)


@pytest.mark.parametrize(
    "row", ["RNCP100;32;;NC;CPNE;;;2024-01-01", "RNCP100;32;;;NC;;;2024-01-01", "RNCP100;32;;5000;nc;;;2024-01-01"]
)
def test_nc_is_passed_over_and_told_never_zero(tmp_path, row):
    older = resolved(referentiel_of(tmp_path, row, "RNCP100;32;;9000;CPNE;;;2023-01-01"), asked(cpne="32"))
    other = resolved(referentiel_of(tmp_path, row, SANS_BRANCHE), asked(cpne="32"))
    alone = resolved(referentiel_of(tmp_path, row), asked(cpne="32"), amorcage=AMORCAGE)

    assert (900_000, 800_000, AMORCAGE) == (older.npec, other.npec, alone.npec)
    assert [[2], [2], [2]] == [[nc.line for nc in found.passed] for found in (older, other, alone)]
    assert [None] == [nc.npec for nc in alone.passed]


def test_an_nc_that_comes_after_the_row_is_not_told(tmp_path):
    found = resolved(referentiel_of(tmp_path, BRANCHE, "RNCP100;;;NC;R;;;"), asked(cpne="32"))

    assert (900_000, ()) == (found.npec, found.passed)


def test_without_a_level_nor_an_amorcage_nothing_is_known(tmp_path):
    found = resolved(referentiel_of(tmp_path, "RNCP100;32;;NC;;;;"), asked(cpne="32"))

    assert (None, None, None, Rule.AMORCAGE) == (found.npec, found.npec_initial, found.decision, found.rule)


@pytest.mark.parametrize(
    "cpne, idcc, way, npec",
    [
        ("32", "9999", Way.CPNE, 900_000),
        (None, "1404", Way.RATTACHEMENT, 900_000),
        ("77", "1404", Way.RATTACHEMENT, 900_000),
        (None, "0029", Way.IDCC, 650_000),
        (None, "9998", None, 800_000),
        (None, "abc", None, 800_000),
    ],
)
def test_the_branch_is_the_cpne_else_the_one_of_the_idcc(tmp_path, cpne, idcc, way, npec):
    rows = [SANS_BRANCHE, "RNCP100;32;;9000;CPNE;;;", "RNCP200;032;1404, 2162;4000;CPNE;;;", "RNCP100;;29|627;6500;;;;"]

    found = resolved(referentiel_of(tmp_path, *rows), asked(cpne=cpne, idcc=idcc))

    assert (way, npec) == (found.current.way, found.npec)


def test_an_idcc_follows_its_branch_from_a_cpne_to_another(tmp_path):
    rows = [
        "RNCP100;32;1404;9000;CPNE;2020-01-01;2023-12-31;2020-01-01",
        "RNCP100;77;1404;9500;CPNE;2024-01-01;;2023-11-01",
        "RNCP100;32;;9100;CPNE;2024-01-01;;2023-11-01",
    ]
    referentiel = referentiel_of(tmp_path, *rows)

    npec = [resolved(referentiel, asked(idcc="1404", on=on)).npec for on in ("2023-12-31", "2024-01-01")]

    assert [900_000, 950_000] == npec


def test_an_idcc_belongs_to_its_cpne_from_the_first_row_that_says_so(tmp_path):
    rows = [
        "RNCP100;32;;9000;CPNE;;;2020-01-01",
        "RNCP200;32;1404;4000;CPNE;;;2025-01-15",
        "RNCP300;32;01404;4000;CPNE;;;2024-01-15",
        "RNCP400;032;1404;4000;CPNE;;;2025-01-15",
    ]

    found = resolved(referentiel_of(tmp_path, SANS_BRANCHE, *rows), asked(idcc="1404"))

    assert (900_000, None) == (found.npec, found.decision)


def test_a_link_learnt_after_the_conclusion_is_the_decision(tmp_path):
    rows = [SANS_BRANCHE, "RNCP100;32;;9000;CPNE;;;2020-01-01", "RNCP200;32;1404;4000;CPNE;;;2025-01-15"]

    found = resolved(referentiel_of(tmp_path, *rows), asked(idcc="1404"))

    assert (900_000, 800_000, day("2025-01-15")) == (found.npec, found.npec_initial, found.decision)


def test_a_renewed_certification_keeps_the_level_of_the_old_one(tmp_path):
    referentiel = referentiel_of(
        tmp_path, BRANCHE, "RNCP300;;;5000;R;;;", successions=["RNCP100;RNCP200;non;2024-01-01", "200;300;non;"]
    )

    found = resolved(referentiel, asked("RNCP300", "32"))

    assert (Rule.BRANCHE, 900_000) == (found.rule, found.npec)
    assert [(300, 200), (200, 100)] == [(item.nouveau, item.ancien) for item in found.successions]


def test_its_own_row_comes_before_that_of_the_old_one(tmp_path):
    rows = [BRANCHE, "RNCP200;32;;5000;CPNE;;;2019-01-01"]

    found = resolved(referentiel_of(tmp_path, *rows, successions=["100;200;non;"]), asked("200", "32"))

    assert (500_000, ()) == (found.npec, found.successions)


def test_a_succession_holds_from_its_day_on(tmp_path):
    referentiel = referentiel_of(tmp_path, BRANCHE, successions=["100;200;non;2024-01-01"])

    npec = [resolved(referentiel, asked("200", "32", on=on)).npec for on in ("2023-12-31", "2024-01-01")]

    assert [None, 900_000] == npec


def test_a_substantial_change_ends_the_level_and_is_told(tmp_path):
    found = resolved(
        referentiel_of(tmp_path, BRANCHE, successions=["100;200;oui;"]), asked("200", "32"), None, AMORCAGE
    )

    assert (Rule.AMORCAGE, AMORCAGE, ()) == (found.rule, found.npec, found.successions)
    assert [100] == [item.ancien for item in found.current.refused]


def test_a_past_decision_replays(tmp_path):
    """What was answered on three days, read again from the file of the last one."""
    first, second = "RNCP100;32;;7000;CPNE;2024-01-01;;2024-10-01", "RNCP100;32;;7400;R;2024-01-01;;2025-03-01"
    today = referentiel_of(tmp_path, first, second)
    then = [referentiel_of(tmp_path, *rows) for rows in (["RNCP999;;;1;;;;"], [first], [first, second])]

    for referentiel, on in zip(then, ("2024-09-30", "2024-10-01", "2025-03-01"), strict=True):
        replayed, answered = (resolved(each, asked(cpne="32"), day(on), AMORCAGE) for each in (today, referentiel))

        assert (answered.npec, answered.npec_initial, answered.decision, answered.provisional) == (
            replayed.npec, replayed.npec_initial, replayed.decision, replayed.provisional,
        )  # fmt: skip

    found = [today.resolve(asked(cpne="32"), day(on), AMORCAGE) for on in ("2024-09-30", "2024-10-01", "2025-03-01")]
    assert [(600_000, None), (700_000, day("2024-10-01")), (740_000, day("2025-03-01"))] == [
        (item.npec, item.decision) for item in found
    ]
    assert {AMORCAGE} == {item.npec_initial for item in found}


def test_what_was_known_at_the_conclusion_has_no_decision(tmp_path):
    found = resolved(referentiel_of(tmp_path, "RNCP100;32;;7000;CPNE;;;2024-09-01"), asked(cpne="32"), None, AMORCAGE)

    assert (700_000, 700_000, None) == (found.npec, found.npec_initial, found.decision)


def test_the_level_paid_before_the_decision_is_that_of_the_row_known_then(tmp_path):
    rows = [SANS_BRANCHE, "RNCP100;32;;9000;CPNE;;;2025-03-01"]

    found = resolved(referentiel_of(tmp_path, *rows), asked(cpne="32"), None, AMORCAGE)

    assert (900_000, 800_000, day("2025-03-01")) == (found.npec, found.npec_initial, found.decision)
    assert Rule.SANS_BRANCHE is found.initial.rule


def example(name):
    (found,) = [item for item in EXAMPLES if item["id"] == name]
    return found


def cents(text):
    euros, _, rest = text.partition(".")
    return int(euros) * 100 + int(rest.ljust(2, "0"))


def test_b29_the_amorcage_depends_on_the_conclusion(tmp_path):
    case = example("B29")
    referentiel = referentiel_of(tmp_path, "RNCP999;;;1;;;;")

    for on, expected in case["expected"].items():
        forfait = amorcage_on(case["inputs"]["level"], date.fromisoformat(on))
        found = resolved(referentiel, asked(on=on), None, forfait)

        assert (Rule.AMORCAGE, cents(expected)) == (found.rule, found.npec)


def test_b30_the_two_levels_of_the_regularisation(tmp_path):
    case = example("B30")
    amorcage, npec = case["inputs"]["amorcage"] * 100, case["inputs"]["npec"] * 100
    referentiel = referentiel_of(tmp_path, f"RNCP100;32;;{case['inputs']['npec']};CPNE;2025-07-01;;2026-06-15")

    found = resolved(referentiel, asked(cpne="32", on="2025-09-01"), None, amorcage)

    # 40 % and 30 % were paid on the amorçage.
    gap = (found.npec - found.npec_initial) * 70 // 100
    assert (npec, amorcage, day("2026-06-15")) == (found.npec, found.npec_initial, found.decision)
    assert cents(case["expected"]["of_which_regularisation"]) == gap


def test_b42_the_historic_levels_of_idcc_1404(tmp_path):
    case = example("B42")
    certifications = {"CAP": 29_656, "BACPRO": 29_701, "BTS": 38_191, "BTM_MARECHAL": 34_064}
    rows = [
        f"RNCP{certifications[name]};;{case['inputs']['idcc']};{value};CPNE;2019-01-15;;2019-01-15"
        for name, value in case["expected"].items()
    ]
    referentiel = referentiel_of(tmp_path, *rows)

    found = {
        name: resolved(referentiel, asked(f"RNCP{number}", idcc="1404", on="2020-09-01"))
        for name, number in certifications.items()
    }

    assert {name: cents(value) for name, value in case["expected"].items()} == {
        name: item.npec for name, item in found.items()
    }
    assert {(Rule.BRANCHE, Way.IDCC)} == {(item.rule, item.current.way) for item in found.values()}


def test_b48_a_decree_corrects_the_level_for_what_is_left_of_the_contract(tmp_path):
    case = example("B48")
    values = case["inputs"]["decret_858_value"], case["inputs"]["decret_945_value"]
    referentiel = referentiel_of(
        tmp_path,
        f"RNCP100;;;{values[0]};A;2023-09-08;;2023-09-08",
        f"RNCP100;;;{values[1]};A;2023-09-08;;2023-10-15",
    )
    contrat = asked(on=case["inputs"]["conclusion"])

    paid = [referentiel.value_on(contrat, day(on)) for on in ("2023-09-10", "2023-10-14", "2023-10-15", "2025-01-01")]

    before, after = (case["expected"][name] * 100 for name in ("value_before_2023-10-15", "value_from_2023-10-15"))
    assert [before, before, after, after] == paid
    assert day("2023-10-15") == resolved(referentiel, contrat).decision
