"""Signing in and out. Every way in ends in `sign_in`."""

from collections.abc import Mapping

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login, logout
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.accounts.models import User
from parley.apps.accounts.selectors import (
    LINK_SALT,
    SpentLink,
    account_by_link,
    has_second_factor,
    persona_for,
    shown_second_factor,
    stamp,
)
from parley.apps.accounts.services.people import remember_language
from parley.apps.accounts.services.second_factors import owe
from parley.apps.accounts.services.sessions import note_session
from parley.core import audit, by_link, language, preview
from parley.core.access import require
from parley.core.actors import Actor, actor_of
from parley.core.errors import NotAllowed

# Ways in that are none of allauth's. One of an operator's links is used once, within minutes.
PERSONA, LINK, INVITATION = "persona", "link", "invitation"


@transaction.atomic
def sign_in(
    request: HttpRequest, account: User, *, by: str, opens: Mapping[str, str] | None = None
) -> None:
    """Start the account's session under a new key, with nothing left of a preview.

    If the account has a second factor and it was not shown on the way, the session owes it, and
    every page waits for it. An invitation is no way around it; a persona of the demo is anybody's.
    By an invitation the session is the account's in what that `opens` (see core/by_link.py).
    """
    if not account.is_active:
        raise NotAllowed(_("This account is closed. Ask the people who run this site."))
    shown = shown_second_factor(request, account)
    preview.stop(request)
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    if not shown and by != PERSONA and has_second_factor(account):
        owe(request)
    if by in (PERSONA, LINK):
        record_authentication(request, account, method=by)
    if by == INVITATION:
        by_link.open_only(request, opens or {})
    else:
        by_link.lift(request)
    audit.record(
        actor_of(account), "account.signed_in", account, by=by, **({"with": shown} if shown else {})
    )
    note_session(request, account)
    if not account.language and (wanted := language.chosen(request)):
        remember_language(actor_of(account), wanted)


@transaction.atomic
def sign_in_by_link(actor: Actor, request: HttpRequest, token: str) -> User:
    """Sign in whom the link was made for, and spend the link."""
    account = account_by_link(actor, token)
    unspent = User.objects.filter(pk=account.pk, last_login=account.last_login)
    # One statement decides, so of two requests with the same link only one gets in.
    if not unspent.update(last_login=timezone.now()):
        raise SpentLink(_("This sign-in link was used already. Ask the operator for a new one."))
    sign_in(request, account, by=LINK)
    return account


@transaction.atomic
def sign_in_as(actor: Actor, request: HttpRequest, persona: str) -> User:
    """Sign in as a persona of the demo; outside of the demo there is none."""
    account = persona_for(actor, persona).account
    sign_in(request, account, by=PERSONA)
    return account


@transaction.atomic
def sign_out(actor: Actor, request: HttpRequest) -> None:
    user = request.user
    if isinstance(user, User):
        audit.record(actor_of(user), "account.signed_out", user)
    logout(request)


@transaction.atomic
def make_link(actor: Actor, account: User) -> str:
    """The whole address of a page that signs the account in once, within fifteen minutes."""
    require(actor, "administer", account)
    contents = {"user": account.pk, "last": stamp(account.last_login)}
    token = signing.dumps(contents, salt=LINK_SALT)
    audit.record(actor, "account.link_made", account)
    return str(settings.BASE_URL) + reverse("sign-in-link", args=[token])
