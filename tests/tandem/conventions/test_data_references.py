"""The conventions of the sources, as data: counts, cadences and calendars as printed, references that resolve."""

import re
from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from tandem.conventions.enums import PublicCible
from tests.tandem.conventions.printed import (
    APP,
    CLAUSES,
    CONVENTIONS,
    KNOWN,
    MODELES,
    NAMED,
    ORGANISATIONS,
    PORTEFEUILLE,
    SLUGS,
    TYPES,
    cadence,
    figure_key,
    obligation,
    rows,
)


def test_akto_has_three_fiches_and_five_actions():
    fiches = CONVENTIONS["akto-idf-2023"]["fiches"]

    assert {"1": [], "2": [], "3": ["1", "2", "3", "4", "5"]} == {
        fiche["numero"]: [action["numero"] for action in fiche["actions"]] for fiche in fiches
    }


def test_atlas_has_sixteen_fiches_in_five_axes():
    fiches = CONVENTIONS["atlas-idf-2023"]["fiches"]

    assert {1: 3, 2: 6, 3: 3, 4: 2, 5: 2} == Counter(fiche["axe"] for fiche in fiches)
    assert [] == [fiche["numero"] for fiche in fiches if not fiche["numero"].startswith(f"{fiche['axe']}.")]


def test_a_fiche_fills_the_fields_of_its_template_but_for_two_gaps_of_the_sources():
    gaps = []
    for slug, fiche in rows("fiches"):
        fields = [field["code"] for field in MODELES[fiche["modele"]]["champs"]]
        gaps += [(slug, fiche["numero"], code) for code in fields if not fiche["champs"].get(code)]
        assert set() == fiche["champs"].keys() - set(fields)

    assert [("akto-idf-2023", "2", "pilotage"), ("atlas-idf-2023", "5.2", "calendrier")] == gaps


def test_the_numbered_actions_fill_the_four_fields_of_their_template():
    expected = [field["code"] for field in MODELES["akto-actions"]["champs_action"]]
    actions = CONVENTIONS["akto-idf-2023"]["fiches"][2]["actions"]

    assert ["objectifs", "temporalite", "modalites", "indicateurs_resultat"] == expected
    assert [expected] * 5 == [list(action["champs"]) for action in actions]
    assert [action["champs"]["temporalite"] for action in actions] == [
        action["calendrier"]["texte"] for action in actions
    ]


def test_the_template_of_akto_has_seven_fields_and_the_one_of_atlas_no_indicator():
    kinds = [field["kind"] for field in MODELES["atlas"]["champs"]]

    assert 7 == len(MODELES["akto"]["champs"])
    assert "indicateurs" not in kinds


def test_the_calendars_of_atlas_are_read_as_printed():
    calendars = {fiche["numero"]: fiche["calendrier"] for fiche in CONVENTIONS["atlas-idf-2023"]["fiches"]}
    natures = {numero: row["nature"] for numero, row in calendars.items()}

    assert (date(2023, 9, 1), date(2024, 3, 31)) == (calendars["2.1"]["debut"], calendars["2.1"]["fin"])
    assert (9, 12) == (calendars["2.2"]["mois_debut"], calendars["2.2"]["mois_fin"])
    assert (10, 11) == (calendars["1.2"]["mois_debut"], calendars["1.2"]["mois_fin"])
    assert 6 == calendars["2.3"]["mois"]
    assert date(2023, 10, 1) == calendars["2.5"]["debut"] == calendars["2.6"]["debut"]
    assert {"2.4", "5.1"} == {numero for numero, nature in natures.items() if nature == "tout_au_long"}
    assert {"3.2", "3.3", "4.1", "4.2"} == {numero for numero, nature in natures.items() if nature == "en_cours_annee"}
    assert ("selon_besoins", "aucun") == (natures["3.1"], natures["5.2"])


