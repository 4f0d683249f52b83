from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bareme.rounding import half_up
from tandem.campagnes import engine
from tandem.campagnes.engine import BASE_FIXEE, load_inputs, parametres_of, pending, simulate
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.inputs import Inputs, InputsError, changes_between
from tandem.campagnes.models import Candidature
from tests.tandem.factories import CandidatureFactory, EvaluationFactory, MajorationExceptionnelleFactory
from tests.tandem.idf import build_idf, published_lines

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_memory():
    engine._SIMULATIONS.clear()


@pytest.fixture
def idf():
    return build_idf()


def test_the_published_annexe_is_found_again_to_the_euro_from_the_database(idf):
    allocation = simulate(idf).allocation

    computed = [
        {
            "of_cfa": line.of_cfa,
            "majoration": line.majoration,
            "dont_bonus_vert": line.dont_bonus_vert,
            "exceptionnelle": line.exceptionnelle,
            "totale": line.totale,
            "contrats": line.contrats,
        }
        for line in allocation.organismes
    ]
    assert sorted(published_lines(), key=lambda line: line["of_cfa"]) == sorted(
        computed, key=lambda line: line["of_cfa"]
    )


def test_the_base_is_the_exact_one_of_the_campaign(idf):
    assert 638_1097 == half_up(simulate(idf).allocation.base * 10_000)


def test_three_queries_read_a_campaign_whatever_its_size(idf):
    with CaptureQueriesContext(connection) as queries:
        load_inputs(idf)

    assert 3 == len(queries)


def test_a_candidature_that_nobody_found_eligible_is_not_counted(idf):
    Candidature.objects.filter(reference="2023-0001").update(statut=StatutCandidature.RETIREE)

    assert "2023-0001" not in load_inputs(idf).by_reference


def test_an_evaluation_counts_only_once_validated(idf):
    candidature = Candidature.objects.get(reference="2023-0001")
    EvaluationFactory(candidature=candidature, critere="innovation", points=Decimal("7.500"), validated=True)
    other = Candidature.objects.get(reference="2023-0002")
    EvaluationFactory(candidature=other, critere="innovation", points=Decimal(3))

    assert {("2023-0001", "innovation"): Fraction(15, 2)} == load_inputs(idf).points()


def test_what_is_not_counted_yet_is_told(idf):
    candidature = Candidature.objects.get(reference="2023-0002")
    EvaluationFactory(candidature=candidature, critere="innovation", points=Decimal(3))
    CandidatureFactory(dossier=candidature.dossier, reference="2023-0900", recevable=True)
    MajorationExceptionnelleFactory(campagne=idf, of_cfa=candidature.dossier.of_cfa)

    assert (1, 1, 1, ()) == tuple(pending(idf))


def test_a_help_without_a_ranked_candidature_is_named(idf):
    Candidature.objects.filter(dossier__of_cfa__slug="aftral").update(statut=StatutCandidature.RETIREE)

    assert ("AFTRAL",) == pending(idf).orphans


def test_the_frozen_bytes_give_back_the_same_rows(idf):
    inputs = load_inputs(idf)

    again = Inputs.from_bytes(inputs.contenu)

    assert (inputs.rows, inputs.evaluations, inputs.sha256) == (again.rows, again.evaluations, again.sha256)


def test_the_bytes_do_not_depend_on_the_order_of_the_rows(idf):
    inputs = load_inputs(idf)

    assert inputs.sha256 == Inputs.of(reversed(inputs.rows), inputs.evaluations).sha256


def test_bytes_of_another_format_are_refused():
    with pytest.raises(ValueError, match="expected tandem"):
        Inputs.from_bytes(b'{"format": "autre"}')


def test_two_organisations_that_print_the_same_name_are_not_added_up(idf):
    rows = load_inputs(idf).rows[:2]
    twins = Inputs.of([rows[0], rows[1]._replace(of_cfa=rows[0].of_cfa)], ())

    assert {f"{rows[0].of_cfa} ({row.slug})" for row in rows} == set(twins.slugs)


def test_every_unreadable_figure_is_told_at_once(idf):
    rows = [
        row._replace(indicateurs={"jeunes_qpv": "beaucoup", "metier_en_tension": "peut-être"})
        for row in load_inputs(idf).rows[:2]
    ]

    with pytest.raises(InputsError) as caught:
        Inputs.of(rows, ()).candidatures(engine.reglement_for(idf))

    assert 4 == len(caught.value.anomalies)


def test_a_reference_borne_twice_is_refused(idf):
    rows = load_inputs(idf).rows
    twice = Inputs.of([rows[0], rows[1]._replace(reference=rows[0].reference)], ())

    with pytest.raises(InputsError, match="référence unique"):
        twice.candidatures(engine.reglement_for(idf))


def test_the_enveloppe_of_the_campaign_prevails_over_that_of_its_reglement(idf):
    idf.enveloppe = Decimal("18000000.00")

    assert ({"enveloppe": 18_000_000}, 18_000_000) == (
        parametres_of(idf),
        simulate(idf).allocation.counters.majoration,
    )


def test_the_parameters_of_the_reglement_itself_are_no_override(idf):
    assert {} == parametres_of(idf, {"enveloppe": 20_140_000})


def test_the_same_simulation_is_computed_once(idf, monkeypatch):
    first = simulate(idf)
    monkeypatch.setattr(engine, "allocate", lambda *_: pytest.fail("computed again"))

    assert simulate(idf) is first


def test_an_imposed_base_leaves_or_exceeds_the_enveloppe(idf):
    kept, spent = (simulate(idf, {BASE_FIXEE: base}) for base in ("600", "700"))

    assert (True, True) == (kept.reste > 0, spent.reste < 0)


def test_changes_name_the_candidatures_that_moved(idf):
    before = load_inputs(idf)
    Candidature.objects.filter(reference="2023-0001").update(contrats=1)
    Candidature.objects.filter(reference="2023-0002").update(statut=StatutCandidature.RETIREE)
    after = load_inputs(idf)

    changes = changes_between(before, after)

    assert ((), ("2023-0002",), ("2023-0001",)) == tuple(changes)
