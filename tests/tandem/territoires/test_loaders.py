import pytest
from django.core.management import call_command
from django.db import connection

from tandem.territoires.apps import load_after_migrate
from tandem.territoires.loaders import load_territoires
from tandem.territoires.models import Departement, Region

pytestmark = pytest.mark.django_db


def test_every_migrate_loads_the_eighteen_regions_and_three_collectivites():
    counts = Region.objects.filter(is_collectivite=False).count(), Region.objects.filter(is_collectivite=True).count()

    assert (18, 3) == counts


def test_there_are_a_hundred_and_one_departements_and_three_collectivites():
    counts = (
        Departement.objects.filter(is_collectivite=False).count(),
        Departement.objects.filter(is_collectivite=True).count(),
    )

    assert (101, 3) == counts


def test_ile_de_france_has_its_eight_departements():
    codes = set(Departement.objects.filter(region="11").values_list("code", flat=True))

    assert {"75", "77", "78", "91", "92", "93", "94", "95"} == codes


@pytest.mark.parametrize(
    "code, nom, region",
    [
        ("971", "Guadeloupe", "01"),
        ("972", "Martinique", "02"),
        ("973", "Guyane", "03"),
        ("974", "La Réunion", "04"),
        ("975", "Saint-Pierre-et-Miquelon", "975"),
        ("976", "Mayotte", "06"),
        ("977", "Saint-Barthélemy", "977"),
        ("978", "Saint-Martin", "978"),
        ("2A", "Corse-du-Sud", "94"),
        ("01", "Ain", "84"),
    ],
)
def test_overseas_corsica_and_leading_zeros_are_right(code, nom, region):
    found = Departement.objects.get(code=code)

    assert (nom, region) == (found.nom, found.region_id)


def test_loading_again_corrects_a_name_and_adds_nothing():
    Departement.objects.filter(code="93").update(nom="Seine-St-Denis")
    load_territoires()

    assert ("Seine-Saint-Denis", 104) == (Departement.objects.get(code="93").nom, Departement.objects.count())


def test_a_territory_that_is_not_in_the_files_is_kept():
    Region.objects.create(code="D", nom="Démonstration")
    load_territoires()

    assert Region.objects.filter(code="D").exists()


def test_a_database_without_the_tables_is_left_alone(monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", list)

    assert load_after_migrate(using="default") is None


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_has_its_territories_back():
    call_command("flush", interactive=False)

    assert 104 == Departement.objects.count()