def test_two_fiches_of_atlas_wait_for_a_next_meeting():
    waiting = [(slug, fiche["numero"]) for slug, fiche in rows("fiches") if fiche["a_evoquer"]]

    assert [("atlas-idf-2023", "4.1"), ("atlas-idf-2023", "5.2")] == waiting


def test_only_the_training_of_employees_is_an_axis_absent_from_article_1():
    conventions = ("akto-idf-2023", "atlas-idf-2023")
    absent = [(slug, axe["titre"]) for slug, axe in rows("axes", conventions) if axe["domaine"] is None]

    assert [("atlas-idf-2023", "Formation des salariés")] == absent
    assert [4, 4] == [len(CONVENTIONS[slug]["domaines"]) for slug in conventions]


def test_every_domain_of_article_1_is_a_list_item_of_its_clause():
    for slug, code in (("akto-idf-2023", "akto"), ("atlas-idf-2023", "atlas")):
        text = next(v["texte"] for v in CLAUSES["article-1"]["variantes"] if v["code"] == code)

        assert CONVENTIONS[slug]["domaines"] == re.findall(r"^• (.+?)(?:\s;|\.)?$", text, re.MULTILINE)


def test_a_convention_of_the_seven_articles_names_every_clause_once_in_order():
    library = [code for code, row in CLAUSES.items() if row["types"] == ["region_opco"]]

    assert 14 == len(library)
    for slug, own in (("akto-idf-2023", "akto"), ("atlas-idf-2023", "atlas")):
        clauses = CONVENTIONS[slug]["clauses"]
        assert library == [clause["code"] for clause in clauses]
        for clause in clauses:
            variants = [variant["code"] for variant in CLAUSES[clause["code"]]["variantes"]]
            assert clause["variante"] in variants
            assert clause["variante"] in {own, "commune"}


def test_article_3_3_commits_each_opco_in_its_own_words():
    variants = {variant["code"]: variant["texte"] for variant in CLAUSES["article-3-3"]["variantes"]}

    assert "solliciter l’avis des branches professionnelles de son périmètre" in variants["akto"]
    assert "s’engage, en fonction de ses moyens à cofinancer" in variants["atlas"]
    assert "cofinancer" not in variants["akto"]


def test_two_variants_of_a_clause_never_say_the_same():
    same = [
        code for code, row in CLAUSES.items() if len({v["texte"] for v in row["variantes"]}) < len(row["variantes"])
    ]

    assert [] == same
    assert {"visas", "article-5"} == {
        code for code, row in CLAUSES.items() if [v["code"] for v in row["variantes"]] == ["commune"]
    }


def test_the_law_makes_six_clauses_mandatory_between_two_opco():
    mandatory = TYPES["opco_opco"]["clauses_obligatoires"]

    assert [2, 2, 2, 2, 2, 4] == [clause["alinea"] for clause in mandatory]
    for clause in mandatory:
        (variant,) = CLAUSES[clause["code"]]["variantes"]
        assert "modele" == variant["statut"]
        assert "[à compléter" in variant["texte"]
        assert ["opco_opco"] == CLAUSES[clause["code"]]["types"]


def test_both_boards_deliberate_before_a_delegation_is_signed():
    needed = {code: [row["role"] for row in TYPES[code]["habilitations"]] for code in TYPES}

    assert ["delegant", "delegataire"] == needed["opco_opco"]
    assert ["region"] == needed["region_opco"]
    assert {row["type"] for row in CONVENTIONS.values()} <= TYPES.keys()


def test_seven_of_the_twenty_indicators_compute_themselves():
    akto = [row for row in CONVENTIONS["akto-idf-2023"]["indicateurs"] if not row["deduit"]]
    rate = [row for row in CONVENTIONS["atlas-idf-2023"]["indicateurs"] if row.get("formule") == "contrats.rupture"]
    natures = Counter(row["nature"] for row in [*akto, *rate])

    assert {"calcule": 7, "saisi": 9, "document": 3, "non_mesurable": 1} == natures
    assert {"majoration": 2, "contrats": 5} == Counter(
        row["formule"].split(".")[0] for row in [*akto, *rate] if row["nature"] == "calcule"
    )


