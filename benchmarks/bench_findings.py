#!/usr/bin/env python3
"""From a consultation of 100 participants × 30 propositions to proposed findings, and the pages of findings.

The job draws the opinion map that is missing, reads all sources and writes the findings; then the page of all of them
and the board of who decides on them are rendered as the server does it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from measuring import demo_data, verdict

PEOPLE, PROPOSITIONS, SEED = 100, 30, 1
MOST_SECONDS, MOST_CPU_MS, REPEATS = 20.0, 100.0, 5
SLUG = "findings-bench"


def main() -> None:
    with demo_data():
        dialogue, account = planted()
        print(f"  {PEOPLE} participants × {PROPOSITIONS} propositions, Chatham House; seed {SEED}")
        begun = time.monotonic()
        proposed(dialogue, account)
        verdict("consultation to proposed findings", time.monotonic() - begun, MOST_SECONDS, "s")
        looked_at(dialogue, account)


def planted() -> tuple[Any, Any]:
    """A dialogue with a consultation that is over, of two groups that differ on some propositions."""
    from parley.apps.accounts.models import User
    from parley.apps.convening.models import Dialogue, Rule, Seat, SeatRole
    from parley.apps.deliberation.models import Consultation, Phase, Proposition, Stance
    from parley.apps.registration.models import Group, Opening
    from parley.core.localtext import LocalText

    draw = random.Random(SEED)
    account = User.objects.create(email="bench@example.org", name="Bench")
    dialogue = Dialogue.objects.create(
        slug=SLUG,
        title=LocalText(en="Bench"),
        status="announced",
        starts_on=date(2027, 5, 12),
        ends_on=date(2027, 5, 13),
        time_zone="Europe/Rome",
        format="virtual",
    )
    Seat.objects.create(dialogue=dialogue, user=account, role=SeatRole.CONVENER)
    Opening.objects.get_or_create(dialogue=dialogue)
    groups = [
        Group.objects.create(
            dialogue=dialogue, slug=name, name=LocalText(en=name), admission="open"
        )
        for name in ("states", "others")
    ]
    consultation = Consultation.objects.create(
        dialogue=dialogue,
        slug="round",
        title=LocalText(en="Round"),
        rule=Rule.CHATHAM_HOUSE,
        phase=Phase.CLOSED,
    )
    asked = [
        Proposition.objects.create(
            consultation=consultation, number=n, text=LocalText(en=f"Proposition {n}.")
        )
        for n in range(1, PROPOSITIONS + 1)
    ]
    stances = []
    for person in range(PEOPLE):
        group, who = groups[person % 2], UUID(int=draw.getrandbits(128))
        for one in asked:
            share = (0.9, 0.2 if group is groups[0] else 0.8, 0.5)[one.number % 3]
            value = 0 if draw.random() < 0.1 else 1 if draw.random() < share else -1
            stances.append(
                Stance(
                    proposition=one, respondent=who, group=group, value=value, day=date(2027, 5, 12)
                )
            )
    Stance.objects.bulk_create(stances)
    return dialogue, account


def proposed(dialogue: Any, account: Any) -> None:
    from parley.apps.deliberation.models import Consultation
    from parley.apps.outcomes.models import Finding, Synthesis
    from parley.apps.outcomes.services import findings, proposing, syntheses
    from parley.core.actors import actor_of

    actor = actor_of(account)
    syntheses.add_source(actor, dialogue, Consultation.objects.get(dialogue=dialogue))
    syntheses.ask(actor, dialogue)
    proposing.propose.call(Synthesis.objects.get(dialogue=dialogue).pk)
    rows = list(Finding.objects.filter(synthesis__dialogue=dialogue))
    assert len(rows) == PROPOSITIONS, len(rows)
    assert findings.accept_many(actor, dialogue, rows) == PROPOSITIONS
    syntheses.set_reach(actor, dialogue, "public")


def looked_at(dialogue: Any, account: Any) -> None:
    from django.test import Client
    from django.urls import reverse

    reader, writer = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    writer.force_login(account)
    for name, client in (("findings", reader), ("desk-findings", writer)):
        address = reverse(name, args=[dialogue.slug])
        cpu = min(spent(lambda c=client, a=address: c.get(a)) for _n in range(REPEATS))
        verdict(f"{name}: {PROPOSITIONS} findings", cpu * 1000, MOST_CPU_MS, "ms CPU")


def spent(work: Callable[[], Any]) -> float:
    begun = time.process_time()
    response = work()
    assert response.status_code == 200, response.status_code
    return time.process_time() - begun


if __name__ == "__main__":
    main()
