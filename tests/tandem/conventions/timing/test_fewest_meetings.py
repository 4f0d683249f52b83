from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.conventions.timing.meetings import SPREAD_DAYS, Demand, gather, place
from tests.tandem.conventions.timing.fewest_twin import fewest, may_meet

PROPERTY = settings(max_examples=300, deadline=None)
DAYS = [date(2024, 1, 1) + timedelta(days=n) for n in range(400)]


@st.composite
def some_demands(draw, labels=("g", "h", "c0", "c1"), ranks=6, most=5):
    """A few demands on a few days; labels say who may meet whom."""
    found = []
    for number in range(draw(st.integers(1, most))):
        first = draw(st.integers(0, ranks))
        found.append(
            Demand(
                code=f"c{number}",
                period="2024",
                secteur=draw(st.sampled_from(["", "HCRT"])),
                need=draw(st.integers(1, 2)),
                first=first,
                last=draw(st.integers(first, ranks)),
                shares=frozenset(draw(st.sets(st.sampled_from(labels)))),
                words="",
            )
        )
    return found


def served(meetings):
    return Counter(demand for meeting in meetings for demand in meeting.demands)


@given(some_demands())
@PROPERTY
def test_meetings_are_the_fewest_or_one_more(demands):
    meetings, _left = gather(demands)
    assert fewest(demands) <= len(meetings) <= fewest(demands) + 1


@given(some_demands(labels=("g",)))
@PROPERTY
def test_meetings_are_the_fewest_when_everyone_who_shares_shares_the_same(demands):
    meetings, _left = gather(demands)
    assert fewest(demands) == len(meetings)


@given(some_demands(ranks=12, most=8))
@PROPERTY
def test_each_demand_gets_what_it_needs_or_a_meeting_on_each_of_its_days(demands):
    meetings, left = gather(demands)
    expected = {one: min(one.need, one.last - one.first + 1) for one in demands}
    assert expected == served(meetings)
    assert {one: one.need - expected[one] for one in demands if one.need > expected[one]} == left


@given(some_demands(ranks=12, most=8))
@PROPERTY
def test_everyone_at_a_meeting_may_meet_and_no_demand_meets_itself(demands):
    meetings, _left = gather(demands)
    for meeting in meetings:
        assert len(set(meeting.demands)) == len(meeting.demands)
        assert all(may_meet(a, b) for a in meeting.demands for b in meeting.demands if a is not b)


@given(some_demands(ranks=12, most=8), st.randoms())
@PROPERTY
def test_the_order_of_the_demands_changes_nothing(demands, random):
    shuffled = random.sample(demands, len(demands))
    expected = place(gather(demands)[0], DAYS, {})
    assert expected == place(gather(shuffled)[0], DAYS, {})


@given(some_demands(ranks=300, most=8))
@PROPERTY
def test_a_meeting_is_placed_on_a_day_of_everyone_at_it(demands):
    for day, meeting in place(gather(demands)[0], DAYS, {}):
        assert all(DAYS[one.first] <= day <= DAYS[one.last] for one in meeting.demands)


@given(some_demands(ranks=60, most=5))
@PROPERTY
def test_two_meetings_fall_on_one_day_only_when_days_are_short(demands):
    demands = [one for one in demands if one.last - one.first >= 10]
    days = [day for day, _meeting in place(gather(demands)[0], DAYS, {})]
    assert len(days) == len(set(days))


@given(st.integers(1, 5), st.integers(0, 399), st.integers(0, 399))
@PROPERTY
def test_a_cadence_alone_is_spread_when_its_window_allows(need, one, other):
    demand = Demand("a", "2024", "", need, min(one, other), max(one, other), frozenset(), "")
    days = [day for day, _meeting in place(gather([demand])[0], DAYS, {})]
    room = demand.last - demand.first
    for before, after in pairwise(days):
        assert (after - before).days >= SPREAD_DAYS or room < SPREAD_DAYS * (need - 1)


@given(some_demands(ranks=399, most=6))
@PROPERTY
def test_two_meetings_of_a_demand_are_never_on_one_day(demands):
    held = [(day, one) for day, meeting in place(gather(demands)[0], DAYS, {}) for one in meeting.demands]
    assert len(held) == len(set(held))
