"""The pages of the site itself, public, and the stylesheet of a charte."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from tandem.organisations.models import Charte
from tandem.web.frame import frame_of
from tandem.web.pages.releases import data_releases
from tandem.web.theme import palette


@login_not_required
@require_safe
def accessibility(request):
    """Show the accessibility declaration (RGAA 4.1.2, article 47 of the law 2005-102)."""
    return render(request, "pages/accessibilite.html", _contact())


@login_not_required
@require_safe
def legal_notice(request):
    """Show who publishes and who hosts the site (law 2004-575, article 6)."""
    return render(request, "pages/mentions_legales.html", _contact())


@login_not_required
@require_safe
def personal_data(request):
    """Show which personal data are kept, why and for how long (GDPR, articles 13 and 14)."""
    return render(request, "pages/donnees_personnelles.html", _contact())


@login_not_required
@require_safe
def source_code(request):
    """Show the licence and where the source is."""
    return render(request, "pages/code_source.html", _contact())


@login_not_required
@require_safe
def versions(request):
    """Show the version of the software and of each reference table that it carries."""
    return render(request, "pages/versions.html", {"releases": data_releases()})


@login_not_required
@require_safe
def site_map(request):
    """List every section and page that this person may open."""
    return render(request, "pages/plan_du_site.html", {"sections": frame_of(request).navigation})


@login_not_required
@require_safe
def help_page(request):
    """Show how to do the first things, by role, and whom to ask."""
    return render(request, "pages/aide.html", _contact())


@login_not_required
@require_safe
@cache_control(max_age=3600, public=True)
def theme(request, slug):
    """Serve the colours of an organisation as a stylesheet."""
    charte = get_object_or_404(Charte, organisation__slug=slug)
    sheet = palette(charte.couleur_primaire, charte.couleur_accent).stylesheet()
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")


def _contact() -> dict[str, str]:
    """Return what the operator of the platform says of itself, from its settings."""
    return {
        "contact_email": settings.CONTACT_EMAIL,
        "publisher": settings.PUBLISHER,
        "publication_director": settings.PUBLICATION_DIRECTOR,
        "host": settings.HOST_DESCRIPTION,
        "source_url": settings.SOURCE_URL,
        "platform_name": settings.PLATFORM_NAME,
    }
