"""Where an account is signed in: noted now and then, ended by its owner."""

import time

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest

from parley.apps.accounts.models import User
from parley.apps.accounts.selectors import key_of
from parley.core import audit
from parley.core.access import require
from parley.core.actors import Actor

NOTED = "noted_at"
# "Last seen" is as exact as this; a page costs no write in between.
SECONDS = 300


def note_session(request: HttpRequest, account: User) -> None:
    """Keep that the account was seen in this session, if that was not done lately."""
    now = time.time()
    if now - request.session.get(NOTED, 0) < SECONDS:
        return
    request.session[NOTED] = now
    UserSession.objects.create_from_request(request)


@transaction.atomic
def end_session(actor: Actor, session: UserSession) -> None:
    """Sign out the device that has this session."""
    require(actor, "end", session)
    account = session.user
    session.end()
    audit.record(actor, "account.session_ended", account)


@transaction.atomic
def end_other_sessions(actor: Actor, request: HttpRequest) -> int:
    """Sign out all other devices of the account; answers how many there were."""
    others = UserSession.objects.filter(user=actor.user_id).exclude(session_key=key_of(request))
    count = 0
    for session in others.select_related("user"):
        end_session(actor, session)
        count += 1
    return count
