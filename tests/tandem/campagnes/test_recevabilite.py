from datetime import UTC, datetime, timedelta

import pytest

from bareme.majoration.reglement import load_reglement
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.recevabilite import Depot, examine, missing_figures, missing_pieces
from tests.tandem.campagnes.world import REGLEMENT

CLOTURE = datetime(2023, 3, 1, 12, tzinfo=UTC)
BEFORE, IN_GRACE, AFTER = CLOTURE - timedelta(days=2), CLOTURE + timedelta(days=9), CLOTURE + timedelta(days=10)
INCOMPLETE = Depot(is_late=False, missing_pieces=("Budget prévisionnel",))
LATE = Depot(is_late=True)


def reglement(**rules):
    changed, _ = load_reglement(REGLEMENT).with_overrides(
        {f"recevabilite.{key}": value for key, value in rules.items()}
    )
    return changed


def proposed(depot, now, **rules):
    return examine(depot, reglement(**rules).recevabilite, cloture=CLOTURE, now=now)


def test_a_complete_dossier_in_time_is_recevable_without_a_remark():
    constat = proposed(Depot(is_late=False), BEFORE)

    assert (StatutCandidature.RECEVABLE, (), False) == constat[:3]


@pytest.mark.parametrize(
    "now, statut",
    [
        (BEFORE, StatutCandidature.DEPOSEE),
        (IN_GRACE, StatutCandidature.DEPOSEE),
        (AFTER, StatutCandidature.IRRECEVABLE),
    ],
)
def test_an_incomplete_dossier_has_its_days_of_grace_to_the_minute(now, statut):
    assert statut == proposed(INCOMPLETE, now).proposed


def test_without_days_of_grace_an_incomplete_dossier_is_irrecevable_at_the_closing():
    assert StatutCandidature.IRRECEVABLE == proposed(INCOMPLETE, CLOTURE, complement_jours=0).proposed


def test_an_incomplete_dossier_is_told_until_when_it_may_be_completed():
    findings = " ".join(proposed(INCOMPLETE, BEFORE).findings)

    assert "Budget prévisionnel" in findings
    assert "11 mars 2023" in findings


def test_a_reglement_may_count_an_incomplete_dossier_without_points():
    constat = proposed(INCOMPLETE, AFTER, incomplet="compter_sans_point")

    assert StatutCandidature.RECEVABLE == constat.proposed
    assert "Budget prévisionnel" in constat.findings[0]


def test_a_late_dossier_is_accepted_with_a_motive_where_the_reglement_says_so():
    constat = proposed(LATE, AFTER)

    assert (StatutCandidature.RECEVABLE, True) == (constat.proposed, constat.needs_motive)


def test_a_late_dossier_is_refused_where_the_reglement_says_so():
    constat = proposed(LATE, AFTER, retard="refuser")

    assert (StatutCandidature.IRRECEVABLE, False) == (constat.proposed, constat.needs_motive)


def test_a_refused_late_dossier_gets_no_days_of_grace():
    depot = LATE._replace(missing_pieces=("Budget prévisionnel",))

    assert StatutCandidature.IRRECEVABLE == proposed(depot, IN_GRACE, retard="refuser").proposed


def test_only_compulsory_pieces_are_missing():
    assert ("Budget prévisionnel",) == missing_pieces(reglement(), ["note"])
    assert () == missing_pieces(reglement(), ["budget_previsionnel"])


@pytest.mark.parametrize("value, missing", [("0", ()), (0, ()), ("", ("Jeunes issus des QPV",))])
def test_a_zero_is_a_figure_and_an_empty_text_is_none(value, missing):
    assert missing == missing_figures(reglement(), {"jeunes_qpv": value})


def test_the_note_that_a_person_gives_is_not_asked_of_the_of_cfa():
    assert ("Jeunes issus des QPV",) == missing_figures(reglement(), {})