def test_every_indicator_of_atlas_is_deduced_from_prose():
    deduced = {row["deduit"] for row in CONVENTIONS["atlas-idf-2023"]["indicateurs"]}

    assert {True} == deduced


def test_an_indicator_has_a_formula_if_and_only_if_it_is_computed():
    wrong = [row["code"] for _slug, row in rows("indicateurs") if ("formule" in row) != (row["nature"] == "calcule")]

    assert [] == wrong


def test_an_indicator_that_counts_people_is_sensitive():
    people = {"apprentis", "personnes", "contrats"}
    open_ones = [r["code"] for _slug, r in rows("indicateurs") if r["unite"] in people and not r["sensible"]]

    assert [] == open_ones


def test_an_indicator_and_an_obligation_name_a_fiche_and_an_action_that_exist():
    wrong = []
    for key in ("indicateurs", "obligations"):
        for slug, row in rows(key):
            actions = {fiche["numero"]: fiche["actions"] for fiche in CONVENTIONS[slug]["fiches"]}
            numeros = {action["numero"] for action in actions.get(row.get("fiche"), [])}
            if row.get("fiche", None) not in {None, *actions} or row.get("action") not in {None, *numeros}:
                wrong.append((slug, row["code"]))

    assert [] == wrong


@pytest.mark.parametrize("slug", ["akto-idf-2023", "atlas-idf-2023"])
def test_the_cadences_of_the_seven_articles_are_those_of_the_text(slug):
    expected = {
        "art-3-1-point-bilateral": ("an", 1, None, None, None),
        "art-3-3-programmation": ("an", 2, None, None, None),
        "art-4-dialogue": ("an", 1, 2, 6, 7),
        "art-5-comite-de-pilotage": ("an", 1, None, None, None),
    }

    assert expected == {code: cadence(obligation(slug, code)) for code in expected}
    assert [36, 36, 1] == [
        CONVENTIONS[slug][k] for k in ("duree_mois", "prolongation_max_mois", "mise_en_demeure_mois")
    ]


@pytest.mark.parametrize(
    "slug, code, expected",
    [
        ("akto-idf-2023", "fiche-3-action-1-concertation", ("semestre", 1, None, None, None)),
        ("akto-idf-2023", "fiche-3-action-2-concertation", ("semestre", 1, None, None, None)),
        ("atlas-idf-2023", "fiche-1-1-reunion-investissements", ("an", 1, 2, None, None)),
        ("atlas-idf-2023", "fiche-1-2-atlas-de-l-alternance", ("an", 1, None, 10, 11)),
        ("atlas-idf-2023", "fiche-1-2-ateliers", ("an", 2, None, None, None)),
        ("atlas-idf-2023", "fiche-1-3-reunion-couts-contrats", ("an", 1, None, None, None)),
        ("atlas-idf-2023", "fiche-2-5-cojobings", ("an", 4, None, None, None)),
        ("atlas-idf-2023", "fiche-3-2-previsionnel-poec", ("trimestre", 1, None, None, None)),
        ("opco-sante-akto-2025", "comite-de-suivi-national", ("an", 2, None, None, None)),
        ("grands-rendez-vous-2022", "synthese-recommandations", ("unique", 1, None, 9, 12)),
    ],
)
def test_a_cadence_of_a_fiche_or_of_a_communique_is_the_one_of_the_text(slug, code, expected):
    assert expected == cadence(obligation(slug, code))


def test_what_happens_as_needed_has_no_minimum():
    unplanned = [row for _slug, row in rows("obligations") if row.get("non_planifiee")]

    assert len(unplanned) > 10
    assert {0} == {row["min"] for row in unplanned}
    assert [] == [row["code"] for _s, row in rows("obligations") if not row.get("non_planifiee") and row["min"] < 1]


