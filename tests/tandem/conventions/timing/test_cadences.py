from datetime import date
from fractions import Fraction

import pytest

from tandem.conventions.timing.cadences import (
    Cadence,
    Fact,
    Hypotheses,
    YearCell,
    periods,
    problems,
    standing,
    year_cell,
)
from tests.tandem.conventions.timing.cadence_lists import COMITE_SUIVI, SECTEURS, akto, atlas, atlas_beside

SIGNED, TERM = date(2023, 10, 12), date(2026, 10, 12)
YEARLY = Cadence("copil", "Comité de pilotage")
RANGE = Cadence("dialogue", "Réunion de dialogue", maximum=2, mois_debut=6, mois_fin=7)
SEMESTER = Cadence("kf3-1", "Concertation", par="semestre", secteurs=SECTEURS)
QUARTER = Cadence("poec", "Prévisionnel POEC", par="trimestre")
WINTER = Cadence("hiver", "Réunion d’hiver", mois_debut=10, mois_fin=2)
ONCE = Cadence("bilan", "Bilan au terme", par="unique")


def labels(cadence, *years, start=SIGNED, end=TERM):
    return [(period.label, period.due) for year in years for period in periods(cadence, start, end, year)]


def only(cadence, facts=(), *, on, year, **options):
    """The one standing of a year."""
    (found,) = standing(cadence, SIGNED, TERM, facts, on=on, years=[year], **options)
    return found


def test_a_year_is_due_from_half_of_its_days_in_force():
    assert [("2023", False), ("2024", True), ("2025", True), ("2026", True)] == labels(YEARLY, *range(2022, 2028))


def test_semesters_are_civil_and_due_from_half_of_their_days():
    assert [
        ("2e semestre 2023", False),
        ("1er semestre 2024", True),
        ("2e semestre 2024", True),
        ("1er semestre 2026", True),
        ("2e semestre 2026", True),
    ] == labels(SEMESTER, 2023, 2024, 2026)


def test_quarters_are_civil_and_due_from_half_of_their_days():
    assert [
        ("4e trimestre 2023", True),
        ("1er trimestre 2026", True),
        ("2e trimestre 2026", True),
        ("3e trimestre 2026", True),
        ("4e trimestre 2026", False),
    ] == labels(QUARTER, 2023, 2026)


def test_a_period_with_a_window_is_due_when_the_whole_window_is_in_force():
    october = Cadence("atlas", "Atlas de l’alternance", mois_debut=10, mois_fin=11)

    assert [("2023", False), ("2024", True), ("2026", False)] == labels(october, 2023, 2024, 2026)
    assert [("2026", True)] == labels(RANGE, 2026)


def test_a_window_that_wraps_makes_a_year_that_ends_with_it():
    (found,) = periods(WINTER, SIGNED, TERM, 2024)

    assert ("2024-2025", date(2024, 3, 1), date(2025, 2, 28)) == (found.label, found.start, found.end)
    assert (date(2024, 10, 1), date(2025, 2, 28)) == (found.window_start, found.window_end)


def test_a_meeting_of_february_counts_for_the_window_opened_in_october():
    found = standing(WINTER, SIGNED, TERM, [Fact("hiver", date(2025, 2, 14))], on=date(2025, 6, 1))

    assert ["sans_objet", "faite", "a_venir", "sans_objet"] == [one.etat for one in found]


def test_another_hypothesis_makes_every_begun_period_due():
    hypotheses = Hypotheses(whole_window=False, partial_share=Fraction(0))

    assert [True, True, True, True] == [
        period.due
        for year in range(2023, 2027)
        for period in periods(YEARLY, SIGNED, TERM, year, hypotheses=hypotheses)
    ]


def test_what_happens_once_has_one_period_shown_in_each_year():
    found = standing(ONCE, SIGNED, TERM, [], on=date(2024, 5, 1))

    assert [("durée de la convention", 1, "en_cours")] == [(one.label, one.missing, one.etat) for one in found]
    assert [0, 1, 1, 1, 1, 0] == [year_cell(found, year).missing for year in range(2022, 2028)]


def test_what_happens_once_in_a_convention_without_end_is_never_late():
    (found,) = standing(ONCE, SIGNED, None, [], on=date(2199, 1, 1))

    assert "en_cours" == found.etat


@pytest.mark.parametrize(
    "on, facts, expected",
    [
        (date(2024, 5, 31), [], ("a_venir", 0, 0, 1)),
        (date(2024, 6, 1), [], ("en_cours", 0, 0, 1)),
        (date(2024, 12, 31), [], ("en_cours", 0, 0, 1)),
        (date(2025, 1, 1), [], ("manquante", 0, 0, 1)),
        (date(2024, 6, 1), [Fact("dialogue", date(2024, 6, 20), etat="planned")], ("planifiee", 0, 1, 0)),
        (date(2024, 6, 20), [Fact("dialogue", date(2024, 6, 20), etat="planned")], ("planifiee", 0, 1, 0)),
        (date(2024, 6, 21), [Fact("dialogue", date(2024, 6, 20), etat="planned")], ("en_cours", 0, 0, 1)),
        (date(2024, 6, 20), [Fact("dialogue", date(2024, 6, 20))], ("faite", 1, 0, 0)),
        (date(2024, 6, 19), [Fact("dialogue", date(2024, 6, 20))], ("planifiee", 0, 1, 0)),
        (date(2024, 12, 1), [Fact("dialogue", date(2024, 2, 20))], ("faite", 1, 0, 0)),
        (date(2024, 12, 1), [Fact("dialogue", date(2023, 12, 20))], ("en_cours", 0, 0, 1)),
        (date(2024, 12, 1), [Fact("autre", date(2024, 6, 20))], ("en_cours", 0, 0, 1)),
    ],
)
def test_a_period_stands_where_its_facts_and_the_day_put_it(on, facts, expected):
    found = only(RANGE, facts, on=on, year=2024)

    assert expected == (found.etat, found.done, found.planned, found.missing)


