"""Scenario files: what they say, and everything wrong with one at once, with its lines."""

from datetime import date
from fractions import Fraction

import pytest

from bareme.simulation import ScenarioError, read_scenario
from bareme.simulation.scenario import Kind, Measure

HEAD = """titre: Essai
auteur: Tandem
source: inventée pour ce test
date_effet: 2026-01-01
mesures:
"""


def scenario(*measures, head=HEAD):
    """A scenario whose measures are written as « type: plafond, valeur: 9000 »."""
    text = head + "".join(f"  - {{{measure}}}\n" for measure in measures)
    return read_scenario(text.encode(), "essai")


def measure(text):
    [found] = scenario(text).mesures
    return found


def refusal(*measures, head=HEAD):
    with pytest.raises(ScenarioError) as refused:
        scenario(*measures, head=head)
    return refused.value


def refused(text):
    """Column and message of the one thing wrong with a measure."""
    [anomalie] = refusal(text).anomalies
    return anomalie.column, anomalie.message


def test_a_scenario_says_who_what_and_from_when():
    read = scenario("type: pourcentage, valeur: -5")

    assert ("essai", "Essai", "Tandem", "inventée pour ce test") == (read.name, read.titre, read.auteur, read.source)
    assert date(2026, 1, 1) == read.date_effet
    assert () == read.anomalies


def test_a_scenario_without_measure_is_the_null_reform():
    read = read_scenario((HEAD.replace("mesures:\n", "mesures: []\n")).encode(), "nulle")

    assert () == read.mesures
    assert {} == read.figures


@pytest.mark.parametrize(
    "written, expected",
    [
        ("-5", Fraction(-5, 100)),
        ("'−2,5 %'", Fraction(-25, 1000)),
        ("-2.5", Fraction(-25, 1000)),
        ("'+3'", Fraction(3, 100)),
        ("0", Fraction(0)),
        ("-100", Fraction(-1)),
        ("1000", Fraction(10)),
        ("'0,0001'", Fraction(1, 1_000_000)),
    ],
)
def test_a_percentage_is_read_with_its_sign(written, expected):
    assert expected == measure(f"type: pourcentage, valeur: {written}").value


@pytest.mark.parametrize("written", ["-100.5", "1001", "'0,00001'", "cinq", "'-'", "'--5'", "1/2"])
def test_a_percentage_that_cannot_be_applied_is_refused(written):
    assert "mesures.0.valeur" == refused(f"type: pourcentage, valeur: {written}")[0]


@pytest.mark.parametrize("kind", [Kind.PLAFOND, Kind.PLANCHER])
@pytest.mark.parametrize("written, expected", [("9000", 900_000), ("'9 000,50 €'", 900_050), ("1000000", 100_000_000)])
def test_a_ceiling_or_a_floor_is_in_euros(kind, written, expected):
    assert expected == measure(f"type: {kind.value}, valeur: {written}").value


@pytest.mark.parametrize("written", ["-1", "'9,005'", "1000000.01", "'50 %'"])
def test_an_amount_that_is_no_level_is_refused(written):
    assert "mesures.0.valeur" == refused(f"type: plafond, valeur: {written}")[0]


def test_selections_are_compared_in_one_form():
    read = measure("type: plafond, valeur: 1, niveau: ['3', 4], cpne: '007', rncp: ['RNCP00123', 'rncp 45']")

    assert (frozenset({3, 4}), frozenset({"7"}), frozenset({123, 45})) == (read.niveaux, read.cpne, read.rncp)


@pytest.mark.parametrize(
    "selection", ["niveau: 2", "niveau: 9", "niveau: bac", "cpne: NA", "rncp: CAP", "rncp: ''", "rncp: [1, RNCPX]"]
)
def test_a_selection_that_names_nothing_is_refused(selection):
    column = selection.partition(":")[0]

    assert f"mesures.0.{column}" == refused(f"type: plafond, valeur: 1, {selection}")[0]


