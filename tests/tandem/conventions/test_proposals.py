"""The meetings that are proposed for a real convention."""

from datetime import date

import pytest

from tandem.conventions.followed import follow
from tandem.conventions.proposals import outlook_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "on, holiday", [(date(2025, 7, 11), date(2026, 5, 27)), (date(2026, 1, 21), date(2026, 10, 9))]
)
def test_nobody_is_asked_to_meet_on_the_holiday_of_a_territory(real_conventions, on, holiday):
    """27 May is a holiday in Saint-Martin, 9 October in Saint-Barthélemy (L3422-2)."""
    convention = real_conventions["opco-sante-akto-2025"]

    def proposed():
        (followed,) = follow([convention])
        return {one.date for one in outlook_of(followed, on).proposals}

    there = proposed()
    convention.territoires.clear()
    elsewhere = proposed()

    assert holiday in elsewhere
    assert holiday not in there
    assert len(elsewhere) == len(there)
