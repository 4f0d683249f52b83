from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.conventions.timing.alerts import Alert, ConventionFacts, MiseEnDemeure, alerts_between, alerts_on
from tandem.conventions.timing.cadences import Cadence, Fact
from tandem.conventions.timing.durations import Prolongation
from tests.tandem.conventions.timing.cadence_lists import COMITE_SUIVI, SECTEURS, akto
from tests.tandem.conventions.timing.strategies import FACTS, some_cadences

SIGNED = date(2023, 10, 12)
WHOLE = date(2023, 1, 1), date(2031, 12, 31)
DIALOGUE = Cadence("dialogue", "Réunion de dialogue", maximum=2, mois_debut=6, mois_fin=7)
COPIL = Cadence("copil", "Comité de pilotage")
# The communiqué of OPCO Santé and AKTO says the signature and the cadence, and no duration.
S0 = {"signed_on": date(2025, 7, 10), "cadences": (COMITE_SUIVI,)}
TWO_YEARS = date(2025, 7, 10), date(2027, 7, 10)


def days(facts, *span):
    return [(alert.on, alert.code) for alert in alerts_between(facts, *(span or WHOLE))]


def test_opco_sante_and_akto_are_told_of_each_missing_committee_on_its_day():
    assert [
        Alert(
            date(2026, 11, 1),
            "ouverture",
            "Comité de suivi national (2026)\u202f: 2 à planifier, au plus tard le 31 décembre 2026.",
            "information",
            "comite-suivi 2026",
        ),
        Alert(
            date(2026, 12, 1),
            "echeance_proche",
            "Comité de suivi national (2026)\u202f: "
            "la période finit le 31 décembre 2026, dans 30 jours, il en manque 2.",
            "attention",
            "comite-suivi 2026",
        ),
        Alert(
            date(2027, 1, 1),
            "periode_manquante",
            "Comité de suivi national (2026)\u202f: la période a fini le 31 décembre 2026, il en manque 2.",
            "urgence",
            "comite-suivi 2026",
        ),
    ] == list(alerts_between(ConventionFacts(**S0), *TWO_YEARS))


def test_opco_sante_and_akto_who_meet_twice_a_year_are_told_nothing():
    held = (Fact("comite-suivi", date(2026, 4, 14)), Fact("comite-suivi", date(2026, 10, 13)))

    assert () == alerts_between(ConventionFacts(**S0, facts=held), *TWO_YEARS)


def test_a_convention_like_theirs_with_a_duration_runs_two_years_on_a_simulated_clock():
    # Données fictives: a duration of 24 months, meetings, and a mise en demeure that stays unanswered.
    facts = ConventionFacts(
        **S0,
        duree_mois=24,
        facts=(Fact("comite-suivi", date(2026, 4, 14)), Fact("comite-suivi", date(2026, 12, 8), etat="planned")),
        mises_en_demeure=(MiseEnDemeure(date(2026, 9, 30)),),
    )
    lived = [TWO_YEARS[0] + timedelta(days=n) for n in range(732)]

    assert [
        (date(2026, 10, 10), "terme_9_mois", "terme 2027-07-10"),
        (date(2026, 10, 23), "mise_en_demeure_proche", "mise en demeure 2026-09-30"),
        (date(2026, 10, 30), "mise_en_demeure", "mise en demeure 2026-09-30"),
        (date(2027, 1, 1), "periode_manquante", "comite-suivi 2026"),
        (date(2027, 1, 10), "terme_6_mois", "terme 2027-07-10"),
        (date(2027, 4, 10), "terme_3_mois", "terme 2027-07-10"),
        (date(2027, 5, 11), "ouverture", "comite-suivi 2027"),
        (date(2027, 6, 10), "echeance_proche", "comite-suivi 2027"),
        (date(2027, 7, 10), "terme", "terme 2027-07-10"),
        (date(2027, 7, 11), "periode_manquante", "comite-suivi 2027"),
    ] == [(alert.on, alert.code, alert.subject) for day in lived for alert in alerts_on(facts, day)]


def test_the_term_is_announced_nine_six_and_three_months_before():
    facts = ConventionFacts(SIGNED, 36)

    assert [
        (date(2026, 1, 12), "terme_9_mois", "information"),
        (date(2026, 4, 12), "terme_6_mois", "attention"),
        (date(2026, 7, 12), "terme_3_mois", "urgence"),
        (date(2026, 10, 12), "terme", "urgence"),
    ] == [(alert.on, alert.code, alert.severity) for alert in alerts_between(facts, *WHOLE)]


def test_months_before_a_term_at_the_end_of_a_month_are_counted_by_quantieme():
    facts = ConventionFacts(date(2023, 8, 31), 36)

    assert [date(2025, 11, 30), date(2026, 2, 28), date(2026, 5, 31), date(2026, 8, 31)] == [
        day for day, _code in days(facts)
    ]


def test_a_prolongation_moves_the_term_from_the_day_of_its_accord():
    facts = ConventionFacts(SIGNED, 36, prolongations=(Prolongation(date(2026, 5, 4), 12),))

    assert [
        (date(2026, 1, 12), "terme_9_mois"),
        (date(2026, 4, 12), "terme_6_mois"),
        (date(2027, 1, 12), "terme_9_mois"),
        (date(2027, 4, 12), "terme_6_mois"),
        (date(2027, 7, 12), "terme_3_mois"),
        (date(2027, 10, 12), "terme"),
    ] == days(facts)