@pytest.mark.parametrize(
    "key, written, expected",
    [
        ("participation/montant", "500", Fraction(50_000)),
        ("prise_en_charge/avance", "'45 %'", Fraction(45, 100)),
        ("prise_en_charge/avance", "'9/20'", Fraction(45, 100)),
        ("prise_en_charge/maintien", "4", Fraction(4)),
        ("hypotheses/annee_plafonnee", "1", Fraction(1)),
    ],
)
def test_a_parameter_is_read_in_its_unit(key, written, expected):
    head = HEAD.replace("2026", "2027")
    [read] = scenario(f"type: parametre, cle: {key}, valeur: {written}", head=head).mesures

    assert (key, expected) == (read.key, read.value)


@pytest.mark.parametrize(
    "key, written, words",
    [
        ("participation/montant", "2000000", "1 000 000"),
        ("prise_en_charge/avance", "'12,5 %'", "centièmes"),
        ("prise_en_charge/avance", "'120 %'", "100"),
        ("prise_en_charge/maintien", "40", "12"),
        ("prise_en_charge/base_jours", "0", "de 1 à"),
        ("hypotheses/annee_plafonnee", "2", "0 ou 1"),
        ("participation/montant", "-5", "positif"),
    ],
)
def test_a_figure_that_the_rules_cannot_hold_is_refused(key, written, words):
    column, message = refused(f"type: parametre, cle: {key}, valeur: {written}")

    assert "mesures.0.valeur" == column
    assert words.replace(" ", "\u202f") in message or words in message


def test_an_unknown_parameter_is_refused_with_close_names():
    column, message = refused("type: parametre, cle: participation/montan, valeur: 5")

    assert "mesures.0.cle" == column
    assert "participation/montant" in message


def test_a_parameter_that_no_amount_reads_is_refused():
    assert "mesures.0.cle" == refused("type: parametre, cle: remuneration/smic/horaire, valeur: 5")[0]


def test_everything_wrong_is_told_at_once_with_its_line():
    wrong = refusal(
        "type: pourcentage, valeur: beaucoup",
        "type: plafond, valeur: 9000, cle: participation/montant",
        "type: parametre, valeur: 5, niveau: 6",
        "type: plancher, valeur: 4000, niveau: [6, 12], rncp: BTS",
    )

    assert [
        (6, "mesures.0.valeur"),
        (7, "mesures.1.cle"),
        (8, "mesures.2.niveau"),
        (8, "mesures.2.type"),
        (9, "mesures.3.niveau"),
        (9, "mesures.3.rncp"),
    ] == [(anomalie.line, anomalie.column) for anomalie in wrong.anomalies]


@pytest.mark.parametrize(
    "text, code",
    [
        ("titre: x\n", "cle_manquante"),
        (HEAD + "  - {type: hausse, valeur: 5}\n", "schema_enum"),
        (HEAD + "  - {type: plafond, valeur: 5, niveaux: 3}\n", "cle_inconnue"),
        (HEAD + "  - {type: plafond, valeur: [5]}\n", "schema_type"),
        (HEAD.replace("2026-01-01", "janvier") + "  - {type: plafond, valeur: 5}\n", "schema_type"),
        ("", "yaml_vide"),
        ("titre: [", "yaml_syntaxe"),
    ],
)
def test_a_file_that_is_no_scenario_is_refused(text, code):
    with pytest.raises(ScenarioError) as refused_file:
        read_scenario(text.encode(), "essai")

    assert code in {anomalie.code for anomalie in refused_file.value.anomalies}


def test_the_name_of_a_wording_changes_no_amount_and_is_refused():
    column, message = refused("type: parametre, cle: prise_en_charge/version, valeur: 3")

    assert "mesures.0.cle" == column
    assert "prise_en_charge/avance" in message
    assert "prise_en_charge/version," not in message


def test_an_unknown_parameter_has_three_close_names_at_most():
    _column, message = refused("type: parametre, cle: prise_en_charge/avanc, valeur: 5")

    assert 1 <= message.count("prise_en_charge/") - 1 <= 3


