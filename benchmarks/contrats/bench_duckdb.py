"""DuckDB, hand-written SQL on the parquet files (ASOF JOIN)."""

import duckdb
from measure import arguments, measure
from sql import LAST_SELECT, cases
from world import CONTRATS, NPEC, RULE

THREADS = 2
EXECUTION_YEARS = """
CREATE OR REPLACE MACRO rhu(x, n) AS (2 * x + n) // (2 * n);
CREATE OR REPLACE TEMP TABLE years AS
WITH found AS (
  SELECT c.*, COALESCE(p.npec, {amorcage})::BIGINT AS known
  FROM read_parquet('{contrats}') c
  ASOF LEFT JOIN read_parquet('{npec}') p
    ON c.certification = p.certification AND c.cpne = p.cpne AND c.conclusion >= p.valide_du),
terms AS (
  SELECT cfa, niveau, conclusion, debut, fin, rupture, LEAST(fin, rupture) AS last_day,
    CASE WHEN distance >= {distance_seuil} AND conclusion >= {distance_depuis}
         THEN GREATEST(rhu(known * {distance_reste}, 100), LEAST(known, {distance_plancher})) ELSE known END
      + CASE WHEN handicap THEN {handicap} ELSE 0 END AS annual,
    fin + 1 < CAST(debut + INTERVAL 12 MONTH AS DATE) AS short, conclusion >= {parts_depuis} AS new
  FROM found),
bounds AS (
  SELECT terms.*, number, CAST(debut + to_months(12 * number) AS DATE) AS start_day,
    CAST(debut + to_months(12 * number + 12) AS DATE) AS following, {parts}
  FROM terms, (SELECT unnest([0, 1, 2, 3])::INTEGER AS number)
  WHERE CAST(debut + to_months(12 * number) AS DATE) <= last_day),
spans AS (
  SELECT *, (following - start_day)::BIGINT AS length,
    (LEAST(fin, following - 1) - start_day + 1)::BIGINT AS planned_days,
    (LEAST(last_day, following - 1) - start_day + 1)::BIGINT AS done_days FROM bounds),
amounts AS (
  SELECT *, rhu(annual * planned_days, length) AS planned, rhu(annual * done_days, length) AS due FROM spans),
charged AS (
  SELECT *, CASE WHEN number = 0 AND niveau >= {participation_niveau} AND conclusion >= {participation_depuis}
      THEN CASE WHEN rupture - debut < {rupture_jours}
                THEN LEAST({participation}, rhu(due * {rupture_pour_cent}, 100))
                ELSE {participation} END ELSE 0 END AS charged FROM amounts),
payments AS (
  SELECT cfa, start_day, done_days, year(start_day) AS year, GREATEST(0, due - charged) AS net,
    GREATEST(0, rhu(planned * part1, 100) - charged) AS paid1, start_day + {avance_jours} AS paid_on1,
    CAST(start_day + INTERVAL {mois2} MONTH AS DATE) AS paid_on2,
    CAST(start_day + INTERVAL {mois3} MONTH AS DATE) AS paid_on3,
    CASE WHEN CAST(start_day + INTERVAL {mois2} MONTH AS DATE) <= last_day
         THEN rhu(planned * part2, 100) ELSE 0 END AS paid2,
    CASE WHEN CAST(start_day + INTERVAL {mois3} MONTH AS DATE) <= last_day
         THEN rhu(planned * part3, 100) ELSE 0 END AS paid3,
    CASE WHEN last_day >= following THEN following + {avance_jours} ELSE last_day + {solde_jours} END AS paid_on4
  FROM charged)
{last_select} rhu(net * LEAST(done_days, make_date(year + 1, 1, 1) - start_day), done_days) AS before FROM payments
"""
TABLES = {
    "due": "SELECT cfa, year, sum(net)::BIGINT, count(*) FROM years GROUP BY ALL",
    "cash": """SELECT cfa, year, sum(value)::BIGINT FROM (
        SELECT cfa, unnest([year1, year2, year3, year4]) AS year, unnest([paid1, paid2, paid3, paid4]) AS value
        FROM years) GROUP BY ALL""",
    "charge": """SELECT cfa, year, sum(value)::BIGINT FROM (
        SELECT cfa, unnest([year, year + 1]) AS year, unnest([before, net - before]) AS value
        FROM years) GROUP BY ALL""",
}


def moment(day):
    return f"(DATE '1970-01-01' + {day})"


def compute(connection, folder):
    figures = cases(moment, "({})::BIGINT")
    connection.execute(
        EXECUTION_YEARS.format(
            contrats=folder / CONTRATS, npec=folder / NPEC, last_select=LAST_SELECT, **(RULE._asdict() | figures)
        )
    )
    found = {name: list(connection.execute(query).fetchnumpy().values()) for name, query in TABLES.items()}
    connection.execute("DROP TABLE years")
    return found


def main():
    options = arguments(memory="16GB")
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{options.memory}'; SET threads = {THREADS}")
    connection.execute(f"SET temp_directory = '{options.data / 'duckdb'}'; SET preserve_insertion_order = false")
    measure(f"DuckDB {duckdb.__version__}", lambda: compute(connection, options.data), options.runs)


if __name__ == "__main__":
    main()
