from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.conventions.timing.schedule import NATURES, Schedule, occurrences, problems, words
from tests.tandem.conventions.timing.strategies import SCHEDULED, sound

PROPERTY = settings(max_examples=200, deadline=None)
AUTUMN = Schedule("fenetre_mois", mois_debut=10, mois_fin=2)


@pytest.mark.parametrize(
    "schedule, expected",
    [
        (Schedule("intervalle", debut=date(2023, 9, 1), fin=date(2024, 3, 31)), "de septembre 2023 à mars 2024"),
        (Schedule("intervalle", debut=date(2023, 10, 1), fin=date(2024, 3, 31)), "d’octobre 2023 à mars 2024"),
        (Schedule("intervalle", debut=date(2023, 10, 12), fin=date(2024, 3, 1)), "du 12 octobre 2023 au 1er mars 2024"),
        (Schedule("intervalle", debut=date(2024, 6, 1), fin=date(2024, 6, 30)), "en juin 2024"),
        (Schedule("intervalle", debut=date(2024, 6, 4), fin=date(2024, 6, 4)), "le 4 juin 2024"),
        (Schedule("fenetre_mois", mois_debut=9, mois_fin=12), "septembre à décembre"),
        (Schedule("mois", mois_debut=6), "juin"),
        (Schedule("des", debut=date(2023, 10, 1)), "dès octobre 2023"),
        (Schedule("des", debut=date(2023, 10, 12)), "dès le 12 octobre 2023"),
        (Schedule("tout_au_long"), "tout au long de l’année"),
        (Schedule("en_cours_annee"), "en cours d’année"),
        (Schedule("recurrence", fois=1, par="semestre"), "une fois par semestre"),
        (Schedule("recurrence", fois=20, par="an"), "20 fois par an"),
        (Schedule("recurrence", fois=1, par="unique"), "une seule fois"),
        (Schedule("selon_besoins"), "autant que de besoin"),
        (Schedule(), "sans calendrier"),
    ],
)
def test_a_schedule_is_said_in_french(schedule, expected):
    assert expected == words(schedule)


def test_every_nature_has_its_words():
    assert set(NATURES) == {schedule.nature for schedule in (find_one(nature) for nature in NATURES) if words(schedule)}


def find_one(nature):
    day = date(2024, 1, 1)
    needs = {
        "intervalle": {"debut": day, "fin": day},
        "fenetre_mois": {"mois_debut": 1, "mois_fin": 2},
        "mois": {"mois_debut": 1},
        "des": {"debut": day},
        "recurrence": {"fois": 2, "par": "an"},
    }
    return Schedule(nature, **needs.get(nature, {}))


def test_an_end_before_its_start_is_refused_with_both_dates():
    expected = (
        "Calendrier\u202f: la fin (1er septembre 2023) précède le début (31 mars 2024). "
        "Échangez les deux dates ou corrigez-en une."
    )

    assert [expected] == problems(Schedule("intervalle", debut=date(2024, 3, 31), fin=date(2023, 9, 1)))


def test_every_fault_is_said_at_once():
    found = problems(Schedule("fenetre_mois", debut=date(9024, 1, 1), mois_debut=13, fois=0, par="mois"))
    expected = [
        "mois de fin\u202f: une valeur est attendue",
        "trouvé 13",
        "trouvé 1er janvier 9024",
        "trouvé 0",
        "trouvé «\u202fmois\u202f»",
        "date de début\u202f: ce calendrier ne s’en sert pas",
        "nombre de fois\u202f: ce calendrier ne s’en sert pas",
        "période\u202f: ce calendrier ne s’en sert pas",
    ]

    assert [True] * 8 == [part in message for part, message in zip(expected, found, strict=True)]


@pytest.mark.parametrize("nature", ["intervalle", "fenetre_mois", "mois", "des", "recurrence"])
def test_a_nature_without_what_it_needs_has_a_fault_words_and_windows_stay_empty(nature):
    schedule = Schedule(nature)

    assert problems(schedule)
    assert ("", []) == (words(schedule), occurrences(schedule, date(2024, 1, 1), date(2024, 12, 31)))


