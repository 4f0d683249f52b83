"""The proof: Annexe 1 of CP 2023-247, to the euro. Figures from the published table, not from this program."""

import csv
from fractions import Fraction
from functools import cache

import pytest

from bareme.display import format_decimal
from bareme.majoration.allocation import allocate
from bareme.majoration.annexe_publiee import read_annexe
from bareme.majoration.candidatures import read_candidatures
from bareme.tables import read_table
from tests.bareme.majoration.samples import EXAMPLE, idf


@cache
def candidatures():
    path = EXAMPLE / "candidatures.csv"
    found, anomalies = read_candidatures(read_table(path.read_bytes(), path.name), idf())
    assert [] == [anomalie.message for anomalie in anomalies if anomalie.is_error]
    return tuple(found)


@cache
def allocation():
    return allocate(candidatures(), idf())


def published():
    text = (EXAMPLE / "annexe1-texte-publie.txt").read_bytes()
    return read_annexe(text, "annexe1-texte-publie.txt").lines


def test_every_published_line_comes_out_to_the_euro():
    expected = [
        (line.of_cfa, line.majoration, line.dont_bonus_vert, line.exceptionnelle, line.totale, line.contrats)
        for line in published()
    ]

    actual = [
        (line.of_cfa, line.majoration, line.dont_bonus_vert, line.exceptionnelle, line.totale, line.contrats)
        for line in allocation().organismes
    ]

    assert len(actual) == 71
    assert expected == actual


def test_the_base_is_the_one_behind_the_printed_638_euros():
    # Requirements §1.3: (20 140 000 − 2 000 000 − green of the others − complements) / (30 118 − 3 672).
    mean = Fraction(20_140_000, 30_118)
    green = Fraction(15, 100) * mean * 6_750
    by_class = {"B": 0, "C": 0}
    for item in candidatures():
        if item.complement in by_class:
            by_class[item.complement] += item.contrats
    owed = (Fraction(15, 100) * by_class["B"] + Fraction(20, 100) * by_class["C"]) * mean
    expected = (20_140_000 - 2_000_000 - green - owed) / (30_118 - 3_672)

    assert expected == allocation().base
    assert format_decimal(allocation().base, 4) == "638,1097"


def test_one_euro_too_many_is_taken_where_the_region_took_it():
    adjusted = {line.of_cfa: line.ajustement for line in allocation().organismes if line.ajustement}

    assert {"INSTITUT NATIONAL DU CYCLE ET MOTOCYCLE": -1} == adjusted
    assert allocation().residu == -1


def test_the_totals_are_those_of_the_report():
    counters = allocation().counters

    assert (20_140_000, 777_061, 130_000, 20_270_000, 30_118, 71) == (
        counters.majoration,
        counters.dont_bonus_vert,
        counters.exceptionnelle,
        counters.totale,
        counters.contrats_retenus,
        counters.organismes_retenus,
    )


def test_both_caps_bind_on_one_organisme_only():
    bound = [line.of_cfa for line in allocation().organismes if line.capped_total or line.capped_green]

    line = allocation().organisme("CMA REGION IDF")
    assert ["CMA REGION IDF"] == bound
    assert (True, True, 2_000_000, 100_000) == (
        line.capped_total,
        line.capped_green,
        line.majoration,
        line.dont_bonus_vert,
    )


def test_aftral_gets_its_exceptional_amount_beside_the_envelope():
    line = allocation().organisme("AFTRAL")

    assert (138_822, 130_000, 268_822) == (line.majoration, line.exceptionnelle, line.totale)


@pytest.mark.parametrize("base", ["638", "638.11", "638.1097"])
def test_a_rounded_base_misses_the_published_table(base):
    imposed = allocate(candidatures(), idf(), base=Fraction(base))

    expected = {line.of_cfa: line.majoration for line in published()}
    assert expected != {line.of_cfa: line.majoration for line in imposed.organismes}


def test_the_class_of_each_line_is_the_only_one_that_gives_its_amount():
    """The classes are a deduction: with another class, no line of one class but the capped one keeps its amount."""
    result = allocation()
    rates = idf().complements.classes
    by_name = {}
    for item in candidatures():
        by_name.setdefault(item.of_cfa, []).append(item)
    checked = 0
    for line in published():
        group = by_name[line.of_cfa]
        if len(group) > 1 or line.of_cfa == "CMA REGION IDF":
            continue
        (item,) = group
        fitting = [
            name
            for name, rate in rates.items()
            if abs(
                item.contrats * (result.base + rate * result.mean)
                + item.contrats_verts * Fraction(15, 100) * result.mean
                - line.majoration
            )
            <= Fraction(105, 100)
        ]
        assert [item.complement] == fitting, line.of_cfa
        checked += 1
    assert checked == 69


def test_the_published_csv_of_the_example_holds_the_published_figures():
    with (EXAMPLE / "annexe1-publiee.csv").open(encoding="utf-8", newline="") as stream:
        rows = [tuple(row.values()) for row in csv.DictReader(stream, delimiter=";")]

    expected = [
        (
            line.of_cfa,
            *map(str, (line.majoration, line.dont_bonus_vert, line.exceptionnelle, line.totale, line.contrats)),
        )
        for line in published()
    ]
    assert expected == rows