def test_the_six_sectors_meet_every_semester():
    row = obligation("akto-idf-2023", "fiche-3-action-1-concertation")
    printed = next(a for a in CONVENTIONS["akto-idf-2023"]["fiches"][2]["actions"] if a["numero"] == "1")

    assert 12 == len(row["secteurs"]) * row["min"] * 2
    assert f"({' - '.join(row['secteurs'])})" in printed["champs"]["modalites"]


@pytest.mark.parametrize("slug", SLUGS)
def test_meetings_that_may_be_one_name_each_other(slug):
    shared = {row["code"]: set(row.get("partage_avec", ())) for row in CONVENTIONS[slug]["obligations"]}
    lonely = [(code, other) for code, others in shared.items() for other in others if code not in shared[other]]

    assert [] == lonely


def test_four_cadences_of_the_frame_may_be_one_meeting():
    four = {"art-3-1-point-bilateral", "art-3-3-programmation", "art-4-dialogue", "art-5-comite-de-pilotage"}

    for slug in ("akto-idf-2023", "atlas-idf-2023"):
        for code in four:
            assert four - {code} == set(obligation(slug, code)["partage_avec"])


@pytest.mark.parametrize("slug, to_opco, to_region", [("akto-idf-2023", 4, 8), ("atlas-idf-2023", 5, 8)])
def test_data_pass_in_both_directions(slug, to_opco, to_region):
    due = Counter(row["debiteur"] for row in CONVENTIONS[slug]["obligations"] if row["kind"] == "transmission")

    assert {"region": to_opco, "opco": to_region} == due


def test_no_code_is_used_twice():
    for slug in SLUGS:
        for key in ("indicateurs", "obligations", "comites"):
            codes = Counter(row["code"] for row in CONVENTIONS[slug][key])
            assert [] == [code for code, times in codes.items() if times > 1]
    assert len(NAMED["organisations"]) + len(KNOWN["organisations"]) == len(ORGANISATIONS)


def test_every_reference_inside_a_convention_leads_somewhere():
    for slug, row in CONVENTIONS.items():
        numeros = {axe["numero"] for axe in row["axes"]}
        comites = {comite["code"] for comite in row["comites"]}
        assert {fiche["axe"] for fiche in row["fiches"]} <= numeros, slug
        assert {fiche["modele"] for fiche in row["fiches"]} <= MODELES.keys(), slug
        assert {code for fiche in row["fiches"] for code in fiche["publics"]} <= set(PublicCible.values), slug
        assert {o["comite"] for o in row["obligations"] if "comite" in o} <= comites, slug
        assert {axe["domaine"] for axe in row["axes"]} <= {None, *range(len(row["domaines"]))}, slug
        roles = {party["role"] for party in row["parties"]}
        owed = {o[key] for o in row["obligations"] for key in ("debiteur", "creancier")}
        assert owed | {i["responsable"] for i in row["indicateurs"]} <= {"tous", *roles}, slug


