"""What the amounts owe to a reading of the law that is not the default one."""

from datetime import date

import pytest

from bareme.funding import fund
from bareme.legislation import law_on
from tests.bareme.funding.contrats import contrat


@pytest.mark.parametrize("per_contract", [0, 1])
def test_the_ceiling_of_the_handicap_holds_for_the_titre_paid_a_whole_year(per_contract):
    titre = contrat(6000, "2022-09-01", "2023-03-31", titre_ministere_court=1, majoration_handicap=600_000)
    law = law_on(date(2022, 8, 22), {"hypotheses/handicap_par_contrat": per_contract})

    assert 1_000_000 == fund(titre, law).summary.du_brut


def test_a_cycle_that_begins_after_the_contract_changes_nothing():
    late = contrat(6000, "2025-09-01", "2026-06-30", debut_cycle="2025-09-15")
    plain = late._replace(debut_cycle=late.debut)
    laws = (
        law_on(date(2025, 8, 22), {key: 1}) for key in ("hypotheses/court_par_periode", "hypotheses/annees_du_cycle")
    )

    assert all(fund(plain, law) == fund(late, law) for law in laws)


@pytest.mark.parametrize("total, expected", [(0, 800_000), (10_000, 640_000)])
def test_a_share_of_no_hours_is_no_share(total, expected):
    distant = contrat(8000, "2025-09-01", "2026-08-31", heures_formation=total, heures_distance=12_000)

    assert expected == fund(distant, law_on(date(2025, 8, 22))).summary.npec_retenu
