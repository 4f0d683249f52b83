"""Reading candidatures: exact cells, every error of the file in one pass."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from bareme.majoration.candidatures import read_candidatures, suggest_mapping
from bareme.tables import read_table
from tests.bareme.majoration.samples import idf, small

HEAD = "of_cfa;formation;contrats;contrats_verts;complement;exceptionnelle\n"
SCORED = "of_cfa;formation;contrats;contrats_verts;complement;tension;besoin;qpv;femmes;note;premier_contrat_le\n"


def read(text, mapping=None, reglement=None):
    table = read_table(text.encode(), "candidatures.csv")
    return read_candidatures(table, reglement or small(), mapping)


def errors(text):
    return [(item.line, item.column, item.code) for item in read(text)[1] if item.is_error]


def warnings(text):
    return [(item.line, item.code) for item in read(text)[1] if item.severity == "avertissement"]


def test_a_line_becomes_a_candidature():
    (item,), anomalies = read(HEAD + "Lycée;CAP Cuisine;1 028;12;B;16 510,00 €\n")

    assert [] == anomalies
    assert ("Lycée", "CAP Cuisine", 1028, 12, "B", 16_510, 2) == (
        item.of_cfa,
        item.formation,
        item.contrats,
        item.contrats_verts,
        item.complement,
        item.exceptionnelle,
        item.line,
    )
    assert {} == item.indicateurs


def test_figures_are_read_with_the_types_of_the_reglement():
    (item,), _ = read(SCORED + "Lycée;CAP;10;0;A;oui;Fort;7;33,3 %;2,5;01/09/2023\n")

    assert {
        "tension": True,
        "besoin": "fort",
        "qpv": Fraction(7),
        "femmes": Fraction(333, 1000),
        "note": Fraction(5, 2),
        "premier_contrat_le": date(2023, 9, 1),
    } == item.indicateurs


def test_an_empty_figure_is_missing_and_never_zero():
    (item,), _ = read(SCORED + "Lycée;CAP;10;0;A;oui;fort;;33 %;2;\n")

    assert (None, None) == (item.indicateurs["qpv"], item.indicateurs["premier_contrat_le"])


def test_a_missing_criteria_column_is_told_once_and_missing_everywhere():
    items, anomalies = read(
        "of_cfa;formation;contrats;contrats_verts;complement;tension\nX;F;3;0;A;oui\nY;F;3;0;A;non\n"
    )

    assert [{"besoin", "qpv", "femmes"}] == [{item.column for item in anomalies if item.code == "critere_absent"}]
    assert all(item.indicateurs["qpv"] is None for item in items)


def test_every_error_of_the_file_comes_in_one_pass():
    text = HEAD + "A;F;douze;0;A;0\n;F;3;0;A;0\nC;F;3;5;A;0\nD;;3;0;Z;-4\nE;F;3,5;0;A;99999999999999\nF;F;-2;;A;0,5\n"

    assert [
        (2, "contrats", "nombre"),
        (3, "of_cfa", "nom_vide"),
        (4, "contrats_verts", "verts_en_trop"),
        (5, "formation", "nom_vide"),
        (5, "complement", "classe_inconnue"),
        (5, "exceptionnelle", "negatif"),
        (6, "contrats", "entier"),
        (6, "exceptionnelle", "trop_grand"),
        (7, "contrats", "negatif"),
        (7, "contrats_verts", "vide"),
        (7, "exceptionnelle", "euros_entiers"),
    ] == errors(text)


def test_an_error_says_place_value_expectation_and_remedy():
    (found,) = [item for item in read(HEAD + "A;F;douze;0;A;0\n")[1] if item.is_error]

    assert "Ligne 2, colonne «\u202fcontrats\u202f»\u202f: trouvé «\u202fdouze\u202f»" in found.message
    assert "un nombre était attendu" in found.message
    assert "Corrigez" in found.message


@pytest.mark.parametrize("twin", ["Lycée;CAP;3;0;A;0", "LYCEE;cap;9;0;A;0", " Lycée ; CAP;3;0;A;0"])
def test_a_line_given_twice_is_refused(twin):
    assert [(3, "formation", "doublon")] == errors(HEAD + "Lycée;CAP;3;0;A;0\n" + twin + "\n")


def test_one_formation_in_two_classes_is_kept_with_a_warning():
    items, _ = read(HEAD + "BTP;Toutes;1017;0;B;0\nBTP;Toutes;136;0;A;0\n")

    assert [1017, 136] == [item.contrats for item in items]
    assert len({item.reference for item in items}) == 2
    assert [(3, "deux_classes")] == warnings(HEAD + "BTP;Toutes;1017;0;B;0\nBTP;Toutes;136;0;A;0\n")


def test_two_spellings_of_a_name_are_two_organismes_and_are_told():
    assert [(3, "nom_voisin")] == warnings(HEAD + "AFMAÉ;F1;3;0;A;0\nAFMAE;F2;3;0;A;0\nAFMAE;F3;3;0;A;0\n")


def test_an_exceptional_amount_repeated_on_each_line_is_told():
    assert [(3, "exceptionnelle_repetee")] == warnings(HEAD + "A;F1;3;0;A;500\nA;F2;3;0;A;500\n")


def test_an_exceptional_amount_without_contract_is_told():
    assert [(2, "sans_contrat"), (2, "exceptionnelle_sans_contrat")] == warnings(HEAD + "A;F1;0;0;A;500\n")


def test_the_totaux_line_is_compared_with_the_sum():
    text = HEAD + "A;F1;3;0;A;0\nB;F1;4;1;A;0\nTOTAUX;;8;1;;-  €\n"

    assert [(4, "total_different")] == warnings(text)
    assert len(read(text)[0]) == 2


def test_the_exceptional_column_may_be_absent_or_empty():
    items, anomalies = read("of_cfa;formation;contrats;contrats_verts;complement\nA;F;3;0;A\n")

    assert ([], 0) == (anomalies, items[0].exceptionnelle)
    assert 0 == read(HEAD + "A;F;3;0;A;\n")[0][0].exceptionnelle


def test_missing_columns_are_all_told():
    found = errors("of_cfa;exceptionnelle\nA;3\n")

    assert {"formation", "contrats", "contrats_verts", "complement"} == {column for _, column, _ in found}


def test_a_file_with_titles_only_is_refused():
    assert ["aucune_ligne"] == [code for *_, code in errors(HEAD)]


def test_an_unknown_column_is_told_and_ignored():
    _, anomalies = read(HEAD.replace("\n", ";couleur\n") + "A;F;3;0;A;0;bleu\n")

    assert [("colonne_ignoree", "couleur")] == [(item.code, item.column) for item in anomalies]


def test_a_mapping_chosen_by_a_person_is_followed():
    text = "qui;quoi;combien;verts;lettre\nA;F;3;1;B\n"
    mapping = {
        "qui": "of_cfa",
        "quoi": "formation",
        "combien": "contrats",
        "verts": "contrats_verts",
        "lettre": "complement",
    }

    assert [("A", 3)] == [(item.of_cfa, item.contrats) for item in read(text, mapping)[0]]


def test_two_columns_for_one_field_are_refused():
    text = "a;b;formation;contrats;contrats_verts;complement\nA;B;F;3;1;B\n"
    mapping = {"a": "of_cfa", "b": "of_cfa"} | {
        name: name for name in ("formation", "contrats", "contrats_verts", "complement")
    }

    assert "colonne_en_double" in {item.code for item in read(text, mapping)[1]}


def test_a_mapping_to_nothing_known_is_refused():
    _, anomalies = read(HEAD + "A;F;3;0;A;0\n", {name: name for name in HEAD.strip().split(";")} | {"x": "age"})

    assert "champ_inconnu" in {item.code for item in anomalies}


def test_given_references_are_kept_and_must_differ():
    text = "reference;" + HEAD + "R1;A;F;3;0;A;0\nR1;B;F;3;0;A;0\n;C;F;3;0;A;0\n"

    assert [(4, "reference", "nom_vide"), (3, "reference", "doublon")] == errors(text)


def test_references_do_not_depend_on_the_order_of_the_lines():
    lines = ["A;F;3;0;A;0\n", "B;F;3;0;A;0\n"]

    first, second = (read(HEAD + "".join(order))[0] for order in (lines, lines[::-1]))

    assert {item.reference for item in first} == {item.reference for item in second}


def test_titles_are_recognised_whatever_their_accents_and_case():
    headers = (
        "OF CFA bénéficiaires",
        "Intitulé de la formation",
        "Nombre de contrats",
        "Dont verts",
        "Périmètre financier",
    )

    assert ["of_cfa", "formation", "contrats", "contrats_verts", "complement"] == list(
        suggest_mapping(headers, small()).values()
    )


def test_criteria_are_recognised_by_their_label():
    mapping = suggest_mapping(("Jeunes issus des quartiers prioritaires de la ville", "TAUX_FEMMES", "?"), idf())

    assert ["jeunes_qpv", "taux_femmes", None] == list(mapping.values())


def test_an_exact_code_wins_over_a_synonym():
    assert {"cfa": None, "of_cfa": "of_cfa"} == suggest_mapping(("cfa", "of_cfa"), small())


def test_the_only_class_of_a_reglement_need_not_be_written():
    only = replace(small(), complements=replace(small().complements, classes={"unique": Fraction(0)}))

    without, _ = read("of_cfa;formation;contrats;contrats_verts\nA;F;3;0\n", reglement=only)
    empty, _ = read(HEAD + "A;F;3;0;;\n", reglement=only)
    _, wrong = read(HEAD + "A;F;3;0;Z;\n", reglement=only)

    assert ["unique", "unique"] == [item.complement for item in (*without, *empty)]
    assert ["classe_inconnue"] == [item.code for item in wrong]


def test_without_a_reglement_what_needs_none_is_still_checked():
    table = read_table((HEAD + "A;F;douze;0;Z;0\n;F;3;4;A;0\n").encode(), "candidatures.csv")

    _, anomalies = read_candidatures(table, None)

    assert [(2, "nombre"), (3, "nom_vide"), (3, "verts_en_trop")] == [(item.line, item.code) for item in anomalies]


def test_numbers_in_messages_are_written_as_the_french_read_them():
    _, anomalies = read(HEAD + "A;F;1000001;0;A;10000000001\n")

    told = " ".join(item.message for item in anomalies)
    assert "1\u202f000\u202f000 " in told
    assert "10\u202f000\u202f000\u202f000 " in told
