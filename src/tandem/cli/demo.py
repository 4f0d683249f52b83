"""`tandem demo`: load the demonstration world, check it against the published figures, tell how to sign in."""

from django.conf import settings

from tandem.cli.seed import world
from tandem.cli.seed.checks import run_checks
from tandem.cli.seed.people import PEOPLE
from tandem.organisations.models import Organisation


def load_world(stdout) -> None:
    """Load what is missing of the demonstration world, one line per step."""
    world.load_world(lambda line: (stdout.write(line), stdout.flush()))


def print_checks(stdout) -> bool:
    """Print one line per check; return whether all hold."""
    checks = run_checks()
    stdout.write("\nContrôles (sources : CP 2023-247, conventions, communiqués) :")
    for check in checks:
        mark = "✓" if check.holds else "✗"
        stdout.write(f"  {mark} {check.label} : {check.found}")
        if not check.holds:
            stdout.write(f"      attendu : {check.expected}")
    return all(check.holds for check in checks)


def print_sign_ins(stdout, url: str) -> None:
    """Print the address of the site and one account per role."""
    names = dict(Organisation.objects.order_by().values_list("slug", "nom"))
    stdout.write(f"\nSite : {url}")
    stdout.write(f"Comptes fictifs, mot de passe commun « {settings.TANDEM_DEMO_PASSWORD} » :")
    width = max(len(person.email) for person in PEOPLE)
    for person in PEOPLE:
        stdout.write(f"  {person.email:<{width}}  {person.role.label} ({names[person.organisation]})")
    stdout.write("Arrêter : Ctrl+C.")
