"""Time the allocation against two other ways of solving it, side by side, on one core. Prints a Markdown table.

    python benchmarks/bench_allocate.py [--runs 5]

- « bareme, solveur »: the solver alone, on demands already gathered by organisme;
- « bareme, allocation entière »: from candidatures to euros, formations to the centime included;
- « bareme, avec notation »: the same after scoring, ranking and cutting on the eight criteria;
- « Fraction, remplissage »: exact, caps only: cap who exceeds, solve again, until nobody does;
- « float, dichotomie »: two hundred halvings in floating point, as a spreadsheet would do.
"""

import argparse
import gc
import os
import platform
import random
import statistics
import time
from fractions import Fraction
from pathlib import Path

from bareme.majoration.allocation import allocate
from bareme.majoration.candidatures import Candidature
from bareme.majoration.entries import Entry, class_weights, demands_by_organisme
from bareme.majoration.reglement import load_reglement
from bareme.majoration.reglement.parts import IndicateurType
from bareme.majoration.solver import Terms, solve

ROOT = Path(__file__).resolve().parents[1]
SIZES = ((1_167, 71), (100_000, 1_000), (100_000, 100_000))
MEAN = 668
HALVINGS = 200


def world(formations, organismes, reglement):
    """(candidatures, règlement) from a fixed seed: every rate is met, about one organisme in twenty is capped."""
    draw = random.Random(formations + organismes)  # noqa: S311 - a world to measure on, no secret
    names = [f"ORGANISME {number:06}" for number in range(organismes)]
    candidatures = []
    for number in range(formations):
        contrats = draw.randint(1, 50)
        candidatures.append(
            Candidature(
                reference=f"C{number:06}",
                of_cfa=names[number] if number < organismes else draw.choice(names),
                formation=f"Formation {number}",
                contrats=contrats,
                contrats_verts=draw.randint(0, contrats),
                complement=draw.choice("ABC"),
            )
        )
    total = sum(item.contrats for item in candidatures)
    largest = sorted(contrats_by_name(candidatures).values())[-max(1, organismes // 20)]
    overrides = {"enveloppe": MEAN * total, "plafonds": {"total": MEAN * largest, "dont_vert": 60 * largest}}
    return candidatures, reglement.with_overrides(overrides)[0]


def contrats_by_name(candidatures):
    sums = {}
    for item in candidatures:
        sums[item.of_cfa] = sums.get(item.of_cfa, 0) + item.contrats
    return sums


def scored(candidatures, reglement):
    """The same candidatures with a figure behind every criterion."""
    draw = random.Random(len(candidatures))  # noqa: S311 - a world to measure on, no secret
    figures = {
        IndicateurType.BOOLEEN: lambda _: draw.random() < 0.5,
        IndicateurType.LISTE: lambda item: draw.choice(sorted(item.bareme.points)),
        IndicateurType.QUALITATIF: lambda item: Fraction(draw.randint(0, int(item.bareme.points_max))),
        IndicateurType.EFFECTIF: lambda _: Fraction(draw.randint(0, 90)),
        IndicateurType.MONTANT: lambda _: Fraction(draw.randint(0, 1_500)),
        IndicateurType.TAUX: lambda _: Fraction(draw.randint(0, 100), 100),
        IndicateurType.PART: lambda _: Fraction(draw.randint(0, 100), 100),
    }
    indicateurs = list(reglement.indicateurs)
    return [
        Candidature(
            reference=item.reference,
            of_cfa=item.of_cfa,
            formation=item.formation,
            contrats=item.contrats,
            contrats_verts=item.contrats_verts,
            complement=item.complement,
            indicateurs={each.code: figures[each.type](each) for each in indicateurs},
        )
        for item in candidatures
    ]


def gathered(candidatures, reglement):
    weights = class_weights(reglement)
    entries = [Entry(item, item.contrats_verts) for item in candidatures]
    demands = demands_by_organisme(entries, reglement, weights)
    bonus, caps = reglement.bonus_vert, reglement.plafonds
    return list(demands.values()), Terms(reglement.enveloppe, bonus.taux, caps.dont_vert, weights.denominator)


def fraction_filling(demands, terms):
    """Exact base by filling: cap whoever exceeds at the present base, solve again for the others."""
    total = sum(demand.contrats for demand in demands)
    mean = Fraction(terms.enveloppe, total)
    lines = []
    for demand in demands:
        green = min(demand.contrats_verts * terms.green_rate * mean, terms.green_cap)
        lines.append((demand.contrats, Fraction(demand.weight, terms.weight_denominator) * mean + green, demand.cap))
    left, free = Fraction(terms.enveloppe), lines
    while True:
        base = (left - sum(fixed for _, fixed, _ in free)) / sum(contrats for contrats, _, _ in free)
        over = [line for line in free if line[0] * base + line[1] > line[2]]
        if not over:
            return base
        left -= sum(cap for _, _, cap in over)
        free = [line for line in free if line[0] * base + line[1] <= line[2]]


def float_bisection(demands, terms):
    """Approximate base by halving an interval, in floating point."""
    mean = terms.enveloppe / sum(demand.contrats for demand in demands)
    rate, green_cap = float(terms.green_rate), float(terms.green_cap)
    lines = [
        (
            demand.contrats,
            demand.weight / terms.weight_denominator * mean + min(demand.contrats_verts * rate * mean, green_cap),
            float(demand.cap),
        )
        for demand in demands
    ]
    low, high = 0.0, float(terms.enveloppe)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if sum(min(contrats * middle + fixed, cap) for contrats, fixed, cap in lines) < terms.enveloppe:
            low = middle
        else:
            high = middle
    return high


def timed(work):
    """(processor seconds, outcome): what others do on the machine meanwhile is not counted."""
    gc.collect()
    started = time.process_time()
    outcome = work()
    return time.process_time() - started, outcome


def measure(size, reglement, runs):
    """Median processor seconds of each way, every way run in turn within each run."""
    candidatures, rules = world(*size, reglement)
    demands, terms = gathered(candidatures, rules)
    with_figures = scored(candidatures, rules)
    ways = {
        "bareme, solveur": lambda: solve(demands, terms),
        "bareme, allocation entière": lambda: allocate(candidatures, rules),
        "bareme, avec notation": lambda: allocate(with_figures, rules),
        "Fraction, remplissage": lambda: fraction_filling(demands, terms),
        "float, dichotomie": lambda: float_bisection(demands, terms),
    }
    seconds = {name: [] for name in ways}
    bases = {}
    for _ in range(runs):
        for name, way in ways.items():
            spent, outcome = timed(way)
            seconds[name].append(spent)
            bases[name] = getattr(outcome, "base", outcome)
    if not bases["bareme, solveur"] == bases["bareme, allocation entière"] == bases["Fraction, remplissage"]:
        raise SystemExit("the exact ways disagree: these figures are worth nothing")
    return {name: statistics.median(spent) for name, spent in seconds.items()}


def processor():
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    reglement = load_reglement(ROOT / "examples" / "idf-2023" / "reglement.yaml")
    columns = {size: measure(size, reglement, runs) for size in SIZES}
    print(f"Processeur : {processor()}, un seul cœur ; {platform.system()}, Python {platform.python_version()} ;")
    print(
        f"temps processeur, médianes de {runs} passages, toutes les façons mesurées tour à tour dans chaque passage.\n"
    )
    titles = [f"{formations} formations, {organismes} organismes" for formations, organismes in SIZES]
    print("| façon | " + " | ".join(titles) + " |")
    print("|---" * (len(titles) + 1) + "|")
    for name in columns[SIZES[0]]:
        print(f"| {name} | " + " | ".join(f"{columns[size][name] * 1000:.1f} ms" for size in SIZES) + " |")


if __name__ == "__main__":
    main()
