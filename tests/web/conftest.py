"""What the tests of screens share."""

import pytest
from django.core.cache import cache

from tests.web.world import build_world

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def world(db):
    """The small world of the access table, with its `users` by persona."""
    cache.clear()
    return build_world()


@pytest.fixture
def sign_in(client):
    """Return a function that signs a person in and gives back the test client."""

    def sign_in_as(user):
        client.force_login(user, backend=BACKEND)
        return client

    return sign_in_as
