"""People who answer while live counts are moved from several places at once: run as programs of
their own, on a real database.

`python -m tests.deliberation.attack.racing prepare` makes a confidential consultation; `… answer
SECONDS SEED` has people change their minds for so long, `… advance SECONDS` moves the counts, as pages
do, as fast as it can, and says what it was shown; `… tell` says who was counted as what in each step.
"""

import json
import sys
import time
from random import Random
from uuid import UUID

import django

LEAST, PEOPLE = 5, 24


def prepare() -> None:
    from parley.apps.convening.models import Rule
    from tests import factories as make

    consultation = make.consultation(make.dialogue(), rule=Rule.CHATHAM_HOUSE, least=LEAST)
    for _ in range(2):
        make.proposition(consultation)


def answer(seconds: int, seed: int) -> None:
    from parley.apps.deliberation.models import Proposition
    from tests.deliberation.attack.conftest import say, take_back

    draw, end = Random(seed), time.monotonic() + seconds
    asked = list(Proposition.objects.select_related("consultation"))
    while time.monotonic() < end:
        proposition, who = draw.choice(asked), UUID(int=draw.randrange(PEOPLE))
        if draw.random() < 0.1:
            take_back(proposition, who)
        else:
            say(proposition, who, draw.choice((-1, 0, 1)))


def advance(seconds: int) -> None:
    from parley.apps.deliberation.models import Consultation, LiveCount
    from parley.apps.deliberation.services import steps

    consultation, end = Consultation.objects.get(), time.monotonic() + seconds
    seen = set()
    while time.monotonic() < end:
        steps.advance(consultation)
        for key, step, shown in LiveCount.objects.values_list("proposition", "step", "shown"):
            seen.add((key, step, tuple(shown)))
    json.dump(sorted(seen), sys.stdout)


def tell() -> None:
    from parley.apps.deliberation.models import LiveCount

    rows = LiveCount.objects.values_list("proposition", "step", "past")
    json.dump([list(row) for row in rows], sys.stdout)


if __name__ == "__main__":
    django.setup()
    command, *numbers = sys.argv[1:]
    run = {"prepare": prepare, "answer": answer, "advance": advance, "tell": tell}[command]
    run(*map(int, numbers))  # type: ignore[operator]
