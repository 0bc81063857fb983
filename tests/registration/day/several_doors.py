"""Several doors that scan the same badges at once: run as programs of their own, on a real database.

`python -m tests.registration.day.several_doors prepare GUESTS` makes the dialogue, `… scan` takes
every badge once at one door, and `… count` says what came out.
"""

import json
import sys
from collections import Counter
from uuid import uuid4

import django


def prepare(guests: int) -> None:
    from parley.apps.convening.models import SeatRole
    from tests import factories as make

    group = make.group(make.dialogue())
    make.seat(group.dialogue, make.user(email="door@example.org"), SeatRole.CONVENER)
    for _ in range(guests):
        make.registration(group, state="approved")


def scan() -> None:
    from django.utils import timezone

    from parley.apps.accounts.models import User
    from parley.apps.registration.models import Registration
    from parley.apps.registration.selectors import attendance, codes
    from parley.apps.registration.services import checkin
    from parley.core.actors import actor_of

    actor = actor_of(User.objects.get(email="door@example.org"))
    rows = list(Registration.objects.select_related("dialogue"))
    opening = attendance.opening_at(actor, rows[0].dialogue.slug)
    said = []
    for row in rows:
        note = checkin.Note(uuid4(), timezone.now(), code=codes.code_of(row))
        said += [answer.outcome.value for answer in checkin.take(actor, opening, [note])]
    json.dump(said, sys.stdout)


def count() -> None:
    from parley.apps.registration.models import Attendance, Registration, Transition

    counts = {
        "states": Counter(Registration.objects.values_list("state", flat=True)),
        "noted": Attendance.objects.count(),
        "steps": Transition.objects.filter(after="attended").count(),
    }
    json.dump(counts, sys.stdout)


if __name__ == "__main__":
    django.setup()
    command, *numbers = sys.argv[1:]
    {"prepare": prepare, "scan": scan, "count": count}[command](*map(int, numbers))
