"""Filing, decision, silence, rejection: who has how long, and what no answer means."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.parametres import ParametreMissingError
from bareme.validite import Resultat
from bareme.validite.depot import decision_states
from bareme.validite.etats import TRANSITIONS, Etat, TransitionError, advance, decided, follow
from bareme.validite.trace import Trace
from tests.bareme.validite.dossiers import apprenti, pro, reconverti, verdict

COMPLETE = date(2026, 3, 2)
DEADLINE = date(2026, 3, 22)
AFTER = date(2026, 4, 2)
OPEN = {"date_dossier_complet": COMPLETE, "decision": None, "date_decision": None}


@pytest.mark.parametrize(
    "facts, silence, resultat, article",
    [
        (apprenti(**OPEN), Etat.REFUS_IMPLICITE, Resultat.REFUSE, "R6224-3"),
        (apprenti(**OPEN, employeur_public=True), Etat.ACCEPTATION_IMPLICITE, Resultat.OK, "R6275-3"),
        (pro(**OPEN), Etat.ACCEPTATION_IMPLICITE, Resultat.OK, "D6325-2"),
        (reconverti(**OPEN), Etat.REFUS_IMPLICITE, Resultat.REFUSE, "R6324-2"),
    ],
)
def test_what_silence_means_depends_on_the_contract_and_the_employer(facts, silence, resultat, article):
    assert (Etat.COMPLET,) == decision_states(facts, Trace(), as_of=DEADLINE)
    assert (Etat.COMPLET, silence) == decision_states(facts, Trace(), as_of=DEADLINE + timedelta(days=1))
    told = verdict(facts, "decision", as_of=AFTER)
    assert (resultat, article) == (told.resultat, told.article)


def test_the_silence_on_a_reconversion_is_an_assumption():
    accepted = {"validite/reconversion/silence_refus": 0}

    assert Resultat.OK is verdict(reconverti(**OPEN), "decision", accepted, AFTER).resultat


def test_without_a_day_of_reading_silence_stays_open():
    told = verdict(apprenti(**OPEN), "decision")

    assert (Resultat.INDETERMINE, ("decision", "date_decision")) == (told.resultat, told.manque)
    assert "22/03/2026" in told.phrase


@pytest.mark.parametrize(
    "decision, on, states, resultat",
    [
        ("acceptation", DEADLINE, ["COMPLET", "ENGAGE"], Resultat.OK),
        ("acceptation", AFTER, ["COMPLET", "REFUS_IMPLICITE", "ENGAGE"], Resultat.OK),
        ("refus", DEADLINE, ["COMPLET", "REFUSE"], Resultat.REFUSE),
        ("refus", AFTER, ["COMPLET", "REFUS_IMPLICITE", "REFUSE"], Resultat.REFUSE),
    ],
)
def test_an_explicit_decision_on_an_apprenticeship(decision, on, states, resultat):
    facts = apprenti(date_dossier_complet=COMPLETE, decision=decision, date_decision=on)

    assert states == [state.name for state in decision_states(facts, Trace())]
    assert resultat is verdict(facts, "decision").resultat


def test_a_late_refusal_leaves_an_implicit_acceptance():
    facts = pro(date_dossier_complet=COMPLETE, decision="refus", date_decision=AFTER)

    assert (Etat.COMPLET, Etat.ACCEPTATION_IMPLICITE) == decision_states(facts, Trace())
    assert Resultat.ALERTE is verdict(facts, "decision").resultat


def test_an_incomplete_file_never_runs_the_clock():
    facts = apprenti(date_dossier_complet=None, decision=None, date_decision=None)

    assert () == decision_states(facts, Trace(), as_of=date(2030, 1, 1))
    told = verdict(facts, "decision", as_of=date(2030, 1, 1))
    assert (Resultat.INDETERMINE, ("date_dossier_complet",)) == (told.resultat, told.manque)


def test_a_decision_without_its_date_is_not_settled():
    told = verdict(apprenti(date_dossier_complet=COMPLETE, decision="refus", date_decision=None), "decision")

    assert (Resultat.INDETERMINE, ("date_decision",)) == (told.resultat, told.manque)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 60),
    st.sampled_from([Etat.REFUS_IMPLICITE, Etat.ACCEPTATION_IMPLICITE]),
    st.sampled_from([None, True, False]),
)
def test_every_path_is_allowed_and_an_acceptance_always_holds(deadline, later, silence, accepted):
    on = deadline + timedelta(days=later - 30)

    path = decided(deadline, silence, accepted, on)

    assert path == follow(path)
    assert (silence in path) is (on > deadline)
    if accepted:
        assert Etat.ENGAGE is path[-1]


def test_the_machine_refuses_what_it_does_not_know():
    assert Etat.ENGAGE is advance(Etat.REFUS_IMPLICITE, Etat.ENGAGE)
    with pytest.raises(TransitionError, match="passage impossible"):
        advance(Etat.REFUSE, Etat.ENGAGE)
    assert set(Etat) == set(TRANSITIONS)


def test_every_state_is_reached_from_the_draft():
    reached, waiting = set(), [Etat.BROUILLON]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += TRANSITIONS[state]

    assert set(Etat) == reached


@pytest.mark.parametrize(
    "changes, resultat, manque",
    [
        ({"decision": "acceptation"}, Resultat.SANS_OBJET, ()),
        ({"date_decision": date(2026, 5, 2), "decision_motivee": True}, Resultat.OK, ()),
        ({"date_decision": date(2026, 5, 3), "decision_motivee": True}, Resultat.ALERTE, ()),
        ({"date_decision": date(2026, 5, 2), "decision_motivee": False}, Resultat.ALERTE, ()),
        ({"date_decision": date(2026, 5, 2)}, Resultat.INDETERMINE, ("decision_motivee",)),
        ({"date_decision": None}, Resultat.INDETERMINE, ("date_decision", "decision_motivee")),
    ],
)
def test_a_rejection_is_motivated_within_two_months(changes, resultat, manque):
    told = verdict(apprenti(**{"date_dossier_complet": COMPLETE, "decision": "refus", **changes}), "rejet")

    assert (resultat, manque) == (told.resultat, told.manque)


@pytest.mark.parametrize("sent, resultat", [(date(2025, 9, 6), Resultat.OK), (date(2025, 9, 7), Resultat.ALERTE)])
def test_a_contrat_de_professionnalisation_is_sent_within_five_plain_days(sent, resultat):
    assert resultat is verdict(pro(date_transmission=sent), "transmission").resultat


@pytest.mark.parametrize(
    "sent, resultat",
    [
        (date(2026, 3, 1), Resultat.ALERTE),
        (date(2026, 3, 2), Resultat.OK),
        (date(2026, 3, 31), Resultat.OK),
        (date(2026, 4, 1), Resultat.ALERTE),
    ],
)
def test_a_reconversion_is_sent_within_the_thirty_days_before(sent, resultat):
    assert resultat is verdict(reconverti(date_transmission=sent), "transmission").resultat


@pytest.mark.parametrize("sent, lost", [(date(2026, 5, 1), False), (date(2026, 5, 2), True)])
def test_a_contract_sent_after_six_months_loses_the_aid(sent, lost):
    facts = apprenti(date_conclusion=date(2025, 11, 1), date_debut=date(2025, 11, 3), date_transmission=sent)

    assert lost is ("D6243-2" in verdict(facts, "transmission").phrase)


def test_before_the_law_nothing_is_guessed():
    old = replace(apprenti(), date_conclusion=date(2019, 6, 1))

    told = verdict(old, "decision")
    assert Resultat.INDETERMINE is told.resultat
    assert "validite/decision/jours" in told.phrase
    with pytest.raises(ParametreMissingError):
        decision_states(old, Trace())


def test_pieces_of_an_older_contract_are_not_concerned():
    assert Resultat.SANS_OBJET is verdict(apprenti(date_conclusion=date(2025, 6, 30)), "pieces_solde").resultat


def test_the_term_of_a_broken_contract_is_its_rupture():
    broken = {"date_rupture": date(2025, 12, 31), "pieces_recues_le": date(2026, 5, 1)}

    assert Resultat.ALERTE is verdict(apprenti(**broken), "pieces_solde").resultat
    assert (
        Resultat.OK is verdict(apprenti(**{**broken, "pieces_recues_le": date(2026, 4, 30)}), "pieces_solde").resultat
    )
