"""Addresses of sign-in and of one's own account: allauth's views under French addresses, and ours.

Left out on purpose: sign-up, change of address and connection of further accounts. An account is made, and its
address changed, by an administrator.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as socialaccount
from allauth.usersessions import views as usersessions
from django.urls import include, path, re_path

from tandem.web.compte import views

SIGN_IN = [
    path("connexion/", account.login, name="account_login"),
    path("connexion/code/", account.request_login_code, name="account_request_login_code"),
    path("connexion/code/saisie/", account.confirm_login_code, name="account_confirm_login_code"),
    path("connexion/second-facteur/", mfa.authenticate, name="mfa_authenticate"),
    path("deconnexion/", account.logout, name="account_logout"),
    path("ferme/", account.account_inactive, name="account_inactive"),
    path("adresse-a-verifier/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^adresse-a-verifier/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("connexion/annulee/", socialaccount.login_cancelled, name="socialaccount_login_cancelled"),
]
PASSWORDS = [
    path("mot-de-passe/", account.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", account.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path("mot-de-passe/oublie/envoye/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^mot-de-passe/oublie/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/enregistre/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("verification/", account.reauthenticate, name="account_reauthenticate"),
]
SECOND_FACTOR = [
    path("second-facteur/", mfa.index, name="mfa_index"),
    path("second-facteur/verification/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-facteur/exige/", views.second_factor_required, name="compte_second_facteur_exige"),
    path("second-facteur/application/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-facteur/application/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-facteur/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-facteur/codes/renouveler/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-facteur/codes/telecharger/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]

urlpatterns = [
    path("", views.account, name="compte"),
    path("organisation/", views.switch_organisation, name="compte_organisation"),
    path("sessions/", usersessions.list_usersessions, name="usersessions_list"),
    *SIGN_IN,
    *PASSWORDS,
    *SECOND_FACTOR,
    path("", include("tandem.web.compte.oidc.urls")),
]
