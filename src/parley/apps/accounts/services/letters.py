"""Mails about signing in."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from parley.apps.accounts.models import User
from parley.core import mail


def _common() -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.BASE_URL,
        "account_url": settings.BASE_URL + reverse("account"),
    }


def _language(account: User | None = None) -> str:
    return (account.language if account else "") or get_language() or settings.LANGUAGE_CODE


def send_code(address: str, code: str) -> None:
    """In the language of the page that it is typed in."""
    minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
    context = {**_common(), "code": code, "minutes": minutes}
    mail.send(address, "accounts/sign_in_code", context, language=_language())


def tell_of_no_account(address: str) -> None:
    """Sent where a code would be, so that the page can say the same to everybody."""
    mail.send(address, "accounts/no_account", _common(), language=_language())


def tell_of_change(account: User, change: str) -> None:
    """Its owner should know, in case that it was somebody else."""
    context = {**_common(), "change": change}
    mail.send(account.email, "accounts/sign_in_changed", context, language=_language(account))
