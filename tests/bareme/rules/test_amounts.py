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
