"""Signing in and out, what one signs in with, and who has a part in running the service."""

from parley.apps.accounts.services.people import (
    account_for,
    account_of,
    change_name,
    make_convener,
    make_operator,
    remember_language,
)
from parley.apps.accounts.services.second_factors import forget_second_factor
from parley.apps.accounts.services.sessions import end_other_sessions, end_session, note_session
from parley.apps.accounts.services.signing_in import (
    make_link,
    sign_in,
    sign_in_as,
    sign_in_by_link,
    sign_out,
)

__all__ = [
    "account_for",
    "account_of",
    "change_name",
    "end_other_sessions",
    "end_session",
    "forget_second_factor",
    "make_convener",
    "make_link",
    "make_operator",
    "note_session",
    "remember_language",
    "sign_in",
    "sign_in_as",
    "sign_in_by_link",
    "sign_out",
]
