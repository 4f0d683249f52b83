"""The way to the identity provider and back.

What OpenID Connect asks and allauth leaves out is checked here: signature of the identity token and of the userinfo
against the published keys, nonce, level of assurance (acr), same subject in both.
"""

from secrets import compare_digest

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404

from tandem.web.readonly import writes_while_reading

ALGORITHMS = ("RS256", "ES256")
"""Asymmetric only: with a symmetric one, whoever knows the client secret could sign for the provider."""


class IdentityError(OAuth2Error):
    """What the provider answered cannot be trusted; the message, in French, is for the person."""


class SignedUserinfoAdapter(OpenIDConnectOAuth2Adapter):
    """Reads the answers of the provider; raises IdentityError when one cannot be trusted."""

    nonce = None

    def complete_login(self, request, app, token, **kwargs):
        """Return the sign-in described by the identity token and the userinfo, both checked."""
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise IdentityError("Le fournisseur d’identité n’a pas rendu de jeton d’identité.")
        identity = self._decode(id_token, app, required=["iss", "sub", "aud", "exp", "iat"])
        self._check_identity(identity, app)
        data = {"id_token": identity}
        if app.settings.get("fetch_userinfo", True):
            data["userinfo"] = self._userinfo(token.token, app, identity["sub"])
        return self.get_provider().sociallogin_from_response(request, data)

    def _check_identity(self, identity, app):
        if not compare_digest(str(identity.get("nonce", "")), str(self.nonce)):
            raise IdentityError("Le jeton d’identité ne répond pas à cette demande de connexion (nonce).")
        wanted = app.settings.get("acr")
        if wanted and identity.get("acr") != wanted:
            raise IdentityError(
                f"Le niveau de garantie « {wanted} » est attendu, le fournisseur a rendu « {identity.get('acr')} »."
            )

    def _userinfo(self, access_token, app, subject):
        """Return the claims of the userinfo, signed (application/jwt) or plain (application/json)."""
        with get_adapter().get_requests_session() as session:
            response = session.get(self.profile_url, headers={"Authorization": f"Bearer {access_token}"})
            response.raise_for_status()
        if response.headers.get("Content-Type", "").partition(";")[0].strip() == "application/jwt":
            claims = self._decode(response.text, app, required=["iss", "sub", "aud"])
        else:
            claims = response.json()
        if claims.get("sub") != subject:
            raise IdentityError("Le jeton d’identité et les informations reçues ne désignent pas la même personne.")
        return claims

    def _decode(self, token, app, *, required):
        try:
            key = self._key(jwt.get_unverified_header(token).get("kid"))
            return jwt.decode(
                token,
                key=key,
                algorithms=ALGORITHMS,
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                options={"require": required},
            )
        except jwt.PyJWTError as error:
            raise IdentityError(f"Un jeton du fournisseur d’identité n’est pas valable ({error}).") from error

    def _key(self, kid):
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(response.json()).keys
        found = [key for key in keys if key.key_id == kid]
        if not found:
            raise IdentityError("Un jeton est signé par une clé que le fournisseur d’identité ne publie pas.")
        return found[0]


class NonceCallbackView(OAuth2CallbackView):
    """Hands to the adapter the nonce that left with the request."""

    def _get_state(self, request, provider):
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce")
        return state, response


def _answer(view_class, request, provider_id):
    adapter = SignedUserinfoAdapter(request, provider_id)
    try:
        provider = adapter.get_provider()
    except SocialApp.DoesNotExist as error:
        raise Http404("Ce fournisseur d’identité n’est pas configuré.") from error
    try:
        return view_class.adapter_view(adapter)(request)
    except requests.RequestException as error:
        return render_authentication_error(request, provider, exception=error)


@login_not_required
def login(request, provider_id):
    """Send the person to the identity provider (after a click: never on a mere GET)."""
    return _answer(OAuth2LoginView, request, provider_id)


@login_not_required
@writes_while_reading("the identity provider sends the browser back by GET, and the sign-in is recorded")
def callback(request, provider_id):
    """Sign in the person whom the identity provider sends back."""
    return _answer(NonceCallbackView, request, provider_id)
