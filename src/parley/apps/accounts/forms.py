"""The forms of signing in and of one's account. Where allauth checks, its forms do it in our words."""

import struct
from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parley.apps.accounts.services import second_factors
from parley.core.characters import validate_keepable

LONGEST_NAME = 80


def _code_input(**attrs: Any) -> forms.TextInput:
    """One field, for which phones offer figures and what came by mail."""
    common = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    return forms.TextInput(attrs={**common, "dir": "ltr", "class": "field__code", **attrs})


def _code(label: Any, help_text: Any = "", **attrs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=32, widget=_code_input(**attrs)
    )


class AddressForm(RequestLoginCodeForm):
    """To whom the code is sent."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class CodeForm(ConfirmLoginCodeForm):
    code = _code(_("Code from the mail"), _("Eight figures, with or without the dash."))


class _FactorForm(forms.Form):
    """A code of the app, each of which is taken once, or one of the recovery codes."""

    # Of the form of allauth's that this stands before.
    user: Any
    authenticator: Any
    _emit_authentication_failed: Any

    code = _code(
        _("Code of your app, or a recovery code"),
        _("Six figures that the app shows now, or one of the codes that you keep for this."),
    )

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type != Authenticator.Type.TOTP or second_factors.spend(
            self.user, code
        ):
            return code
        self._emit_authentication_failed(self.authenticator)
        raise get_adapter().validation_error("incorrect_code")


class SecondFactorForm(_FactorForm, AuthenticateForm):
    pass


class ConfirmForm(_FactorForm, ReauthenticateForm):
    pass


class AppForm(ActivateTOTPForm):
    code = _code(_("Code that the app shows"), _("Six figures, new every half minute."))


def _name() -> forms.CharField:
    return forms.CharField(
        label=_("Name of the passkey"),
        help_text=_("So that you can tell it from others: the device, or where it is kept."),
        required=False,
        max_length=LONGEST_NAME,
        validators=[validate_keepable],
    )


# What the library stumbles over in an answer that no device gives.
MALFORMED = (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error)


class _Shown(forms.Form):
    """The answer of a device that has the passkey; anybody may send anything."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeyFactorForm(_Shown, AuthenticateWebAuthnForm):
    pass


class PasskeySignInForm(_Shown, LoginWebAuthnForm):
    pass


class PasskeyConfirmForm(_Shown, ReauthenticateWebAuthnForm):
    pass


class PasskeyForm(AddWebAuthnForm):
    name = _name()
    # A passkey always opens the account alone: its device asks for a finger, a face or a PIN.
    passwordless = forms.BooleanField(initial=True, widget=forms.HiddenInput)

    def clean(self) -> Any:
        try:
            return super().clean()
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeyNameForm(EditWebAuthnForm):
    name = _name()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


class AccountForm(forms.Form):
    """What somebody is called here, and what the interface and mails speak."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        required=False,
        validators=[validate_keepable],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())
