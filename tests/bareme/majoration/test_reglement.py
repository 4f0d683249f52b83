"""The règlement file: what it holds, and everything it refuses, with lines and in French."""

from datetime import date
from fractions import Fraction

import pytest

from bareme.majoration.reglement import ReglementError, load_reglement
from bareme.majoration.reglement.parts import CoupureMode, Paliers, Residu, StatutClause
from tests.bareme.majoration.samples import EXAMPLE, SMALL, idf, small


def refused(text):
    with pytest.raises(ReglementError) as error:
        load_reglement(text.encode())
    return error.value.anomalies


def changed(before, after):
    assert before in SMALL
    return SMALL.replace(before, after, 1)


def line_of(fragment, text=SMALL):
    return text[: text.index(fragment)].count("\n") + 1


def test_a_file_loads_as_well_as_its_bytes():
    path = EXAMPLE / "reglement.yaml"

    assert load_reglement(path) == load_reglement(path.read_bytes())


def test_the_example_names_the_eight_criteria_of_the_report():
    assert [
        "filiere_prioritaire",
        "innovation",
        "publics_prioritaires",
        "besoin_financement",
        "niveau_activite",
        "jeunes_sans_contrat",
        "territoire",
        "environnement",
    ] == [critere.code for critere in idf().criteres]
    assert Fraction(100) == idf().points_max


def test_the_example_says_what_is_deduced_and_what_is_invented():
    rules = idf()

    deduced = {rules.bonus_vert.clause, rules.complements.clause, rules.plafonds.clause, rules.arrondi.clause}
    assert {StatutClause.DEDUIT} == {clause.statut for clause in deduced}
    assert {StatutClause.FICTIF} == {critere.clause.statut for critere in rules.criteres}
    assert StatutClause.PUBLIE is rules.clause_of("enveloppe").statut


def test_the_example_holds_the_figures_of_the_campaign():
    rules = idf()

    assert (20_140_000, date(2022, 9, 1)) == (rules.enveloppe, rules.contrats_a_compter_du)
    assert (2_000_000, 100_000) == (rules.plafonds.total, rules.plafonds.dont_vert)
    assert {"A": Fraction(0), "B": Fraction(3, 20), "C": Fraction(1, 5)} == rules.complements.classes
    assert ("INSTITUT NATIONAL DU CYCLE ET MOTOCYCLE",) == rules.arrondi.lignes


def test_rates_are_exact_however_they_are_written():
    written = ["15 %", '"0,15"', "3/20", '"0.15"', "15%"]

    rates = [load_reglement(changed("taux: 10 %", f"taux: {rate}").encode()).bonus_vert.taux for rate in written]

    assert [Fraction(3, 20)] * 5 == rates


def test_the_canonical_form_ignores_how_a_number_is_written():
    again = changed("taux: 10 %", "taux: 1/10").replace('B: "0,25"', "B: 25 %")

    assert small().canonical() == load_reglement(again.encode()).canonical()


def test_the_canonical_form_changes_with_a_figure():
    assert small().canonical() != load_reglement(changed("poids: 60", "poids: 61").encode()).canonical()


def test_reminders_are_told_from_the_earliest():
    assert (7, 1) == small().recevabilite.relances_jours


def test_scales_are_read_as_steps():
    scale = next(item.bareme for item in small().indicateurs if item.code == "qpv")

    assert Paliers(((Fraction(0), Fraction(0)), (Fraction(5), Fraction(3)))) == scale


