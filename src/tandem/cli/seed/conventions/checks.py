"""What the conventions print, recomputed from what the database holds (requirements §1.3, 9 to 12)."""

from tandem.cli.seed.check import Check
from tandem.conventions.matrix import pace_of
from tandem.conventions.models import Convention
from tandem.formats import percentage
from tandem.organisations.models import KeyRatio

RATIOS = (
    ("atlas", "part-contrats-franciliens", "48 000 sur 218 000 contrats (ATLAS)", "22,0 %, imprimé 23%"),
    ("atlas", "part-tuteurs-formes-idf", "601 tuteurs formés sur 1 928 (ATLAS)", "31,2 %"),
    ("opco-sante", "part-salaries-formes", "730 000 salariés formés sur 1,3 million (OPCO Santé)", "56,2 %"),
    ("akto", "hausse-apprentissage-normandie", "3 071 contrats après 2 173 (AKTO, Normandie)", "41,3 %, imprimé 41%"),
)
"""Organisation, code, what is printed, what the two figures give."""


def convention_checks() -> list[Check]:
    """Return the checks of the real conventions, in the order of their texts."""
    found = {one.slug: one for one in Convention.objects.filter(slug__endswith="-idf-2023").order_by("pk")}
    akto, atlas = found["akto-idf-2023"], found["atlas-idf-2023"]
    return [
        Check("Fiches actions d’AKTO et d’ATLAS", "3 et 16", f"{akto.fiches.count()} et {atlas.fiches.count()}"),
        Check("Réunions que la convention AKTO promet par an", "de 17 à 29", _pace(akto)),
        *(Check(label, expected, _ratio(slug, code, "imprimé" in expected)) for slug, code, label, expected in RATIOS),
    ]


def _pace(convention) -> str:
    pace = pace_of(convention.obligations.order_by("rank"))
    return f"de {pace.by_fiche} à {pace.most}"


def _ratio(slug: str, code: str, with_printed: bool) -> str:
    ratio = KeyRatio.objects.get(organisation__slug=slug, code=code)
    told = "non calculable" if ratio.recomputed is None else percentage(ratio.recomputed, 1)
    return f"{told}, imprimé {ratio.printed}" if with_printed else told
