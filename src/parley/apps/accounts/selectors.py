"""Reading accounts. Signing in is the one act of somebody who is nobody yet, so what it needs is
found by what the person brings (a link, a persona's name), not by what they may see."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from parley.apps.accounts import personas
from parley.apps.accounts.models import User
from parley.core.actors import Actor
from parley.core.errors import ParleyError, not_found

LINK_LIFE = timedelta(minutes=15)
LINK_SALT = "parley.accounts.sign-in-link"


class UnusableLink(ParleyError):
    """A sign-in link that opens nothing; `status` says whether it ever did."""

    status = 400


class SpentLink(UnusableLink):
    """It was good once: used, or too old."""

    status = 410


def stamp(moment: datetime | None) -> str:
    """The last sign-in as a link remembers it: any sign-in since then spends the link."""
    return moment.isoformat() if moment else "never"


def _broken() -> UnusableLink:
    return UnusableLink(_("This sign-in link is not complete. Copy the whole address."))


def _spent() -> SpentLink:
    return SpentLink(
        _("This sign-in link was used already, or is too old. Ask the operator for a new one.")
    )


def _contents(token: str) -> dict[str, Any]:
    try:
        contents: dict[str, Any] = signing.loads(token, salt=LINK_SALT, max_age=LINK_LIFE)
    except signing.SignatureExpired:
        raise _spent() from None
    except signing.BadSignature:
        raise _broken() from None
    return contents


def account_by_link(actor: Actor, token: str) -> User:
    """Whom a sign-in link was made for, while it is good."""
    contents = _contents(token)
    account = User.objects.filter(pk=contents["user"], is_active=True).first()
    if account is None or not constant_time_compare(contents["last"], stamp(account.last_login)):
        raise _spent()
    return account


@dataclass(frozen=True)
class PersonaAccount:
    """A persona of the demo with the account that it signs in to."""

    persona: personas.Persona
    account: User


def personas_for(actor: Actor) -> list[PersonaAccount]:
    """The personas whose accounts the demo has loaded; none outside of the demonstration."""
    if not settings.DEMO:
        return []
    known = personas.known()
    accounts = User.objects.filter(email__in=[p.email for p in known], is_active=True)
    by_email = {account.email: account for account in accounts}
    return [PersonaAccount(p, by_email[p.email]) for p in known if p.email in by_email]


def persona_for(actor: Actor, persona: str) -> PersonaAccount:
    for found in personas_for(actor):
        if found.persona.name == persona:
            return found
    raise not_found()
