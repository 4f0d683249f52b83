"""The variables of a contract and of its four execution years.

OpenFisca stores whole numbers on 32 bits and others as float32: the variables are centimes on 32 bits, the products
are done on 64. It counts the arguments of a formula, so that each formula closes over what it needs. Its core cannot
calculate a variable for « eternity »: the results of a contract live on one conventional year.
"""

import datetime as dt

import numpy as np
from openfisca_core.model_api import ETERNITY, YEAR, Variable, max_, min_, where

NO_RUPTURE = dt.date(2999, 12, 31)
CONVENTIONAL_YEAR = "2018"
YEARS_OF_CONTRAT = 4
MONTHS = (0, 6, 9)


def round_share(numerator, denominator):
    return (2 * numerator + denominator) // (2 * denominator)


def add_months(days, months):
    month = days.astype("M8[M]")
    target = month + months
    first = target.astype("M8[D]")
    last = (target + 1).astype("M8[D]") - first - 1
    return first + min_(days - month.astype("M8[D]"), last)


def whole(values):
    return values.astype(np.int64)


def as_date(number):
    return np.datetime64(dt.datetime.strptime(str(int(number)), "%Y%m%d").date())  # noqa: DTZ007 - a calendar date


class Maker:
    """Declares the variables of one entity."""

    def __init__(self, entity):
        self.entity = entity
        self.made = []

    def add(self, name, value_type, formula=None, **more):
        period = YEAR if formula else ETERNITY
        body = {"value_type": value_type, "entity": self.entity, "definition_period": period, "label": name, **more}
        if formula:
            body["formula"] = formula
        self.made.append(type(name, (Variable,), body))


def variables(entity):
    """Every variable of the country package."""
    maker = Maker(entity)
    add_inputs(maker)
    add_contrat(maker)
    for number in range(YEARS_OF_CONTRAT):
        add_year(maker, number)
        add_payments(maker, number)
        add_charge(maker, number)
    return maker.made


def add_inputs(maker):
    for name in ("npec", "niveau", "part_distance"):
        maker.add(name, int)
    maker.add("handicap", bool)
    for name in ("date_conclusion", "date_debut", "date_fin"):
        maker.add(name, dt.date)
    maker.add("date_rupture", dt.date, default_value=NO_RUPTURE)


def law(parameters):
    return parameters("2018-06-01").prise_en_charge


def npec_module(contrat, period, parameters):
    rule = law(parameters)
    npec = whole(contrat("npec", period))
    late = contrat("date_conclusion", period) >= as_date(rule.distance_depuis)
    far = (contrat("part_distance", period) >= rule.distance_seuil) * late
    lowered = max_(round_share(npec * (100 - rule.distance_taux), 100), min_(npec, rule.distance_plancher))
    return where(far, lowered, npec) + contrat("handicap", period) * rule.handicap


def participation(contrat, period, parameters):
    rule = law(parameters)
    late = contrat("date_conclusion", period) >= as_date(rule.participation_depuis)
    subject = (contrat("niveau", period) >= rule.participation_niveau) * late
    early = whole(contrat("date_rupture", period) - contrat("date_debut", period)) < rule.rupture_jours
    half = min_(rule.participation, round_share(whole(contrat("du_0", period)) * rule.rupture_taux, 100))
    return subject * where(early, half, rule.participation)


def add_contrat(maker):
    maker.add("npec_module", int, npec_module)
    maker.add("participation", int, participation)
    maker.add("dernier_jour", dt.date, lambda c, period: min_(c("date_fin", period), c("date_rupture", period)))
    maker.add("debut_annee_0", dt.date, lambda c, period: c("date_debut", period))
    maker.add("contrat_court", bool, lambda c, period: c("date_fin", period) + 1 < c("debut_annee_1", period))
    for rank in (1, 2, 3):
        maker.add(f"part_{rank}", int, share(rank))
    for number in range(1, YEARS_OF_CONTRAT + 1):
        maker.add(f"debut_annee_{number}", dt.date, year_start(number))


