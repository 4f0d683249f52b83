"""Content-Security-Policy and Permissions-Policy on every answer: no inline script or style, no other server.

Django 6 brings its own middleware for the first; the setting has the same name and form (SECURE_CSP), so that this
one can go when the platform moves to the next LTS.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

PERMISSIONS = ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")


class SecurityHeadersMiddleware:
    """Adds the two headers, unless a view has set its own policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = written_policy(settings.SECURE_CSP)
        self.permissions = ", ".join(f"{name}=()" for name in PERMISSIONS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", self.permissions)
        return response


class NulBytesMiddleware:
    """Refuses a request whose address or fields hold a NUL: no text has one, and no table keeps it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any(NUL in text for text in _texts(request)):
            raise BadRequest("NUL byte")
        return self.get_response(request)


NUL = "\x00"


def _texts(request: HttpRequest) -> Iterator[str]:
    """Yield what a view may read as text; a body that is not a form is left to it."""
    yield request.path_info
    for fields in (request.GET, request.POST if request.method == "POST" else {}):
        for name, values in fields.lists() if fields else ():
            yield from (name, *values)


def written_policy(directives: Mapping[str, Sequence[str]]) -> str:
    """Return the policy as its header writes it; an empty list of sources closes a directive."""
    return "; ".join(" ".join([name, *(sources or ["'none'"])]) for name, sources in directives.items())
