"""Reading accounts. Signing in is the one act of somebody who is nobody yet, so what it needs is
found by what the person brings (a link, a persona's name), not by what they may see."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from parley.apps.accounts import personas
from parley.apps.accounts.models import User
from parley.core.access import get_visible, visible
from parley.core.actors import Actor
from parley.core.addresses import folded
from parley.core.errors import ParleyError, not_found
from parley.settings.config import Provider

# In the session of somebody who has yet to show a second factor.
OWED = "second_factor_owed"
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


# What one signs in with


def providers_for(actor: Actor) -> list[Provider]:
    """Other services that the operator lets people sign in by."""
    return list(settings.CONFIG.oidc)


def provider_for(actor: Actor, provider_id: str) -> Provider:
    for found in providers_for(actor):
        if found.slug == provider_id:
            return found
    raise not_found()


def has_second_factor(account: User) -> bool:
    """Whether a code from the mail alone does not open the account."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=account, type__in=kinds).exists())


def without_second_factor() -> list[str]:
    """The addresses of operators and conveners that a code from the mail alone opens."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    secured = Authenticator.objects.filter(type__in=kinds).values("user")
    powerful = User.objects.filter(Q(is_operator=True) | Q(is_convener=True), is_active=True)
    return list(powerful.exclude(pk__in=secured).values_list("email", flat=True))


def lacks_second_factor(actor: Actor) -> bool:
    """Whether somebody must set one up before anything is opened to them."""
    if not settings.REQUIRE_SECOND_FACTOR or not actor.is_signed_in:
        return False
    return not has_second_factor(User(pk=actor.user_id))


def shown_second_factor(request: HttpRequest, account: User) -> str:
    """Which one was shown on the way in, if any."""
    records = get_authentication_records(request, account)
    shown = [record["type"] for record in records if record["method"] == "mfa"]
    return str(shown[-1]) if shown else ""


def way_in(request: HttpRequest, account: User) -> str:
    """By what somebody began to sign in: code, passkey, or another service."""
    records = get_authentication_records(request, account)
    first = records[0] if records else {"method": "unknown"}
    names = {"mfa": "passkey", "socialaccount": f"service: {first.get('provider')}"}
    return names.get(first["method"], str(first["method"]))


def nobody() -> None:
    """The question that is asked of the database where there is an account, where there is none."""
    User.objects.filter(pk=0).first()


def account_by_address(addresses: list[str]) -> User | None:
    """Whose account it is, for somebody who has proven that one of these addresses is theirs."""
    return User.objects.filter(email__in=[folded(address) for address in addresses]).first()


def passkeys_for(actor: Actor) -> list[Authenticator]:
    rows = visible(Authenticator, actor).filter(type=Authenticator.Type.WEBAUTHN)
    return list(rows.order_by("created_at"))


def passkey_for(actor: Actor, pk: int) -> Authenticator:
    return get_visible(Authenticator, actor, pk=pk, type=Authenticator.Type.WEBAUTHN)


def authenticator_for(actor: Actor, kind: str) -> Authenticator | None:
    """The app, or the recovery codes, of which an account has at most one."""
    return visible(Authenticator, actor).filter(type=kind).first()


def own_account(actor: Actor) -> User:
    return get_visible(User, actor, pk=actor.user_id)


# Where one is signed in


def key_of(request: HttpRequest) -> str:
    return request.session.session_key or ""


def sessions_for(actor: Actor) -> list[UserSession]:
    """The account's sessions that are alive, the one seen last first."""
    account = own_account(actor)
    alive = UserSession.objects.purge_and_list(account)
    return sorted(alive, key=lambda session: session.last_seen_at, reverse=True)


def session_for(actor: Actor, pk: int) -> UserSession:
    return get_visible(UserSession, actor, pk=pk)
