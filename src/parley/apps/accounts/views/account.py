"""One's account: what one is called, what one signs in with, and where one is signed in."""

from typing import Any

from allauth.mfa.base.views import ReauthenticateView
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from parley.apps.accounts import forms, presenters, selectors, services
from parley.apps.accounts.services import second_factors
from parley.apps.accounts.views.engine import Ours, next_of
from parley.core import language
from parley.core.views import Request, sees, signed_in, view

ACCOUNT = reverse_lazy("account")


class _Adding(Ours):
    """Setting one up shows it: it is not asked for again a page later."""

    kind: str
    did_generate_recovery_codes: bool

    def get_success_url(self) -> str:
        second_factors.show(self.request, self.kind)
        if self.did_generate_recovery_codes:
            return reverse("mfa_view_recovery_codes")
        return next_of(self.request) or reverse("account")


class AddPasskey(_Adding, AddWebAuthnView):
    kind = "webauthn"
    form_class = forms.PasskeyForm
    template_name = "accounts/passkey_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "options": begin_registration(self.request.user, passwordless=True)}


class RenamePasskey(Ours, EditWebAuthnView):
    form_class = forms.PasskeyNameForm
    template_name = "accounts/passkey_rename.html"
    success_url = ACCOUNT

    def form_valid(self, form: Any) -> HttpResponse:
        second_factors.record(self.request, self.request.user, self.object.type, "renamed")
        return super().form_valid(form)


class RemovePasskey(Ours, RemoveWebAuthnView):
    template_name = "accounts/passkey_remove.html"
    success_url = ACCOUNT


class AddApp(_Adding, ActivateTOTPView):
    kind = "totp"
    form_class = forms.AppForm
    template_name = "accounts/app_add.html"


class RemoveApp(Ours, DeactivateTOTPView):
    template_name = "accounts/app_remove.html"
    success_url = ACCOUNT


class RecoveryCodes(Ours, ViewRecoveryCodesView):
    template_name = "accounts/recovery_codes.html"


class NewRecoveryCodes(Ours, GenerateRecoveryCodesView):
    template_name = "accounts/recovery_codes_new.html"


class RecoveryCodesFile(Ours, DownloadRecoveryCodesView):
    template_name = "accounts/recovery_codes.txt"


class Confirm(Ours, ReauthenticateView):
    """That it is still the same person, before anything about signing in is changed."""

    form_class = forms.ConfirmForm
    template_name = "accounts/confirm.html"


class ConfirmByPasskey(Ours, ReauthenticateWebAuthnView):
    form_class = forms.PasskeyConfirmForm
    template_name = "accounts/confirm_passkey.html"

    def form_invalid(self, form: Any) -> HttpResponseBase:
        second_factors.record_refusal(self.request, self.request.user, "webauthn")
        messages.error(self.request, _("This passkey was not accepted. Please try again."))
        return HttpResponseRedirect(self.request.get_full_path())


_add_passkey, _rename_passkey = AddPasskey.as_view(), RenamePasskey.as_view()
_remove_passkey, _add_app, _remove_app = (
    RemovePasskey.as_view(),
    AddApp.as_view(),
    RemoveApp.as_view(),
)
_codes, _new_codes = RecoveryCodes.as_view(), NewRecoveryCodes.as_view()
_codes_file = RecoveryCodesFile.as_view()
_confirm, _confirm_by_passkey = Confirm.as_view(), ConfirmByPasskey.as_view()


@never_cache
@view(signed_in, "GET", "POST")
def account(request: Request) -> HttpResponse:
    own = selectors.own_account(request.actor)
    initial = {"name": own.name, "language": own.language or request.LANGUAGE_CODE}
    form = forms.AccountForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        context = presenters.account_page(request, own)
        status = 422 if form.is_bound else 200
        return render(request, "accounts/account.html", {**context, "form": form}, status=status)
    services.change_name(request.actor, own, form.cleaned_data["name"])
    messages.success(request, _("Your account was changed."))
    response = redirect("account")
    language.choose(request.actor, response, form.cleaned_data["language"])
    return response


@never_cache
@view(signed_in)
def second_factor(request: Request) -> HttpResponse:
    """Why one is asked for, and the ways to get one."""
    return render(request, "accounts/second_factor.html", {"next": next_of(request)})


@never_cache
@view(signed_in, "GET", "POST")
def passkey_add(request: Request) -> HttpResponseBase:
    return _add_passkey(request)


@never_cache
@view(sees(selectors.passkey_for), "GET", "POST")
def passkey_rename(request: Request, passkey: Any) -> HttpResponseBase:
    return _rename_passkey(request, pk=passkey.pk)


@never_cache
@view(sees(selectors.passkey_for), "GET", "POST")
def passkey_remove(request: Request, passkey: Any) -> HttpResponseBase:
    return _remove_passkey(request, pk=passkey.pk)


@never_cache
@view(signed_in, "GET", "POST")
def app_add(request: Request) -> HttpResponseBase:
    return _add_app(request)


@never_cache
@view(signed_in, "GET", "POST")
def app_remove(request: Request) -> HttpResponseBase:
    return _remove_app(request)


@never_cache
@view(signed_in)
def recovery_codes(request: Request) -> HttpResponseBase:
    return _codes(request)


@never_cache
@view(signed_in, "GET", "POST")
def recovery_codes_new(request: Request) -> HttpResponseBase:
    return _new_codes(request)


@never_cache
@view(signed_in)
def recovery_codes_file(request: Request) -> HttpResponseBase:
    return _codes_file(request)


@never_cache
@view(signed_in, "GET", "POST")
def confirm(request: Request) -> HttpResponseBase:
    return _confirm(request)


@never_cache
@view(signed_in, "GET", "POST")
def confirm_by_passkey(request: Request) -> HttpResponseBase:
    return _confirm_by_passkey(request)


@never_cache
@view(sees(selectors.session_for), "POST")
def session_end(request: Request, session: Any) -> HttpResponse:
    services.end_session(request.actor, session)
    messages.success(request, _("That device is signed out."))
    return redirect("account")


@never_cache
@view(signed_in, "POST")
def sessions_end(request: Request) -> HttpResponse:
    count = services.end_other_sessions(request.actor, request)
    text = ngettext(
        "%(n)d other device is signed out.", "%(n)d other devices are signed out.", count
    )
    messages.success(request, text % {"n": count})
    return redirect("account")
