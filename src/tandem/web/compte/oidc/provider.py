"""The OpenID Connect provider: what we ask of it, what we read in its answers."""

from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.utils.crypto import get_random_string

from tandem.web.compte.oidc.views import SignedUserinfoAdapter

NONCE_LENGTH = 32


class SignedUserinfoProvider(OpenIDConnectProvider):
    """A provider whose userinfo may be a signed JWT and whose claims may be ProConnect's."""

    oauth2_adapter_class = SignedUserinfoAdapter

    def get_scope_from_request(self, request):
        """Return the scopes of the settings: none is taken from the address."""
        return self.get_scope()

    def get_auth_params_from_request(self, request, action):
        """Return the parameters of the settings: none is taken from the address."""
        return self.get_auth_params()

    def redirect(self, request, process, next_url=None, data=None, **kwargs):
        """Send the person to the provider with a nonce, kept with the state until she is back."""
        nonce = get_random_string(NONCE_LENGTH)
        kwargs["auth_params"] = {**kwargs.get("auth_params", {}), "nonce": nonce}
        return super().redirect(request, process, next_url, data, nonce=nonce, **kwargs)

    def extract_common_fields(self, data):
        """Read the names under ProConnect's claim (`usual_name`) or under the standard one."""
        fields = super().extract_common_fields(data)
        claims = data.get("userinfo") or data.get("id_token") or data
        fields["last_name"] = claims.get("usual_name") or claims.get("family_name")
        fields.pop("username")
        return fields

    def extract_extra_data(self, data):
        """Keep the claims that the sign-in is decided on, nothing else of the person."""
        claims = {**(data.get("id_token") or {}), **(data.get("userinfo") or {})}
        kept = ("sub", "email", "siret", "idp_id", "acr", "amr")
        return {name: claims[name] for name in kept if name in claims}


provider_classes = [SignedUserinfoProvider]
