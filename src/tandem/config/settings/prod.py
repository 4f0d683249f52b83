"""A server: every secret comes from the environment, HTTPS only."""

import os

from tandem.config.settings.base import *  # noqa: F403 - a settings layer is its base plus overrides
from tandem.database import database_settings

SECRET_KEY = os.environ["TANDEM_SECRET_KEY"]
SITE_URL = os.environ.get("TANDEM_SITE_URL", f"https://{ALLOWED_HOSTS[0].lstrip('.')}")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
DATABASES = {"default": database_settings()}
