"""The figures of the page of an élu, on the real campaign with its invented formations."""

import io
from fractions import Fraction

import pikepdf
import pytest
from django.db import transaction

from tandem.campagnes.models import AnnexePubliee
from tandem.deliberations.annexes.content import AnnexeError
from tandem.deliberations.summaries import wording
from tandem.deliberations.summaries.charts import charts_of
from tandem.deliberations.summaries.pdf import summary_pdf
from tandem.deliberations.summaries.sources import previous_year, summary_of
from tests.tandem.deliberations.published import tags_of
from tests.tandem.deliberations.voted import voted_idf
from tests.tandem.factories import CampagneFactory
from tests.tandem.printing.text import pdf_text, plain

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def idf(django_db_setup, django_db_blocker):
    """The summary alone outlives the rows: building 1 167 formations for each claim would take minutes."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = summary_of(voted_idf(formations=True).campagne)
        transaction.set_rollback(True)
    return found


def with_previous(campagne, lignes):
    before = CampagneFactory(organisation=campagne.organisation, annee=campagne.annee - 1)
    AnnexePubliee.objects.create(campagne=before, source="CP 2022-1", lignes=lignes, sha256="0" * 64)


def test_key_figures_are_those_of_the_act(idf):
    assert (idf.totaux.totale, idf.totaux.contrats, idf.beneficiaires) == (20_270_000, 30_118, 71)
    assert idf.mean == Fraction(20_140_000, 30_118)


def test_both_ratios_are_given_each_under_its_name(idf):
    ratios = {label: (plain(share), plain(detail)) for label, share, detail in wording.ratio_sentences(idf)}

    assert ratios == {
        "Formations retenues": ("76,0 %", "887 sur 1 167 formations"),
        "Contrats retenus": ("75,82 %", "30 118 sur 39 723 contrats"),
    }


def test_concentration_is_that_of_the_act(idf):
    assert round(idf.top_five_share * 1000) == 286
    assert idf.median_contrats == 270


def test_places_add_up_to_the_whole_majoration(idf):
    assert sum(line.amount for line in idf.places) == 20_140_000 * 100
    assert sum(line.contrats for line in idf.places) == 30_118


def test_every_departement_of_the_region_is_listed(idf):
    assert {line.place.code for line in idf.places} >= {"75", "77", "78", "91", "92", "93", "94", "95"}


def test_beneficiaries_of_a_departement_add_up_to_its_line(idf):
    for line in idf.places:
        found = idf.beneficiaries.get(line.place.code, ())

        assert (len(found), sum(one.amount for one in found)) == (line.of_cfa, line.amount)


def test_no_small_count_of_people_is_shown(idf):
    values = [count.value for one in idf.publics for count in one.split.cells.values() if count.value is not None]

    assert len(idf.publics) == 3
    assert all(value == 0 or value >= idf.threshold for value in values)


def test_voted_amounts_of_the_smallest_organismes_stay_public(idf):
    by_name = {ligne.nom: ligne for ligne in idf.annexe.lignes}

    assert (by_name["AUDRECO FORMATION"].contrats, by_name["CFA ENGIE"].contrats) == (4, 6)


def test_every_chart_comes_with_the_figures_it_draws(idf):
    for chart in charts_of(idf, departement="93"):
        assert chart.svg.startswith("<svg")
        assert len(chart.rows) == len(chart.bars)
        assert "style=" not in chart.svg


def test_departement_looked_at_is_the_strong_bar(idf):
    chart = charts_of(idf, departement="93")[1]

    assert chart.bars[chart.focus].label == "Seine-Saint-Denis"


def test_pdf_is_tagged_and_describes_its_pictures(idf):
    with pikepdf.open(io.BytesIO(summary_pdf(idf, departement="93"))) as pdf:
        tags = tags_of(pdf)

        assert tags.count("/Figure") == 2
        assert tags.count("/Table") >= 4
        assert bool(pdf.Root.MarkInfo.Marked)


def test_pdf_says_the_departement_the_amount_and_the_act(idf):
    text = pdf_text(summary_pdf(idf, departement="93"))

    for expected in ("20 270 000 €", "Seine-Saint-Denis", "CP 2023-247", "75,82 %", "Données des graphiques"):
        assert expected in text


def test_same_summary_gives_the_same_pdf_bytes(idf):
    assert summary_pdf(idf) == summary_pdf(idf)


def test_previous_year_is_read_in_the_annexe_published_then():
    campagne = CampagneFactory(annee=2023)
    with_previous(campagne, [{"totale": 60, "contrats": 2}, {"totale": 40, "contrats": 3}])
    found = previous_year(campagne)

    assert (found.annee, found.totale, found.contrats, found.beneficiaires) == (2022, 100, 5, 2)
    assert found.source == "CP 2022-1"


def test_campaign_without_a_year_before_has_no_comparison():
    assert previous_year(CampagneFactory(annee=2023)) is None


def test_change_is_said_in_euros_and_in_share():
    world = voted_idf()
    with_previous(world.campagne, [{"totale": 20_000_000, "contrats": 26_000}])
    found = summary_of(world.campagne)

    assert plain(wording.change_sentence(found, "totale")) == "+270 000 € (+1,4 %) par rapport à 2022"
    assert plain(wording.change_sentence(found, "contrats")) == "+4 118 (+15,8 %) par rapport à 2022"


def test_summary_needs_an_adopted_scenario():
    with pytest.raises(AnnexeError):
        summary_of(CampagneFactory())
