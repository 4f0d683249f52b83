"""Two hundred reforms at once over the same contracts: exact net dues by CFA × year of each (`bareme.simulation`)."""

import random
from datetime import date
from fractions import Fraction

from measure import arguments, measure_alone, timed
from world import CONTRATS_OF_THE_LAW

from bareme.batch import summaries
from bareme.contrats.assembly import assemble
from bareme.contrats.reading import read_contrats
from bareme.simulation.measures import reformed_columns, reformed_law
from bareme.simulation.scenario import Kind, Measure, Scenario
from bareme.simulation.sweeping import prepare, sweep

SCENARIOS = 200
AIM = 0.8
VERIFIED = (0, 1, 77, SCENARIOS - 1)
EFFECTS = (date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1))
SEED = 3


def scenario(draw, number):
    """The law as it is for the first one; then a share by level, a ceiling, a floor and two figures of the law."""
    measures = []
    if number:
        measures = [
            Measure(Kind.POURCENTAGE, Fraction(draw.randint(-200, 50), 1_000), niveaux=frozenset({niveau}))
            for niveau in range(3, 8)
        ]
        measures.append(Measure(Kind.PLAFOND, Fraction(draw.choice([900_000, 1_000_000, 1_200_000]))))
        measures.append(Measure(Kind.PLANCHER, Fraction(draw.choice([0, 350_000, 450_000]))))
        amount = Fraction(draw.choice([0, 50_000, 75_000, 100_000, 150_000]))
        measures.append(Measure(Kind.PARAMETRE, amount, key="participation/montant"))
        cut = Fraction(draw.choice([0, 10, 20, 30, 40]), 100)
        measures.append(Measure(Kind.PARAMETRE, cut, key="modulation/distance_reduction"))
    return Scenario(f"s{number}", f"Réforme {number}", "", "", draw.choice(EFFECTS), tuple(measures))


def check(found, contrats, scenarios):
    """Some scenarios once more, one contract after the other: the same centimes."""
    for number in VERIFIED:
        each = scenarios[number]
        due = summaries(reformed_columns(each, contrats), reformed_law(each))["du_opco"].sum()
        if int(found.dues[number].sum()) != due:
            message = f"scenario {number}: {found.dues[number].sum()} centimes swept, {due} computed one by one"
            raise ValueError(message)


def main():
    options = arguments()
    contrats = assemble(read_contrats(options.data / CONTRATS_OF_THE_LAW))
    draw = random.Random(SEED)  # noqa: S311 - reforms to measure on, no secret
    scenarios = [scenario(draw, number) for number in range(SCENARIOS)]
    seconds, prepared = timed(lambda: prepare(contrats), options.runs)
    measure_alone("préparer les contrats, une fois pour toutes les réformes", seconds)
    seconds, found = timed(lambda: sweep(prepared, scenarios), options.runs)
    check(found, contrats, scenarios)
    measure_alone(f"{SCENARIOS} réformes, net dû exact par CFA × année", seconds, aim=AIM)


if __name__ == "__main__":
    main()
