"""The tables that people read, in French, and their place in benchmarks/README.md."""

import datetime as dt
import os
import platform
import re
from pathlib import Path

from compiled import FOLDER

from bareme.display import THIN, counted, format_integer, typography

README = FOLDER.parent / "README.md"
OURS = "bareme"
AIMS = {"pandas": 14, "openfisca": 16, "polars": 4.5, "duckdb": 4.5}
"""How many times faster than each peer our engine has to be."""
SPARK_AIM = 3
TITLES = {
    "commune": "un million de contrats",
    "commune-12m": "douze millions de contrats",
    "loi": "un million de contrats",
    "loi-12m": "douze millions de contrats",
    "limite": "la machine",
}


def decimal(value, places):
    return f"{value:.{places}f}".replace(".", ",")


def seconds(value):
    """Three significant figures, in seconds, milliseconds or microseconds."""
    for unit, factor in (("s", 1), ("ms", 1_000), ("µs", 1_000_000)):
        shown = value * factor
        if shown >= 1 or unit == "µs":
            return f"{decimal(shown, 2 if shown < 10 else 1 if shown < 100 else 0)} {unit}"
    return ""


def times(value):
    return f"{decimal(value, 1)} ×"


def memory(each):
    return f"{format_integer(each['megabytes'])} Mo" if each["megabytes"] else "—"


def kept(reached):
    return "tenu" if reached else "**manqué**"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def warm(each):
    spread = f"{seconds(each['least'])} à {seconds(each['most'])}"
    return f"{seconds(each['median'])} ({spread} ; {counted(each['runs'], 'appel')})"


def common_table(results):
    """The engines of the common rule, the fastest first."""
    medians = {each["name"]: each["median"] for each in results}
    rows = []
    for each in sorted(results, key=lambda each: each["median"]):
        faster, aim = "—", AIMS.get(each["name"])
        if OURS in medians and each["name"] != OURS:
            faster = times(each["median"] / medians[OURS])
        wanted = f"{times(aim)} {kept(each['median'] >= aim * medians[OURS])}" if aim and OURS in medians else "—"
        rows.append([each["engine"], warm(each), seconds(each["first"]), memory(each), faster, wanted])
    text = table(
        ["moteur", "médiane", "premier appel", "mémoire au plus", "bareme est plus rapide de", "objectif"], rows
    )
    ending = ", ".join(f"`{value}`" for value in results[0]["md5"].values())
    text += f"\n\nEmpreintes des trois tableaux, les mêmes pour tous : {ending}."
    return text + spark_sentence(medians)


def spark_sentence(medians):
    if not {"spark-sql", "spark-kernel"} <= set(medians):
        return ""
    ratio = medians["spark-sql"] / medians["spark-kernel"]
    aim = f"{times(SPARK_AIM)}, {kept(ratio >= SPARK_AIM)}"
    return f" Sur Spark, le noyau de bareme va {times(ratio)} plus vite que le SQL (objectif : {aim})."


def law_table(results):
    """The measures of the whole law, each beside what was aimed at."""
    rows = []
    for each in results:
        aim = each.get("aim")
        wanted = "—" if aim is None else f"{seconds(aim)} au plus, {kept(each['median'] <= aim)}"
        rows.append([each["engine"], warm(each), wanted, memory(each)])
    return table(["mesure", "médiane", "objectif", "mémoire au plus"], rows)


def limit_table(results):
    return table(["limite", "mesure"], [[each["engine"], each["shown"]] for each in results])


MAKERS = {
    "commune": common_table,
    "commune-12m": common_table,
    "loi": law_table,
    "loi-12m": law_table,
    "limite": limit_table,
}


def machine():
    """One sentence on what measured, and when."""
    cpuinfo = Path("/proc/cpuinfo")
    names = re.findall(r"^model name\s*: (.*)$", cpuinfo.read_text(), re.MULTILINE) if cpuinfo.is_file() else []
    model = names[0] if names else platform.processor() or platform.machine()
    load, processors = os.getloadavg()[0], os.cpu_count() or 1
    # Our own programs load as many processors as there are.
    shared = " (la machine servait aussi à d’autres travaux)" if load > 1.5 * processors else ""
    day = dt.datetime.now(dt.UTC).date().strftime("%d/%m/%Y")
    return typography(
        f"Mesuré le {day} : {model}, {processors} processeurs, {platform.system()}, Python "
        f"{platform.python_version()}, charge moyenne de {decimal(load, 1)} à la fin de la série{shared}."
    )


def tables(results):
    """Section → Markdown, for the sections that have results."""
    found = {}
    for section, make in MAKERS.items():
        measured = [each for each in results if each["section"] == section]
        if measured:
            text = make(measured) + (distance(results) if section == "commune" else "")
            found[section] = typography(f"*{TITLES[section].capitalize()}.* {machine()}\n\n{text}")
    return found


def distance(results):
    """How far our engine is from reading its files and doing nothing; empty when one of the two was not measured."""
    ours = [each["median"] for each in results if (each["name"], each["section"]) == (OURS, "commune")]
    reads = [each["reads"] for each in results if "reads" in each]
    if not ours or not reads:
        return ""
    return f"\n\nbareme met {times(ours[0] / sum(reads))} le temps de la seule lecture de ses deux fichiers."


def progress(name, results):
    """One line for the person who waits."""
    last = [each for each in results if each["name"] == name]
    return "\n".join(f"{each['engine']} : {each.get('shown') or warm(each)}" for each in last).replace(THIN, " ")


def write(found):
    """Replace each section between its marks in the README."""
    text = README.read_text(encoding="utf-8")
    for section, content in found.items():
        start, end = f"<!-- mesures {section} -->", f"<!-- fin {section} -->"
        if start not in text:
            message = f"{README.name}: {start} is missing"
            raise ValueError(message)
        before, rest = text.split(start, 1)
        text = f"{before}{start}\n\n{content}\n\n{end}{rest.split(end, 1)[1]}"
    README.write_text(text, encoding="utf-8")
