"""Age and its derogations (L6222-1, L6222-2, D6222-1)."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.validite import Resultat
from bareme.validite.age import DEROGATIONS
from bareme.validite.dates import completed_years
from tests.bareme.validite.dossiers import apprenti, verdict

CONCLUSION, START = date(2025, 8, 1), date(2025, 9, 1)


def age_of(**changes):
    return verdict(apprenti(date_conclusion=CONCLUSION, date_debut=START, **changes), "age")


@given(st.dates(date(1960, 1, 1), date(2012, 12, 31)))
def test_without_derogation_only_16_to_29_pass(birth):
    age = completed_years(birth, START)

    told = age_of(date_naissance=birth, college_acheve=True)

    assert (15 <= age <= 29) is (told.resultat is Resultat.OK)


@given(st.dates(date(1960, 1, 1), date(2012, 12, 31)), st.sampled_from(DEROGATIONS))
def test_a_derogation_never_refuses_who_needs_none(birth, derogation):
    without = age_of(date_naissance=birth, college_acheve=True)
    told = age_of(
        date_naissance=birth, college_acheve=True, derogation_age=derogation, fin_contrat_precedent=date(2025, 7, 31)
    )

    if without.resultat is Resultat.OK:
        assert Resultat.OK is told.resultat


@pytest.mark.parametrize(
    "changes, resultat, article",
    [
        ({}, Resultat.REFUSE, "L6222-1"),
        ({"rqth": True}, Resultat.OK, "L6222-2, 3°"),
        ({"sportif": True}, Resultat.OK, "L6222-2, 5°"),
        ({"rqth": False}, Resultat.REFUSE, "L6222-1"),
        ({"derogation_age": "creation_reprise"}, Resultat.OK, "L6222-2, 4°"),
        ({"derogation_age": "echec"}, Resultat.OK, "D6222-1-2"),
        ({"derogation_age": "rupture"}, Resultat.REFUSE, "L6222-2, 2°, D6222-1, 1°"),
    ],
)
def test_at_45_only_the_derogations_without_ceiling_hold(changes, resultat, article):
    told = age_of(date_naissance=date(1980, 1, 1), **changes)

    assert (resultat, article) == (told.resultat, told.article)


def test_a_derogation_that_contradicts_another_column_is_not_settled():
    told = age_of(date_naissance=date(1980, 1, 1), derogation_age="rqth", rqth=False)

    assert (Resultat.INDETERMINE, ("derogation_age", "rqth")) == (told.resultat, told.manque)


@pytest.mark.parametrize("derogation", ["niveau_superieur", "rupture", "inaptitude"])
@pytest.mark.parametrize(
    "previous, resultat",
    [
        (None, Resultat.INDETERMINE),
        (date(2024, 8, 1), Resultat.OK),
        (date(2024, 7, 31), Resultat.REFUSE),
        (date(2025, 7, 31), Resultat.OK),
    ],
)
def test_the_delay_of_a_year_runs_to_the_conclusion(derogation, previous, resultat):
    told = age_of(date_naissance=date(1992, 1, 1), derogation_age=derogation, fin_contrat_precedent=previous)

    assert resultat is told.resultat
    assert (("fin_contrat_precedent",) if previous is None else ()) == told.manque


@pytest.mark.parametrize("birth, resultat", [(date(1989, 8, 2), Resultat.OK), (date(1989, 8, 1), Resultat.REFUSE)])
def test_the_ceiling_is_read_at_the_conclusion(birth, resultat):
    """36 on 2 August: still 35 on the day of the conclusion, whatever the start."""
    told = age_of(date_naissance=birth, derogation_age="niveau_superieur", fin_contrat_precedent=date(2025, 7, 1))

    assert resultat is told.resultat


@pytest.mark.parametrize("on, resultat", [(date(2020, 3, 31), Resultat.REFUSE), (date(2020, 4, 1), Resultat.OK)])
def test_the_ceiling_was_thirty_before_april_2020(on, resultat):
    facts = apprenti(
        date_conclusion=on,
        date_debut=on,
        date_naissance=date(1987, 1, 1),
        derogation_age="niveau_superieur",
        fin_contrat_precedent=on - timedelta(days=30),
    )

    assert resultat is verdict(facts, "age").resultat


def test_the_other_reading_of_the_test_date_is_a_parameter():
    birth = date(1995, 8, 15)
    at_conclusion = {"validite/age/age_test_date": Fraction(1)}
    facts = apprenti(date_conclusion=CONCLUSION, date_debut=START, date_naissance=birth)

    assert Resultat.REFUSE is verdict(facts, "age").resultat
    read = verdict(facts, "age", at_conclusion)
    assert Resultat.OK is read.resultat
    assert [None] == [used.since for used in read.parametres if used.key == "validite/age/age_test_date"]


@pytest.mark.parametrize(
    "birth, college, resultat, article",
    [
        (date(2010, 9, 1), True, Resultat.OK, "L6222-1, deuxième alinéa"),
        (date(2010, 9, 1), False, Resultat.REFUSE, "L6222-1, deuxième alinéa"),
        (date(2010, 9, 1), None, Resultat.INDETERMINE, "L6222-1"),
        (date(2010, 9, 2), True, Resultat.REFUSE, "L6222-1, R6222-1-1"),
        (date(2011, 1, 1), True, Resultat.REFUSE, "L6222-1"),
        (date(2009, 9, 1), None, Resultat.OK, "L6222-1"),
    ],
)
def test_under_sixteen(birth, college, resultat, article):
    told = age_of(date_naissance=birth, college_acheve=college)

    assert (resultat, article) == (told.resultat, told.article)
