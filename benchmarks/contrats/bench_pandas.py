"""pandas, as an analyst writes it: merge_asof, datetime columns, groupby."""

import pandas as pd
from measure import arguments, measure
from world import AMORCAGE, CONTRATS, NPEC, RULE, YEARS_OF_CONTRAT

DATES = ("conclusion", "debut", "fin", "rupture")
KEYS = ["cfa", "year"]


def moment(day):
    return pd.Timestamp("1970-01-01") + pd.Timedelta(days=day)


def days(number):
    return pd.Timedelta(days=number)


def months(number):
    return pd.DateOffset(months=number)


def round_share(numerator, denominator):
    return (2 * numerator + denominator) // (2 * denominator)


def read(folder):
    contrats = pd.read_parquet(folder / CONTRATS)
    for name in DATES:
        contrats[name] = pd.to_datetime(contrats[name]).astype("datetime64[s]")
    npec = pd.read_parquet(folder / NPEC, columns=["certification", "cpne", "valide_du", "npec"])
    npec["valide_du"] = pd.to_datetime(npec["valide_du"]).astype("datetime64[s]")
    return contrats, npec


def with_annual_amount(contrats, npec):
    found = pd.merge_asof(
        contrats.sort_values("conclusion"),
        npec.sort_values("valide_du"),
        left_on="conclusion",
        right_on="valide_du",
        by=["certification", "cpne"],
    )
    annual = found["npec"].fillna(found["niveau"].map(AMORCAGE)).astype("int64")
    far = (found["distance"] >= RULE.distance_seuil) & (found["conclusion"] >= moment(RULE.distance_depuis))
    lowered = round_share(annual * (100 - RULE.distance_pour_cent), 100)
    lowered = lowered.clip(lower=annual.clip(upper=RULE.distance_plancher))
    found["annual"] = annual.mask(far, lowered) + found["handicap"].astype("int64") * RULE.handicap
    return found


def with_terms(found):
    """Last day counted, shares of the tranches, participation: what does not depend on the year."""
    found["last"] = found[["fin", "rupture"]].min(axis=1)
    short = found["fin"] + days(1) < found["debut"] + months(12)
    new = found["conclusion"] >= moment(RULE.parts_depuis)
    for number in range(3):
        found[f"part{number}"] = RULE.parts_anciennes[number]
        found.loc[new, f"part{number}"] = RULE.parts_nouvelles[number]
        found.loc[short, f"part{number}"] = RULE.parts_courtes[number]
    subject = found["niveau"] >= RULE.participation_niveau
    found["subject"] = subject & (found["conclusion"] >= moment(RULE.participation_depuis))
    found["early"] = (found["rupture"] - found["debut"]) < days(RULE.rupture_jours)
    return found


def participation(found, due):
    amount = pd.Series(0, index=found.index).mask(found["subject"], RULE.participation)
    half = round_share(due * RULE.rupture_pour_cent, 100).clip(upper=RULE.participation)
    return amount.mask(found["subject"] & found["early"], half)


def by_cfa(cfa, moments, value, **more):
    frame = pd.DataFrame({"cfa": cfa, "year": moments, "value": value, **more})
    return frame.groupby(KEYS, as_index=False).sum()


def compute_year(found, number, start):
    """The grouped tables of one execution year, and the first day of the next one."""
    following = found["debut"] + months(12 * (number + 1))
    length = (following - start).dt.days
    planned_days = (found["fin"].clip(upper=following - days(1)) - start).dt.days + 1
    done_days = (found["last"].clip(upper=following - days(1)) - start).dt.days + 1
    planned = round_share(found["annual"] * planned_days, length)
    due = round_share(found["annual"] * done_days, length)
    charged = participation(found, due) if number == 0 else 0
    net = (due - charged).clip(lower=0)
    paid = (round_share(planned * found["part0"], 100) - charged).clip(lower=0)
    payments = [(start + days(RULE.avance_jours), paid)]
    for tranche in (1, 2):
        moments = start + months(RULE.mois[tranche])
        amount = round_share(planned * found[f"part{tranche}"], 100).where(moments <= found["last"], 0)
        payments.append((moments, amount))
        paid = paid + amount
    settled = (following + days(RULE.avance_jours)).where(
        found["last"] >= following, found["last"] + days(RULE.solde_jours)
    )
    payments.append((settled, net - paid))
    year = start.dt.year
    january = pd.to_datetime({"year": year + 1, "month": 1, "day": 1})
    before = round_share(net * (january - start).dt.days.clip(upper=done_days), done_days)
    due_table = [by_cfa(found["cfa"], year, net, count=1)]
    cash = [by_cfa(found["cfa"], moments.dt.year, amount) for moments, amount in payments]
    charge = [by_cfa(found["cfa"], year, before), by_cfa(found["cfa"], year + 1, net - before)]
    return (due_table, cash, charge), following


def compute(folder):
    found = with_terms(with_annual_amount(*read(folder)))
    tables = {"due": [], "cash": [], "charge": []}
    start = found["debut"]
    for number in range(YEARS_OF_CONTRAT):
        parts, following = compute_year(found, number, start)
        for name, part in zip(tables, parts, strict=True):
            tables[name] += part
        running = found["last"] >= following
        found, start = found[running], following[running]
    grouped = {name: pd.concat(parts).groupby(KEYS, as_index=False).sum() for name, parts in tables.items()}
    return {name: [table[column].to_numpy() for column in table] for name, table in grouped.items()}


if __name__ == "__main__":
    options = arguments()
    measure(f"pandas {pd.__version__}", lambda: compute(options.data), options.runs)
