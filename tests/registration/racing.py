"""Many who apply for few seats at once: run as programs of their own, on a real database.

`python -m tests.registration.racing prepare SEATS PEOPLE` makes the dialogue, `… apply N OF` has
every OF-th account apply from the N-th on, all at one moment, each in a thread and by a connection
of its own, and `… count` says what came out.
"""

import json
import sys
import threading
from collections import Counter
from typing import Any

import django


def prepare(seats: int, people: int) -> None:
    from parley.apps.registration.models import Group
    from tests import factories as make

    make.group(make.dialogue(), seats=seats, vetted=False)
    for _ in range(people):
        make.user()
    json.dump({"group": Group.objects.get().pk}, sys.stdout)


def apply(first: int, of: int) -> None:
    from parley.apps.accounts.models import User
    from parley.apps.registration.models import Group

    accounts = list(User.objects.order_by("pk"))[first::of]
    group = Group.objects.select_related("dialogue").get()
    start, said = threading.Barrier(len(accounts)), []
    threads = [
        threading.Thread(target=_apply, args=(account, group, start, said)) for account in accounts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump(said, sys.stdout)


def _apply(account: Any, group: Any, start: threading.Barrier, said: list[str]) -> None:
    from django.db import connection

    from parley.apps.registration.services.registering import register

    start.wait(60)
    try:
        said.append(register(account, group, {"name": str(account), "mode": "online"}).state)
    except Exception as error:  # noqa: BLE001 (whatever it is, the test names it)
        said.append(repr(error))
    finally:
        connection.close()


def count() -> None:
    from parley.apps.convening.models import Seat, SeatRole
    from parley.apps.registration.models import Mail, Registration

    counts = {
        "states": Counter(Registration.objects.values_list("state", flat=True)),
        "people": Registration.objects.values("user").distinct().count(),
        "inside": Seat.objects.filter(role=SeatRole.PARTICIPANT).count(),
        "mails": Mail.objects.count(),
    }
    json.dump(counts, sys.stdout)


def patient() -> None:
    """All wait for the same lock, and the machine of a test may be slow."""
    from django.conf import settings

    options = settings.DATABASES["default"].get("OPTIONS", {})
    if "pool" in options:
        options["pool"] = {"timeout": 200.0}


if __name__ == "__main__":
    patient()
    django.setup()
    command, *numbers = sys.argv[1:]
    {"prepare": prepare, "apply": apply, "count": count}[command](*map(int, numbers))
