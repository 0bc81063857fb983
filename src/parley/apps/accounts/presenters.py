"""The account page: what one signs in with and where one is signed in, ready to be shown."""

from datetime import UTC, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from babel.dates import format_date, format_datetime
from django.utils.translation import gettext as _

from parley.apps.accounts import selectors
from parley.apps.accounts.devices import device
from parley.apps.accounts.models import User
from parley.core import locales
from parley.core.views import Request


def account_page(request: Request, account: User) -> dict[str, Any]:
    actor, zone = request.actor, request.reader_zone or UTC
    app = selectors.authenticator_for(actor, Authenticator.Type.TOTP)
    codes = selectors.authenticator_for(actor, Authenticator.Type.RECOVERY_CODES)
    return {
        "account": account,
        "passkeys": [_passkey(found, zone) for found in selectors.passkeys_for(actor)],
        "app": _times(app, zone) if app else None,
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
        "sessions": _sessions(request, selectors.sessions_for(actor), zone),
    }


def _day(moment: datetime, zone: Any) -> str:
    return str(format_date(moment.astimezone(zone).date(), "long", locale=locales.current()))


def _moment(moment: datetime, zone: Any) -> str:
    local = moment.astimezone(zone)
    return str(format_datetime(local, "medium", tzinfo=zone, locale=locales.current()))


def _times(found: Authenticator, zone: Any) -> dict[str, str]:
    used = found.last_used_at
    return {
        "added": _day(found.created_at, zone),
        "used": _day(used, zone) if used else _("not used yet"),
    }


def _passkey(found: Authenticator, zone: Any) -> dict[str, Any]:
    return {"pk": found.pk, "name": found.wrap().name, **_times(found, zone)}


def _sessions(request: Request, sessions: list[UserSession], zone: Any) -> list[dict[str, Any]]:
    own = selectors.key_of(request)
    return [
        {
            "pk": session.pk,
            "device": device(session.user_agent),
            "address": session.ip,
            "since": _moment(session.created_at, zone),
            "seen": _moment(session.last_seen_at, zone),
            "is_this": session.session_key == own,
        }
        for session in sessions
    ]
