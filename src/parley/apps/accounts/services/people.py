"""Accounts: making them, and what their owners may change."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.accounts.models import User
from parley.core import audit
from parley.core.access import require
from parley.core.actors import Actor, system_actor
from parley.core.addresses import folded
from parley.core.errors import InvalidInput

# Whoever holds a personal link that was sent to an address has proven it.
PROVEN = system_actor("proven address")


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
def change_name(actor: Actor, account: User, name: str) -> None:
    require(actor, "edit", account)
    if account.name == name:
        return
    account.name = name
    account.save(update_fields=["name"])
    audit.record(actor, "account.renamed", account)


def _valid(email: str) -> str:
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidInput(
            _("Expected an e-mail address, got %(email)s.") % {"email": email}
        ) from None
    return folded(email)


def _made(email: str, name: str) -> User:
    """The account of this address, made where there is none; named where a name is given."""
    email = _valid(email)
    account = User.objects.filter(email=email).first() or User(email=email)
    account.name = name or account.name
    if account.pk is None:
        account.set_unusable_password()
    return account


@transaction.atomic
def account_for(address: str, name: str = "", language: str = "") -> User:
    """The account of somebody who has proven that the address is theirs; made if there is none.

    One that is there keeps its name and its language.
    """
    known = language if language in dict(settings.LANGUAGES) else ""
    account, is_new = User.objects.get_or_create(
        email=_valid(address),
        defaults={"name": name, "language": known, "password": make_password(None)},
    )
    if is_new:
        audit.record(PROVEN, "account.made", account)
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
    account = User.objects.filter(email=folded(email)).first()
    if account is None:
        raise InvalidInput(
            _("There is no account of %(email)s. Make one with parley convener or parley operator.")
            % {"email": email}
        )
    require(actor, "administer", account)
    return account