def share(rank):
    def formula(contrat, period, parameters):
        rule = law(parameters)
        late = contrat("date_conclusion", period) >= as_date(rule.parts_depuis)
        usual = where(late, rule[f"part_nouvelle_{rank}"], rule[f"part_ancienne_{rank}"])
        return where(contrat("contrat_court", period), rule[f"part_courte_{rank}"], usual)

    return formula


def year_start(number):
    return lambda contrat, period: add_months(contrat("date_debut", period), 12 * number)


def add_year(maker, number):
    start, following = f"debut_annee_{number}", f"debut_annee_{number + 1}"
    maker.add(f"jours_annee_{number}", int, lambda c, period: whole(c(following, period) - c(start, period)))
    for name, end in (("jours_prevus", "date_fin"), ("jours_faits", "dernier_jour")):
        maker.add(f"{name}_{number}", int, days_until(number, end))
    for name, days in (("montant_annuel", "jours_prevus"), ("du", "jours_faits")):
        maker.add(f"{name}_{number}", int, prorata(number, days))

    def net(contrat, period):
        charged = contrat("participation", period) if number == 0 else 0
        return max_(0, contrat(f"du_{number}", period) - charged)

    maker.add(f"net_{number}", int, net)


def days_until(number, end):
    start, following = f"debut_annee_{number}", f"debut_annee_{number + 1}"

    def formula(contrat, period):
        last = min_(contrat(end, period), contrat(following, period) - 1)
        return max_(0, whole(last - contrat(start, period)) + 1)

    return formula


def prorata(number, days):
    def formula(contrat, period):
        worth = whole(contrat("npec_module", period)) * contrat(f"{days}_{number}", period)
        return round_share(worth, whole(contrat(f"jours_annee_{number}", period)))

    return formula


def add_payments(maker, number):
    start, following = f"debut_annee_{number}", f"debut_annee_{number + 1}"
    for rank, months in enumerate(MONTHS, 1):
        maker.add(f"date_versement_{number}_{rank}", dt.date, paid_on(start, months))
        maker.add(f"versement_{number}_{rank}", int, paid(number, rank))

    def settled_on(contrat, period, parameters):
        rule = law(parameters)
        last, next_year = contrat("dernier_jour", period), contrat(following, period)
        return where(last >= next_year, next_year + int(rule.avance_jours), last + int(rule.solde_jours))

    def balance(contrat, period):
        before = sum(contrat(f"versement_{number}_{rank}", period) for rank in (1, 2, 3))
        return contrat(f"net_{number}", period) - before

    maker.add(f"date_versement_{number}_4", dt.date, settled_on)
    maker.add(f"versement_{number}_4", int, balance)


def paid_on(start, months):
    if months:
        return lambda contrat, period: add_months(contrat(start, period), months)

    def first(contrat, period, parameters):
        return contrat(start, period) + int(law(parameters).avance_jours)

    return first


def paid(number, rank):
    def formula(contrat, period):
        planned = whole(contrat(f"montant_annuel_{number}", period))
        amount = round_share(planned * contrat(f"part_{rank}", period), 100)
        if rank == 1:
            charged = contrat("participation", period) if number == 0 else 0
            return (contrat(f"jours_faits_{number}", period) > 0) * max_(0, amount - charged)
        reached = contrat(f"date_versement_{number}_{rank}", period) <= contrat("dernier_jour", period)
        return where(reached, amount, 0)

    return formula


def add_charge(maker, number):
    def before_january(contrat, period):
        done = whole(contrat(f"jours_faits_{number}", period))
        start = contrat(f"debut_annee_{number}", period)
        january = (start.astype("M8[Y]") + 1).astype("M8[D]")
        in_year = min_(done, whole(january - start))
        return round_share(whole(contrat(f"net_{number}", period)) * in_year, max_(done, 1))

    maker.add(f"charge_debut_{number}", int, before_january)