def test_a_field_left_from_another_nature_changes_neither_words_nor_windows():
    left = {"mois_fin": 9, "fois": 2, "par": "an", "debut": date(2020, 1, 1)}
    year = date(2024, 1, 1), date(2024, 12, 31)
    plain, cluttered = Schedule("mois", mois_debut=6), Schedule("mois", mois_debut=6, **left)

    assert words(plain) == words(cluttered)
    assert occurrences(plain, *year) == occurrences(cluttered, *year)
    assert 4 == len(problems(cluttered))


def test_an_unknown_nature_is_named():
    assert "trouvé «\u202fhebdomadaire\u202f»" in problems(Schedule("hebdomadaire"))[0]


def test_a_window_from_october_to_february_wraps_the_year():
    assert [
        (date(2024, 1, 1), date(2024, 2, 29)),
        (date(2024, 10, 1), date(2025, 2, 28)),
        (date(2025, 10, 1), date(2025, 12, 31)),
    ] == occurrences(AUTUMN, date(2024, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    "schedule, expected",
    [
        (Schedule("mois", mois_debut=6), [(date(2024, 6, 1), date(2024, 6, 30))]),
        (
            Schedule("intervalle", debut=date(2023, 9, 1), fin=date(2024, 3, 31)),
            [(date(2024, 1, 1), date(2024, 3, 31))],
        ),
        (Schedule("des", debut=date(2024, 10, 1)), [(date(2024, 10, 1), date(2024, 12, 31))]),
        (Schedule("des", debut=date(2025, 10, 1)), []),
        (Schedule("tout_au_long"), [(date(2024, 1, 1), date(2024, 12, 31))]),
        (Schedule("en_cours_annee"), [(date(2024, 1, 1), date(2024, 12, 31))]),
        (
            Schedule("recurrence", fois=1, par="semestre"),
            [(date(2024, 1, 1), date(2024, 6, 30)), (date(2024, 7, 1), date(2024, 12, 31))],
        ),
        (Schedule("recurrence", fois=1, par="unique"), [(date(2024, 1, 1), date(2024, 12, 31))]),
        (Schedule("selon_besoins"), []),
        (Schedule(), []),
    ],
)
def test_a_schedule_has_its_windows_in_a_year(schedule, expected):
    assert expected == occurrences(schedule, date(2024, 1, 1), date(2024, 12, 31))


def test_a_period_that_ends_before_it_starts_has_no_window():
    assert [] == occurrences(Schedule("tout_au_long"), date(2024, 2, 1), date(2024, 1, 1))


@given(sound())
@PROPERTY
def test_a_sound_schedule_has_no_fault(schedule):
    assert [] == problems(schedule)


@given(sound(), SCHEDULED, st.integers(0, 1500))
@PROPERTY
def test_windows_are_in_order_inside_the_period_and_apart(schedule, start, days):
    end = min(date.fromordinal(start.toordinal() + days), date(2199, 12, 31))
    flat = [day for window in occurrences(schedule, start, end) for day in window]
    assert flat == sorted(flat)
    assert all(start <= day <= end for day in flat)


@given(sound(), SCHEDULED, st.integers(0, 800), st.integers(1, 800))
@PROPERTY
def test_a_period_cut_in_two_covers_the_same_days(schedule, start, days, more):
    middle = date.fromordinal(start.toordinal() + days)
    end = date.fromordinal(middle.toordinal() + more)
    cut = date.fromordinal(middle.toordinal() + 1)
    if schedule.nature == "des" or end.year > 2199:
        return
    whole = covered(occurrences(schedule, start, end))
    assert whole == covered(occurrences(schedule, start, middle)) | covered(occurrences(schedule, cut, end))


def covered(windows):
    return {day for first, last in windows for day in range(first.toordinal(), last.toordinal() + 1)}
