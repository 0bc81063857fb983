"""What allauth tells of, into the audit record."""

from typing import Any

from allauth.account.signals import login_code_rejected
from allauth.mfa import signals
from allauth.mfa.models import Authenticator

from parley.apps.accounts.services import second_factors
from parley.core import by_link


def _added(request: Any, user: Any, authenticator: Authenticator, **_more: Any) -> None:
    second_factors.record(request, user, authenticator.type, "added")


def _removed(request: Any, user: Any, authenticator: Authenticator, **_more: Any) -> None:
    second_factors.record(request, user, authenticator.type, "removed")


def _reset(request: Any, user: Any, authenticator: Authenticator, **_more: Any) -> None:
    second_factors.record(request, user, authenticator.type, "renewed")


def _used(request: Any, user: Any, authenticator: Authenticator, **_more: Any) -> None:
    second_factors.settle(request)
    by_link.lift(request)
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        second_factors.record(request, user, authenticator.type, "used")


def _failed(request: Any, user: Any, authenticator: Authenticator, **_more: Any) -> None:
    second_factors.record_refusal(request, user, authenticator.type)


def _code_rejected(request: Any, user: Any, **_more: Any) -> None:
    second_factors.record_refusal(request, user, "mail")


def listen() -> None:
    """Once, when Django is ready. The functions stay referenced by this module."""
    signals.authenticator_added.connect(_added)
    signals.authenticator_removed.connect(_removed)
    signals.authenticator_reset.connect(_reset)
    signals.authenticator_used.connect(_used)
    signals.authentication_failed.connect(_failed)
    login_code_rejected.connect(_code_rejected)
