from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.conventions.timing.cadences import Cadence, Fact, standing
from tandem.conventions.timing.coverage import Proposal, Uncovered, plan, remaining
from tandem.conventions.timing.durations import add_months
from tandem.conventions.timing.working_days import is_meeting_day, meeting_days
from tests.tandem.conventions.timing.cadence_lists import SECTEURS, akto, articles, atlas
from tests.tandem.conventions.timing.strategies import DAYS, FACTS, some_cadences

PROPERTY = settings(max_examples=60, deadline=None)
SIGNED, TERM = date(2023, 10, 12), date(2026, 10, 12)
NEW_YEAR = date(2023, 12, 31)
DIALOGUE = Cadence("dialogue", "Réunion de dialogue", maximum=2, mois_debut=6, mois_fin=7, shares=frozenset({"copil"}))
COPIL = Cadence("copil", "Comité de pilotage", shares=frozenset({"dialogue"}))
ALONE = Cadence("programmation", "Échange de programmation", minimum=2)


def proposed(*cadences, facts=(), on=NEW_YEAR, **options):
    return plan(cadences, SIGNED, TERM, facts, on=on, **options).proposals


def test_one_meeting_satisfies_two_obligations_in_the_window_of_both():
    (found,) = proposed(DIALOGUE, COPIL)

    assert ("copil", "dialogue") == found.codes
    assert date(2024, 6, 1) <= found.date <= date(2024, 7, 31)
    assert (
        "À prévoir en une seule réunion\u202f: Comité de pilotage (2024)\u202f; Réunion de dialogue (2024)."
        == found.reason
    )


def test_two_obligations_that_share_nothing_take_two_meetings():
    assert [("programmation",), ("copil",), ("programmation",)] == [one.codes for one in proposed(COPIL, ALONE)]


def test_what_is_held_or_planned_is_not_proposed_again():
    facts = [Fact("dialogue", date(2024, 6, 20), etat="planned")]
    (found,) = proposed(DIALOGUE, COPIL, facts=facts)

    assert ("copil",) == found.codes


def test_what_follows_needs_is_never_proposed():
    assert () == proposed(Cadence("libre", "Réunions techniques", unplanned=True), Cadence("rien", "Rien", minimum=0))


def test_a_year_of_akto_takes_from_fourteen_to_twenty_nine_meetings():
    counts = [
        len(proposed(*akto(kf3_shared=kf3, articles_shared=together)))
        for kf3, together in ((False, False), (True, False), (True, True))
    ]

    assert [29, 17, 14] == counts


def test_a_year_of_atlas_takes_ten_meetings():
    assert 10 == len(proposed(*atlas()))


def test_a_sector_meeting_covers_both_actions_of_its_sector():
    found = proposed(*(one for one in akto(kf3_shared=True) if one.secteurs))

    assert {(("kf3-1", "kf3-2"), secteur): 2 for secteur in SECTEURS} == Counter(
        (one.codes, one.secteur) for one in found
    )


def test_sector_meetings_do_not_crowd_one_week():
    days = [one.date for one in proposed(*(one for one in akto(kf3_shared=True) if one.secteurs))]

    assert min((after - before).days for before, after in pairwise(days)) >= 10


def test_two_meetings_of_a_year_are_spread_over_it():
    first, second = proposed(ALONE)

    assert (date(2024, 3, 21), date(2024, 10, 2)) == (first.date, second.date)


def test_a_meeting_keeps_away_from_one_already_planned():
    planned = date(2024, 4, 3)
    (found,) = proposed(ALONE, facts=[Fact("programmation", planned, etat="planned")])

    assert abs((found.date - planned).days) >= 45


def test_a_window_that_is_over_opens_onto_the_rest_of_its_period():
    (found,) = proposed(DIALOGUE, on=date(2024, 9, 1), horizon_months=4)

    assert date(2024, 9, 1) < found.date <= date(2024, 12, 31)
    assert "À prévoir\u202f: Réunion de dialogue (2024, hors de sa fenêtre)." == found.reason


def test_what_no_day_is_left_for_is_said():
    found = plan([COPIL], SIGNED, TERM, [], on=date(2024, 12, 23), horizon_months=1)

    assert ((), (Uncovered("copil", "2024", "", 1),)) == (found.proposals, found.uncovered)


def test_a_period_is_planned_when_half_of_it_is_before_the_horizon():
    assert [] == [one for one in proposed(COPIL, on=SIGNED, horizon_months=6) if one.date.year == 2024]
    assert [2024] == [one.date.year for one in proposed(COPIL, on=SIGNED, horizon_months=12)]


def test_a_busy_day_is_never_proposed():
    (free,) = proposed(COPIL)
    (moved,) = proposed(COPIL, busy=[free.date])

    assert free.date != moved.date


