"""The law of a date of conclusion, and where each of its figures comes from."""

import dataclasses
import subprocess
import sys
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme import parametres
from bareme.legislation import (
    LAW_FIELDS,
    LegislationError,
    amorcage_on,
    law_on,
    law_table,
    overridable_keys,
    source_of,
    source_on,
    value_on,
)
from bareme.rules.law import Law

EPOCH = date(1970, 1, 1)
FIRST, V3, V4 = date(2019, 1, 1), date(2021, 1, 1), date(2025, 7, 1)
DAY = timedelta(days=1)


def shares(law):
    return law.avance_pour_cent, law.septieme_mois_pour_cent, law.dixieme_mois_pour_cent


@pytest.mark.parametrize(
    "conclusion, version, expected",
    [
        (FIRST, 2, (50, 25, 0)),
        (V3 - DAY, 2, (50, 25, 0)),
        (V3, 3, (40, 30, 0)),
        (V4 - DAY, 3, (40, 30, 0)),
        (V4, 4, (40, 30, 20)),
        (date(2098, 12, 31), 4, (40, 30, 20)),
    ],
)
def test_the_wording_follows_the_date_of_conclusion(conclusion, version, expected):
    law = law_on(conclusion)

    assert (version, expected) == (law.version, shares(law))


def test_the_wording_of_2025_counts_days_and_asks_the_employer():
    law = law_on(V4)

    assert (1, 365, 4, 6) == (law.par_jour, law.base_jours, law.forclusion_mois, law.maintien_mois)
    assert (75_000, 6, 50, 20_000, 45) == (
        law.participation,
        law.participation_niveau,
        law.participation_rupture_pour_cent,
        law.participation_nouvel_employeur,
        law.participation_jours,
    )
    assert (20, 80, 400_000) == (
        law.distance_reduction_pour_cent,
        law.distance_seuil_pour_cent,
        law.distance_plancher,
    )


def test_the_day_before_it_counts_months_and_asks_nothing():
    law = law_on(V4 - DAY)

    assert (0, 12, 0, 0, 0) == (
        law.par_jour,
        law.base_mois,
        law.forclusion_mois,
        law.participation,
        law.distance_reduction_pour_cent,
    )


@pytest.mark.parametrize("conclusion, expected", [(V3 - DAY, (0, 50)), (V3, (400_000, 0))])
def test_the_ceiling_of_the_handicap_changed_in_2021(conclusion, expected):
    law = law_on(conclusion)

    assert expected == (law.handicap_plafond, law.handicap_plafond_pour_cent)


def test_the_default_readings_are_those_of_the_rules():
    assert {
        "facture_annee_suivante": 0,
        "pieces_recues": 0,
        "annee_plafonnee": 0,
        "forfait_horaire_au_prorata": 1,
        "court_par_calendrier": 1,
        "court_par_periode": 0,
        "annees_du_cycle": 0,
        "tranches_fondues": 1,
        "report_participation": 1,
        "plancher_sans_hausse": 1,
        "handicap_par_contrat": 0,
        "participation_base_modulee": 1,
        "nouvel_employeur_proratise": 1,
        "titre_court_au_prorata": 1,
        "maintien_borne": 0,
        "forclusion_maintien": 0,
    } == {
        name.removeprefix("hypothese_"): value
        for name, value in law_on(V4)._asdict().items()
        if name.startswith("hypothese_")
    }


@pytest.mark.parametrize("conclusion", [date(1999, 1, 1), FIRST - DAY])
def test_an_older_contract_meets_no_rule(conclusion):
    with pytest.raises(LegislationError, match="à compter du 01/01/2019"):
        law_on(conclusion)


def test_the_table_lists_each_interval_once():
    starts, laws = law_table()

    assert [FIRST, V3, V4] == [EPOCH + timedelta(days=start) for start in starts]
    assert [2, 3, 4] == [law.version for law in laws]


@given(st.dates(FIRST, date(2098, 12, 31)))
def test_the_table_says_what_each_date_says(conclusion):
    starts, laws = law_table()
    position = max(place for place, start in enumerate(starts) if start <= (conclusion - EPOCH).days)

    assert laws[position] == law_on(conclusion)


@pytest.mark.parametrize(
    "niveau, before, after",
    [(3, 6100, 5470), (4, 7700, 5621), (5, 7600, 6000), (6, 6800, 6000), (7, 7500, 7000), (8, 7500, 7000)],
)
def test_the_amorcage_changed_on_the_first_of_september_2022(niveau, before, after):
    """Example B29, and the other levels of rules.md, B.1."""
    assert before * 100 == amorcage_on(niveau, date(2022, 8, 31))
    assert after * 100 == amorcage_on(niveau, date(2022, 9, 1))


@pytest.mark.parametrize(
    "niveau, conclusion, words", [(2, V4, "niveaux connus"), (4, date(2019, 9, 14), "à compter du 15/09/2019")]
)
def test_a_missing_amorcage_is_refused(niveau, conclusion, words):
    with pytest.raises(LegislationError, match=words):
        amorcage_on(niveau, conclusion)


def test_an_override_of_the_amorcage_is_in_centimes():
    assert 650_000 == amorcage_on(4, V4, {"amorcage/niveau_4": 650_000})


