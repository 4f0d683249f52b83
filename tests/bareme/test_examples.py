"""The worked examples of the law on what a contract is paid, by id; those of other rules are tested beside them.

An example that the texts leave open is tested under the default of its hypothèse, then under the other reading.
"""

from __future__ import annotations

import ast
import json
import re
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from bareme.display import plain_decimal
from bareme.legislation import amorcage_on, law_on
from bareme.npec.model import Request
from bareme.npec.reading import read_referentiel
from bareme.rules.amounts import plan_of
from bareme.rules.participation import participation_of
from bareme.rules.schedule import dates_of, forfeiture_day
from tests.bareme.comparison import funded
from tests.bareme.strategies import EPOCH, as_contrat, number
from tests.bareme.twin import Contract

HERE = Path(__file__).parent
LAW = json.loads((HERE / "law_examples.json").read_text(encoding="utf-8"))
EXAMPLES = {example["id"]: example for example in LAW["examples"]}

# What an example leaves unsaid and its answer does not depend on.
SIGNED = date(2025, 8, 1)


def day(text):
    return date.fromisoformat(text)


def euros(centimes):
    """60000 → « 600.00 », as the examples write it."""
    return plain_decimal(Fraction(centimes, 100), 2)


def contract_of(given, **fields):
    """The inputs of an example as a contract; `fields` give what it leaves unsaid."""
    known = {
        "debut": day(given["start"]) if "start" in given else None,
        "fin": day(given["end"]) if "end" in given else None,
        "rupture": day(given["rupture"]) if "rupture" in given else None,
        "npec": Fraction(given.get("npec", 8000)),
        "niveau": given.get("level", 5),
        "reduction_duree": given.get("reduction", False),
    }
    signed = given.get("conclusion", "")
    known["conclusion"] = day(signed) if re.fullmatch(r"[\d-]{10}", signed) else SIGNED
    return Contract(**{**known, **fields})


def in_law(contract, overrides=None):
    """(law, plan) of a contract: what the rules are asked with."""
    law = law_on(contract.conclusion, overrides)
    contrat = as_contrat(contract)
    return law, plan_of(contrat, law, contrat.npec)


def half_of(contract, overrides=None):
    """R6332-25-1 al. 2: half of the prorata, before any limit."""
    return euros(participation_of(*in_law(contract, overrides)).prorata)


def solde_deadline(contract):
    return EPOCH + timedelta(days=forfeiture_day(*in_law(contract)))


def amounts(lines, annee=None):
    return [euros(line.montant) for line in lines if annee in {None, line.annee}]


def due_on(lines, nature):
    return [line.exigible_le.isoformat() for line in lines if line.nature == nature]


def a_year(given):
    """One year of execution from the first of September."""
    return {"debut": date(2025, 9, 1), "fin": date(2026, 8, 31)}


def b01(given):
    told = funded(contract_of(given)).summary
    return {"days": told.jours, "total": euros(told.du_brut)}


def b02(given):
    hours = {"heures_formation": Fraction(given["total_hours"]), "heures_distance": Fraction(given["distance_hours"])}
    told = funded(contract_of(given, **hours)).summary
    return {"npec_after": euros(told.npec_retenu), "total": euros(told.du_brut)}


def broken_in_probation(given):
    """B03 and B16: the published amounts, and those of the rupture's days."""
    contract = contract_of(given, fin=date(2026, 8, 31), rupture_probatoire=True)
    told = funded(contract).summary
    return {
        "days": told.jours,
        "due": euros(told.du_brut),
        "half": half_of(contract),
        "participation": euros(told.participation),
        "opco": euros(told.du_opco),
    }


def b06(given):
    return {"days": funded(contract_of(given)).summary.jours}


def b07(given):
    funding = funded(contract_of(given))
    second = sum(line.montant for line in funding.lines if line.annee == 2)
    return {
        "days": funding.summary.jours,
        "total": euros(funding.summary.du_brut),
        "excess_over_year": euros(second),
    }


def b08(given):
    contract = contract_of(given)
    shared, gross = funded(contract), funded(contract_of(given, niveau=5))
    deadline = solde_deadline(contract).isoformat()
    first, second, third, last = shared.lines
    invoice = "invoice+30d" if first.exigible_le == contract.debut + timedelta(days=30) else str(first.exigible_le)
    return {
        "days": shared.summary.jours,
        "annual": euros(shared.summary.du_brut),
        "tranches_gross": amounts(gross.lines),
        "first_advance_net": euros(first.montant),
        "opco_total": euros(sum(line.montant for line in shared.lines)),
        "due": [
            invoice,
            f"{second.exigible_le} (7th month)",
            f"{third.exigible_le} (10th month)",
            f"after end, documents by {deadline}" if last.exigible_le > contract.fin else "",
        ],
        "solde_deadline": deadline,
    }