def test_a_planned_day_that_is_past_counts_under_the_other_hypothesis():
    fact = Fact("dialogue", date(2024, 6, 20), etat="planned")
    found = only(RANGE, [fact], on=date(2024, 7, 1), year=2024, hypotheses=Hypotheses(lapsed_counts=True))

    assert "faite" == found.etat


def test_a_third_meeting_is_above_the_maximum():
    facts = [Fact("dialogue", date(2024, month, 5)) for month in (3, 6, 7)]

    assert (3, 0, 1) == (
        (found := only(RANGE, facts, on=date(2024, 8, 1), year=2024)).done,
        found.missing,
        found.excess,
    )


def test_each_sector_owes_its_own_meeting():
    facts = [Fact("kf3-1", date(2024, 3, 5), name) for name in ("HCRT", "HCRT", "Propreté")]
    first, second = standing(SEMESTER, SIGNED, TERM, facts, on=date(2024, 7, 1), years=[2024])

    assert (6, 3, 4, "manquante") == (first.due, first.done, first.missing, first.etat)
    assert (
        "Sécurité",
        "Enseignement / formation",
        "Exploitation forestière",
        "Transport aérien",
    ) == first.missing_secteurs
    assert (6, 0, 6, "en_cours") == (second.due, second.done, second.missing, second.etat)


def test_a_meeting_of_no_known_sector_satisfies_nothing_and_is_shown():
    facts = [Fact("kf3-1", date(2024, 3, 5)), Fact("kf3-1", date(2024, 3, 6), "Cirque")]
    first = standing(SEMESTER, SIGNED, TERM, facts, on=date(2024, 7, 1), years=[2024])[0]

    assert (0, 6, 2) == (first.done, first.missing, first.unassigned)


@pytest.mark.parametrize("facts, expected", [([], "sans_objet"), ([Fact("libre", date(2024, 3, 5))], "faite")])
def test_what_follows_needs_is_never_missing(facts, expected):
    free = Cadence("libre", "Réunions techniques", unplanned=True)
    found = only(free, facts, on=date(2025, 3, 1), year=2024)

    assert (0, 0, expected) == (found.due, found.missing, found.etat)


def test_the_last_period_ends_with_the_convention():
    found = only(YEARLY, on=TERM, year=2026)

    assert (date(2026, 12, 31), date(2026, 10, 12), "en_cours") == (found.period_end, found.deadline, found.etat)
    assert "manquante" == only(YEARLY, on=date(2026, 10, 13), year=2026).etat


def test_a_cell_sums_its_year_and_shows_the_worst_state():
    facts = [Fact("poec", date(2024, 2, 1)), Fact("poec", date(2024, 8, 1), etat="planned")]
    found = standing(QUARTER, SIGNED, TERM, facts, on=date(2024, 7, 10))

    assert YearCell(4, 1, 1, 2, 0, "manquante", ()) == year_cell(found, 2024)
    assert "a_venir" == year_cell(found, 2025).etat
    assert YearCell(0, 0, 0, 0, 0, "sans_objet", ()) == year_cell(found, 2030)


def test_a_convention_without_end_is_counted_until_next_year():
    found = standing(COMITE_SUIVI, date(2025, 7, 10), None, [], on=date(2026, 3, 1))

    assert [("2025", 0), ("2026", 2), ("2027", 2)] == [(one.label, one.due) for one in found]


def year_of_meetings(cadences, year=2024):
    found = [one for cadence in cadences for one in standing(cadence, SIGNED, TERM, [], on=SIGNED, years=[year])]
    return sum(one.due for one in found)


def test_akto_owes_from_seventeen_to_twenty_nine_meetings_a_year():
    plenary = [cadence for cadence in akto() if not cadence.secteurs]
    sectors = [cadence for cadence in akto() if cadence.secteurs]

    assert 5 == year_of_meetings(plenary)
    assert 29 == year_of_meetings([*plenary, *sectors])
    assert 17 == year_of_meetings([*plenary, sectors[0]])


def test_atlas_owes_ten_meetings_a_year_beside_four_cojobings_and_four_forecasts():
    assert 10 == year_of_meetings(atlas())
    assert 8 == year_of_meetings(atlas_beside())


@pytest.mark.parametrize(
    "cadence, expected",
    [
        (Cadence("a", "A", par="mois"), "trouvé «\u202fmois\u202f»"),
        (Cadence("a", "A", minimum=-1), "0 ou plus est attendu, trouvé -1"),
        (Cadence("a", "A", minimum=3, maximum=2), "au moins 3 est attendu, trouvé 2"),
        (Cadence("a", "A", mois_debut=3), "Donnez les deux, ou aucun"),
        (Cadence("a", "A", mois_debut=3, mois_fin=13), "de 1 à 12 est attendu, trouvé 13"),
        (Cadence("a", "A", par="semestre", mois_debut=3, mois_fin=4), "seule une obligation annuelle"),
        (Cadence("a", "A", secteurs=("x", "x")), "tous différents"),
    ],
)
def test_a_fault_of_a_cadence_says_what_was_expected(cadence, expected):
    (found,) = problems(cadence)

    assert found.startswith("Obligation «\u202fA\u202f», ")
    assert expected in found


def test_the_cadences_of_the_sources_have_no_fault():
    assert [] == [
        fault for cadence in (*akto(), *atlas(), *atlas_beside(), COMITE_SUIVI) for fault in problems(cadence)
    ]
