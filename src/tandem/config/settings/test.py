"""The test harness."""

from tandem.config.settings.base import *  # noqa: F403 - a settings layer is its base plus overrides
from tandem.database import database_settings

SECRET_KEY = "tests"  # noqa: S105 - tests only
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES = {"default": database_settings(for_tests=True)}
WHITENOISE_AUTOREFRESH = True  # no collected folder to serve from
SECOND_FACTOR_ROLES = frozenset()  # the tests of the second factor turn it on
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
