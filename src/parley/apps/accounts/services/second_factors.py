"""What one shows besides a code from the mail: passkeys, authenticator apps, recovery codes.

allauth adds, checks and removes them; what happened is recorded here, never with a secret.
"""

from hashlib import sha256
from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest

from parley.apps.accounts.models import User
from parley.apps.accounts.selectors import OWED
from parley.apps.accounts.services import letters
from parley.core import audit
from parley.core.access import require
from parley.core.actors import ANONYMOUS, Actor, actor_of

NAMES = {
    Authenticator.Type.WEBAUTHN.value: "passkey",
    Authenticator.Type.TOTP.value: "app",
    Authenticator.Type.RECOVERY_CODES.value: "recovery_codes",
}


def owe(request: HttpRequest) -> None:
    """Let every page wait for the second factor."""
    request.session[OWED] = True


def settle(request: HttpRequest) -> None:
    request.session.pop(OWED, None)


def show(request: HttpRequest, kind: str) -> None:
    """What was just set up, with a code or a device at hand, counts as shown."""
    mine = Authenticator.objects.filter(user_id=request.user.pk, type=kind)
    post_authentication(request, mine.latest("created_at"), reauthenticated=True)


def spend(account: Any, code: str) -> bool:
    """Whether an app's code was not used yet, for as long as it fits."""
    digest = sha256(f"{account.pk} {normalize_user_code(code)}".encode()).hexdigest()
    fits = settings.MFA_TOTP_PERIOD * (2 * settings.MFA_TOTP_TOLERANCE + 1)
    return bool(cache.add(f"second-factor:{digest}", 1, timeout=fits))


def record(request: HttpRequest, account: Any, kind: str, what: str) -> None:
    """Keep what happened to one kind of second factor: account.passkey_added."""
    by = actor_of(request.user) if request.user.pk == account.pk else ANONYMOUS
    audit.record(by, f"account.{NAMES[kind]}_{what}", account)


def record_refusal(request: HttpRequest, account: Any, of: str) -> None:
    """Somebody showed a wrong code; `of` says which: mail, app, recovery_codes."""
    by = actor_of(request.user) if request.user.pk == account.pk else ANONYMOUS
    audit.record(by, "account.code_refused", account, of=NAMES.get(of, of))


def record_stray_refusal() -> None:
    """A wrong code for an address that has no account: it costs what the other costs."""
    audit.record_site(ANONYMOUS, "account.code_refused", of="mail")


@transaction.atomic
def forget_second_factor(actor: Actor, account: User) -> int:
    """Take away passkeys, app and recovery codes of somebody who has lost them all."""
    require(actor, "administer", account)
    count: int = Authenticator.objects.filter(user=account).delete()[0]
    audit.record(actor, "account.second_factor_forgotten", account)
    if count:
        letters.tell_of_change(account, "second_factor_forgotten")
    return count
