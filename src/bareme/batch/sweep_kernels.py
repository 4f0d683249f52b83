"""The loops of a sweep: what the years of every contract are worth, then every scenario at once.

Scenarios are the innermost axis, on which the processor works by packs. Amounts are doubles that hold whole numbers:
each division is proved exact by the bounds of `sweep_layout` (a quotient whose numerator is under 2^53 cannot be
rounded up to the next whole number), and a test compares every cell with the scalar rules.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bareme.batch.bounds import FIRST_DAY, computable
from bareme.batch.kernels import Columns, Laws, Rows, contrat_at, law_of
from bareme.batch.sweep_layout import (
    BARE,
    FIXED,
    FLUSH,
    HEAVIEST,
    LEVEL,
    LONGEST_PROBATION,
    NOTHING,
    OTHER_EMPLOYER,
    PROBATION,
    RARE,
    WHOLE,
    Room,
    Source,
    Sweep,
    Tables,
    World,
)
from bareme.batch.yearly import net_through
from bareme.rules.amounts import Plan, due, plan_of, scale
from bareme.rules.calendar import days, year_of
from bareme.rules.contrat import APPRENTISSAGE, Contrat
from bareme.rules.hourly import hourly_forfait
from bareme.rules.law import Law
from bareme.rules.level import CENT, Niveau
from bareme.rules.participation import participation_of
from bareme.rules.period import execution_year, funded_period, units
from bareme.rules.schedule import has_year


def count_years(columns: Columns, laws: Laws, rows: Rows, world: World) -> int:
    """Write the number of years of execution of each contract after its place in `world.first`.

    Returns the end of the rows, or -1 - row for the row that cannot be computed.
    """
    for at in range(rows.first, rows.end):
        row = world.row[at]
        contrat = contrat_at(columns, row)
        if not computable(contrat, laws.starts[0]):
            return -1 - int(row)
        years = 1
        if contrat.type == APPRENTISSAGE:
            plan = _plan_at(law_of(laws, contrat.conclusion), contrat, Niveau(1, 0, 0, 0))
            while has_year(plan, years + 1):
                years += 1
        world.first[at + 1] = years
    return rows.end


def lay_out(columns: Columns, laws: Laws, rows: Rows, world: World) -> int:
    """Write what the years of each contract are worth, and everything that its scenarios need."""
    for at in range(rows.first, rows.end):
        contrat = contrat_at(columns, world.row[at])
        law = law_of(laws, contrat.conclusion)
        world.npec[at] = contrat.npec
        world.conclusion[at] = contrat.conclusion
        world.niveau[at] = contrat.niveau
        counts = contrat.exempt_distance == 0 and contrat.heures_formation > 0
        world.heures_distance[at] = contrat.heures_distance if counts else 0
        world.heures_formation[at] = contrat.heures_formation
        world.majoration[at] = contrat.majoration_handicap
        world.participation[at] = NOTHING
        if contrat.type == APPRENTISSAGE:
            _lay_out_level(law, contrat, world, at)
        else:
            _lay_out_hours(law, contrat, world, at)
    return rows.end


def _lay_out_level(law: Law, contrat: Contrat, world: World, at: int) -> None:
    plan, increase = _plan_at(law, contrat, Niveau(1, 0, 0, 0)), _plan_at(law, contrat, Niveau(0, 1, 0, 0))
    period = plan.period
    linear, weight, rank = True, 0, 1
    for place in range(world.first[at], world.first[at + 1]):
        window = execution_year(period, rank)
        funded = units(law, period, min(period.financement, window.fin))
        # The due is homogeneous in the level: that of one hundredth of a centime is the weight of the year.
        exact = due(law, plan, funded, period.rompu)
        if contrat.majoration_handicap > 0 and exact != due(law, increase, funded, period.rompu):
            linear = False
        divisor = scale(law)
        if exact % CENT == 0:
            exact, divisor = exact // CENT, divisor // CENT
        world.weight[place], world.divisor[place] = exact, divisor
        world.annee[place] = year_of(window.debut)
        weight = max(weight, exact)
        rank += 1
    world.kind[at] = LEVEL if linear and weight <= HEAVIEST else RARE
    _lay_out_participation(contrat, plan, world, at)


def _lay_out_participation(contrat: Contrat, plan: Plan, world: World, at: int) -> None:
    if plan.period.rompu == 0 or contrat.rupture_probatoire == 0:
        world.participation[at] = OTHER_EMPLOYER if contrat.suite_rupture == 1 else WHOLE
    elif contrat.formation_commencee == 1:
        world.participation[at] = PROBATION
        world.worked[at] = days(contrat.debut, plan.period.terme)
        if contrat.suite_rupture == 1 or world.worked[at] > LONGEST_PROBATION:
            world.kind[at] = RARE


def _lay_out_hours(law: Law, contrat: Contrat, world: World, at: int) -> None:
    place = world.first[at]
    forfait = hourly_forfait(contrat, law)
    world.annee[place] = year_of(contrat.debut)
    world.kind[at] = FIXED
    if contrat.taux_horaire == 0:
        world.kind[at] = BARE
        world.weight[place], world.divisor[place] = forfait.jours, law.base_jours * CENT
    else:
        world.npec[at] = forfait.montant


def _plan_at(law: Law, contrat: Contrat, niveau: Niveau) -> Plan:
    return Plan(contrat, funded_period(contrat, law), niveau)


def sweep_span(sweep: Sweep, span: Rows, room: Room, out: Any) -> int:
    """Add the dues of these contracts to `out`, centimes by [CFA, year, scenario]; `annee` counts from its first year.

    No other thread may hold contracts of the same CFAs. Returns the end of the span.
    """
    world, tables, summed = sweep.world, sweep.tables, 0
    for at in range(span.first, span.end):
        if world.kind[at] != RARE:
            _levels(world, tables, at, room.level)
            participation = _participation(world, tables, at, room)
            _add_years(world, at, participation, room)
        summed += 1
        if summed == FLUSH or at + 1 == span.end or world.cfa[at + 1] != world.cfa[at]:
            _flush(room.sums, out[world.cfa[at]])
            summed = 0
    return span.end


def _levels(world: World, tables: Tables, at: int, level: Any) -> None:
    """The modulated level of a contract under every scenario, in hundredths of a centime."""
    _reform(world, tables, at, level)
    if world.kind[at] == LEVEL and world.heures_distance[at] > 0:
        _reduce(world, tables, at, level)
    elif world.kind[at] != FIXED:
        for scenario in range(level.size):
            level[scenario] *= CENT
    if world.kind[at] == LEVEL and world.majoration[at] > 0:
        _increase(world, tables, at, level)


def _reform(world: World, tables: Tables, at: int, level: Any) -> None:
    """The level after the measures of every scenario, in centimes."""
    npec = world.npec[at]
    for scenario in range(level.size):
        level[scenario] = npec
    if world.kind[at] == FIXED:
        return
    chain = chain_of(world, tables, at)
    for step in range(tables.steps[chain]):
        num2, den, den2 = tables.num2[chain, step], tables.den[chain, step], tables.den2[chain, step]
        low, high = tables.low[chain, step], tables.high[chain, step]
        for scenario in range(level.size):
            rounded = np.floor((level[scenario] * num2[scenario] + den[scenario]) / den2[scenario])
            level[scenario] = min(max(rounded, low[scenario]), high[scenario])


def chain_of(world: World, tables: Tables, at: int) -> int:
    """The list of steps of a contract."""
    interval = tables.interval[world.conclusion[at] - FIRST_DAY]
    return int(tables.chain[interval, world.niveau[at], tables.cpne[world.cpne[at]], tables.rncp[world.rncp[at]]])


def _reduce(world: World, tables: Tables, at: int, level: Any) -> None:
    """D6332-82-1 on levels in centimes, which become hundredths of a centime."""
    interval = tables.interval[world.conclusion[at] - FIRST_DAY]
    met = 0
    for seuil in tables.seuils:
        if int(world.heures_distance[at]) * CENT >= seuil * int(world.heures_formation[at]):
            met += 1
    need, kept = tables.need[interval], tables.kept[interval]
    plancher, strict = tables.plancher[interval], tables.strict[interval]
    for scenario in range(level.size):
        full = level[scenario] * CENT
        base = full
        if met >= need[scenario]:
            floor = min(full, plancher[scenario]) if strict[scenario] == 1 else plancher[scenario]
            base = max(level[scenario] * kept[scenario], floor)
        level[scenario] = base


def _increase(world: World, tables: Tables, at: int, level: Any) -> None:
    """D6332-82: needs the level before the distance, so the measures are applied again."""
    interval = tables.interval[world.conclusion[at] - FIRST_DAY]
    plafond, share = tables.plafond[interval], tables.plafond_pour_cent[interval]
    asked = world.majoration[at] * CENT
    for scenario in range(level.size):
        if plafond[scenario] > 0:
            level[scenario] += min(asked, plafond[scenario])
        else:
            level[scenario] += min(asked, level_after(world, tables, at, scenario) * share[scenario])


def level_after(world: World, tables: Tables, at: int, scenario: int) -> Any:
    """The level of one contract after the measures of one scenario, in centimes."""
    level = world.npec[at]
    chain = chain_of(world, tables, at)
    for step in range(tables.steps[chain]):
        numerator = level * tables.num2[chain, step, scenario] + tables.den[chain, step, scenario]
        rounded = np.floor(numerator / tables.den2[chain, step, scenario])
        level = min(max(rounded, tables.low[chain, step, scenario]), tables.high[chain, step, scenario])
    return level


def _participation(world: World, tables: Tables, at: int, room: Room) -> bool:
    """Write what the law takes from the contract under every scenario; False when it takes nothing under any."""
    case = world.participation[at]
    if case == NOTHING or world.kind[at] != LEVEL:
        return False
    interval, niveau = tables.interval[world.conclusion[at] - FIRST_DAY], world.niveau[at]
    employer = 1 if case == OTHER_EMPLOYER else 0
    if tables.asked[interval, niveau, employer] == 0:
        return False
    expected, share = tables.expected[interval, niveau, employer], room.share
    for scenario in range(share.size):
        share[scenario] = expected[scenario]
    if case == PROBATION:
        percent, divisor = tables.rupture_pour_cent[interval], tables.base[interval]
        worked = 2.0 * world.worked[at]
        for scenario in range(share.size):
            numerator = room.level[scenario] * percent[scenario] * worked + divisor
            share[scenario] = min(share[scenario], np.floor(numerator / (2.0 * divisor)))
    return True


def _add_years(world: World, at: int, participation: bool, room: Room) -> None:
    """Each year is what the years so far are worth less what those before were."""
    end = world.first[at + 1]
    for place in range(world.first[at], end):
        year = int(world.annee[place])
        if world.kind[at] == FIXED:
            _add(room.level, room.sums[year])
            continue
        twice, divisor = 2.0 * world.weight[place], 1.0 * world.divisor[place]
        if place + 1 < end:
            # The next year of execution begins in the next calendar year.
            if participation:
                _add_net_and_carry(room, year, twice, divisor)
            else:
                _add_and_carry(room, year, twice, divisor)
        elif participation:
            _add_net(room, year, twice, divisor)
        else:
            _add_worth(room, year, twice, divisor)


def _add(amounts: Any, sums: Any) -> None:
    for scenario in range(sums.size):
        sums[scenario] += amounts[scenario]


def _add_worth(room: Room, year: int, twice: float, divisor: float) -> None:
    level, here = room.level, room.sums[year]
    for scenario in range(here.size):
        here[scenario] += np.floor((level[scenario] * twice + divisor) / (2.0 * divisor))


def _add_and_carry(room: Room, year: int, twice: float, divisor: float) -> None:
    level, here, after = room.level, room.sums[year], room.sums[year + 1]
    for scenario in range(here.size):
        worth = np.floor((level[scenario] * twice + divisor) / (2.0 * divisor))
        here[scenario] += worth
        after[scenario] -= worth


def _add_net(room: Room, year: int, twice: float, divisor: float) -> None:
    level, share, here = room.level, room.share, room.sums[year]
    for scenario in range(here.size):
        worth = np.floor((level[scenario] * twice + divisor) / (2.0 * divisor))
        here[scenario] += max(0.0, worth - share[scenario])


def _add_net_and_carry(room: Room, year: int, twice: float, divisor: float) -> None:
    level, share, here, after = room.level, room.share, room.sums[year], room.sums[year + 1]
    for scenario in range(here.size):
        worth = np.floor((level[scenario] * twice + divisor) / (2.0 * divisor))
        net = max(0.0, worth - share[scenario])
        here[scenario] += net
        after[scenario] -= net


def _flush(sums: Any, cells: Any) -> None:
    """Move the sums of a CFA, whole numbers, to its cells."""
    for year in range(cells.shape[0]):
        for scenario in range(cells.shape[1]):
            cells[year, scenario] += np.int64(sums[year, scenario])
            sums[year, scenario] = 0.0


def sweep_rare(source: Source, sweep: Sweep, span: Rows, out: Any) -> int:
    """Add the dues of a part of the rare contracts to `out`, by the scalar rules. Returns the end of the span."""
    world, tables = sweep.world, sweep.tables
    for rank in range(span.first, span.end):
        at = source.places[rank]
        contrat = contrat_at(source.columns, world.row[at])
        interval, cells = tables.interval[contrat.conclusion - FIRST_DAY], out[world.cfa[at]]
        for scenario in range(cells.shape[1]):
            law = source.figures[tables.law[interval, scenario]]
            plan = plan_of(contrat, law, int(level_after(world, tables, at, scenario)))
            participation = participation_of(law, plan).fixee
            before, year = 0, 1
            for place in range(world.first[at], world.first[at + 1]):
                through = net_through(law, plan, participation, year)
                cells[world.annee[place], scenario] += through - before
                before = through
                year += 1
    return span.end
