"""The pieces of SQL that DuckDB and Spark share: figures of the rule, shares of the tranches, last columns."""

from world import AMORCAGE, RULE

LAST_SELECT = """SELECT cfa, year, net, year(paid_on1) AS year1, paid1, year(paid_on2) AS year2, paid2,
  year(paid_on3) AS year3, paid3, year(paid_on4) AS year4, net - paid1 - paid2 - paid3 AS paid4,"""


def cases(moment, as_integer):
    """The computed figures of the statements: `moment` writes a date from its day number, in the engine's words."""
    levels = " ".join(f"WHEN {niveau} THEN {amount}" for niveau, amount in AMORCAGE.items())
    shares = zip(RULE.parts_courtes, RULE.parts_nouvelles, RULE.parts_anciennes, strict=True)
    parts = [
        as_integer.format(f"CASE WHEN short THEN {short} WHEN new THEN {new} ELSE {old} END") + f" AS part{number}"
        for number, (short, new, old) in enumerate(shares, 1)
    ]
    return {
        "amorcage": f"CASE c.niveau {levels} END",
        "parts": ", ".join(parts),
        "distance_reste": 100 - RULE.distance_pour_cent,
        "mois2": RULE.mois[1],
        "mois3": RULE.mois[2],
        "distance_depuis": moment(RULE.distance_depuis),
        "participation_depuis": moment(RULE.participation_depuis),
        "parts_depuis": moment(RULE.parts_depuis),
    }
