"""One block of invented contracts, in the columns of `bareme fund`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from bareme.contrats.schema import columns, day_number
from bareme.parametres import parametre
from bareme.rounding import half_up_ratio
from bareme.rules.contrat import APPRENTISSAGE, PROFESSIONNALISATION, RECONVERSION
from bareme.synth.calendar import add_months, first_of_month, month_length
from bareme.synth.draws import FINE, Draws, Flags, Ints, values
from bareme.synth.population import PER_MILLE, Population

PREFIX = "SYNTH-"
"""How every number of an invented contract begins."""

_FIRST_REGION = 0  # Île-de-France, whose rate of rupture is known
_YEAR = 12
_WHOLE = 100
# Each part of the world and each block has its own generator.
_PRICES = 0
_FIRST_BLOCK = 1


@dataclass(frozen=True)
class World:
    """What all the blocks share: the certifications, with their level and their price, and the CFAs."""

    population: Population
    seed: int

    @cached_property
    def niveaux(self) -> Ints:
        """The level of each certification: the levels in turn, so that a level is drawn before a certification."""
        levels = values(self.population.weights["niveaux"])
        return np.resize(levels, self.population.figures["certifications"]["nombre"])

    @cached_property
    def npec(self) -> Ints:
        """The annual level of each certification, in euros."""
        price = self.population.figures["npec"]
        steps = (price["a"] - price["de"]) // price["pas"]
        draws = Draws(self.seed, _PRICES, len(self.niveaux))
        return price["de"] + price["pas"] * draws.between(0, steps)

    @cached_property
    def certifications(self) -> list[str]:
        known = self.population.figures["certifications"]
        return [f"RNCP{known['premier_code'] + rank}" for rank in range(known["nombre"])]

    @cached_property
    def cfas(self) -> list[str]:
        return [f"CFA-{rank:05d}" for rank in range(self.population.figures["tailles_des_cfa"]["nombre"])]


@dataclass(frozen=True, slots=True)
class Period:
    """Day numbers of each contract; `rupture` counts only where `broken`."""

    kind: Ints
    conclusion: Ints
    debut: Ints
    fin: Ints
    months: Ints
    region: Ints
    broken: Flags
    rupture: Ints

    @property
    def terme(self) -> Ints:
        return np.where(self.broken, self.rupture, self.fin)


def draw_block(world: World, block: int, bounds: tuple[int, int, int]) -> pl.DataFrame:
    """The contracts number `first` to `last` (excluded), numbered with `width` digits: `bounds` are the three."""
    first, last, width = bounds
    draws = Draws(world.seed, _FIRST_BLOCK + block, last - first)
    period = _draw_period(world.population, draws)
    cells = {**_identity(world, draws, period), **_rupture(world.population, draws, period)}
    cells |= _modulations(world.population, draws, period) | _papers(world.population, draws, period)
    numbers = pl.int_range(first, last, eager=True).cast(pl.String).str.zfill(width)
    numero = (pl.lit(PREFIX) + pl.Series("numero", numbers)).alias("numero")
    return pl.DataFrame({**cells, "numero": pl.select(numero).to_series()}).select(
        name for name in columns("fund") if name in {*cells, "numero"}
    )


def _draw_period(population: Population, draws: Draws) -> Period:
    weights, bounds = population.weights, population.figures["bornes"]
    year = values(weights["annees_de_debut"])[draws.chosen(weights["annees_de_debut"])]
    month = values(weights["mois_de_debut"])[draws.chosen(weights["mois_de_debut"])]
    first = first_of_month(year, month)
    on_the_first = values(weights["jours_de_debut"])[draws.chosen(weights["jours_de_debut"])] == 1
    debut = first + np.where(on_the_first, 0, draws.between(0, month_length(first) - 1))
    conclusion = debut - draws.between(0, bounds["jours_avant_debut"])
    months = values(weights["durees_en_mois"])[draws.chosen(weights["durees_en_mois"])]
    shortest = bounds["mois_d_un_contrat_court"]
    months = np.where(months == 0, draws.between(shortest, _YEAR - 1), months)
    fin = add_months(debut, months) - 1
    earlier = draws.between(0, bounds["jours_avant_fin"])
    fin -= np.where(draws.happens(population.cases["fin_avancee"]) & (months > shortest), earlier, 0)
    kind = _draw_kind(population, draws, conclusion)
    region = draws.chosen(weights["regions"])
    broken = draws.happens(_rupture_rates(population)[region], FINE)
    return Period(kind, conclusion, debut, fin, months, region, broken, _draw_rupture(population, draws, debut, fin))


def _draw_kind(population: Population, draws: Draws, conclusion: Ints) -> Ints:
    """Which of the three contracts: the reconversion only since it exists."""
    kind = draws.chosen(population.weights["types"])
    exists = conclusion >= day_number(parametre("reconversion/taux_horaire").values[0].since)
    return np.where(exists & draws.happens(population.cases["reconversion"]), RECONVERSION, kind)


def _rupture_rates(population: Population) -> Ints:
    """Parts of FINE of each region, so that the whole is at the national rate."""
    weights = list(population.weights["regions"].values())
    total, own = sum(weights), weights[_FIRST_REGION]
    scale = FINE // PER_MILLE
    national, first = (population.figures["ruptures"][name] * scale for name in ("nationale", "ile_de_france"))
    others = half_up_ratio(national * total - first * own, total - own)
    return np.array([first, *[others] * (len(weights) - 1)])


def _draw_rupture(population: Population, draws: Draws, debut: Ints, fin: Ints) -> Ints:
    """The last day of a broken contract: early more often than late."""
    length = fin - debut
    anywhere = np.minimum(draws.between(0, length), draws.between(0, length))
    first_days = np.minimum(draws.between(0, population.figures["bornes"]["premiers_jours"] - 1), length)
    early = draws.happens(population.cases["rupture_dans_les_premiers_jours"])
    return debut + np.where(early, first_days, anywhere)


def _identity(world: World, draws: Draws, period: Period) -> dict[str, pl.Series]:
    population, bounds = world.population, world.population.figures["bornes"]
    flat = population.figures["tailles_des_cfa"]["rang_de_la_moitie"]
    sizes = [FINE // (rank + flat) for rank in range(len(world.cfas))]
    levels = len(population.weights["niveaux"])
    flat = population.figures["certifications"]["rang_de_la_moitie"]
    popular = (FINE // (rank + flat) for rank in range(len(world.certifications) // levels))
    certification = draws.ranked(popular) * levels + draws.chosen(population.weights["niveaux"])
    convention = draws.chosen(population.weights["conventions"])
    kinds = list(columns("fund")["type"].choices)
    conventions = [f"{int(code):04d}" for code in population.weights["conventions"]]
    return {
        "type": _named(period.kind, kinds),
        "date_conclusion": _dates(period.conclusion),
        "date_debut": _dates(period.debut),
        "date_fin": _dates(period.fin),
        "niveau": pl.Series(world.niveaux[certification], dtype=pl.Int8),
        "npec": pl.Series(world.npec[certification], dtype=pl.Int32),
        "rncp": _named(certification, world.certifications),
        "cpne": _named(draws.between(0, bounds["cpne"] - 1), [str(rank + 1) for rank in range(bounds["cpne"])]),
        "idcc": _named(convention, conventions),
        "amorcage": _some(
            draws.happens(population.cases["amorcage"]), np.full(draws.size, bounds["euros_d_amorcage"]), pl.Int32
        ),
        "cfa": _named(draws.ranked(sizes), world.cfas),
        "region": _named(period.region, list(population.weights["regions"])),
    }


def _rupture(population: Population, draws: Draws, period: Period) -> dict[str, pl.Series]:
    cases, bounds = population.cases, population.figures["bornes"]
    first_days = period.rupture - period.debut < bounds["premiers_jours"]
    trial = period.broken & first_days
    kept = period.broken & (period.kind == APPRENTISSAGE) & draws.happens(cases["maintien"])
    signed = kept & draws.happens(cases["nouveau_contrat"])
    new = period.rupture + draws.between(1, bounds["jours_avant_nouveau_contrat"])
    return {
        "date_rupture": _dates(period.rupture, period.broken),
        "rupture_probatoire": pl.Series(trial),
        "formation_commencee": pl.Series(~(trial & draws.happens(cases["formation_non_commencee"]))),
        "maintien_cfa": pl.Series(kept),
        "fin_session": _dates(period.fin, kept & draws.happens(cases["fin_de_session"])),
        "nouveau_contrat": _dates(new, signed),
        "suite_rupture": pl.Series((period.kind == APPRENTISSAGE) & draws.happens(cases["suite_rupture"])),
    }


def _modulations(population: Population, draws: Draws, period: Period) -> dict[str, pl.Series]:
    cases, bounds = population.cases, population.figures["bornes"]
    hours = period.months * bounds["heures_par_mois"]
    far = draws.happens(cases["distance"])
    share = np.where(far, draws.between(bounds["distance_forte"], _WHOLE), draws.between(0, bounds["distance_faible"]))
    short = (period.kind == APPRENTISSAGE) & (period.months < _YEAR)
    title = short & draws.happens(cases["titre_court"])
    helped = (period.kind == APPRENTISSAGE) & draws.happens(cases["handicap"])
    before = (period.kind == APPRENTISSAGE) & draws.happens(cases["cycle_avant_contrat"])
    professional = period.kind == PROFESSIONNALISATION
    return {
        "heures_formation": pl.Series(hours, dtype=pl.Int16),
        "heures_distance": pl.Series(hours * share // _WHOLE, dtype=pl.Int16),
        "exempt_distance": pl.Series(far & draws.happens(cases["distance_exemptee"])),
        "majoration_handicap": _some(helped, draws.between(100, bounds["euros_de_handicap"]), pl.Int16),
        "reduction_duree": pl.Series(short & ~title & draws.happens(cases["duree_reduite"])),
        "titre_ministere_court": pl.Series(title),
        "debut_cycle": _dates(period.debut - draws.between(1, bounds["jours_du_cycle"]), before),
        "public_prioritaire": pl.Series(professional & draws.happens(cases["public_prioritaire"])),
        "geiq": pl.Series(professional & draws.happens(cases["geiq"])),
    }


def _papers(population: Population, draws: Draws, period: Period) -> dict[str, pl.Series]:
    cases, bounds = population.cases, population.figures["bornes"]
    late = draws.happens(cases["pieces_tardives"])
    after = np.where(
        late,
        draws.between(bounds["jours_des_pieces"], bounds["jours_des_pieces_tardives"]),
        draws.between(0, bounds["jours_des_pieces"]),
    )
    invoice = period.debut + draws.between(0, bounds["jours_de_la_facture"])
    return {
        "facture_recue_le": _dates(invoice, draws.happens(cases["facture_datee"])),
        "pieces_recues_le": _dates(period.terme + after, draws.happens(cases["pieces_datees"])),
    }


def _dates(days: Ints, where: Flags | None = None) -> pl.Series:
    return _some(np.ones(len(days), np.bool_) if where is None else where, days, pl.Int32).cast(pl.Date)


def _some(where: Flags, cells: Ints, dtype: type[pl.DataType]) -> pl.Series:
    """The cells where the mask is true, null elsewhere."""
    column = pl.Series(cells, dtype=dtype)
    return column if where.all() else column.set(pl.Series(~where), None)


def _named(codes: Ints, names: list[str]) -> pl.Series:
    return pl.Series(names, dtype=pl.Enum(names)).gather(pl.Series(codes, dtype=pl.UInt32))
