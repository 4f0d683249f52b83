"""Tell a person that she has been given a role, and how to enter."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse


def send_invitation(request, membership, *, is_new):
    """Send the e-mail of a new role; to a new account, with the link that chooses a password (three days)."""
    adapter = get_adapter(request)
    context = {
        "membership": membership,
        "inviter": request.user,
        "login_url": request.build_absolute_uri(reverse("account_login")),
        "code_url": request.build_absolute_uri(reverse("account_request_login_code")),
        "password_url": "",
    }
    if is_new:
        user = membership.user
        key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
        context["password_url"] = adapter.get_reset_password_from_key_url(key)
    adapter.send_mail("administration/email/invitation", membership.user.email, context)
