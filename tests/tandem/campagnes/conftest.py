import pytest

from tests.tandem.campagnes.world import build_campaign


@pytest.fixture
def world(db):
    """A campaign in instruction with three OF-CFA and two people for each role."""
    return build_campaign()
