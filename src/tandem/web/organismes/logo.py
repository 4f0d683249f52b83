"""The logo of a charte, open to all as the pages that it heads are; it can do nothing but be looked at."""

from pathlib import PurePath

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from tandem.organisations.logos import CONTENT_TYPES
from tandem.organisations.models import Charte

LOCKED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
def logo(request, slug):
    """Send the logo of an organisation."""
    charte = get_object_or_404(Charte, organisation__slug=slug)
    suffix = PurePath(charte.logo.name).suffix.lower() if charte.logo else ""
    if suffix not in CONTENT_TYPES:
        raise Http404("Cette organisation n’a pas de logo.")
    response = FileResponse(charte.logo.open("rb"), content_type=CONTENT_TYPES[suffix])
    # Opened alone, outside an <img>, an SVG is a document: it is given no right.
    response.headers["Content-Security-Policy"] = LOCKED
    return response
