"""OpenFisca: one variable for each amount of a contract, aggregated by CFA × year with NumPy."""

from importlib.metadata import version

import numpy as np
import pyarrow.parquet as pq
from measure import arguments, measure
from openfisca_contrats import ContratsTaxBenefitSystem
from openfisca_contrats.variables import CONVENTIONAL_YEAR, NO_RUPTURE
from openfisca_core.simulations import SimulationBuilder
from world import AMORCAGE, CFAS, CONTRATS, CPNES, EPOCH, FIRST_YEAR, NPEC, YEARS, YEARS_OF_CONTRAT

COLUMNS = ("cfa", "certification", "cpne", "niveau", "distance", "handicap")
DATES = {"conclusion": "date_conclusion", "debut": "date_debut", "fin": "date_fin", "rupture": "date_rupture"}
DAYS = 100_000  # more than any day number


def read(folder):
    table = pq.read_table(folder / CONTRATS)
    found = {name: table[name].to_numpy() for name in COLUMNS}
    absent = (NO_RUPTURE - EPOCH).days
    return found | {name: table[name].cast("int32").fill_null(absent).to_numpy().astype("M8[D]") for name in DATES}


def known_npec(folder, contrats):
    """As-of search in the sorted rows, outside OpenFisca, which has no such search."""
    table = pq.read_table(folder / NPEC, columns=["certification", "cpne", "valide_du", "npec"])
    row_pair = table["certification"].to_numpy().astype(np.int64) * CPNES + table["cpne"].to_numpy()
    key = row_pair * DAYS + table["valide_du"].cast("int32").to_numpy()
    pair = contrats["certification"].astype(np.int64) * CPNES + contrats["cpne"]
    at = np.searchsorted(key, pair * DAYS + contrats["conclusion"].astype(np.int64), "right") - 1
    amorcage = np.zeros(max(AMORCAGE) + 1, np.int64)
    amorcage[list(AMORCAGE)] = list(AMORCAGE.values())
    known = (at >= 0) & (key[at] // DAYS == pair)
    return np.where(known, table["npec"].to_numpy()[at], amorcage[contrats["niveau"]])


def simulation(system, contrats, npec):
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("contrat", np.arange(npec.size))
    found = builder.build(system)
    inputs = {
        "npec": npec.astype("int32"),
        "niveau": contrats["niveau"].astype("int32"),
        "part_distance": contrats["distance"].astype("int32"),
        "handicap": contrats["handicap"],
    }
    for name, values in (inputs | {variable: contrats[name] for name, variable in DATES.items()}).items():
        found.set_input(name, "eternity", values)
    return found


def compute(system, folder):
    contrats = read(folder)
    computed = simulation(system, contrats, known_npec(folder, contrats))
    base = contrats["cfa"].astype(np.int64) * YEARS - FIRST_YEAR
    due, count, cash, charge = (np.zeros(CFAS * YEARS, np.int64) for _ in range(4))

    def value(name):
        return computed.calculate(name, CONVENTIONAL_YEAR)

    def add(table, year, amount, kept):
        table += np.bincount((base + year)[kept], weights=amount[kept], minlength=table.size).astype(np.int64)

    def year_of(days):
        return days.astype("M8[Y]").astype(np.int64) + EPOCH.year

    for number in range(YEARS_OF_CONTRAT):
        exists = value(f"jours_faits_{number}") > 0
        year, net = year_of(value(f"debut_annee_{number}")), value(f"net_{number}")
        before = value(f"charge_debut_{number}")
        add(due, year, net, exists)
        add(count, year, np.ones(net.size), exists)
        add(charge, year, before, exists)
        add(charge, year + 1, net - before, exists)
        for rank in (1, 2, 3, 4):
            paid_on = value(f"date_versement_{number}_{rank}")
            add(cash, year_of(paid_on), value(f"versement_{number}_{rank}"), exists)
    cell = np.arange(CFAS * YEARS)
    keys = [cell // YEARS, cell % YEARS + FIRST_YEAR]
    return {"due": [*keys, due, count], "cash": [*keys, cash], "charge": [*keys, charge]}


if __name__ == "__main__":
    options = arguments()
    country = ContratsTaxBenefitSystem()
    measure(f"OpenFisca {version('openfisca-core')}", lambda: compute(country, options.data), options.runs)
