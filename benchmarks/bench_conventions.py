"""Server time and queries of the matrix of obligations: 50 conventions × 12 obligations, for one OPCO.

    python benchmarks/bench_conventions.py [--runs 30]

Everything is counted from the request to the last byte of the answer, middlewares, database and templates included;
the network and the browser are not. Half of what is due is done or planned, so that every cell has rows to read. The
page is also asked with one convention: its number of queries must be the same. Uses a database of its own.
"""

import argparse
import os
import platform
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings.test")
os.environ.setdefault("TANDEM_TEST_DB", "bench_conventions")
django.setup()

# Django's models can only be imported once it is set up.
from django.test import Client  # noqa: E402
from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.bench_web import BACKEND, WARM_UP, checked, timed  # noqa: E402
from tandem.conventions.enums import EtatReunion, NatureObligation, RolePartie  # noqa: E402
from tandem.conventions.models import ReunionObligation, Transmission  # noqa: E402
from tandem.organisations.enums import Role  # noqa: E402
from tests.tandem.conventions.factories import (  # noqa: E402
    ComiteFactory,
    ConventionFactory,
    ObligationFactory,
    PartieFactory,
    ReunionFactory,
)
from tests.tandem.factories import (  # noqa: E402
    MembershipFactory,
    OrganisationFactory,
    RegionOrganisationFactory,
    UserFactory,
)

CONVENTIONS, OBLIGATIONS = 50, 12
TARGET_MS = 300
PER = ("an", "semestre", "trimestre")
SECTEURS = ["Sécurité", "Propreté", "HCRT"]


def build_convention(opco, number: int) -> None:
    """One convention in force, its twelve obligations, and what was done and planned of half of them."""
    today = timezone.localdate()
    region = RegionOrganisationFactory(slug=f"region-{number}", nom=f"Région {number}")
    convention = ConventionFactory(
        en_vigueur=True, proprietaire=opco, signed_on=date(today.year - 1, 1, 10), titre=f"Convention {number:02}"
    )
    parties = [
        PartieFactory(convention=convention, organisation=region, role=RolePartie.REGION, rank=1),
        PartieFactory(convention=convention, organisation=opco, rank=2),
    ]
    comite = ComiteFactory(convention=convention)
    for rank in range(OBLIGATIONS):
        is_meeting = rank % 3 != 2
        obligation = ObligationFactory(
            convention=convention,
            code=f"obligation-{rank}",
            libelle=f"Obligation {rank} de la convention",
            nature=NatureObligation.REUNION if is_meeting else NatureObligation.TRANSMISSION,
            debiteur=None if is_meeting else parties[rank % 2],
            par=PER[rank % 3],
            minimum=1 + rank % 2,
            secteurs=SECTEURS if rank in {0, 1} else [],
            rank=rank,
        )
        if rank % 2:
            happen(obligation, comite, parties[1], today)


def happen(obligation, comite, partie, today: date) -> None:
    """Two meetings held and one planned, or two sendings, in the year."""
    secteur = obligation.secteurs[0] if obligation.secteurs else ""
    days = (date(today.year, 2, 3), date(today.year, 5, 5), date(today.year, 12, 10))
    if obligation.nature == NatureObligation.TRANSMISSION:
        Transmission.objects.bulk_create(
            Transmission(obligation=obligation, partie=obligation.debiteur or partie, date=day, note="Un tableau.")
            for day in days
            if day <= today
        )
        return
    for day in days:
        etat = EtatReunion.TENUE if day <= today else EtatReunion.PLANIFIEE
        starts_at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC) + timedelta(hours=1)
        reunion = ReunionFactory(comite=comite, starts_at=starts_at, etat=etat)
        ReunionObligation.objects.create(reunion=reunion, obligation=obligation, secteur=secteur)


def asker(count: int):
    """A function that asks for the page of one OPCO that has so many conventions."""
    opco = OrganisationFactory(opco=True, slug=f"opco-{count}", nom=f"OPCO {count}")
    for number in range(count):
        build_convention(opco, 1000 * count + number)
    user = UserFactory()
    MembershipFactory(user=user, organisation=opco, role=Role.OPCO_PARTENARIATS)
    client = Client()
    client.force_login(user, backend=BACKEND)
    mark = f"Convention {1000 * count + count - 1:02}"
    return lambda _run: checked(client.get("/conventions/matrice/"), mark)


def measure(runs: int) -> bool:
    """Print one line for one convention and one for fifty; return whether both promises hold."""
    counts, medians = [], []
    for count in (1, CONVENTIONS):
        walls, processors, queries = timed(asker(count), runs)
        walls.sort()
        processors.sort()
        medians.append(walls[len(walls) // 2])
        counts.append(queries)
        print(
            f"{count:3} × {OBLIGATIONS} obligations   median {medians[-1]:6.0f} ms   slowest {walls[-1]:6.0f} ms"
            f"   processor {processors[len(processors) // 2]:6.0f} ms   queries {queries}"
        )
    print(f"target {TARGET_MS} ms for {CONVENTIONS} conventions, the same number of queries")
    return medians[-1] < TARGET_MS and counts[0] == counts[1]


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
