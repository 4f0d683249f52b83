from datetime import date

import pytest

from bareme.dispositifs.change_of_cfa import Collector, collector_of
from bareme.dispositifs.new_cfa import nouveau_cfa
from bareme.dispositifs.payment import payment_deadline
from bareme.parametres import ParametreMissingError

DEBUT = date(2025, 9, 1)


@pytest.mark.parametrize(
    "facture, nouveau", [(date(2025, 11, 30), True), (date(2025, 12, 1), False), (date(2026, 1, 5), False)]
)
def test_six_months_are_judged_when_the_invoice_is_received(facture, nouveau):
    done = nouveau_cfa(date(2025, 6, 1), DEBUT, DEBUT, facture=facture)

    assert (nouveau, facture, nouveau) == done[:3]


def test_a_cfa_that_is_not_new_has_no_postponed_payment():
    assert nouveau_cfa(date(2024, 6, 1), DEBUT, DEBUT).versement_exigible_le is None


def test_the_third_month_is_counted_on_the_quantieme():
    done = nouveau_cfa(date(2025, 11, 1), date(2025, 12, 20), date(2025, 12, 31))

    assert date(2026, 2, 28) == done.versement_exigible_le


def test_no_wording_before_july_2025_knows_new_cfas():
    assert not nouveau_cfa(date(2025, 6, 1), date(2025, 6, 30), DEBUT).nouveau


@pytest.mark.parametrize("changement, expected", [(20, Collector.CFA2), (21, Collector.CFA1)])
def test_the_last_day_of_the_probation_is_still_in_it(changement, expected):
    done = collector_of(date(2025, 11, changement), date(2025, 11, 20))

    assert (expected, date(2025, 11, 21)) == done


def test_the_deadline_crosses_a_year():
    assert date(2026, 1, 14) == payment_deadline(date(2025, 12, 15), DEBUT)


def test_no_deadline_is_invented_before_the_first_wording():
    with pytest.raises(ParametreMissingError):
        payment_deadline(DEBUT, date(2018, 12, 31))