def named_slugs(node):
    """Every organisation that a file names, whatever the key."""
    if isinstance(node, list):
        for item in node:
            yield from named_slugs(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in {"organisation", "delegation", "hote"} and value:
                yield value
            elif key in {"porteurs", "partenaires"} and isinstance(value, list):
                yield from value
            else:
                yield from named_slugs(value)


def test_every_organisation_named_is_described_once():
    named = set(named_slugs([*CONVENTIONS.values(), *MODELES.values(), PORTEFEUILLE, NAMED["instances"]]))

    assert len(named) > 15
    assert set() == named - ORGANISATIONS


def test_a_restriction_names_an_instance_that_is_described():
    instances = {row["nom"] for row in NAMED["instances"]}
    named = {row["instance"] for _slug, row in rows("restrictions")}

    assert named
    assert named <= instances


def test_every_territory_is_a_region_of_the_project():
    lines = (APP / "territoires/data/regions.csv").read_text(encoding="utf-8").splitlines()[1:]
    codes = {line.split(";")[0] for line in lines}
    named = {code for row in CONVENTIONS.values() for code in row["territoires"]}
    named |= {row["territoire"] for row in PORTEFEUILLE["conventions"]}
    named |= {row["territoire"] for _slug, row in rows("chiffres") if "territoire" in row}

    assert {"11", "28", "977", "978", "06"} <= named <= codes


def test_akto_signs_with_two_people_and_atlas_with_one():
    signing = {
        slug: [
            person["nom"]
            for party in CONVENTIONS[slug]["parties"]
            if party["role"] != "region"
            for person in party["representants"]
            if person["signe"]
        ]
        for slug in ("akto-idf-2023", "atlas-idf-2023")
    }

    assert ["Jean HEDOU", "Laurent BARTHELEMY"] == signing["akto-idf-2023"]
    assert ["Philippe DEGONZAGUE"] == signing["atlas-idf-2023"]


def test_only_the_convention_of_akto_prints_its_deliberation():
    printed = {slug: row["deliberation"]["numero"] for slug, row in CONVENTIONS.items() if "deliberation" in row}

    assert {"akto-idf-2023": "CP 2023-247"} == printed


def test_the_portfolio_of_akto_in_2022_counts_six_regions():
    states = {row["organisation"]: (row["etat"], row["annee"]) for row in PORTEFEUILLE["conventions"]}
    dated = {
        row["organisation"]: row["date_signature"] for row in PORTEFEUILLE["conventions"] if "date_signature" in row
    }

    assert {("signee", 2021): 2, ("signee", 2022): 1, ("projet", 2022): 3} == Counter(states.values())
    assert {"region-normandie": date(2022, 5, 9)} == dated


def test_a_figure_already_known_has_the_same_value():
    known = {(row["organisation"], row["code"], row["date"]): row for row in KNOWN["key_figures"]}
    fields = ("label", "value", "unit", "qualifier")
    shared = [(row, known[key]) for _slug, row in rows("chiffres") if (key := figure_key(row)) in known]

    assert len(known) == len(shared)
    assert [] == [new["code"] for new, old in shared if any(new[field] != old[field] for field in fields)]


def test_a_figure_is_given_once_for_each_date_and_fits_its_column():
    figures = [row for _slug, row in rows("chiffres")]
    keys = Counter(figure_key(row) for row in figures)

    assert [] == [key for key, times in keys.items() if times > 1]
    assert [] == [row["code"] for row in figures if len(row["code"]) > 40 or len(row["label"]) > 120]


def test_a_printed_ratio_is_shown_beside_what_its_figures_give():
    values = {figure_key(row): Fraction(row["value"]) for _slug, row in rows("chiffres")}
    recomputed = {}
    for _slug, row in rows("ratios"):
        ends = [values[row["organisation"], row[k], row["date"]] for k in ("numerator", "denominator") if row[k]]
        if len(ends) == 2:
            share = ends[0] / ends[1] - (row["kind"] == "evolution")
            recomputed[row["code"]] = (row["printed"], round(share * 1000))

    assert {
        "part-contrats-franciliens": ("23%", 220),
        "part-tuteurs-formes-idf": ("dont 601 en IDF", 312),
        "part-salaries-formes": ("un salarié sur deux", 562),
        "hausse-apprentissage-normandie": ("41%", 413),
    } == recomputed


def test_a_ratio_whose_figure_is_not_printed_leaves_it_absent():
    absent = {row["code"]: (row["numerator"], row["denominator"]) for _s, row in rows("ratios") if not row["numerator"]}
    growth = next(row for _slug, row in rows("ratios") if row["code"] == "hausse-contrats-alternance")

    assert (None, "alternants-idf") == absent["part-apprentissage-idf"]
    assert (None, "etablissements-idf") == absent["part-moins-de-11-idf"]
    assert ("contrats-alternance", None) == (growth["numerator"], growth["denominator"])
