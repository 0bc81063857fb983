"""Run in a process of its own, on the data of a server (see hand): makes rooms, and changes them.

Reads an act and what is given to it, one a line, as JSON, and answers in the same way: `["make", RULE]`
with where the room is and the cookies of who is there.
"""

import json
import sys
import time
from typing import Any

from django.conf import settings
from django.test import Client
from django_tasks_db.models import DBTaskResult

from parley.apps.accounts.models import User
from parley.apps.deliberation.models import Consultation, Stance
from parley.apps.deliberation.services import live
from parley.core.actors import actor_of
from tests import factories as make
from tests.deliberation.live.conftest import hall


def cookie(account: User) -> str:
    client = Client()
    client.force_login(account)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def settle() -> None:
    """Wait for the jobs of a demo that has just begun: they may keep the database to themselves."""
    deadline = time.monotonic() + 180
    busy = DBTaskResult.objects.filter(status__in=("READY", "RUNNING"))
    while busy.exists() and time.monotonic() < deadline:
        time.sleep(0.5)


def made(rule: str) -> dict[str, Any]:
    settle()
    # The factories count their users from 1, in each process anew.
    prefix = f"{User.objects.count()}-"
    make._number = iter(range(User.objects.count() * 1000 + 1, 10**9))
    room = hall(rule=rule)
    leader = User.objects.get(pk=room.facilitator.user_id)
    return {
        "prefix": prefix,
        "consultation": room.consultation.pk,
        "path": room.url("live"),
        "facilitator": cookie(leader),
        "participants": [cookie(account) for account in room.participants],
        "accounts": [account.pk for account in room.participants],
    }


def leader_of(consultation: Consultation) -> Any:
    return actor_of(consultation.dialogue.seats.get(role="facilitator").user)


def forward(key: str) -> dict[str, Any]:
    consultation = Consultation.objects.get(pk=key)
    live.open_room(leader_of(consultation), consultation)
    live.forward(leader_of(consultation), consultation)
    return {}


def withdraw(account: str) -> dict[str, Any]:
    """As a convener does it; the line in the audit is what tells the server."""
    from parley.core import audit

    person = User.objects.get(pk=account)
    seat = person.seats.get()
    seat.delete()
    person.registrations.all().delete()
    audit.record(actor_of(person), "seat.removed", seat.dialogue)
    return {}


def stances(key: str) -> list[Any]:
    rows = Stance.objects.filter(proposition__consultation=key).order_by("proposition", "value")
    return list(rows.values_list("proposition__number", "value", "reservation"))


def main() -> None:
    acts = {"make": made, "forward": forward, "withdraw": withdraw, "stances": stances}
    for line in sys.stdin:
        name, given = json.loads(line)
        sys.stdout.write(json.dumps(acts[name](given)) + "\n")
        sys.stdout.flush()
