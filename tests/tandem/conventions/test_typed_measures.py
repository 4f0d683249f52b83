"""What partners typed, as it may be shown: no small count of people, nor what would give one back."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.conventions.computing.measures import REST, Cell
from tandem.conventions.enums import NatureIndicateur, UniteIndicateur
from tandem.conventions.models import Indicateur, Valeur
from tandem.conventions.typed import ABSENT, INCOHERENT, measure_of, typed_of

THRESHOLD = 11
PEOPLE = Indicateur(unite=UniteIndicateur.PERSONNES, nature=NatureIndicateur.SAISI, is_sensible=True)
ACTIONS = Indicateur(unite=UniteIndicateur.ACTIONS, nature=NatureIndicateur.SAISI)
RATE = Indicateur(unite=UniteIndicateur.POURCENTAGE, nature=NatureIndicateur.SAISI)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def valeur(value, *, departement=None, public="", **fields):
    value = None if value is None else Decimal(value)
    return Valeur(
        value=value, departement_id=departement, public=public, date=date(2024, 6, 1), at=timezone.now(), pk=1, **fields
    )


def shown(indicateur, whole=None, territoires=None, publics=None):
    rows = [valeur(whole)] if whole is not None else []
    rows += [valeur(value, departement=code) for code, value in (territoires or {}).items()]
    rows += [valeur(value, public=code) for code, value in (publics or {}).items()]
    return measure_of(indicateur, typed_of(rows), THRESHOLD)


def test_nothing_typed_is_missing_and_not_zero():
    assert (None, ABSENT) == (shown(ACTIONS).value, shown(ACTIONS).reason)


def test_a_typed_zero_is_a_value():
    assert 0 == shown(PEOPLE, whole=0).value


def test_a_typed_percentage_is_an_exact_share():
    assert Fraction(126, 1000) == shown(RATE, whole="12.6").value


def test_the_sum_of_the_territories_stands_for_a_whole_that_nobody_typed():
    found = shown(ACTIONS, territoires={"75": 4, "93": 3})

    assert 7 == found.value
    assert "Somme des 2 territoires renseignés" in found.note


def test_percentages_are_never_added_up():
    assert shown(RATE, territoires={"75": 40, "93": 30}).value is None


def test_what_the_territories_leave_out_of_the_whole_is_shown_as_not_split():
    assert Cell(3) == shown(ACTIONS, whole=10, territoires={"75": 4, "93": 3}).by_territoire[REST]


def test_a_detail_above_the_whole_is_said():
    assert INCOHERENT in shown(ACTIONS, whole=5, territoires={"75": 4, "93": 3}).note


def test_a_document_given_for_one_territory_is_said_and_adds_no_number():
    document = Indicateur(unite=UniteIndicateur.DOCUMENT, nature=NatureIndicateur.DOCUMENT)
    found = measure_of(document, typed_of([valeur(None, departement="93", texte="Note transmise")]), THRESHOLD)

    assert (None, "", {}) == (found.value, found.reason, found.by_territoire)


def test_a_small_total_of_people_is_hidden_and_says_why():
    found = shown(PEOPLE, whole=10)

    assert (None, True) == (found.value, found.is_hidden)
    assert "moins de 11 personnes" in found.reason


def test_a_count_that_is_not_people_is_never_hidden():
    assert 2 == shown(ACTIONS, whole=2).value


def test_a_small_rest_is_hidden_with_another_cell():
    found = shown(PEOPLE, whole=50, territoires={"75": 20, "93": 25}).by_territoire

    assert (True, True, False) == (found[REST].is_hidden, found["75"].is_hidden, found["93"].is_hidden)


def test_a_total_hidden_by_one_split_is_not_given_by_the_other():
    found = shown(PEOPLE, territoires={"75": 4, "93": 3}, publics={"jeunes": 7})

    assert found.is_hidden
    assert all(cell.is_hidden for cell in [*found.by_territoire.values(), *found.by_public.values()])


def test_a_total_hidden_by_one_split_closes_a_cell_that_the_other_would_show():
    # Eleven people in eleven territories are one in each, as long as nothing says that they are eleven.
    found = shown(PEOPLE, territoires={f"{rank:02}": 1 for rank in range(1, 12)}, publics={"jeunes": 11})

    assert (None, True) == (found.value, found.is_hidden)
    assert {"jeunes": Cell(None, is_hidden=True)} == found.by_public


def test_the_detail_of_a_percentage_of_people_is_not_shown():
    rate = Indicateur(unite=UniteIndicateur.POURCENTAGE, nature=NatureIndicateur.SAISI, is_sensible=True)
    found = shown(rate, whole=50, territoires={"75": 40})

    assert (Fraction(1, 2), {}) == (found.value, found.by_territoire)


SPLIT = st.dictionaries(
    st.sampled_from(["75", "77", "78", "91", "92", "93", "94", "95"]), st.integers(0, 40), max_size=8
)
PUBLICS = st.dictionaries(
    st.sampled_from(["jeunes", "salaries", "familles", "tuteurs"]), st.integers(0, 40), max_size=4
)


def totals_of(found):
    """Return what an attacker knows of the total: it is shown, or a split without a hidden cell adds up to it."""
    known = {found.value} if found.value is not None else set()
    for split in (found.by_territoire, found.by_public):
        if split and not any(cell.is_hidden for cell in split.values()):
            known.add(sum(cell.value for cell in split.values()))
    return known


@unhurried
@given(SPLIT, PUBLICS, st.none() | st.integers(0, 60))
def test_no_count_shown_is_small(territoires, publics, left):
    whole = None if left is None else max(sum(territoires.values()), sum(publics.values())) + left
    found = shown(PEOPLE, whole, territoires, publics)
    counts = [found.value, *(c.value for c in [*found.by_territoire.values(), *found.by_public.values()])]

    assert [] == [count for count in counts if count is not None and 0 < count < THRESHOLD]


@unhurried
@given(SPLIT, PUBLICS, st.none() | st.integers(0, 60))
def test_no_hidden_cell_is_found_again_from_what_is_shown(territoires, publics, left):
    """The complementary attack: subtract all that is shown from any total that can be known."""
    whole = None if left is None else max(sum(territoires.values()), sum(publics.values())) + left
    found = shown(PEOPLE, whole, territoires, publics)
    recovered = []
    for split in (found.by_territoire, found.by_public):
        hidden = [key for key, cell in split.items() if cell.is_hidden]
        for total in totals_of(found) if hidden else ():
            given_away = total - sum(cell.value for cell in split.values() if cell.value is not None)
            # One unknown is solved; as many people as unknowns is one in each; a small sum is itself a small count.
            if len(hidden) == 1 or given_away <= len(hidden) or given_away < THRESHOLD:
                recovered.append((hidden, given_away))

    assert [] == recovered


@pytest.mark.parametrize("whole", [1, 10])
def test_a_hidden_total_is_not_the_sum_of_its_cells(whole):
    assert set() == totals_of(shown(PEOPLE, whole, {"75": whole}, {"jeunes": whole}))
