"""What the platform decides at sign-in: nobody signs up alone, an identity provider proves, it does not grant."""

import base64
from types import MappingProxyType

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.shortcuts import render
from django.urls import reverse

from tandem.organisations.perms import can_sign_in_from
from tandem.web.compte.second_factor import needs_second_factor

ACCOUNT_ERRORS = MappingProxyType(
    {
        "account_inactive": "Ce compte est fermé. Adressez-vous à l’administration de votre organisation.",
        "email_password_mismatch": "Adresse ou mot de passe incorrect. Vérifiez les deux, ou demandez un code par "
        "courriel.",
        "enter_current_password": "Votre mot de passe actuel est incorrect.",
        "incorrect_code": "Ce code est incorrect. Recopiez le dernier code reçu, sans espace.",
        "incorrect_password": "Ce mot de passe est incorrect.",
        "invalid_login": "Connexion impossible. Recommencez depuis la page de connexion.",
        "invalid_or_expired_key": "Ce lien n’est plus valable. Demandez-en un nouveau.",
        "invalid_password_reset": "Ce lien n’est plus valable. Demandez-en un nouveau.",
        "rate_limited": "Trop de demandes en peu de temps. Patientez quelques minutes avant de recommencer.",
        "same_as_current": "La nouvelle valeur doit être différente de l’actuelle.",
        "too_many_login_attempts": "Trop d’essais manqués. Patientez quelques minutes avant de recommencer.",
    }
)
MFA_ERRORS = MappingProxyType(
    {
        "cannot_delete_authenticator": "Votre rôle exige un second facteur : il ne peut être retiré.",
        "cannot_generate_recovery_codes": "Les codes de secours s’ajoutent à un second facteur : activez-le d’abord.",
        "incorrect_code": "Ce code est incorrect. Attendez le code suivant de votre application et recopiez-le.",
        "unverified_email": "Votre adresse électronique doit être vérifiée avant d’ajouter un second facteur.",
    }
)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator: the sign-up forms are closed."""

    error_messages = {**DefaultAccountAdapter.error_messages, **ACCOUNT_ERRORS}

    def is_open_for_signup(self, request):
        """Nobody opens an account alone."""
        return False

    def send_account_already_exists_mail(self, email):
        """Tell the holder of the address how to sign in: this platform has no sign-up form to point to."""
        login_url = self.request.build_absolute_uri(reverse("account_login"))
        self.send_mail("account/email/account_already_exists", email, {"login_url": login_url})


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An identity provider says who somebody is; the roles stay those that our administrators gave."""

    def pre_social_login(self, request, sociallogin):
        """Stop, with an explanation, whoever is unknown here or comes from another organisation."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            self._stop(request, "Cette opération n’est pas proposée ici : connectez-vous depuis la page de connexion.")
        if not sociallogin.email_addresses:
            self._stop(request, "Le fournisseur d’identité n’a pas transmis votre adresse électronique.")
        email = sociallogin.email_addresses[0].email
        if not sociallogin.is_existing:
            if not settings.OIDC_ALLOW_UNKNOWN:
                self._stop(
                    request,
                    f"Aucun compte n’existe ici pour « {email} ». Demandez une invitation à l’administration de votre "
                    "organisation, en lui indiquant cette adresse.",
                )
            return
        siret = sociallogin.account.extra_data.get("siret")
        memberships = sociallogin.user.memberships.current().select_related("organisation")
        decision = can_sign_in_from(siret, [membership.organisation for membership in memberships])
        if not decision:
            self._stop(request, decision.reason)

    def is_open_for_signup(self, request, sociallogin):
        """Whether somebody whom nobody invited may enter, with no role."""
        return settings.OIDC_ALLOW_UNKNOWN

    @staticmethod
    def _stop(request, reason):
        raise ImmediateHttpResponse(render(request, "socialaccount/refused.html", {"reason": reason}, status=403))


class MfaAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted at rest, and kept where the role asks for one."""

    error_messages = {**DefaultMFAAdapter.error_messages, **MFA_ERRORS}

    def encrypt(self, text):
        """Encrypt a secret under a key drawn from SECRET_KEY."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """Decrypt a secret; keys of SECRET_KEY_FALLBACKS are tried after SECRET_KEY."""
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator):
        """Refuse to remove the second factor that a role makes compulsory."""
        return not needs_second_factor(authenticator.user)


def _fernet():
    return MultiFernet([Fernet(_derived(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(secret):
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"tandem.mfa")
    return base64.urlsafe_b64encode(kdf.derive(secret.encode()))
