"""Sign-in: password and TOTP, e-mailed code, OpenID Connect; each variable is described in docs/environment.md."""

import os
from urllib.parse import urlsplit

ACCOUNT_ADAPTER = "tandem.web.compte.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "tandem.web.compte.adapters.SocialAccountAdapter"
MFA_ADAPTER = "tandem.web.compte.adapters.MfaAdapter"

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]  # without password1, allauth asks nobody for one
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # an unknown address receives nothing: the form says the same to all
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # some public mail servers deliver after five minutes
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_SESSION_REMEMBER = True  # a session lasts SESSION_COOKIE_AGE, whatever the browser does
ACCOUNT_LOGOUT_REDIRECT_URL = "accueil"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_FORMS = {
    "login": "tandem.web.compte.forms.LoginForm",
    "reset_password": "tandem.web.compte.forms.ResetPasswordForm",
    "reset_password_from_key": "tandem.web.compte.forms.ResetPasswordKeyForm",
    "change_password": "tandem.web.compte.forms.ChangePasswordForm",
    "set_password": "tandem.web.compte.forms.SetPasswordForm",
    "reauthenticate": "tandem.web.compte.forms.ReauthenticateForm",
    "request_login_code": "tandem.web.compte.forms.RequestLoginCodeForm",
    "confirm_login_code": "tandem.web.compte.forms.ConfirmLoginCodeForm",
}
MFA_FORMS = {
    "authenticate": "tandem.web.compte.forms.AuthenticateForm",
    "reauthenticate": "tandem.web.compte.forms.MfaReauthenticateForm",
    "activate_totp": "tandem.web.compte.forms.ActivateTotpForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tandem"
MFA_TOTP_TOLERANCE = 1  # a clock thirty seconds off is common
MFA_RECOVERY_CODE_COUNT = 10
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TANDEM_TRUSTED_PROXIES", "0"))
"""How many proxies stand before the site: without it, the limits by address would count all visitors as one."""

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}}
"""Shared by all the processes of the site: the limits on sign-in, and the codes already used, hold for all of them."""

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # « Strict » would lose the session on the way back from the identity provider

SECOND_FACTOR_ROLES = frozenset(
    filter(None, os.environ.get("TANDEM_SECOND_FACTOR_ROLES", "region_validation,region_admin").split(","))
)
"""The roles that must have a second factor before they may use the platform."""

OIDC_PROVIDER_ID = os.environ.get("TANDEM_OIDC_ID", "proconnect")
OIDC_SERVER_URL = os.environ.get("TANDEM_OIDC_SERVER_URL", "")
OIDC_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER_URL))] if OIDC_SERVER_URL else []
OIDC_ALLOW_UNKNOWN = os.environ.get("TANDEM_OIDC_ALLOW_UNKNOWN", "") == "1"
"""Whether a person whom nobody invited may sign in (with no role, hence seeing what is public)."""

SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True


def oidc_provider(server_url, client_id, secret, *, provider_id="proconnect", name="ProConnect", **overrides):
    """Return the setting of one OpenID Connect provider, with ProConnect's profile unless overridden."""
    settings = {
        "server_url": server_url,
        "scope": ["openid", "email", "given_name", "usual_name", "uid", "siret", "idp_id"],
        "auth_params": {"acr_values": "eidas1"},
        "acr": "eidas1",
        "oauth_pkce_enabled": True,
        "verified_email": True,
        "email_authentication": True,
        **overrides,
    }
    app = {
        "provider_id": provider_id,
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": settings,
    }
    return {"provider_class": "tandem.web.compte.oidc.provider.SignedUserinfoProvider", "APPS": [app]}


def _generic_profile():
    """Return what a plain OpenID Connect provider asks instead of ProConnect's profile."""
    return {"scope": ["openid", "email", "profile"], "auth_params": {}, "acr": None, "verified_email": False}


SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"provider_class": "tandem.web.compte.oidc.provider.SignedUserinfoProvider", "APPS": []}
}
if OIDC_SERVER_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = oidc_provider(
        OIDC_SERVER_URL,
        os.environ["TANDEM_OIDC_CLIENT_ID"],
        os.environ["TANDEM_OIDC_CLIENT_SECRET"],
        provider_id=OIDC_PROVIDER_ID,
        name=os.environ.get("TANDEM_OIDC_NAME", "ProConnect"),
        **(_generic_profile() if os.environ.get("TANDEM_OIDC_PROFILE") == "oidc" else {}),
    )

TANDEM_DEMO_PASSWORD = ""  # the invented accounts and their password are shown by the demonstration alone
