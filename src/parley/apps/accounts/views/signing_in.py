"""Ways in and out: a code by mail, a passkey, a link, a persona of the demo."""

from typing import Any

from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from parley.apps.accounts import forms, selectors, services
from parley.apps.accounts.services import letters, second_factors
from parley.apps.accounts.views.engine import Ours, is_somebody, next_of, refused
from parley.core import by_link, language
from parley.core.addresses import local
from parley.core.views import Request, anyone, emptied, sees, view


class AskForCode(Ours, RequestLoginCodeView):
    """The page where one says who one is. What follows is the same for everybody."""

    form_class = forms.AddressForm
    template_name = "accounts/sign_in.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if form._user is None:
            letters.tell_of_no_account(form.cleaned_data["email"])
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        return {
            **super().get_context_data(**kwargs),
            "personas": selectors.personas_for(actor),
            "providers": selectors.providers_for(actor),
            "is_somebody": is_somebody(self.request),
        }


class TypeCode(Ours, ConfirmLoginCodeView):
    form_class = forms.CodeForm
    template_name = "accounts/sign_in_code.html"

    def dispatch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As many queries where nobody has the address as where somebody has it."""
        response = super().dispatch(request, *args, **kwargs)
        if (stage := getattr(self, "stage", None)) and stage.login.user is None:
            selectors.nobody()
        return response

    def form_invalid(self, form: Any) -> HttpResponseBase:
        if self.stage.login.user is None:
            second_factors.record_stray_refusal()
        return super().form_invalid(form)


class ShowSecondFactor(Ours, AuthenticateView):
    """After the code from the mail, where the account wants more than that."""

    form_class = forms.SecondFactorForm
    webauthn_form_class = forms.PasskeyFactorForm
    template_name = "accounts/second_factor_show.html"

    def form_invalid(self, form: Any) -> HttpResponseBase:
        if "credential" in form.errors:
            second_factors.record_refusal(self.request, self.stage.login.user, "webauthn")
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        options = context["js_data"]["request_options"]
        return {**context, "options": options, "has_passkey": has_passkey(options)}


def has_passkey(options: dict[str, Any]) -> bool:
    return bool(options["publicKey"].get("allowCredentials"))


class UsePasskey(Ours, LoginWebAuthnView):
    """The passkey alone: its device has asked for a finger, a face or a PIN."""

    form_class = forms.PasskeySignInForm


_ask, _type = AskForCode.as_view(), TypeCode.as_view()
_show, _use = ShowSecondFactor.as_view(), UsePasskey.as_view()


@never_cache
@view(anyone, "GET", "POST")
def sign_in(request: Request) -> HttpResponseBase:
    if is_somebody(request) and by_link.is_limited(request):
        return by_link.again(request, next_of(request) or reverse("account"))
    if request.method == "POST" and is_somebody(request):
        return HttpResponseRedirect(local(request, next_of(request)))
    return refused(request, "sign-in") or _ask(request)


@never_cache
@view(anyone, "GET", "POST")
def sign_in_code(request: Request) -> HttpResponseBase:
    return refused(request, "sign-in-code") or _type(request)


@never_cache
@view(anyone, "GET", "POST")
def sign_in_second_factor(request: Request) -> HttpResponseBase:
    return _show(request)


@never_cache
@view(anyone, "GET", "POST")
def sign_in_passkey(request: Request) -> HttpResponseBase:
    """GET, for the page's script: what to ask the device."""
    if is_somebody(request):
        return redirect("account")
    return refused(request, "passkey") or _use(request)


@never_cache
@view(sees(selectors.persona_for), "GET", "POST")  # type: ignore[arg-type]
def demo_sign_in(request: Request, persona: selectors.PersonaAccount) -> HttpResponse:
    if request.method != "POST":
        context = {"persona": persona, "next": next_of(request)}
        return render(request, "accounts/demo_sign_in.html", context)
    account = services.sign_in_as(request.actor, request, persona.persona.name)
    response = HttpResponseRedirect(local(request, next_of(request)))
    language.welcome(request, response, account.language)
    return response


@never_cache
@view(anyone, "GET", "POST")
def sign_in_link(request: Request, token: str) -> HttpResponse:
    try:
        if request.method == "POST":
            account = services.sign_in_by_link(request.actor, request, token)
            response = redirect("home")
            language.welcome(request, response, account.language)
            return response
        # A look does not use the link up: mail programs and scanners open addresses too.
        context: dict[str, Any] = {"account": selectors.account_by_link(request.actor, token)}
    except selectors.UnusableLink as error:
        context = {"reason": str(error)}
        return render(request, "accounts/unusable_link.html", context, status=error.status)
    return render(request, "accounts/sign_in_link.html", context)


@never_cache
@view(anyone, "GET", "POST")
def sign_out(request: Request) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/sign_out.html")
    services.sign_out(request.actor, request)
    after = next_of(request)
    response = redirect_to_login(after) if after else redirect("home")
    language.forget_choice(response)
    return emptied(response)
