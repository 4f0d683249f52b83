"""The forms of allauth under French labels, with what browsers need to fill them in."""

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.contrib.auth.password_validation import password_validators_help_texts

ADDRESS = "Adresse électronique professionnelle"
PASSWORD = "Mot de passe"  # noqa: S105 - a label
CODE = "Code à usage unique"


def _tidy(form, **labels):
    """Give each field its label; placeholders go (they are not labels), and so do allauth's HTML hints."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)
    if "password1" in form.fields:
        form.fields["password1"].help_text = " ".join(password_validators_help_texts())


def _numeric(field):
    field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class LoginForm(account.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _tidy(self, login=ADDRESS, password=PASSWORD)


class ResetPasswordForm(account.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _tidy(self, email=ADDRESS)


class ResetPasswordKeyForm(account.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _tidy(self, password1="Nouveau mot de passe", password2="Nouveau mot de passe, une seconde fois")


class ChangePasswordForm(account.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _tidy(
            self,
            oldpassword="Mot de passe actuel",
            password1="Nouveau mot de passe",
            password2="Nouveau mot de passe, une seconde fois",
        )


class SetPasswordForm(account.SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _tidy(self, password1=PASSWORD, password2="Mot de passe, une seconde fois")


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _tidy(self, password=PASSWORD)


class RequestLoginCodeForm(account.RequestLoginCodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _tidy(self, email=ADDRESS)


class ConfirmLoginCodeForm(account.ConfirmLoginCodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _tidy(self, code="Code reçu par courriel")
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "autocapitalize": "characters"}


class AuthenticateForm(mfa.AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _tidy(self, code=CODE)
        _numeric(self.fields["code"])


class MfaReauthenticateForm(mfa.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _tidy(self, code=CODE)
        _numeric(self.fields["code"])


class ActivateTotpForm(totp.ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _tidy(self, code="Code affiché par l’application")
        _numeric(self.fields["code"])