def b09(given):
    contract = contract_of(given)
    funding = funded(contract)
    cut = funded(contract_of({**given, "end": "2026-08-31"})).summary
    solde, advance = due_on(funding.lines, "solde")[0], due_on(funding.lines, "avance")[1]
    second = [line for line in funding.lines if line.annee == 2]
    kept = funded(contract, {"hypotheses/tranches_fondues": 0})
    assert kept.summary == funding.summary
    assert amounts(kept.lines, annee=2) == ["1586.85", "1190.14", "793.42", "396.71"]
    assert due_on(kept.lines, "echeance_7e_mois") == ["2026-03-01", "2027-03-01"]
    law, plan = in_law(contract)
    seventh = EPOCH + timedelta(days=dates_of(law, plan, 2).septieme_debut)
    return {
        "year1": {
            "days": cut.jours,
            "amount": euros(sum(line.montant for line in funding.lines if line.annee == 1)),
            "tranches": amounts(funding.lines, annee=1),
            "solde_paid_with": "first advance of year 2 (2026-09-01 + invoice)" if solde == advance else solde,
        },
        "year2": {
            "days": funding.summary.jours - cut.jours,
            "amount": euros(sum(line.montant for line in second)),
            "advance40": euros(second[0].montant),
            "7th_month_starts": f"{seventh} {'>' if seventh > contract.fin else '<='} end",
            "solde_if_merged": euros(second[1].montant),
        },
        "total": euros(funding.summary.du_brut),
    }


def b10(given):
    contract = contract_of(given)
    told = funded(contract).summary
    capped = funded(contract, {"hypotheses/annee_plafonnee": 1}).summary
    return {
        "days": told.jours,
        "total_uncapped": euros(told.du_brut),
        "total_if_capped": euros(capped.du_brut),
    }


def b11(given):
    funding = funded(contract_of(given))
    advance, solde = amounts(funding.lines)
    return {
        "days": funding.summary.jours,
        "amount": euros(funding.summary.du_brut),
        "advance": advance,
        "solde": solde,
    }


def b12(given):
    told = b11(given)
    del told["days"]
    return told


def b17(given):
    session = day(given["session_end"])
    contract = contract_of(given, fin=session, fin_session=session, maintien_cfa=True)
    kept, alone = funded(contract).summary, funded(contract_of(given, fin=session)).summary
    last = EPOCH + timedelta(days=in_law(contract)[1].period.financement)
    return {
        "maintien_end": last.isoformat(),
        "contract_days": alone.jours,
        "maintien_days": kept.jours - alone.jours,
        "funded_days": kept.jours,
        "due": euros(kept.du_brut),
    }


def distance(given, overrides=None):
    """B20: so many percents of a thousand hours at a distance."""
    contract = contract_of(
        given,
        **{**a_year(given), "debut": day(given.get("start", "2025-12-01")), "fin": date(2026, 12, 31)},
        heures_formation=Fraction(1000),
        heures_distance=Fraction(given["distance_pct"]) * 10,
        exempt_distance=given.get("certification_exempt", False),
    )
    return {"npec_after": euros(funded(contract, overrides).summary.npec_retenu)}


def b20e(given):
    assert distance(given, {"hypotheses/plancher_sans_hausse": 0}) == {"npec_after": "4000.00"}
    return distance(given)


def b21(given):
    funding = funded(contract_of(given))
    first, second = amounts(funding.lines, annee=1), amounts(funding.lines, annee=2)
    return {
        "months": funding.summary.mois,
        "per_year": first if first == second else [first, second],
        "total": euros(funding.summary.du_brut),
    }


def b23(given):
    return {"months": funded(contract_of(given, conclusion=day(given["start"]))).summary.mois}


def b25(given):
    contract = contract_of(given, debut=date(2023, 9, 1), fin=date(2024, 5, 31))
    told = funded(contract).summary
    assert told.mois == given["months"]
    return {"due": euros(told.du_brut)}


def b26(given):
    return {"tranches": amounts(funded(contract_of(given)).lines)}


def b27(given):
    funding = funded(contract_of(given))
    advance, solde = amounts(funding.lines)
    return {"months": funding.summary.mois, "due": euros(funding.summary.du_brut), "advance": advance, "solde": solde}


def b28(given):
    funding = funded(contract_of(given))
    return {
        "version": f"v{funding.summary.version}",
        "tranches": amounts(funding.lines),
        "participation": euros(funding.summary.participation),
    }


def b29(given):
    return {case: euros(amorcage_on(given["level"], day(case))) for case in given["cases"]}


def b30(given):
    contract = contract_of(given, **a_year(given), npec_initial=Fraction(given["amorcage"]), decision=date(2026, 4, 15))
    funding = funded(contract)
    first, second, put_right, third, solde = funding.lines
    assert [euros(first.montant), euros(second.montant)] == [text.split()[0] for text in given["paid"]]
    assert put_right.nature == "regularisation"
    assert put_right.exigible_le == third.exigible_le
    return {
        "third_payment": euros(third.montant + put_right.montant),
        "of_which_regularisation": euros(put_right.montant),
        "solde": euros(solde.montant),
        "opco_total": euros(funding.summary.du_opco),
    }