@pytest.mark.parametrize(
    "key, value, field, expected",
    [
        ("participation/montant", 90_000, "participation", 90_000),
        ("modulation/distance_reduction", Fraction(1, 4), "distance_reduction_pour_cent", 25),
        ("hypotheses/annee_plafonnee", 1, "hypothese_annee_plafonnee", 1),
        ("prise_en_charge/avance", Fraction(3, 5), "avance_pour_cent", 60),
    ],
)
def test_an_override_changes_its_field_alone(key, value, field, expected):
    law, changed = law_on(V4), law_on(V4, {key: value})

    assert law._replace(**{field: expected}) == changed
    assert law != changed


def test_an_override_waits_for_the_day_on_which_the_parameter_exists():
    assert law_on(V4 - DAY) == law_on(V4 - DAY, {"participation/montant": 90_000})


def test_an_override_appears_in_the_table():
    starts, laws = law_table({"participation/montant": 90_000})

    assert law_table()[0] == starts
    assert [0, 0, 90_000] == [law.participation for law in laws]


def test_running_contracts_may_be_left_without_rule():
    strict = {"hypotheses/version_2_en_cours": 0}

    assert 2 == law_on(date(2019, 12, 12), strict).version
    with pytest.raises(LegislationError, match="12/12/2019"):
        law_on(date(2019, 12, 11), strict)


@pytest.mark.parametrize(
    "overrides, words",
    [
        ({"participation/montan": 1}, "Vouliez-vous dire participation/montant"),
        ({"zzz": 1}, "Clés connues"),
        ({"hypotheses/mois_au_quantieme": 0}, "ne changerait rien"),
        ({"publication/seuil_subvention": 1}, "ne changerait rien"),
        ({"modulation/distance_reduction": 20}, "entre 0 et 1"),
        ({"modulation/distance_reduction": Fraction(1, 3)}, "centièmes"),
        ({"participation/montant": Fraction(1, 2)}, "entier"),
        ({"participation/montant": -1}, "positif"),
        ({"participation/montant": 0.5}, "nombre exact"),
        ({"hypotheses/annee_plafonnee": 2}, "0 ou 1"),
        ({"hypotheses/version_2_en_cours": 3}, "0 ou 1"),
        ({"amorcage/niveau_4": Fraction(1, 2)}, "entier"),
    ],
)
def test_an_override_that_the_law_cannot_take_is_refused(overrides, words):
    with pytest.raises(LegislationError, match=words):
        law_on(V4, overrides)


def test_every_refused_override_is_told_at_once():
    with pytest.raises(LegislationError) as refused:
        law_table({"inconnu": 1, "participation/montant": -1})

    assert 2 == len(str(refused.value).splitlines())


def test_every_field_has_exactly_one_source():
    assert set(Law._fields) == set(LAW_FIELDS)
    keys = [field.key for field in LAW_FIELDS.values()]
    assert len(set(keys)) == len(keys)
    assert set(keys) < set(overridable_keys()) < set(parametres.keys())


@pytest.mark.parametrize("field", Law._fields)
def test_each_figure_of_today_has_a_date_and_says_whether_it_is_an_hypothese(field):
    source = source_of(field, V4)
    law = law_on(V4)

    assert source.since is not None
    assert (source.amount is None) == (field == "handicap_plafond_pour_cent")
    assert source.title
    assert source.href.startswith("https://www.legifrance.gouv.fr/")
    assert source.hypothese == (field.startswith("hypothese_") or field == "base_jours")
    assert getattr(law, field) == (LAW_FIELDS[field].conversion(source.amount) if source.amount is not None else 0)


@pytest.mark.parametrize("field", [name for name in Law._fields if name.startswith("hypothese_")])
def test_every_hypothese_is_named_alike_and_tells_its_other_reading(field):
    source = source_of(field, V4)

    assert f"hypotheses/{field.removeprefix('hypothese_')}" == source.key
    assert len(source.note) > 40


def test_the_source_changes_with_the_wording():
    before, after = (source_of("avance_pour_cent", day) for day in (V4 - DAY, V4))

    assert (V3, V4) == (before.since, after.since)
    assert (before.amount, before.href) != (Fraction(1, 2), after.href)
    assert "2025-585" in after.title


def test_a_rule_that_does_not_exist_yet_has_no_date():
    source = source_of("participation", V4 - DAY)

    assert (None, None, None) == (source.since, source.amount, source.title)


def test_a_running_contract_of_2019_names_the_wording_that_rules_it():
    assert date(2019, 12, 12) == source_of("version", FIRST).since


@pytest.mark.parametrize(
    "key, expected", [("hypotheses/facture_recue", 0), ("prise_en_charge/solde", 10), ("amorcage/niveau_3", 547_000)]
)
def test_a_parameter_outside_the_law_is_read_the_same_way(key, expected):
    assert expected == value_on(key, V4)
    assert V4 >= source_on(key, V4).since


def test_a_parameter_without_value_is_refused():
    with pytest.raises(parametres.ParametreMissingError):
        value_on("participation/montant", V4 - DAY)


def test_a_source_is_immutable():
    with pytest.raises(dataclasses.FrozenInstanceError):
        source_of("version", V4).key = "autre"


def test_the_package_alone_imports_neither_yaml_nor_polars():
    code = "import bareme, sys; print(sorted({'yaml', 'polars', 'numba', 'jsonschema'} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.strip()
