"""No small count of people is published, nor can be found again by subtraction."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.small_cells import Count, publishable

THRESHOLD = 11
# A busy machine draws slowly: only the claims may fail, not the clock.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CELLS = st.dictionaries(st.integers(0, 9), st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=8)


def split(counts, bases=None, threshold=THRESHOLD):
    return publishable(counts, bases or dict.fromkeys(counts, 1_000), threshold)


def test_large_counts_are_all_published():
    assert split({"75": 20, "93": 40}).cells == {"75": Count(20), "93": Count(40)}


def test_small_count_is_hidden_together_with_the_next_smallest():
    found = split({"75": 5, "77": 20, "93": 40})

    assert (found.cells["75"].is_hidden, found.cells["77"].is_hidden, found.cells["93"]) == (True, True, Count(40))
    assert (found.total, found.hidden) == (Count(65), 2)


def test_two_small_counts_whose_sum_is_small_take_a_third_one_with_them():
    assert split({"75": 2, "77": 3, "78": 15, "93": 40}).hidden == 3


def test_total_is_hidden_when_nothing_else_can_protect_a_small_count():
    found = split({"75": 5, "77": 0})

    assert found.total == Count(None, is_hidden=True)
    assert found.cells["77"] == Count(0)


def test_as_many_people_as_hidden_cells_hide_one_cell_more():
    found = split(dict.fromkeys(range(11), 1) | {"93": 40})

    assert 12 == found.hidden


def test_zero_is_published():
    assert split({"75": 0, "93": 40}).cells["75"] == Count(0)


def test_missing_count_is_missing_and_not_hidden():
    assert split({"75": None, "93": 40}).cells["75"] == Count(None)


def test_count_that_names_almost_everyone_is_hidden():
    found = publishable({"75": 95, "93": 40}, {"75": 100, "93": 200}, THRESHOLD)

    assert found.cells["75"].is_hidden


def test_count_over_a_small_base_is_hidden():
    assert publishable({"75": 0, "93": 40, "94": 50}, {"75": 5, "93": 200, "94": 200}, THRESHOLD).cells["75"].is_hidden


@unhurried
@given(CELLS)
def test_no_published_count_is_small(cells):
    found = publishable({key: pair[0] for key, pair in cells.items()}, dict.fromkeys(cells, 10_000), THRESHOLD)

    assert all(not 0 < count.value < THRESHOLD for count in found.cells.values() if count.value is not None)


@unhurried
@given(CELLS)
def test_what_the_total_gives_away_is_never_one_cell_nor_a_small_number(cells):
    counts = {key: pair[0] for key, pair in cells.items()}
    found = publishable(counts, {key: pair[1] for key, pair in cells.items()}, THRESHOLD)
    hidden = [key for key, count in found.cells.items() if count.is_hidden]

    if hidden and found.total.value is not None:
        given_away = found.total.value - sum(count.value for count in found.cells.values() if count.value is not None)
        assert len(hidden) > 1
        assert given_away >= THRESHOLD
