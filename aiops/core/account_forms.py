"""allauth's forms in our words: labels say it all, so no placeholders."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SetPasswordForm
from allauth.core import context, ratelimit
from allauth.mfa.base.forms import AuthenticateForm as SecondFactorForm
from allauth.mfa.base.forms import ReauthenticateForm as SecondFactorAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms


def _plain(form: forms.Form, labels: dict[str, str]) -> None:
    for name, label in labels.items():
        field = form.fields[name]
        field.label, field.help_text = label, ""
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs["class"] = "input"


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no type hints
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"login": "E-mail address", "password": "Password"})
        self.fields["login"].widget.attrs["autofocus"] = True


class FirstPasswordForm(SetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"password1": "Password", "password2": "The same again"})


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"oldpassword": "Password now", "password1": "New password", "password2": "The same again"})


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"password": "Password"})


def _few_guesses(form: Any) -> None:
    """Whoever is asked for a code has shown the password, so here the person is counted, wherever the guess is from."""
    if not ratelimit.consume(context.request, action="second_factor", key=str(form.user.pk)):
        raise forms.ValidationError("Too many wrong codes. Try again later.")


class CodeForm(SecondFactorForm):  # type: ignore[misc]
    def clean_code(self) -> str:
        _few_guesses(self)
        return str(super().clean_code())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"code": "Code of the app, or a recovery code"})
        self.fields["code"].widget.attrs["autofocus"] = True


class CodeAgainForm(SecondFactorAgainForm):  # type: ignore[misc]
    def clean_code(self) -> str:
        _few_guesses(self)
        return str(super().clean_code())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"code": "Code of the app, or a recovery code"})


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"code": "The six digits it shows now"})
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
