"""Settings shared by every environment; each variable read here is described in docs/environment.md."""

import os
from pathlib import Path

from tandem.config.settings.accounts import *  # noqa: F403 - sign-in has its own file

PACKAGE_DIR = Path(__file__).resolve().parents[2]
PROJECT_DIR = PACKAGE_DIR.parents[1]
STATE_DIR = Path(os.environ.get("TANDEM_STATE_DIR", PROJECT_DIR / ".state"))

SECRET_KEY = os.environ.get("TANDEM_SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("TANDEM_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
SITE_ID = 1
# Where the site is read from outside: calendars and e-mails carry whole addresses.
SITE_URL = os.environ.get("TANDEM_SITE_URL", f"http://{ALLOWED_HOSTS[0].lstrip('.')}:8000")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "tandem.users",
    "tandem.territoires",
    "tandem.organisations",
    "tandem.imports",
    "tandem.actes",
    "tandem.campagnes",
    "tandem.conventions",
    "tandem.deliberations",
    "tandem.web",
    "tandem.cli",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tandem.web.security.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tandem.web.security.NulBytesMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tandem.web.compte.second_factor.SecondFactorMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "tandem.web.readonly.ReadOnlyMiddleware",
]

ROOT_URLCONF = "tandem.config.urls"
WSGI_APPLICATION = "tandem.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE_DIR / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tandem.web.context.base",
            ],
        },
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accueil"

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
MEDIA_ROOT = Path(os.environ.get("TANDEM_MEDIA_ROOT", STATE_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = STATE_DIR / "emails"
DEFAULT_FROM_EMAIL = os.environ.get("TANDEM_FROM_EMAIL", "ne-pas-repondre@tandem.example")

# The kinds of files that people may import, in the order in which they are offered.
TANDEM_IMPORTERS = [
    "tandem.campagnes.importers.candidatures.CandidaturesImporter",
    "tandem.campagnes.importers.annexe_publiee.AnnexePublieeImporter",
]
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "tandem.web.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# What the operator says of itself, on the legal pages; empty is shown as missing.
PLATFORM_NAME = os.environ.get("TANDEM_PLATFORM_NAME", "Tandem")
PUBLISHER = os.environ.get("TANDEM_PUBLISHER", "")
PUBLICATION_DIRECTOR = os.environ.get("TANDEM_PUBLICATION_DIRECTOR", "")
HOST_DESCRIPTION = os.environ.get("TANDEM_HOST_DESCRIPTION", "")
CONTACT_EMAIL = os.environ.get("TANDEM_CONTACT_EMAIL", "")
SOURCE_URL = os.environ.get("TANDEM_SOURCE_URL", "")

SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],  # the QR code of the second factor
    "object-src": [],
    "base-uri": [],
    "frame-ancestors": [],
    # The form that starts a sign-in is redirected to the identity provider, which may answer under several origins.
    "form-action": ["'self'", *OIDC_ORIGINS, *os.environ.get("TANDEM_FORM_ACTION_ORIGINS", "").split()],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
