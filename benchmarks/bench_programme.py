#!/usr/bin/env python3
"""A programme of 3 days × 6 rooms × 12 sessions beside the demo's: as many queries, and its CPU time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench_pages import MADE, caller, cpu_per_call, nothing_kept, queries, with_bare_view
from measuring import demo_data, table

DAYS, ROOMS, SLOTS = 3, 6, 12
FIRST = date(2027, 5, 12)


def main() -> None:
    with demo_data():
        call = caller(with_bare_view())
        baseline = cpu_per_call(call, "/bare/")
        rows = [("a bare view", "", f"{baseline.least:.2f} ms", "× 1.0", "", "")]
        counts = {}
        for name, dialogue in {"the demo's": demos(), "large": large()}.items():
            address = f"/dialogues/{dialogue.slug}/programme/"
            with nothing_kept("default"):
                first = cpu_per_call(call, address, MADE)
                counts[name] = queries(call, address)
            following = cpu_per_call(call, address)
            rows.append(
                (
                    f"programme, {name}",
                    f"{dialogue.sessions.count()}",
                    f"{following.least:.2f} ms",
                    following.against(baseline),
                    f"{first.least:.1f} ms",
                    f"{counts[name]}",
                )
            )
        head = ("CPU in process", "sessions", "kept", "ratio", "made", "queries")
        table(head, rows)
        same = "met" if len(set(counts.values())) == 1 else "MISSED"
        print(f"  target {same}: as many queries as the demo's programme")


def demos() -> Any:
    """The demo's dialogue with the most sessions."""
    from django.db.models import Count

    from parley.apps.convening.models import Dialogue

    return Dialogue.objects.annotate(size=Count("sessions")).order_by("-size")[0]


def large() -> Any:
    """A dialogue of 216 public sessions, each in a room and with two contributors."""
    from parley.apps.accounts.models import Organisation, Person
    from parley.apps.convening import models
    from parley.core.localtext import LocalText

    venue = models.Venue.objects.create(slug="palazzo", name=LocalText(en="Palazzo"))
    rooms = [
        models.Room.objects.create(
            venue=venue, slug=f"room-{n}", name=LocalText(en=f"Room {n}"), order=n
        )
        for n in range(ROOMS)
    ]
    dialogue = models.Dialogue.objects.create(
        slug="large",
        title=LocalText(en="A large dialogue"),
        status=models.Status.ANNOUNCED,
        starts_on=FIRST,
        ends_on=FIRST + timedelta(days=DAYS - 1),
        time_zone="Europe/Rome",
        format=models.Format.IN_PERSON,
    )
    for number in range(DAYS * SLOTS):
        start = datetime(FIRST.year, FIRST.month, FIRST.day, 6, tzinfo=UTC)
        start += timedelta(days=number // SLOTS, hours=number % SLOTS)
        for room in rooms:
            key = f"{number}-{room.order}"
            session = models.Session.objects.create(
                dialogue=dialogue,
                slug=f"session-{key}",
                title=LocalText(en=f"Session {key}"),
                kind=models.SessionKind.PANEL,
                rule=models.Rule.PUBLIC,
                starts_at=start,
                ends_at=start + timedelta(minutes=55),
                room=room,
            )
            for role in (models.ContributionRole.CHAIR, models.ContributionRole.PANELLIST):
                models.Contribution.objects.create(
                    session=session,
                    role=role,
                    person=Person.objects.create(
                        slug=f"{role}-{key}", name=f"Speaker {key}", synthetic=True
                    ),
                    organisation=Organisation.objects.create(
                        slug=f"{role}-{key}", name=LocalText(en=f"Organisation {key}")
                    ),
                )
    return dialogue


if __name__ == "__main__":
    main()
