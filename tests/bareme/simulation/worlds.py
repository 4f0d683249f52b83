"""Contracts with labels and reforms, drawn at random; and what a reform changes, contract by contract, by hand."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
from hypothesis import strategies as st

from bareme.contrats.contrats import FIELDS, LABELS, Contrats
from bareme.funding import fund
from bareme.legislation import LAW_FIELDS, law_on
from bareme.simulation import Scenario
from bareme.simulation.scenario import Kind, Measure
from tests.bareme.strategies import any_contract, as_contrat

EPOCH = date(1970, 1, 1)
TEXTS = {
    "cfa": st.sampled_from(["CFA Alpha", "CFA Bravo", "École", None]),
    "rncp": st.sampled_from(["RNCP101", "rncp 102", "103", None]),
    "cpne": st.sampled_from(["7", "007", "A12", None]),
    "region": st.sampled_from(["Bretagne", "Occitanie", None]),
}
BY = ("cfa", "rncp", "cpne", "region", "annee")
FIGURES = {
    "participation/montant": st.sampled_from([0, 20_000, 75_000, 400_000]).map(Fraction),
    "participation/niveau": st.sampled_from([3, 5, 6]).map(Fraction),
    "participation/rupture": st.sampled_from([Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(1)]),
    "participation/nouvel_employeur": st.sampled_from([0, 20_000, 90_000]).map(Fraction),
    "hypotheses/participation_base_modulee": st.integers(0, 1).map(Fraction),
    "hypotheses/nouvel_employeur_proratise": st.integers(0, 1).map(Fraction),
    "hypotheses/report_participation": st.integers(0, 1).map(Fraction),
    "modulation/distance_reduction": st.sampled_from([Fraction(0), Fraction(1, 5), Fraction(3, 10)]),
    "modulation/distance_seuil": st.sampled_from([Fraction(1, 2), Fraction(79, 100), Fraction(4, 5)]),
    "modulation/distance_plancher": st.sampled_from([0, 400_000, 700_001]).map(Fraction),
    "hypotheses/plancher_sans_hausse": st.integers(0, 1).map(Fraction),
    "modulation/handicap_plafond": st.sampled_from([0, 150_000, 400_000]).map(Fraction),
    "hypotheses/handicap_par_contrat": st.integers(0, 1).map(Fraction),
    "prise_en_charge/avance": st.sampled_from([Fraction(3, 10), Fraction(2, 5)]),
    "prise_en_charge/maintien": st.sampled_from([0, 3, 6]).map(Fraction),
    "prise_en_charge/base_jours": st.sampled_from([360, 365]).map(Fraction),
    "hypotheses/annees_du_cycle": st.integers(0, 1).map(Fraction),
}
"""Parameters that a reform may replace, in their own unit."""


def contrats_of(contracts, texts):
    """Contracts of the rules, and for each its texts by label."""
    rows = [{name: mine.get(name) for name in LABELS} | {"numero": f"C{rank}"} for rank, mine in enumerate(texts)]
    columns = pl.DataFrame([tuple(contract) for contract in contracts], schema=dict(FIELDS), orient="row")
    return Contrats(columns, pl.DataFrame(rows, schema=dict.fromkeys(LABELS, pl.String)))


@st.composite
def worlds(draw, most=6):
    """A few contracts of any shape, some of the same CFA, some without one."""
    contracts = draw(st.lists(any_contract().map(as_contrat), min_size=1, max_size=most))
    return contrats_of(contracts, [draw(st.fixed_dictionaries(TEXTS)) for _ in contracts])


SELECTIONS = {
    "niveaux": st.frozensets(st.integers(3, 8), max_size=4),
    "cpne": st.frozensets(st.sampled_from(["7", "A12", "99"]), max_size=2),
    "rncp": st.frozensets(st.sampled_from([101, 102, 103]), max_size=2),
}
LEVELS = st.integers(0, 1_600_000).map(Fraction)
ON_LEVEL = st.one_of(
    st.builds(
        Measure,
        st.just(Kind.POURCENTAGE),
        st.integers(-1_000_000, 1_000_000).map(lambda n: Fraction(n, 1_000_000))
        | st.integers(-3, 3).map(Fraction).filter(lambda v: v >= -1),
        **SELECTIONS,
    ),
    st.builds(Measure, st.sampled_from([Kind.PLAFOND, Kind.PLANCHER]), LEVELS, **SELECTIONS),
)
ON_LAW = st.sampled_from(sorted(FIGURES)).flatmap(
    lambda key: st.builds(Measure, st.just(Kind.PARAMETRE), FIGURES[key], st.just(key))
)
EFFECTS = st.dates(date(2018, 6, 1), date(2030, 6, 1)) | st.sampled_from([date(2021, 1, 1), date(2025, 7, 1)])


def reform(name, effect, measures):
    return Scenario(name, f"Réforme {name}", "essai", "essai", effect, tuple(measures))


def reforms(on_level=ON_LEVEL, on_law=ON_LAW):
    """Any reform: measures on levels and on the law, in any order."""
    return st.builds(
        reform, st.just("essai"), EFFECTS, st.lists(on_level, max_size=4) | st.lists(on_level | on_law, max_size=7)
    )


def normal(text):
    """The certification or the CPNE of a contract as the measures name them, written apart from the product."""
    if text is None:
        return None
    bare = text.upper().replace("RNCP", "").strip().lstrip("0")
    return int(bare) if bare.isdigit() and len(bare) == 3 else bare


def shown(name, text):
    """A label as the groups write it."""
    bare = normal(text) if name in {"rncp", "cpne"} else text
    return f"RNCP{bare}" if name == "rncp" and bare is not None else bare


def is_touched(measure, contrat, texts):
    return (
        (not measure.niveaux or contrat.niveau in measure.niveaux)
        and (not measure.cpne or normal(texts["cpne"]) in measure.cpne)
        and (not measure.rncp or normal(texts["rncp"]) in measure.rncp)
    )


def after(measure, level):
    if measure.kind is Kind.POURCENTAGE:
        exact = level * (1 + measure.value)
        return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return min(level, int(measure.value)) if measure.kind is Kind.PLAFOND else max(level, int(measure.value))


def reformed(scenario, contrat, texts):
    """The contract and the law of a reform, one measure after the other."""
    law = law_on(EPOCH + timedelta(days=contrat.conclusion))
    if contrat.conclusion < (scenario.date_effet - EPOCH).days:
        return contrat, law
    for measure in scenario.mesures:
        if measure.kind is Kind.PARAMETRE:
            fields = {
                name: field.conversion(measure.value) for name, field in LAW_FIELDS.items() if field.key == measure.key
            }
            law = law._replace(**fields)
        elif is_touched(measure, contrat, texts):
            levels = {name: after(measure, getattr(contrat, name)) for name in ("npec", "npec_initial")}
            contrat = contrat._replace(**levels)
    return contrat, law


def amounts(contrat, law, years):
    """What a contract is due, whole (key None) or by year of `exigible_le`, a forfeited solde counted in its year."""
    if not years:
        return {None: fund(contrat, law).summary.du_opco}
    found = defaultdict(int)
    for line in fund(contrat, law._replace(forclusion_mois=0)).lines:
        found[line.exigible_le.year] += line.montant
    return dict(found)


def by_hand(contrats, scenario, by):
    """Figures of each group, then those of all, as lists in the order of the csv."""
    groups, whole = defaultdict(list), []
    for contrat, texts in zip(contrats, contrats.labels.iter_rows(named=True), strict=True):
        law = law_on(EPOCH + timedelta(days=contrat.conclusion))
        before = amounts(contrat, law, "annee" in by)
        changed, reformed_law = reformed(scenario, contrat, texts)
        later = amounts(changed, reformed_law, "annee" in by)
        for year in before.keys() | later.keys():
            key = tuple(year if name == "annee" else shown(name, texts[name]) for name in by)
            groups[key].append((before.get(year, 0), later.get(year, 0)))
        whole.append((sum(before.values()), sum(later.values())))
    return {key: figures(pairs) for key, pairs in groups.items()}, figures(whole)


def figures(pairs):
    gaps = [later - before for before, later in pairs]
    counts = [sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps), sum(gap == 0 for gap in gaps)]
    return [len(pairs), sum(before for before, _ in pairs), sum(later for _, later in pairs), sum(gaps), *counts]
