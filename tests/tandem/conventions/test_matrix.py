"""The matrix says what a slow recount, obligation by obligation and row by row, says."""

import calendar
from datetime import date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.conventions.enums import EtatReunion, NatureObligation
from tandem.conventions.followed import follow
from tandem.conventions.matrix import cell_of, matrix, pace_of, secteurs_of, totals, years_of
from tandem.conventions.models import Convention, Obligation, Reunion, ReunionObligation, Transmission
from tests.tandem.conventions.factories import (
    ComiteFactory,
    ConventionFactory,
    ObligationFactory,
    ReunionFactory,
    build_partners,
)

pytestmark = pytest.mark.django_db
ON = date(2024, 9, 15)


def held(convention, day, *obligations, etat=EtatReunion.TENUE, secteur=""):
    comite = convention.comites.first() or ComiteFactory(convention=convention)
    starts_at = timezone.make_aware(datetime.combine(day, time(10)))
    reunion = ReunionFactory(comite=comite, starts_at=starts_at, etat=etat)
    ReunionObligation.objects.bulk_create(
        ReunionObligation(reunion=reunion, obligation=obligation, secteur=secteur) for obligation in obligations
    )
    return reunion


def sent(obligation, partie, day, **fields):
    return Transmission.objects.create(obligation=obligation, partie=partie, date=day, note="Un tableau.", **fields)


@pytest.fixture
def partners():
    world = build_partners(etat="en_vigueur", signed_on=date(2023, 10, 12))
    world.dialogue = ObligationFactory(
        convention=world.convention, code="dialogue", maximum=2, mois_debut=6, mois_fin=7, rank=1
    )
    world.secteurs = ObligationFactory(
        convention=world.convention, code="secteurs", par="semestre", secteurs=["Sécurité", "Propreté"], rank=2
    )
    world.donnees = ObligationFactory(
        convention=world.convention,
        code="donnees",
        nature=NatureObligation.TRANSMISSION,
        debiteur=world.partie_opco,
        creancier=world.partie_region,
        par="trimestre",
        rank=3,
    )
    return world


def recount(obligation, year, on):
    """Done, planned and missing of one obligation in a year: every row is read, period by period, sector by sector."""
    found = [0, 0, 0]
    months = {"an": 12, "semestre": 6, "trimestre": 3}[obligation.par]
    for first in range(1, 13, months):
        days = [
            date(year, month, day) for month in range(first, first + months) for day in range(1, last_day(year, month))
        ]
        for secteur in obligation.secteurs or [""]:
            occurrences = [pair for pair in happened(obligation, secteur) if pair[0] in days]
            done = sum(is_done and day <= on for day, is_done in occurrences)
            planned = sum(day > on for day, _is_done in occurrences)
            need = obligation.minimum if is_due(obligation, days) else 0
            found = [found[0] + done, found[1] + planned, found[2] + max(need - done - planned, 0)]
    return tuple(found)


def last_day(year, month):
    return calendar.monthrange(year, month)[1] + 1


def is_due(obligation, days):
    signed, end = obligation.convention.signed_on, obligation.convention.end
    if obligation.mois_debut:
        window = [day for day in days if obligation.mois_debut <= day.month <= obligation.mois_fin]
        return all(signed <= day <= end for day in window)
    return 2 * sum(signed <= day <= end for day in days) >= len(days)


def happened(obligation, secteur):
    """(day, whether it was held) of all that was not cancelled."""
    meetings = [link.reunion for link in obligation.reunions.filter(secteur=secteur)]
    sendings = obligation.transmissions.filter(secteur=secteur, annule=None)
    return [
        (timezone.localdate(one.starts_at), one.etat == EtatReunion.TENUE)
        for one in meetings
        if one.etat != EtatReunion.ANNULEE
    ] + [(one.date, True) for one in sendings if not hasattr(one, "annulee_par")]


def test_every_cell_is_the_one_of_a_slow_recount(partners):
    held(partners.convention, date(2024, 6, 20), partners.dialogue)
    held(partners.convention, date(2024, 7, 3), partners.dialogue, etat=EtatReunion.ANNULEE)
    held(partners.convention, date(2024, 3, 5), partners.secteurs, secteur="Sécurité")
    held(partners.convention, date(2024, 11, 5), partners.secteurs, secteur="Propreté", etat=EtatReunion.PLANIFIEE)
    sent(partners.donnees, partners.partie_opco, date(2024, 2, 1))
    wrong = sent(partners.donnees, partners.partie_opco, date(2024, 5, 1))
    sent(partners.donnees, partners.partie_opco, date(2024, 5, 1), annule=wrong)
    (line,) = matrix([partners.convention], 2024, ON)
    counted = [(cell.counts.done, cell.counts.planned, cell.counts.missing) for cell in line.cells]

    assert [recount(obligation, 2024, ON) for obligation in line.followed.obligations] == counted
    assert [(1, 0, 0), (1, 1, 2), (1, 0, 3)] == counted


