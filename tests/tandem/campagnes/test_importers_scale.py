"""Large files: the number of queries does not follow the number of lines. The seconds are in benchmarks/."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.campagnes.models import Candidature
from tandem.imports import actions
from tests.tandem.campagnes.importing import accept, bring, csv_of, region_campaign

pytestmark = pytest.mark.django_db

ORGANISMES = 71
HEADERS = "of_cfa;formation;contrats;contrats_verts;complement;site;taux_femmes;jeunes_qpv"


def lines(count, contrats=5):
    return [
        f"CFA {number % ORGANISMES:03d};Formation {number};{contrats};0;A;Site {number};12,5 %;3"
        for number in range(count)
    ]


def queries_of(action):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        result = action()
    return result, len(captured)


@pytest.mark.parametrize("count", [100, 1_167])
def test_a_preview_costs_the_same_queries_whatever_the_lines(count):
    campagne, user = region_campaign()
    accept(bring(campagne, user, csv_of(*lines(ORGANISMES), headers=HEADERS)), user)

    file_import, queries = queries_of(lambda: bring(campagne, user, csv_of(*lines(count), headers=HEADERS)))

    assert (count - ORGANISMES, True) == (file_import.counters["nouveau"], queries < 45)


def test_twenty_thousand_lines_are_imported():
    campagne, user = region_campaign()

    file_import = accept(bring(campagne, user, csv_of(*lines(20_000), headers=HEADERS)), user)

    assert (20_000, 20_000) == (file_import.counters["nouveau"], Candidature.objects.count())


def test_changing_and_undoing_costs_the_same_queries_whatever_the_lines():
    campagne, user = region_campaign()
    accept(bring(campagne, user, csv_of(*lines(1_167), headers=HEADERS)), user)
    second = bring(campagne, user, csv_of(*lines(1_167, contrats=6), headers=HEADERS))

    _, changing = queries_of(lambda: accept(second, user))
    _, undoing = queries_of(lambda: actions.undo(actor=user, file_import=second, reason="Essai"))

    assert (True, True) == (changing < 110, undoing < 40)
    assert 1_167 == Candidature.objects.filter(contrats=5).count()