def test_the_plan_of_one_year_is_the_same_every_time():
    assert [
        Proposal(date(2024, 3, 14), ("art-3-1",), "", "À prévoir\u202f: Point bilatéral annuel (2024)."),
        Proposal(date(2024, 3, 21), ("art-3-3",), "", "À prévoir\u202f: Échange de programmation (2024)."),
        Proposal(date(2024, 7, 2), ("art-4",), "", "À prévoir\u202f: Réunion de dialogue (2024)."),
        Proposal(date(2024, 9, 25), ("art-5",), "", "À prévoir\u202f: Comité de pilotage (2024)."),
        Proposal(date(2024, 10, 2), ("art-3-3",), "", "À prévoir\u202f: Échange de programmation (2024)."),
    ] == list(proposed(*articles()))


def test_what_remains_is_listed_the_most_pressing_first():
    facts = [Fact("art-5", date(2026, 3, 3)), Fact("art-3-3", date(2026, 3, 3))]
    found = remaining(akto(), SIGNED, TERM, facts, on=date(2026, 6, 1), year=2026)

    assert [
        ("kf3-1", "1er semestre 2026", 6),
        ("kf3-2", "1er semestre 2026", 6),
        ("art-3-1", "2026", 1),
        ("art-3-3", "2026", 1),
        ("art-4", "2026", 1),
        ("kf3-1", "2e semestre 2026", 6),
        ("kf3-2", "2e semestre 2026", 6),
    ] == [(one.code, one.label, one.missing) for one in found]


HORIZONS = st.sampled_from([1, 6, 12, 15])
SOON = st.integers(0, 60).map(lambda n: [SIGNED + timedelta(days=n * 7 + k) for k in range(4)])


@given(some_cadences(), FACTS, DAYS, HORIZONS, SOON)
@PROPERTY
def test_each_proposal_is_on_a_free_working_day_of_the_horizon(cadences, facts, on, months, busy):
    for one in plan(cadences, SIGNED, TERM, facts, on=on, horizon_months=months, busy=busy).proposals:
        assert on < one.date <= min(add_months(on, months), TERM)
        assert is_meeting_day(one.date)
        assert one.date not in busy


@given(some_cadences(), FACTS, DAYS, HORIZONS)
@PROPERTY
def test_each_proposal_is_in_the_window_of_every_code_while_its_window_has_room(cadences, facts, on, months):
    by_code = {cadence.code: cadence for cadence in cadences}
    horizon = add_months(on, months)
    for proposal in plan(cadences, SIGNED, TERM, facts, on=on, horizon_months=months).proposals:
        for code in proposal.codes:
            found = standing(by_code[code], SIGNED, TERM, facts, on=on)
            (period,) = [one for one in found if one.period_start <= proposal.date <= one.period_end]
            closes = min(period.window_end, period.deadline, horizon)
            room = meeting_days(max(period.window_start, on + timedelta(days=1)), closes)
            inside = period.window_start <= proposal.date <= period.window_end
            assert inside or len(room) < 3 + len(facts) + len(by_code)


@given(some_cadences(), FACTS, DAYS, HORIZONS)
@PROPERTY
def test_every_minimum_is_covered_or_said_to_be_out_of_reach_and_no_maximum_is_exceeded(cadences, facts, on, months):
    found = plan(cadences, SIGNED, TERM, facts, on=on, horizon_months=months)
    added = [Fact(code, one.date, one.secteur, "planned") for one in found.proposals for code in one.codes]
    left = Counter({(one.code, one.label, one.secteur): one.missing for one in found.uncovered})
    for cadence in cadences:
        before = standing(cadence, SIGNED, TERM, facts, on=on)
        after = standing(cadence, SIGNED, TERM, [*facts, *added], on=on)
        for old, new in zip(before, after, strict=True):
            touched = new.planned > old.planned or any((new.code, new.label, name) in left for name, _n in new.lacking)
            assert not touched or new.missing == sum(left[new.code, new.label, name] for name, _n in new.lacking)
            assert new.excess == old.excess


@given(some_cadences(), FACTS, DAYS, st.randoms())
@PROPERTY
def test_the_order_of_cadences_and_facts_changes_nothing(cadences, facts, on, random):
    shuffled = [random.sample(items, len(items)) for items in (cadences, facts)]
    expected = plan(cadences, SIGNED, TERM, facts, on=on)
    assert expected == plan(shuffled[0], SIGNED, TERM, shuffled[1], on=on)


@given(some_cadences(), FACTS, DAYS)
@PROPERTY
def test_what_was_proposed_and_accepted_is_not_proposed_again(cadences, facts, on):
    first = plan(cadences, SIGNED, TERM, facts, on=on).proposals
    accepted = [Fact(code, one.date, one.secteur, "planned") for one in first for code in one.codes]
    assert () == plan(cadences, SIGNED, TERM, [*facts, *accepted], on=on).proposals
