"""The OF-CFA of the demonstration: the 71 real names of the annexe, and invented ones labelled so."""

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.text import slugify

from tandem.cli.seed.formations import read_data
from tandem.cli.seed.people import DEMONSTRATION, IDF, NOUVELLE, SINCE
from tandem.organisations.enums import NatureRattachement, TypeOrganisation
from tandem.organisations.models import Charte, Organisation, Rattachement
from tandem.territoires.models import Departement, Region

SOURCE = "CP 2023-247 du 5 juillet 2023, annexe 1"
INVENTED = "Démonstration (données fictives)"
IDF_OTHERS = tuple(f"CFA FICTIF DE DÉMONSTRATION N° {number:02d}" for number in range(1, 13))
DEMONSTRATION_NAMES = tuple(f"CFA FICTIF {number}" for number in range(1, 9))


def load_idf_of_cfa() -> None:
    """Create the 71 OF-CFA under the names that the annexe prints, and the invented ones."""
    idf = Organisation.objects.get(slug=IDF)
    Charte.objects.get_or_create(
        organisation=idf,
        defaults={
            "nom_affiche": "Région Île-de-France",
            "couleur_primaire": "#1f4e5f",
            "couleur_accent": "#8a4b08",
        },
    )
    for row in read_data("domaines.csv"):
        _of_cfa(row["of_cfa"], idf.region, source=SOURCE, is_fictif=False)
    for name in IDF_OTHERS:
        _of_cfa(name, idf.region, source=INVENTED, is_fictif=True)


def _of_cfa(name: str, region, *, source: str, is_fictif: bool) -> Organisation:
    slug = slugify(name)[:70].strip("-")
    organisation, _ = Organisation.objects.get_or_create(
        slug=slug,
        defaults={
            "type": TypeOrganisation.OF_CFA,
            "nom": name,
            "nom_source": name,
            "region": region,
            "source": source,
            "is_fictif": is_fictif,
        },
    )
    return organisation


def load_demonstration() -> Organisation:
    """Create the invented Région « Démonstration », its two départements, its 8 OF-CFA and two sites."""
    territory, _ = Region.objects.get_or_create(code="D0", defaults={"nom": "Démonstration (fictive)"})
    for code, name in (("D01", "Nord-Démonstration (fictif)"), ("D02", "Sud-Démonstration (fictif)")):
        Departement.objects.get_or_create(code=code, defaults={"nom": name, "region": territory})
    region = _region(DEMONSTRATION, "Région Démonstration", territory)
    Charte.objects.get_or_create(
        organisation=region,
        defaults={
            "nom_affiche": "Région Démonstration",
            "couleur_primaire": "#5b2a86",
            "couleur_accent": "#0b6e4f",
        },
    )
    for name in DEMONSTRATION_NAMES:
        gestionnaire = _of_cfa(name, territory, source=INVENTED, is_fictif=True)
        site, _ = Organisation.objects.get_or_create(
            slug=f"{gestionnaire.slug}-site",
            defaults={
                "type": TypeOrganisation.ETABLISSEMENT,
                "nom": f"{name} – site principal",
                "region": territory,
                "departement_id": "D01",
                "source": INVENTED,
                "is_fictif": True,
            },
        )
        Rattachement.objects.get_or_create(
            child=site,
            parent=gestionnaire,
            nature=NatureRattachement.GESTIONNAIRE,
            defaults={"period": DateRange(SINCE, None)},
        )
    return region


def load_nouvelle() -> Organisation:
    """Create the invented Région that has done nothing yet: its screens are the empty states."""
    territory, _ = Region.objects.get_or_create(code="D9", defaults={"nom": "Nouvelle (fictive)"})
    return _region(NOUVELLE, "Région Nouvelle", territory)


def _region(slug: str, name: str, territory) -> Organisation:
    region, _ = Organisation.objects.get_or_create(
        slug=slug,
        defaults={
            "type": TypeOrganisation.REGION,
            "nom": name,
            "region": territory,
            "source": INVENTED,
            "is_fictif": True,
        },
    )
    return region
