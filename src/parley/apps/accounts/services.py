"""Signing in and out, and giving people their part in running the service."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
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
    persona_for,
    stamp,
)
from parley.core import audit, language, preview
from parley.core.access import require
from parley.core.actors import Actor, actor_of
from parley.core.errors import InvalidInput


def _begin(request: HttpRequest, account: User, by: str) -> None:
    """Start the account's session under a new key, with nothing left of a preview."""
    preview.stop(request)
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    audit.record(actor_of(account), "account.signed_in", account, by=by)
    if not account.language and (wanted := language.chosen(request)):
        remember_language(actor_of(account), wanted)


@transaction.atomic
def remember_language(actor: Actor, code: str) -> None:
    """The interface speaks it after the next sign-in, and mails do. Of a visitor, a preview or
    a job nothing is kept."""
    account = User.objects.filter(pk=actor.user_id or 0).first()
    if account is None or account.language == code:
        return
    require(actor, "choose_language", account)
    account.language = code
    account.save(update_fields=["language"])
    audit.record(actor, "account.language_chosen", account)


@transaction.atomic
def sign_in_by_link(actor: Actor, request: HttpRequest, token: str) -> User:
    """Sign in whom the link was made for, and spend the link."""
    account = account_by_link(actor, token)
    unspent = User.objects.filter(pk=account.pk, last_login=account.last_login)
    # One statement decides, so of two requests with the same link only one gets in.
    if not unspent.update(last_login=timezone.now()):
        raise SpentLink(_("This sign-in link was used already. Ask the operator for a new one."))
    _begin(request, account, by="link")
    return account


@transaction.atomic
def sign_in_as(actor: Actor, request: HttpRequest, persona: str) -> User:
    """Sign in as a persona of the demo; outside of the demo there is none."""
    account = persona_for(actor, persona).account
    _begin(request, account, by="persona")
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


def _valid(email: str) -> str:
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidInput(
            _("Expected an e-mail address, got %(email)s.") % {"email": email}
        ) from None
    return email.lower()


def _made(email: str, name: str) -> User:
    """The account of this address, made where there is none; named where a name is given."""
    email = _valid(email)
    account = User.objects.filter(email=email).first() or User(email=email)
    account.name = name or account.name
    if account.pk is None:
        account.set_unusable_password()
    return account


@transaction.atomic
def make_operator(actor: Actor, email: str, name: str = "") -> User:
    """An account that runs the service and may create dialogues; it may be there already."""
    account = _made(email, name)
    require(actor, "administer", account)
    account.is_operator = account.is_convener = account.is_active = True
    account.save()
    audit.record(actor, "account.made_operator", account)
    return account


@transaction.atomic
def make_convener(actor: Actor, email: str, name: str = "") -> User:
    """An account that may create dialogues; it may be there already."""
    account = _made(email, name)
    require(actor, "administer", account)
    account.is_convener = account.is_active = True
    account.save()
    audit.record(actor, "account.made_convener", account)
    return account


def account_of(actor: Actor, email: str) -> User:
    """The account of an address, for those who administer accounts."""
    account = User.objects.filter(email=email.lower()).first()
    if account is None:
        raise InvalidInput(
            _("There is no account of %(email)s. Make one with parley convener or parley operator.")
            % {"email": email}
        )
    require(actor, "administer", account)
    return account
