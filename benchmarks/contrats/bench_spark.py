"""Spark on local[2]: --mode sql (hand-written SQL) or kernel (bareme's kernel.py in mapInArrow)."""

import os
import sys
import warnings
from functools import partial
from pathlib import Path

from measure import arguments, measure
from pyspark.sql import SparkSession
from spark_kernel import COLUMNS, SCHEMA, add_parts
from sql import LAST_SELECT, cases
from world import CONTRATS, NPEC, RULE

MEMORY = "8g"
OPTIONS = {
    "spark.driver.memory": MEMORY,
    "spark.sql.shuffle.partitions": 4,
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.ansi.enabled": "true",
}
FOR_THE_KERNEL = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "250000",
    "spark.sql.files.maxPartitionBytes": str(8 << 20),
}
RHU = "((2 * ({0}) + ({1})) DIV (2 * ({1})))"
EXECUTION_YEARS = """
WITH hit AS (
  SELECT c.numero, p.npec FROM contrats c JOIN npec p ON c.certification = p.certification AND c.cpne = p.cpne
    AND c.conclusion >= p.valide_du AND c.conclusion < p.valide_avant),
found AS (
  SELECT c.*, COALESCE(h.npec, {amorcage}) AS known FROM contrats c LEFT JOIN hit h ON c.numero = h.numero),
terms AS (
  SELECT cfa, niveau, conclusion, debut, fin, rupture, LEAST(fin, rupture) AS last_day,
    CASE WHEN distance >= {distance_seuil} AND conclusion >= {distance_depuis}
         THEN GREATEST({lowered}, LEAST(known, {distance_plancher})) ELSE known END
      + CASE WHEN handicap THEN {handicap} ELSE 0 END AS annual,
    date_add(fin, 1) < add_months(debut, 12) AS short, conclusion >= {parts_depuis} AS new FROM found),
bounds AS (
  SELECT terms.*, number, add_months(debut, 12 * number) AS start_day,
    add_months(debut, 12 * number + 12) AS following, {parts}
  FROM terms LATERAL VIEW explode(array(0, 1, 2, 3)) numbers AS number
  WHERE add_months(debut, 12 * number) <= last_day),
spans AS (
  SELECT *, datediff(following, start_day) AS length,
    datediff(LEAST(fin, date_sub(following, 1)), start_day) + 1 AS planned_days,
    datediff(LEAST(last_day, date_sub(following, 1)), start_day) + 1 AS done_days FROM bounds),
amounts AS (SELECT *, {planned} AS planned, {due} AS due FROM spans),
charged AS (
  SELECT *, CASE WHEN number = 0 AND niveau >= {participation_niveau} AND conclusion >= {participation_depuis}
      THEN CASE WHEN datediff(rupture, debut) < {rupture_jours} THEN LEAST({participation}, {half})
                ELSE {participation} END ELSE 0 END AS charged FROM amounts),
payments AS (
  SELECT cfa, start_day, done_days, year(start_day) AS year, GREATEST(0, due - charged) AS net,
    GREATEST(0, {paid1} - charged) AS paid1, date_add(start_day, {avance_jours}) AS paid_on1,
    add_months(start_day, {mois2}) AS paid_on2, add_months(start_day, {mois3}) AS paid_on3,
    CASE WHEN add_months(start_day, {mois2}) <= last_day THEN {paid2} ELSE 0 END AS paid2,
    CASE WHEN add_months(start_day, {mois3}) <= last_day THEN {paid3} ELSE 0 END AS paid3,
    CASE WHEN last_day >= following THEN date_add(following, {avance_jours})
         ELSE date_add(last_day, {solde_jours}) END AS paid_on4 FROM charged)
{last_select} {before} AS before FROM payments
"""
ROUNDED = {
    "lowered": RHU.format(f"known * {100 - RULE.distance_pour_cent}", 100),
    "planned": RHU.format("annual * planned_days", "length"),
    "due": RHU.format("annual * done_days", "length"),
    "half": RHU.format(f"due * {RULE.rupture_pour_cent}", 100),
    "paid1": RHU.format("planned * part1", 100),
    "paid2": RHU.format("planned * part2", 100),
    "paid3": RHU.format("planned * part3", 100),
    "before": RHU.format("net * LEAST(done_days, datediff(make_date(year + 1, 1, 1), start_day))", "done_days"),
}
TABLES = {
    "due": "SELECT cfa, year, sum(net), count(*) FROM years GROUP BY cfa, year",
    "cash": """SELECT cfa, year, sum(value) FROM (
        SELECT cfa, stack(4, year1, paid1, year2, paid2, year3, paid3, year4, paid4) AS (year, value) FROM years)
        GROUP BY cfa, year""",
    "charge": """SELECT cfa, year, sum(value) FROM (
        SELECT cfa, stack(2, year, before, year + 1, net - before) AS (year, value) FROM years) GROUP BY cfa, year""",
}


def moment(day):
    return f"date_add(DATE'1970-01-01', {day})"


def session(folder, more):
    """A local session on two processors, quiet, that writes under `folder`; its workers import what this file does."""
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else the workers take the python of the system
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    warnings.filterwarnings("ignore")
    builder = SparkSession.builder.master("local[2]").appName("contrats")
    places = {"spark.local.dir": str(folder / "spark"), "spark.sql.warehouse.dir": str(folder / "warehouse")}
    for key, value in (OPTIONS | places | more).items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def columns(table):
    return [table.column(number).to_numpy() for number in range(table.num_columns)]


def compute_sql(spark, folder):
    spark.read.parquet(str(folder / CONTRATS)).createOrReplaceTempView("contrats")
    spark.read.parquet(str(folder / NPEC)).createOrReplaceTempView("npec")
    figures = RULE._asdict() | cases(moment, "({})") | ROUNDED
    years = spark.sql(EXECUTION_YEARS.format(last_select=LAST_SELECT, **figures)).cache()
    years.createOrReplaceTempView("years")
    found = {name: columns(spark.sql(query).toArrow()) for name, query in TABLES.items()}
    years.unpersist()
    return found


def compute_kernel(spark, folder):
    contrats = spark.read.parquet(str(folder / CONTRATS)).select(*COLUMNS)
    sums = (
        contrats.mapInArrow(partial(add_parts, str(folder)), SCHEMA)
        .groupBy("cfa", "year")
        .sum("due", "count", "cash", "charge")
    )
    cfa, year, due, count, cash, charge = columns(sums.toArrow())
    return {"due": [cfa, year, due, count], "cash": [cfa, year, cash], "charge": [cfa, year, charge]}


def main():
    options = arguments(mode="sql")
    spark = session(options.data, FOR_THE_KERNEL if options.mode == "kernel" else {})
    compute = {"sql": compute_sql, "kernel": compute_kernel}[options.mode]
    words = {"sql": "SQL", "kernel": "noyau de bareme dans mapInArrow"}[options.mode]
    measure(f"Spark {spark.version} local[2], {words}", lambda: compute(spark, options.data), options.runs)
    spark.stop()


if __name__ == "__main__":
    main()
