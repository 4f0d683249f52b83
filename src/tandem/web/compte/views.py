"""One's own account: roles, current organisation, second factor."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from tandem.organisations.enums import Role
from tandem.web.compte.second_factor import needs_second_factor
from tandem.web.frame import SESSION_KEY


@require_GET
def account(request):
    """Show my identity, my roles (present, past and to come), my doors."""
    today = timezone.localdate()
    memberships = request.user.memberships.select_related("organisation", "departement").order_by(
        "organisation__nom", "role", "-starts_on", "pk"
    )
    current = [m for m in memberships if m.starts_on <= today and (m.ends_on is None or m.ends_on >= today)]
    context = {
        "current": current,
        "others": [membership for membership in memberships if membership not in current],
        "has_second_factor": is_mfa_enabled(request.user),
        "needs_second_factor": needs_second_factor(request.user),
    }
    return render(request, "compte/account.html", context)


@require_POST
def switch_organisation(request):
    """Choose the organisation for which I act from now on."""
    slug = request.POST.get("organisation", "")
    membership = (
        request.user.memberships.current().filter(organisation__slug=slug).select_related("organisation").first()
    )
    if membership is None:
        raise Http404("Vous n’avez pas de rôle dans cette organisation.")
    request.session[SESSION_KEY] = slug
    messages.success(request, f"Vous agissez maintenant pour : {membership.organisation}.")
    next_url = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(next_url, allowed_hosts={request.get_host()}):
        return redirect(next_url)
    return redirect("accueil")


@require_GET
def second_factor_required(request):
    """Explain why the platform is closed until a second factor is added, and how to add it."""
    if not needs_second_factor(request.user) or is_mfa_enabled(request.user):
        return redirect("accueil")
    roles = request.user.memberships.current().values_list("role", flat=True)
    return render(
        request, "compte/second_factor_required.html", {"roles": sorted({Role(role).label for role in roles})}
    )
