from datetime import date

import pytest

from bareme.dispositifs.annexes import ForfaitsOpco, Spending, frais_annexes
from bareme.parametres import ParametreMissingError

ON = date(2025, 9, 1)
OPCO = ForfaitsOpco(premier_equipement=40_000, mobilite_internationale=50_000)


def at_the_amount_of_the_arrete(key, *, on):
    from bareme import parametres  # noqa: PLC0415 - the function that this one stands for

    value = parametres.get(key, on=on)
    if key != "frais_annexes/au_reel":
        return value
    return parametres.ParametreValue(value.since, value.amount - 1, value.reference)


def test_a_cost_below_the_amount_is_paid_as_it_is():
    done = frais_annexes(Spending(nuitees=10, cout_nuitee=450, repas=3, cout_repas=301), OPCO, ON)

    assert (4_500, 900, 0, 0, 5_400) == done[:5]


def test_the_other_reading_pays_the_amount_of_the_arrete(monkeypatch):
    monkeypatch.setattr("bareme.dispositifs.annexes.get", at_the_amount_of_the_arrete)

    done = frais_annexes(Spending(nuitees=10, cout_nuitee=450, repas=3, cout_repas=None), OPCO, ON)

    assert (6_000, 900) == (done.hebergement, done.restauration)


def test_what_the_cfa_did_not_finance_is_not_paid():
    done = frais_annexes(Spending(nuitees=10, cout_nuitee=0, premier_equipement=0), OPCO, ON)

    assert (0, 0, ()) == (done.hebergement, done.total, done.anomalies)


@pytest.mark.parametrize(
    "cost, forfait, expected", [(62_000, 80_000, 50_000), (62_000, 40_000, 40_000), (30_000, 40_000, 30_000)]
)
def test_first_equipment_is_the_least_of_cost_forfait_and_ceiling(cost, forfait, expected):
    done = frais_annexes(Spending(premier_equipement=cost), ForfaitsOpco(premier_equipement=forfait), ON)

    assert expected == done.premier_equipement


def test_a_missing_figure_is_an_anomaly_and_never_zero():
    spending = Spending(nuitees=10, repas=2, cout_repas=300, premier_equipement=None, mobilite_internationale=True)

    done = frais_annexes(spending, ForfaitsOpco(), ON)

    assert (None, 600, None, None, None) == done[:5]
    assert ["hebergement", "premier_equipement", "premier_equipement", "mobilite_internationale"] == [
        anomalie.column for anomalie in done.anomalies
    ]


def test_mobility_abroad_is_the_forfait_of_the_opco():
    done = frais_annexes(Spending(mobilite_internationale=True), OPCO, ON)

    assert (50_000, 50_000) == (done.mobilite_internationale, done.total)


def test_a_public_employer_is_no_matter_of_an_opco():
    done = frais_annexes(Spending(nuitees=10, cout_nuitee=450), OPCO, ON, employeur_public=True)

    assert (0, ["employeur_public"]) == (done.total, [anomalie.code for anomalie in done.anomalies])


def test_no_amount_is_invented_before_the_first_wording():
    with pytest.raises(ParametreMissingError):
        frais_annexes(Spending(nuitees=1, cout_nuitee=450), OPCO, date(2019, 9, 14))


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="nuitees"):
        frais_annexes(Spending(nuitees=-1, cout_nuitee=450), OPCO, ON)
