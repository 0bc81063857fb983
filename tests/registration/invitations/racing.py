"""Inviting and nominating at the same moment: run as a program of its own, on a real database.

`python -m tests.registration.invitations.racing` has one delegate name six people at once where two
may be named, and one list sent by four tabs at once, and says what came out.
"""

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import django

PEOPLE, TABS, MAY_NAME = 20, 4, 2


def main() -> None:
    from parley.apps.convening.models import SeatRole
    from parley.apps.registration.models import Invitation, Mail, Registration
    from parley.apps.registration.selectors.guestlist import Guest, Terms
    from parley.apps.registration.services import invitations, nominations
    from tests import factories as make

    convener, group = make.user(), make.group(make.dialogue(), nominations=MAY_NAME)
    make.seat(group.dialogue, convener, SeatRole.CONVENER)
    delegate = make.registration(group, make.user(), state="approved")
    guests = [Guest(n, f"guest{n}@example.com") for n in range(PEOPLE)]

    def send(_number: int) -> str:
        actor = make.actor(convener)
        done = invitations.invite(actor, group.dialogue, guests, Terms(group=group))
        return f"invited {len(done.invitations)}"

    def name(number: int) -> str:
        row = Registration.objects.select_related("group", "user").get(pk=delegate.pk)
        who = {"address": f"named{number}@example.com", "name": "Named", "language": "en"}
        nominations.nominate(make.actor(row.user), row, who)
        return "named"

    said = Counter([*at_once(send, TABS), *at_once(name, 6)])
    rows = Invitation.objects.filter(state="open").count(), Mail.objects.count()
    json.dump({"said": said, "invitations": rows[0], "mails": rows[1]}, sys.stdout)


def at_once(act: Callable[[int], str], times: int) -> list[str]:
    start, said = threading.Barrier(times), list[str]()
    threads = [threading.Thread(target=_one, args=(act, n, start, said)) for n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def _one(act: Callable[[int], str], number: int, start: Any, said: list[str]) -> None:
    from django.db import connection

    from parley.core.errors import InvalidInput

    start.wait(60)
    try:
        said.append(act(number))
    except InvalidInput:
        said.append("refused")
    finally:
        connection.close()


if __name__ == "__main__":
    django.setup()
    main()
