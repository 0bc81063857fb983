"""Where allauth asks what this site wants: words, mails, addresses, who may come in by whom."""

import base64
import hashlib
import logging
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.providers.base import AuthError
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from parley.apps.accounts import selectors, services
from parley.apps.accounts.models import User
from parley.apps.accounts.services import letters
from parley.core import clients, language
from parley.core.actors import actor_of
from parley.core.addresses import is_local

log = logging.getLogger(__name__)

WRONG_CODE = _("This code is not right, or was used already. Type the newest one.")
TOO_OFTEN = _("That was tried too often. Please wait a few minutes.")
CLOSED = _("This account is closed. Ask the people who run this site.")
# What is said after something was done; of the rest allauth has to say, the page itself tells.
MESSAGES = {
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is no longer asked for."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "There are new recovery codes. Keep them where you keep important papers."
    ),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": CLOSED,
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from invitations, registrations and operators."""
        return False

    def get_login_stages(self) -> list[str]:
        return ["allauth.account.stages.LoginByCodeStage", "allauth.mfa.stages.AuthenticateStage"]

    def get_client_ip(self, request: HttpRequest) -> str:
        return clients.address(request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Passkeys first: the others are typed."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return sorted(methods, key=lambda method: "webauthn" not in method["id"])

    def is_safe_url(self, url: str) -> bool:
        return is_local(context.request, url)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        if text := message or MESSAGES.get(message_template or ""):
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if template_prefix != "account/email/login_code":
            raise LookupError(f"expected the mail with the code, got {template_prefix}")
        letters.send_code(email, context["code"])

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        letters.tell_of_change(user, template_prefix.rpartition("/")[2])

    def login(self, request: HttpRequest, user: User) -> None:
        services.sign_in(request, user, by=selectors.way_in(request, user))

    def logout(self, request: HttpRequest) -> None:
        services.sign_out(actor_of(request.user), request)

    def post_login(self, request: HttpRequest, user: User, **given: Any) -> HttpResponse:
        response = super().post_login(request, user, **given)
        language.welcome(request, response, user.language)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        messages.error(request, str(CLOSED))
        return redirect("sign-in")


def _lock() -> Fernet:
    """The key to secrets in the database, which is of no use without the site's signing key."""
    digest = hashlib.sha256(b"parley.accounts.second-factor" + settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(digest.digest()))


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _lock().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("A second factor was set up under another secret key: it can't be checked.")
            # No code fits it: neither an error for its owner, nor an open door.
            return base64.b32encode(secrets.token_bytes(40)).decode()

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 (its name)
        """The device is what people know a passkey by."""
        from parley.apps.accounts.devices import device

        return device(context.request.headers.get("User-Agent", ""))


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Others vouch for an address, and only for accounts that are there. Nothing is stored of
    what they tell: the address is matched anew each time."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[Any]:
        """As configured; none in the database."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def authenticate_by_email(self, sociallogin: Any) -> tuple[User, str] | None:
        # Some providers write "false" or leave it out; neither is true.
        proven = [a.email for a in sociallogin.email_addresses if a.verified in (True, "true")]
        account = selectors.account_by_address(proven)
        return (account, "") if account else None

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        page = render(
            request,
            "accounts/provider_error.html",
            {"provider": sociallogin.provider.name, "is_unknown": True},
            status=403,
        )
        raise ImmediateHttpResponse(page)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, **more: Any
    ) -> None:
        if exception := more.get("exception"):
            log.warning("Signing in by %s failed: %r", provider.name, exception)
        page = render(
            request,
            "accounts/provider_error.html",
            {"provider": provider.name, "is_cancelled": error == AuthError.CANCELLED},
            status=200 if error == AuthError.CANCELLED else 400,
        )
        raise ImmediateHttpResponse(page)
