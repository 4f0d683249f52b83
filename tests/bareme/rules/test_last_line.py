"""What settles the other lines does not come before them."""

import pytest

from bareme.funding import fund
from bareme.legislation import law_on
from tests.bareme.funding.contrats import conclusion_of, contrat

CASES = {
    "rupture before the avance": contrat(7200, "2024-09-01", "2025-08-31", rupture="2024-09-05"),
    "late invoice": contrat(8000, "2025-09-01", "2026-08-31", rupture="2025-09-20", facture_recue_le="2025-12-20"),
    "seventh month cut by the term": contrat(8000, "2023-09-01", "2025-03-10"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_last_line_comes_after_those_that_it_settles(name):
    lines = fund(CASES[name], law_on(conclusion_of(CASES[name]))).lines

    assert max(line.exigible_le for line in lines) == lines[-1].exigible_le
