"""The demonstration world: what is invented adds up to what is published, and every check holds on what is loaded."""

import io

import pytest
from django.core.management.base import OutputWrapper

from bareme.majoration.reglement import load_reglement
from tandem.campagnes.models import Campagne, Candidature
from tandem.cli import demo
from tandem.cli.seed.checks import run_checks
from tandem.cli.seed.formations import invent
from tandem.cli.seed.idf import GOAL, draw_figures, published_shares, reglement_text
from tandem.cli.seed.organismes import IDF_OTHERS
from tandem.users.models import User


@pytest.fixture(scope="module")
def formations():
    return invent(published_shares(), IDF_OTHERS)


def test_invented_formations_add_up_to_the_requested_ones(formations):
    assert (1_167, 39_723) == (len(formations), sum(item.contrats for item in formations))


def test_retained_formations_add_up_to_the_retained_ones(formations):
    retained = [item for item in formations if item.retained]

    assert (887, 30_118) == (len(retained), sum(item.contrats for item in retained))


def test_retained_formations_of_each_of_cfa_and_class_add_up_to_its_published_line(formations):
    found = {}
    for item in formations:
        if item.retained:
            contrats, verts = found.get((item.of_cfa, item.complement), (0, 0))
            found[item.of_cfa, item.complement] = (contrats + item.contrats, verts + item.contrats_verts)

    assert {(s.of_cfa, s.complement): (s.contrats, s.contrats_verts) for s in published_shares()} == found


def test_no_formation_is_invented_twice_on_one_site(formations):
    keys = {(item.of_cfa, item.certification.libelle, item.site) for item in formations}

    assert len(formations) == len(keys)


def test_drawn_figures_put_every_formation_on_its_side_of_the_cut(formations):
    drawn = draw_figures(load_reglement(reglement_text().encode()), formations[:60], seed=1)

    assert [item.retained for item in formations[:60]] == [figures.score >= GOAL for figures in drawn]


def test_the_same_seed_draws_the_same_figures(formations):
    reglement = load_reglement(reglement_text().encode())

    assert draw_figures(reglement, formations[:20], seed=3) == draw_figures(reglement, formations[:20], seed=3)


def test_the_loaded_world_gives_back_every_published_figure(db, settings):
    settings.TANDEM_DEMO_PASSWORD = "mot de passe de démonstration"
    told = OutputWrapper(io.StringIO())
    demo.load_world(told)

    assert [] == [check for check in run_checks() if not check.holds]
    assert Candidature.objects.filter(dossier__campagne__annee=2023, is_fictif=False).count() == 0
    assert User.objects.filter(is_fictif=False).count() == 0

    before = Campagne.objects.count()
    demo.load_world(told)

    assert before == Campagne.objects.count()