@pytest.mark.parametrize(
    "facts, expected",
    [
        ((), ["ouverture", "echeance_proche", "periode_manquante"]),
        ((Fact("dialogue", date(2024, 6, 20), etat="planned"),), ["echeance_proche", "periode_manquante"]),
        ((Fact("dialogue", date(2024, 12, 20)),), []),
        ((Fact("dialogue", date(2024, 3, 20)),), []),
        ((Fact("dialogue", date(2024, 12, 20), etat="planned"),), ["periode_manquante"]),
    ],
)
def test_an_obligation_is_announced_while_it_is_neither_held_nor_planned(facts, expected):
    facts = ConventionFacts(SIGNED, 36, cadences=(DIALOGUE,), facts=facts)

    assert expected == [code for _day, code in days(facts, date(2024, 1, 1), date(2025, 1, 1))]


def test_a_window_opens_on_its_first_day_and_the_period_presses_before_its_end():
    facts = ConventionFacts(SIGNED, 36, cadences=(DIALOGUE,))
    found = alerts_between(facts, date(2024, 1, 1), date(2025, 1, 1))

    assert [date(2024, 6, 1), date(2024, 12, 1), date(2025, 1, 1)] == [alert.on for alert in found]
    assert (
        "Réunion de dialogue (2024)\u202f: 1 à planifier, du 1er juin 2024 au 31 juillet 2024 de préférence."
        == found[0].libelle
    )


def test_the_last_period_presses_before_the_term_and_not_the_end_of_the_year():
    facts = ConventionFacts(SIGNED, 36, cadences=(COPIL,), alert_months=())

    assert [
        (date(2026, 8, 13), "ouverture"),
        (date(2026, 9, 12), "echeance_proche"),
        (date(2026, 10, 12), "terme"),
        (date(2026, 10, 13), "periode_manquante"),
    ] == days(facts, date(2026, 2, 1), date(2027, 12, 31))


def test_missing_sectors_are_named():
    held = tuple(Fact("kf3-1", date(2024, 3, 5), name) for name in SECTEURS if name not in {"HCRT", "Propreté"})
    facts = ConventionFacts(SIGNED, 36, cadences=akto(), facts=held)
    (found,) = [alert for alert in alerts_on(facts, date(2024, 7, 1)) if alert.subject.startswith("kf3-1")]

    assert (
        "Diagnostic des secteurs (1er semestre 2024)\u202f: la période a fini le 30 juin 2024, il en manque 2. "
        "Secteurs\u202f: Propreté, HCRT." == found.libelle
    )


def test_two_alerts_of_one_period_on_one_day_are_one():
    december = Cadence("noel", "Réunion de décembre", mois_debut=12, mois_fin=12)
    facts = ConventionFacts(SIGNED, 36, cadences=(december,))

    assert ["echeance_proche"] == [alert.code for alert in alerts_on(facts, date(2024, 12, 1))]


@pytest.mark.parametrize(
    "answered, expected",
    [
        (None, [date(2025, 4, 5), date(2025, 4, 12)]),
        (date(2025, 4, 5), []),
        (date(2025, 4, 6), [date(2025, 4, 5)]),
        (date(2025, 4, 12), [date(2025, 4, 5)]),
        (date(2025, 5, 1), [date(2025, 4, 5), date(2025, 4, 12)]),
    ],
)
def test_a_mise_en_demeure_is_said_until_it_is_answered(answered, expected):
    facts = ConventionFacts(SIGNED, mises_en_demeure=(MiseEnDemeure(date(2025, 3, 12), answered),))

    assert expected == [day for day, _code in days(facts)]


def test_a_convention_that_is_not_signed_says_nothing():
    assert () == alerts_between(ConventionFacts(None, 36, cadences=akto()), *WHOLE)


def test_a_convention_that_was_ended_says_nothing_after_its_last_day():
    facts = ConventionFacts(SIGNED, 36, cadences=akto(), resiliation_date=date(2025, 3, 1))

    assert max(day for day, _code in days(facts)) <= date(2025, 3, 1)


def test_a_span_that_ends_before_it_starts_says_nothing():
    assert () == alerts_between(ConventionFacts(SIGNED, 36), date(2027, 1, 1), date(2024, 1, 1))


PROLONGED = st.builds(Prolongation, st.dates(date(2024, 1, 1), date(2026, 1, 1)), st.integers(1, 18))
ANSWERED = st.none() | st.dates(date(2024, 1, 1), date(2026, 6, 30))
NOTICES = st.builds(MiseEnDemeure, st.dates(date(2024, 1, 1), date(2025, 12, 31)), ANSWERED, st.integers(1, 3))
CONVENTIONS = st.builds(
    ConventionFacts,
    signed_on=st.just(SIGNED),
    duree_mois=st.integers(12, 36) | st.none(),
    prolongations=st.lists(PROLONGED, max_size=2).map(tuple),
    cadences=some_cadences().map(tuple),
    facts=FACTS.map(tuple),
    mises_en_demeure=st.lists(NOTICES, max_size=2).map(tuple),
    resiliation_date=st.none() | st.dates(date(2024, 1, 1), date(2026, 1, 1)),
)


@given(CONVENTIONS, st.dates(date(2023, 9, 1), date(2026, 6, 1)))
@settings(max_examples=25, deadline=None)
def test_a_run_day_by_day_says_what_one_look_over_the_span_says(convention, first):
    span = [first + timedelta(days=n) for n in range(500)]
    expected = alerts_between(convention, span[0], span[-1])
    assert list(expected) == [alert for day in span for alert in alerts_on(convention, day)]
    assert len(expected) == len({(alert.on, alert.code, alert.subject) for alert in expected})
