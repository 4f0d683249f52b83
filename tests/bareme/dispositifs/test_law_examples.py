"""Every example of the law that these rules answer for, each by its id."""

from datetime import date
from fractions import Fraction
from functools import partial

import pytest

from bareme.display import plain_decimal
from bareme.dispositifs import (
    annexes,
    change_of_cfa,
    handicap_modules,
    new_cfa,
    npec_branche,
    outre_mer,
    payment,
    pro_a,
    professionnalisation,
    reconversion,
    tutorat,
)
from tests.bareme.dispositifs.examples import centimes, expected_of, hundredths, inputs_of

V4 = date(2025, 9, 1)
PRO = date(2025, 3, 1)
REFORM = date(2026, 2, 1)
# Named by the titles of C11 and C12, not by their inputs.
PROPRETE = 3043
BANQUE = 2120


def euros(amount):
    """60000 → « 600.00 », as the examples write it."""
    return plain_decimal(Fraction(amount, 100), 2)


def modules(given):
    return {code: centimes(amount) for code, amount in given.items()}


def b32(given):
    done = handicap_modules.majoration_handicap(modules(given["modules"]), date.fromisoformat(given["conclusion"]))
    return {"sum": euros(done.total), "majoration": euros(done.majoration)}


def b33(given):
    done = handicap_modules.majoration_handicap(modules(given["modules"]), V4)
    return {module.code: euros(module.kept) for module in done.modules} | {"majoration": euros(done.majoration)}


def b34(given):
    conclusion = date.fromisoformat(given["conclusion"])
    return {"max_majoration": euros(handicap_modules.plafond_handicap(conclusion, npec=centimes(given["npec"])))}


def b35(given):
    spending = annexes.Spending(
        nuitees=given["nights"],
        cout_nuitee=centimes(given["cfa_cost_night"]),
        repas=given["meals"],
        cout_repas=centimes(given["cfa_cost_meal"]),
        premier_equipement=centimes(given["first_equipment_cfa"]),
    )
    forfaits = annexes.ForfaitsOpco(premier_equipement=centimes(given["opco_equipment_forfait"]))
    done = annexes.frais_annexes(spending, forfaits, V4)
    return {
        "hebergement": euros(done.hebergement),
        "restauration": euros(done.restauration),
        "equipement": euros(done.premier_equipement),
        "total": euros(done.total),
    }


def b36(given):
    ends = {"hexagone": "75", "outre-mer": "973"}
    paid = {case: outre_mer.mobilite("971", ends[case.partition("->")[2]], V4) for case in given["cases"]}
    second = outre_mer.mobilite("971", "75", V4, mobilites_payees=1)
    return {case: euros(done.montant) for case, done in paid.items()} | {"per_contract": 1 if not second.montant else 2}


def b39(given):
    declared, start = date.fromisoformat(given["nda_date"]), date.fromisoformat(given["contract_start"])
    done = new_cfa.nouveau_cfa(declared, start, start)
    return {"new_cfa": done.nouveau, "earliest_forced_payment_month": done.versement_exigible_le.isoformat()}


def b40(given):
    training = tutorat.formation(hundredths(given["training_hours"]), centimes(given["rate"]), V4)
    cost = centimes(given["cost_month"])
    function = tutorat.fonction_maitre(given["months"], given["apprentices"], cost, conclusion=V4)
    return {"training": euros(training.montant), "function": euros(function.montant)}


def b41(given):
    done = tutorat.fonction_tuteur(given["months"], 1, None, conclusion=V4, age=given["tutor_age"])
    return {"monthly_cap": euros(done.plafond_mensuel), "max": euros(done.maximum)}


def b42(given):
    names = {"CAP": "cap", "BACPRO": "bac_pro", "BTS": "bts", "BTM_MARECHAL": "btm_marechal"}
    level = partial(npec_branche.npec_de_branche, given["idcc"], conclusion=date(2020, 9, 1))
    return {name: euros(level(key).whole) for name, key in names.items()}


def b44(given):
    received = date.fromisoformat(given["invoice_received"])
    return {"latest_payment": payment.payment_deadline(received, V4).isoformat()}


def b47(given):
    ends = [(case["change"], case["probation_end"]) for case in given["cases"]]
    return {"collector": [change_of_cfa.collector_of(*map(date.fromisoformat, pair)).collector for pair in ends]}


def c01_c02(given):
    situation = professionnalisation.Situation(public_prioritaire=given["public"] == "L6325-1-1")
    rate = professionnalisation.hourly_rate(None, PRO, situation)
    return {"forfait": euros(professionnalisation.forfait(hundredths(given["hours"]), rate))}


def c04(given):
    return {"forfait": euros(reconversion.forfait(hundredths(given["hours"]), REFORM).montant)}


def c06(given):
    done = reconversion.mean_montant([centimes(amount) for amount in given["files"]], REFORM)
    refused = any(anomalie.is_error for anomalie in done.anomalies)
    return {"mean": euros(done.mean), "above_mean_target": done.above, "any_file_refused_for_amount": refused}


def c08(given):
    action = pro_a.Action(date.fromisoformat(given["avenant"]), hundredths(given["hours"]))
    done = pro_a.pro_a(action)
    regime = "Pro-A" if done.key.startswith("pro_a/") and not done.anomalies else "reconversion"
    return {"regime": regime, "rate": euros(done.taux_horaire), "amount": euros(done.montant)}


def c09(given):
    heures = hundredths(given["hours"])
    done = pro_a.pro_a(pro_a.Action(PRO, heures, idcc=given["idcc"], effectif=given["employer_size"]))
    return {"base": euros(done.base), "bonus_pme": euros(done.bonus_pme)}


def c10(given):
    assert professionnalisation.hourly_rate(given["idcc"], PRO).au_niveau
    return {"forfait": euros(professionnalisation.forfait_au_niveau(centimes(given["npec"]), given["days"], PRO))}


def c11(given):
    situations = {
        "CQP/TFP": professionnalisation.Situation(certification=professionnalisation.Certification.CQP),
        "GEIQ": professionnalisation.Situation(geiq=True),
        "other": professionnalisation.ORDINARY,
    }
    heures = hundredths(given["hours"])
    rates = {case: professionnalisation.hourly_rate(PROPRETE, PRO, situations[case]) for case in given["cases"]}
    return {case: euros(professionnalisation.forfait(heures, rate)) for case, rate in rates.items()}


def c12(given):
    done = professionnalisation.forfait_range(BANQUE, hundredths(given["hours"]), PRO)
    return {"base": euros(done.montant), "range": [euros(done.minimum), euros(done.maximum)]}


RULES = {
    "B32": b32,
    "B33": b33,
    "B34": b34,
    "B35": b35,
    "B36": b36,
    "B39": b39,
    "B40": b40,
    "B41": b41,
    "B42": b42,
    "B44": b44,
    "B47": b47,
    "C01": c01_c02,
    "C02": c01_c02,
    "C04": c04,
    "C06": c06,
    "C08": c08,
    "C09": c09,
    "C10": c10,
    "C11": c11,
    "C12": c12,
}


@pytest.mark.parametrize("identifier", RULES)
def test_the_example_of_the_law_holds(identifier):
    assert expected_of(identifier) == RULES[identifier](inputs_of(identifier))
