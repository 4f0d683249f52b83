"""Tags of the account pages."""

import qrcode
import requests
from django import template
from django.utils.html import format_html

from tandem.web.compte.oidc.views import IdentityError

register = template.Library()

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.simple_tag
def qr_code(text):
    """{% qr_code totp_url %}: the QR code of a text, drawn in SVG; the key is written beside it."""
    code = qrcode.QRCode(border=2)
    code.add_data(text)
    matrix = code.get_matrix()
    dark = "".join(
        f"M{column} {row}h1v1h-1z" for row, line in enumerate(matrix) for column, is_dark in enumerate(line) if is_dark
    )
    return format_html(
        '<svg viewBox="0 0 {0} {0}" role="img" aria-label="Dessin à lire avec l’application d’authentification" '
        'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{0}v{0}H0z"/><path fill="#000" d="{1}"/></svg>',
        len(matrix),
        dark,
    )


@register.filter
def item(mapping, key):
    """{{ authenticators|item:"totp" }}: the value under a key that may be absent, or None."""
    return mapping.get(key)


@register.simple_tag(takes_context=True)
def sign_in_error(context):
    """Return what a person may read of a failed OpenID Connect sign-in; nothing when it says nothing to her."""
    exception = context.get("auth_error", {}).get("exception")
    if isinstance(exception, IdentityError):
        return str(exception)
    if isinstance(exception, requests.RequestException):
        return "Le fournisseur d’identité ne répond pas."
    return ""


@register.filter
def browser_name(user_agent):
    """Return « Firefox sous Windows » from a User-Agent header, or the header when nothing in it is known."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " sous ".join(filter(None, (browser, system))) or user_agent


@register.simple_tag(takes_context=True)
def token_has_failed(context):
    """Return whether the link of a password reset is spent: allauth says it, or says nothing."""
    return context.get("token_fail", False)


@register.simple_tag(takes_context=True)
def redirect_field(context):
    """Return the hidden field that carries where the person was going, when the view of allauth gives one."""
    return context.get("redirect_field") or ""
