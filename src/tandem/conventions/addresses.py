"""Absolute addresses of the site, for what is read outside it: calendars, e-mails."""

from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.urls import reverse


def absolute(url_name: str, *args) -> str:
    """Return the whole address of a page."""
    return urljoin(settings.SITE_URL, reverse(url_name, args=args))


def host() -> str:
    """Return the name of the machine that serves the site: the right side of lasting identifiers."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"
