"""Typed rows of a file turned into facts."""

from datetime import date
from fractions import Fraction

import pytest

from bareme.contrats.schema import columns, day_number
from bareme.tables.fields import FieldError
from bareme.validite.reading import facts_of, parse_remunerations

ROW = {
    "numero": "A-1",
    "date_conclusion": day_number(date(2025, 8, 1)),
    "date_debut": day_number(date(2025, 9, 1)),
    "date_fin": day_number(date(2026, 8, 31)),
}


def test_a_row_with_the_required_columns_only():
    facts = facts_of(ROW)

    assert ("apprentissage", date(2025, 9, 1)) == (facts.type, facts.date_debut)
    assert (False, False, False) == (facts.reduction_duree, facts.suite_rupture, facts.public_prioritaire)
    assert (None, None, None) == (facts.date_naissance, facts.rqth, facts.heures_formation)


def test_each_kind_of_cell_takes_its_value():
    choices = columns("verify")["derogation_age"].choices
    told = {
        "type": 1,
        "heures_formation": 40_175,
        "salaire_mensuel": 91_892,
        "rqth": 0,
        "suite_rupture": 1,
        "derogation_age": choices.index("sportif"),
        "date_naissance": day_number(date(1969, 12, 31)),
        "remunerations": "01/09/2025:43 | 2026-04-01 : 53,5 %",
    }

    facts = facts_of(ROW | told)

    assert ("professionnalisation", Fraction("401.75"), 91_892) == (
        facts.type,
        facts.heures_formation,
        facts.salaire_mensuel,
    )
    assert (False, True, "sportif") == (facts.rqth, facts.suite_rupture, facts.derogation_age)
    assert date(1969, 12, 31) == facts.date_naissance
    assert ((date(2025, 9, 1), Fraction(43, 100)), (date(2026, 4, 1), Fraction("0.535"))) == facts.remunerations


def test_rates_are_put_in_the_order_of_their_dates():
    later, sooner = "2026-09-01:51", "2025-09-01:43"

    assert parse_remunerations(f"{sooner} | {later}") == parse_remunerations(f"{later}|{sooner}")


@pytest.mark.parametrize("text", ["43", "2025-09-01", "2025-13-01:43", "2025-09-01:quarante", "2025-09-01:43 |", ":43"])
def test_rates_that_cannot_be_read_are_refused(text):
    with pytest.raises(FieldError, match="pourcentages"):
        parse_remunerations(text)