@pytest.mark.parametrize(
    "before, after, code, column",
    [
        ("titre: Règlement d’essai\n", "titre: Règlement d’essai\nenvelope: 3\n", "cle_inconnue", "envelope"),
        ("annee: 2024\n", "", "cle_manquante", "annee"),
        ("annee: 2024\n", "annee: 2024\nannee: 2025\n", "cle_en_double", "annee"),
        ("enveloppe: 10000\n", "enveloppe: -1\n", "schema_minimum", "enveloppe"),
        ("enveloppe: 10000\n", "enveloppe: 10000.5\n", "yaml_valeur", "enveloppe"),
        ("enveloppe: 10000\n", 'enveloppe: "10 000,50"\n', "euros_entiers", "enveloppe"),
        ("annee: 2024\n", "annee: douze\n", "schema_type", "annee"),
        ("retard: refuser", "retard: ignorer", "schema_enum", "recevabilite.retard"),
        ("code: essai", "code: Essai 2024", "schema_pattern", "code"),
        ("taux: 10 %", "taux: 110 %", "taux", "bonus_vert.taux"),
        ("taux: 10 %", "taux: beaucoup", "nombre", "bonus_vert.taux"),
        ("taux: 10 %, clause: regle", "taux: 10 %, clause: absente", "clause_inconnue", "bonus_vert.clause"),
        ("poids: 60", "poids: -1", "negatif", "criteres.0.poids"),
        ("code: publics", "code: filiere", "code_en_double", "criteres.1.code"),
        ("code: femmes", "code: qpv", "code_en_double", "criteres.1.indicateurs.1.code"),
        ("code: femmes", "code: contrats", "code_en_double", "criteres.1.indicateurs.1.code"),
        ("a_partir_de: 5", "a_partir_de: 0", "paliers", "criteres.1.indicateurs.0.bareme.paliers.1.a_partir_de"),
        (
            "[{a_partir_de: 0, points: 0}, ",
            "[",
            "premier_palier",
            "criteres.1.indicateurs.0.bareme.paliers.0.a_partir_de",
        ),
        ("de: 0, a: 50 %", "de: 50 %, a: 50 %", "bornes", "criteres.1.indicateurs.1.bareme.a"),
        (
            "mode: notation, points_max: 5",
            "mode: notation",
            "cle_manquante",
            "criteres.2.indicateurs.0.bareme.points_max",
        ),
        (
            "mode: notation, points_max: 5",
            "mode: notation, points_max: 5, de: 3",
            "cle_hors_mode",
            "criteres.2.indicateurs.0.bareme.de",
        ),
        (
            "points: {oui: 4, non: 0}",
            "points: {oui: 4, bof: 0}",
            "mode_du_type",
            "criteres.0.indicateurs.0.bareme.mode",
        ),
        ("points_max: 5", "points_max: 0", "points", "criteres.2.indicateurs"),
        ("champ: contrats,", "champ: contrat,", "champ_inconnu", "eligibilite.0.champ"),
        ("mode: aucune", "mode: part", "valeur_manquante", "coupure.valeur"),
        ("mode: aucune", "mode: aucune, valeur: 3", "valeur_en_trop", "coupure.valeur"),
        ("mode: aucune", "mode: part, valeur: 76", "taux", "coupure.valeur"),
        ("cle: contrats, sens", "cle: inconnue, sens", "champ_inconnu", "departage.cles.0.cle"),
        ("cle: contrats, sens", 'cle: "critere:absent", sens', "champ_inconnu", "departage.cles.0.cle"),
        (
            "planchers: {",
            "planchers: {total: 5, par_organisme: {X: -3}, ",
            "schema_minimum",
            "planchers.par_organisme.X",
        ),
        ("methode: half_up", "methode: au_hasard", "schema_enum", "arrondi.methode"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(before, after, code, column):
    found = refused(changed(before, after))

    assert [(code, column)] == [(item.code, item.column) for item in found if item.code == code and item.line]


MINIMAL = """
code: liste
version: 1
titre: Liste déjà retenue
annee: 2024
source: {titre: Données fictives}
clauses:
  enveloppe: {ref: Art. 1, texte: L’enveloppe., statut: fictif}
  contrats_a_compter_du: {ref: Art. 2, texte: La date., statut: fictif}
enveloppe: 1000
contrats_a_compter_du: 2023-09-01
"""


def test_a_reglement_may_leave_out_what_it_does_not_use():
    rules = load_reglement(MINIMAL.encode())

    assert ((), (), None, None, 0, CoupureMode.AUCUNE) == (
        rules.criteres,
        rules.eligibilite,
        rules.plafonds.total,
        rules.plafonds.dont_vert,
        rules.planchers.total,
        rules.coupure.mode,
    )
    assert ["of_cfa", "formation", "site"] == [key.cle for key in rules.departage.cles]
    assert (Residu.PLUS_FORT_RESTE, ()) == (rules.arrondi.residu, rules.arrondi.lignes)
    assert StatutClause.HYPOTHESE is rules.arrondi.clause.statut


def test_a_rule_left_out_is_the_same_as_its_neutral_form():
    text = changed("{methode: half_up, residu: plus_fort_reste, clause: regle}", "{clause: regle}")

    assert small().canonical() == load_reglement(text.encode()).canonical()


def test_a_scenario_sets_a_rule_that_the_reglement_leaves_out():
    overrides = {"plafonds.total": 400, "complements.classes.unique": "5 %", "coupure.score_minimum": 3}

    rules, differences = load_reglement(MINIMAL.encode()).with_overrides(overrides)
    again, _ = rules.with_overrides({"plafonds.total": None})

    assert ["complements.classes.unique", "plafonds.total", "coupure.score_minimum"] == [
        difference.path for difference in differences
    ]
    assert (400, None) == (rules.plafonds.total, again.plafonds.total)


def test_lines_beside_the_largest_remainder_are_ignored_with_a_warning():
    text = changed("residu: plus_fort_reste", "residu: plus_fort_reste, lignes: [A]")

    rules = load_reglement(text.encode())

    assert (Residu.PLUS_FORT_RESTE, ()) == (rules.arrondi.residu, rules.arrondi.lignes)
    assert [("lignes_en_trop", "arrondi.lignes", line_of("residu: plus", text), False)] == [
        (item.code, item.column, item.line, item.is_error) for item in rules.anomalies
    ]
    assert small().canonical() == rules.canonical()


def test_the_largest_remainder_replaces_named_lines_in_a_scenario():
    rules, _ = idf().with_overrides({"arrondi.residu": "plus_fort_reste"})

    assert (Residu.PLUS_FORT_RESTE, ()) == (rules.arrondi.residu, rules.arrondi.lignes)


def test_the_clauses_of_the_rounding_fall_back_on_its_own():
    rules = small()

    assert rules.arrondi.clause == rules.arrondi.clause_residu == rules.arrondi.clause_partage


def test_the_line_told_is_the_line_of_the_fault():
    text = changed("poids: 30", "poids: trente")

    assert [line_of("poids: trente", text)] == [item.line for item in refused(text)]


def test_every_fault_of_the_schema_is_told_at_once():
    text = (
        SMALL.replace("annee: 2024", "annee: x")
        .replace("version: 1", "version: 0")
        .replace("code: essai", "cod: essai")
    )

    assert {"annee", "version", "cod", "code"} == {item.column for item in refused(text)}


def test_every_fault_of_meaning_is_told_at_once():
    text = (
        SMALL.replace("taux: 10 %", "taux: 200 %")
        .replace("champ: contrats,", "champ: rien,")
        .replace("mode: aucune", "mode: score")
    )

    assert {"bonus_vert.taux", "eligibilite.0.champ", "coupure.valeur"} == {item.column for item in refused(text)}


def test_a_misspelt_key_gets_a_suggestion():
    (found,) = [item for item in refused(changed("plafonds: {", "plafond: {")) if item.code == "cle_inconnue"]

    assert "Vouliez-vous dire «\u202fplafonds\u202f»" in found.message


@pytest.mark.parametrize(
    "bounds",
    [
        ("plafonds: {total: 100, ", "planchers: {total: 101, "),
        ("plafonds: {total: 100, ", "planchers: {par_organisme: {X: 101}, "),
        ("plafonds: {par_organisme: {X: 100}, ", "planchers: {total: 101, "),
        ('plafonds: {total: "100,9", ', 'planchers: {total: "100,1", '),
    ],
)
def test_a_floor_above_its_cap_in_whole_euros_is_refused(bounds):
    text = SMALL.replace("plafonds: {", bounds[0]).replace("planchers: {", bounds[1])

    assert {"plancher_plafond"} == {item.code for item in refused(text)}


def test_two_qualitative_figures_in_one_criterion_are_refused():
    extra = (
        "      - {code: note2, libelle: Note, type: qualitatif, bareme: {mode: notation, points_max: 5}}\nbonus_vert"
    )

    assert {"notations"} == {item.code for item in refused(changed("bonus_vert", extra))}


def test_a_condition_compares_what_can_be_compared():
    text = changed('champ: contrats, operateur: ">="', 'champ: complement, operateur: ">="')

    assert "operateur" in {item.code for item in refused(text)}


def test_a_condition_may_name_a_list_of_classes():
    text = changed('champ: contrats, operateur: ">=", valeur: 2', "champ: complement, operateur: parmi, valeur: [A, B]")

    assert ("A", "B") == load_reglement(text.encode()).eligibilite[0].valeur


def test_messages_follow_french_typography():
    for item in refused(changed("taux: 10 %", "taux: 200 %")):
        assert " :" not in item.message
        assert "« " not in item.message