def test_a_name_like_no_other_is_sent_to_the_page_of_parameters():
    _column, message = refused("type: parametre, cle: zzz, valeur: 5")

    assert message.endswith("Choisissez-le dans docs/parametres.md.")


@pytest.mark.parametrize(
    "written, column",
    [
        ("date_effet: 2026-13-01", "date_effet"),
        ("date_effet: janvier", "date_effet"),
        ("date_effet: 2026-01-01\nautre: 1", "autre"),
        ("description: sans date", "date_effet"),
    ],
)
def test_what_is_wrong_above_hides_nothing_of_the_measures(written, column):
    head = HEAD.replace("date_effet: 2026-01-01", written)
    wrong = refusal(
        "type: plafond, valeur: beaucoup",
        "type: hausse, valeur: 5",
        "type: plafond, valeur: 5, niveaux: 3, niveau: 12",
        "type: parametre, valeur: 5, cle: {a: 1}",
        head=head,
    )

    expected = ["mesures.0.valeur", "mesures.1.type", "mesures.2.niveau", "mesures.2.niveaux", "mesures.3.cle"]
    assert sorted([column, *expected]) == sorted(anomalie.column for anomalie in wrong.anomalies)


@pytest.mark.parametrize("text", ["[]", "5", "mesures: 5", "mesures: [5]", "{}"])
def test_a_file_of_another_form_is_refused_whole(text):
    with pytest.raises(ScenarioError) as refused_file:
        read_scenario(text.encode(), "essai")

    assert refused_file.value.anomalies


def test_a_rule_tried_before_its_date_needs_all_its_figures():
    alone = "type: parametre, cle: participation/montant, valeur: 750"

    [anomalie] = refusal(alone, head=HEAD.replace("2026", "2024")).anomalies

    assert ("parametre_seul", 6) == (anomalie.code, anomalie.line)
    assert "participation/niveau" in anomalie.remedy
    assert "hypotheses/report_participation" in anomalie.remedy


def test_the_same_rule_at_a_date_where_it_exists_needs_one_figure():
    assert 1 == len(scenario("type: parametre, cle: participation/montant, valeur: 500").mesures)


def test_a_participation_of_zero_needs_no_other_figure():
    assert 1 == len(
        scenario("type: parametre, cle: participation/montant, valeur: 0", head=HEAD.replace("2026", "2024")).mesures
    )


def test_a_ceiling_below_a_floor_is_flagged():
    crossed = scenario("type: plancher, valeur: 9000", "type: plafond, valeur: 8500")

    assert [("plafond_sous_plancher", 7)] == [(found.code, found.line) for found in crossed.anomalies]


@pytest.mark.parametrize(
    "measures",
    [
        ("type: plancher, valeur: 8500", "type: plafond, valeur: 9000"),
        ("type: plancher, valeur: 9000, niveau: 3", "type: plafond, valeur: 8500, niveau: [4, 5]"),
        ("type: plancher, valeur: 9000, cpne: 1", "type: plafond, valeur: 8500, cpne: 2"),
    ],
)
def test_a_ceiling_and_a_floor_that_never_cross_are_not_flagged(measures):
    assert () == scenario(*measures).anomalies


def test_a_parameter_written_twice_is_flagged_and_the_last_one_counts():
    twice = scenario(*[f"type: parametre, cle: participation/montant, valeur: {euros}" for euros in (500, 600)])

    assert [("parametre_repete", 6)] == [(found.code, found.line) for found in twice.anomalies]
    assert {"participation": 60_000} == twice.figures


def test_measures_meet_when_some_contract_is_in_both_selections():
    alone = Measure(Kind.PLAFOND, Fraction(1), niveaux=frozenset({3}))
    elsewhere = Measure(Kind.PLAFOND, Fraction(1), cpne=frozenset({"1"}))

    assert alone.meets(elsewhere)
    assert not alone.meets(Measure(Kind.PLAFOND, Fraction(1), niveaux=frozenset({4})))
