from datetime import date
from fractions import Fraction

import pytest

from bareme.dispositifs.npec_branche import diplomes, npec_de_branche
from bareme.dispositifs.reconversion import cpf_mobilisable, forfait, mean_montant, split_dotation
from bareme.parametres import ParametreMissingError, ParametreUnknownError

ON = date(2026, 2, 1)


def test_the_forfait_of_the_branch_comes_first():
    assert (0, 400_000) == forfait(30_000, ON, forfait_branche=400_000)


def test_nothing_is_paid_before_the_first_of_february_2026():
    with pytest.raises(ParametreMissingError, match="01/02/2026"):
        forfait(30_000, date(2026, 1, 31))


def test_a_mean_on_the_target_raises_no_alert():
    done = mean_montant([400_000, 600_000], ON)

    assert (500_000, False, ()) == (done.mean, done.above, done.anomalies)


def test_a_mean_above_the_target_by_less_than_a_centime_is_above():
    assert mean_montant([500_000, 500_000, 500_001], ON).above


def test_a_mean_needs_a_file():
    with pytest.raises(ValueError, match="dossier"):
        mean_montant([], ON)


@pytest.mark.parametrize(
    "interne, externe, changed, codes",
    [(88, 12, False, []), (89, 11, False, ["part_externe"]), (89, 11, True, []), (0, 1, False, [])],
)
def test_externes_have_their_share_unless_the_board_changed_it(interne, externe, changed, codes):
    done = split_dotation(interne, externe, ON, changed=changed)

    assert codes == [anomalie.code for anomalie in done.anomalies]
    assert Fraction(externe, interne + externe) == done.part_externe


@pytest.mark.parametrize(
    "externe, consent, expected", [(False, True, 150_050), (True, True, 300_101), (True, False, 0), (False, False, 0)]
)
def test_the_personal_account_gives_half_or_all_with_consent(externe, consent, expected):
    assert expected == cpf_mobilisable(300_101, ON, externe=externe, consent=consent)


def test_an_empty_dotation_has_no_share():
    with pytest.raises(ValueError, match="dotation"):
        split_dotation(0, 0, ON)


def test_the_history_of_a_branch_is_sourced():
    value = npec_de_branche("1404", "titre_professionnel", date(2020, 9, 1))

    assert (650_000, True) == (value.whole, "SDLM" in value.reference.title)
    assert ("bac_pro", "btm_marechal", "btm_mecanicien", "bts", "cap", "titre_professionnel") == diplomes(1404)
    assert () == diplomes(1486)


def test_a_branch_without_history_has_none():
    with pytest.raises(ParametreUnknownError):
        npec_de_branche(1486, "cap", date(2020, 9, 1))