def b37(given):
    contract = contract_of(given, debut=date(2025, 11, 1), pieces_recues_le=day(given["documents_received"]))
    on_time = contract_of(given, debut=date(2025, 11, 1), pieces_recues_le=solde_deadline(contract))
    assert amounts(funded(on_time).lines)[-1] == given["solde"]
    return {
        "deadline": solde_deadline(contract).isoformat(),
        "solde_paid": amounts(funded(contract).lines)[-1],
    }


def b45(given):
    contract = contract_of(given, fin=date(2027, 2, 15), niveau=6, suite_rupture=True, rupture_probatoire=True)
    flat = funded(contract, {"hypotheses/nouvel_employeur_proratise": 0}).summary
    told = funded(contract).summary
    return {
        "days": told.jours,
        "flat": euros(flat.participation),
        "prorata_50": half_of(contract),
        "recommended": euros(told.participation),
    }


def b46(given):
    contract = contract_of(given)
    by_days = {"hypotheses/court_par_calendrier": 0}
    return {
        "days": funded(contract).summary.jours,
        "short_calendar_test": len(funded(contract).lines) == 2,
        "short_365_test": len(funded(contract, by_days).lines) == 2,
    }


RULES = {
    "B01": b01,
    "B02": b02,
    "B03": broken_in_probation,
    "B06": b06,
    "B07": b07,
    "B08": b08,
    "B09": b09,
    "B10": b10,
    "B11": b11,
    "B12": b12,
    "B16": broken_in_probation,
    "B17": b17,
    "B20a": distance,
    "B20b": distance,
    "B20c": distance,
    "B20e": b20e,
    "B20f": distance,
    "B20g": distance,
    "B21": b21,
    "B23": b23,
    "B25": b25,
    "B26": b26,
    "B27": b27,
    "B28": b28,
    "B29": b29,
    "B30": b30,
    "B37": b37,
    "B45": b45,
    "B46": b46,
}


@pytest.mark.parametrize("identifier", RULES)
def test_the_example_of_the_law_holds(identifier):
    example = EXAMPLES[identifier]
    assert example["expected"] == RULES[identifier](example["inputs"])


def test_a_decree_that_corrects_a_level_is_read_from_the_day_it_is_known(tmp_path):
    """Décret 2023-945: one value is paid until 2023-10-15, the other from then on."""
    example = EXAMPLES["B48"]
    given = example["inputs"]
    rows = [
        f"36463;;;{given['decret_858_value']};;2023-09-08;;2023-09-08",
        f"36463;;;{given['decret_945_value']};;2023-09-08;;2023-10-15",
    ]
    path = tmp_path / "npec.csv"
    path.write_text(
        "rncp;cpne;idcc;npec;statut;valide_du;valide_au;connu_le\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    reading = read_referentiel(path)
    assert reading.referentiel is not None, reading.anomalies
    request = Request(rncp="36463", cpne=None, idcc=None, niveau=5, conclusion=number(day(given["conclusion"])))
    on = {
        "value_before_2023-10-15": reading.referentiel.value_on(request, number(date(2023, 10, 14))),
        "value_from_2023-10-15": reading.referentiel.value_on(request, number(date(2023, 10, 15))),
    }
    assert example["expected"] == {name: Fraction(value, 100) for name, value in on.items()}


def test_the_other_reading_of_the_handicap_ceiling_counts_it_once_for_the_contract():
    """D6332-82 says « un montant de 4 000 euros »: a year by default, the whole contract in the other reading."""
    contract = Contract(
        conclusion=SIGNED, debut=date(2025, 9, 1), fin=date(2027, 8, 31), majoration_handicap=Fraction(4600)
    )
    plain = funded(Contract(conclusion=SIGNED, debut=contract.debut, fin=contract.fin)).summary.du_brut
    once = funded(contract, {"hypotheses/handicap_par_contrat": 1}).summary.du_brut
    assert euros(funded(contract).summary.du_brut - plain) == "8000.00"
    assert euros(once - plain) == "4000.00"


def test_a_second_contract_broken_within_days_owes_less_than_the_lump_sum():
    """Half of the prorata is below 200 euros: it is owed by default, the lump sum in the other reading."""
    contract = contract_of(
        {"npec": 8000, "start": "2026-02-16", "rupture": "2026-02-25"},
        fin=date(2027, 2, 15),
        niveau=6,
        suite_rupture=True,
        rupture_probatoire=True,
    )
    assert euros(funded(contract).summary.participation) == half_of(contract) == "109.59"
    flat = funded(contract, {"hypotheses/nouvel_employeur_proratise": 0})
    assert euros(flat.summary.participation) == "200.00"


def claims_of(path):
    """The ids of the examples that each statement of a test module names, alone in a text."""
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        named = {node.value for node in ast.walk(statement) if isinstance(node, ast.Constant)}
        yield from sorted(EXAMPLES.keys() & {name for name in named if isinstance(name, str)})


def test_every_example_of_the_law_is_tested():
    """Once in a module: the same example may show one rule to the payments and another to the validity."""
    claims = {path: list(claims_of(path)) for path in HERE.rglob("test_*examples.py")}
    assert set(EXAMPLES) == {identifier for named in claims.values() for identifier in named}
    assert [] == [path.name for path, named in claims.items() if len(named) != len(set(named))]
