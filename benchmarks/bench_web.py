"""Server time and queries of the two screens that must answer at once, on the 1 167 formations of Île-de-France 2023.

    python benchmarks/bench_web.py [--runs 30]

Everything is counted from the request to the last byte of the answer, middlewares, database and templates included;
the network and the browser are not. The ranking page shows its 1 167 rows; each slider change asks an enveloppe never
asked before, so that nothing is answered from memory. Uses a database of its own, dropped at the end.
"""

import argparse
import os
import platform
import statistics
import sys
import time
from pathlib import Path

import django
from bs4 import BeautifulSoup

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings.test")
os.environ.setdefault("TANDEM_TEST_DB", "bench_web")
django.setup()

# Django's models can only be imported once it is set up.
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import (  # noqa: E402
    CaptureQueriesContext,
    setup_databases,
    setup_test_environment,
    teardown_databases,
)

from tandem.organisations.enums import Role  # noqa: E402
from tests.tandem.factories import MembershipFactory, UserFactory  # noqa: E402
from tests.tandem.idf_formations import build_idf_formations  # noqa: E402

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TARGETS_MS = {"ranking": 300, "slider": 200}
WARM_UP = 3


def panel_fields(client: Client, url: str) -> dict[str, list[str]]:
    """What the browser would send of the panel."""
    sent: dict[str, list[str]] = {}
    page = BeautifulSoup(client.get(url).content, "html.parser")
    for control in page.select("#solveur input, #solveur select"):
        if control.get("type") in {"radio", "checkbox"} and not control.has_attr("checked"):
            continue
        if control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            sent.setdefault(control["name"], []).append(chosen["value"])
        elif control.get("name"):
            sent.setdefault(control["name"], []).append(control.get("value") or "")
    return sent


def timed(ask, runs: int) -> tuple[list[float], list[float], int]:
    """Wall and processor milliseconds of each run, and the number of queries of one more."""
    walls, processors = [], []
    for run in range(WARM_UP + runs):
        wall, processor = time.perf_counter(), time.process_time()
        ask(run)
        if run >= WARM_UP:
            walls.append((time.perf_counter() - wall) * 1000)
            processors.append((time.process_time() - processor) * 1000)
    with CaptureQueriesContext(connection) as queries:
        ask(WARM_UP + runs)
    return walls, processors, len(queries)


def report(name: str, walls: list[float], processors: list[float], queries: int) -> bool:
    """Print one line; return whether the median holds the target."""
    median = statistics.median(walls)
    slow = statistics.quantiles(walls, n=20)[-1]
    print(
        f"{name:<8} median {median:6.0f} ms   95 % {slow:6.0f} ms   processor {statistics.median(processors):6.0f} ms"
        f"   queries {queries:3}   target {TARGETS_MS[name]} ms"
    )
    return median < TARGETS_MS[name]


def checked(answer, mark: str) -> None:
    """Stop when a page is not the one measured: an error page is quick too."""
    if answer.status_code != 200 or mark not in answer.content.decode():
        raise SystemExit(f"status {answer.status_code}, « {mark} » expected")


def measure(runs: int) -> bool:
    """Build the campaign, measure both screens."""
    campagne = build_idf_formations()
    user = UserFactory()
    MembershipFactory(user=user, organisation=campagne.organisation, role=Role.REGION_INSTRUCTION)
    client = Client()
    client.force_login(user, backend=BACKEND)
    base = f"/campagnes/{campagne.organisation.slug}/{campagne.annee}"
    fields = panel_fields(client, f"{base}/enveloppe/")
    headers = {"HX-Request": "true", "HX-Target": "resultat"}

    def ranking(_run: int) -> None:
        checked(client.get(f"{base}/classement/"), "tableau-classement")

    def slider(run: int) -> None:
        asked = {**fields, "enveloppe": str(20_000_000 + 1_000 * run)}
        checked(client.get(f"{base}/enveloppe/", asked, headers=headers), "tableau-solveur")

    held = [report("ranking", *timed(ranking, runs)), report("slider", *timed(slider, runs))]
    return all(held)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=30)
    runs = parser.parse_args().runs
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} processors, ", end="")
    print(f"load {os.getloadavg()[0]:.1f}, {runs} runs after {WARM_UP}")
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        return 0 if measure(runs) else 1
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    raise SystemExit(main())