def test_a_meeting_counts_for_every_obligation_that_it_satisfies(partners):
    copil = ObligationFactory(convention=partners.convention, code="copil", rank=4)
    held(partners.convention, date(2024, 6, 20), partners.dialogue, copil)
    (line,) = matrix([partners.convention], 2024, ON)
    done = {cell.obligation.code: cell.counts.done for cell in line.cells}

    assert {"dialogue": 1, "secteurs": 0, "donnees": 0, "copil": 1} == done


def test_a_cell_says_who_owes_it(partners):
    (line,) = matrix([partners.convention], 2024, ON)

    assert [None, None, partners.partie_opco] == [cell.partie for cell in line.cells]


def test_a_sector_that_nobody_met_is_named(partners):
    held(partners.convention, date(2024, 3, 5), partners.secteurs, secteur="Sécurité")
    held(partners.convention, date(2024, 3, 6), partners.secteurs, secteur="")
    (followed,) = follow([partners.convention])
    cell = cell_of(followed, partners.secteurs, 2024, ON)
    by_secteur = {one.secteur: (one.counts.done, one.counts.missing) for one in secteurs_of(followed, cell, ON)}

    assert ({"Sécurité": (1, 1), "Propreté": (0, 2)}, 1) == (by_secteur, cell.unassigned)


def test_too_many_meetings_are_an_excess(partners):
    for day in (date(2024, 6, 3), date(2024, 6, 20), date(2024, 7, 5)):
        held(partners.convention, day, partners.dialogue)
    (followed,) = follow([partners.convention])

    assert 1 == cell_of(followed, partners.dialogue, 2024, ON).counts.excess


def test_what_is_due_once_is_due_in_its_year_alone(partners):
    once = ObligationFactory(
        convention=partners.convention, code="une-fois", par="unique", mois_debut=9, mois_fin=12, annee=2024, rank=5
    )
    (followed,) = follow([partners.convention])
    etats = {year: cell_of(followed, once, year, ON).etat for year in years_of(followed, ON)}

    assert {2023: "sans_objet", 2024: "en_cours", 2025: "sans_objet", 2026: "sans_objet"} == etats


def test_a_convention_that_is_not_signed_owes_nothing():
    convention = ConventionFactory(projet=True)
    ObligationFactory(convention=convention)
    (line,) = matrix([convention], 2024, ON)

    assert {"sans_objet"} == {cell.etat for cell in line.cells}
    assert [] == years_of(line.followed, ON)


def test_fifty_conventions_are_read_in_as_many_queries_as_one(partners):
    with CaptureQueriesContext(connection) as one:
        matrix(Convention.objects.order_by("pk"), 2024, ON)
    for _ in range(8):
        other = ConventionFactory(en_vigueur=True)
        held(other, date(2024, 6, 20), ObligationFactory(convention=other))
    with CaptureQueriesContext(connection) as nine:
        lines = matrix(Convention.objects.order_by("pk"), 2024, ON)

    assert 9 == len(lines)
    assert len(one) == len(nine) == 7


def test_akto_promises_from_seventeen_to_twenty_nine_meetings_a_year(real_conventions):
    obligations = real_conventions["akto-idf-2023"].obligations.order_by("rank")

    assert (29, 17, 14) == pace_of(obligations)


def test_atlas_promises_ten_meetings_and_four_cojobings_a_year(real_conventions):
    obligations = list(real_conventions["atlas-idf-2023"].obligations.order_by("rank"))
    meetings = [one for one in obligations if one.code != "fiche-2-5-cojobings"]

    assert (14, 14, 11) == pace_of(obligations)
    assert (10, 10, 7) == pace_of(meetings)


def test_the_totals_of_a_year_are_the_sums_of_its_cells(partners):
    held(partners.convention, date(2024, 6, 20), partners.dialogue)
    (line,) = matrix([partners.convention], 2024, ON)

    assert {"due": 9, "done": 1, "planned": 0, "missing": 8} == totals(line.cells)


def test_obligations_of_the_law_are_in_the_matrix_of_a_delegation(real_conventions):
    codes = Obligation.objects.filter(convention=real_conventions["opco-sante-akto-2025"]).order_by("rank")

    assert "loi-compte-rendu-activite" in codes.values_list("code", flat=True)
    assert 0 == Reunion.objects.count()
