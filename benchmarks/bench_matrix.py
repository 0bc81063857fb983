#!/usr/bin/env python3
"""The matrix of a large collection: CPU time and queries of its page, beside one with a single row.

200 actors × 100 propositions, with as many positions as are named in the table: a third of the cells, which would be
much for what states publish, and all of them; and 200 actors × 100 roll calls. Each page is made anew.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any

from measuring import demo_data, sample, table, verdict

ACTORS, COLUMNS, ELEMENTS = 200, 100, 6
REPEATS, SEED = 9, 7
MOST_MS = 100


def main() -> None:
    with demo_data():
        print(f"\n  {ACTORS} actors × {COLUMNS} columns, seed {SEED}")
        rows, worst, queries = [], 0.0, set()
        pages = {
            "one actor": positions("one", 1, 1.0),
            "a third pronounced": positions("third", ACTORS, 1 / 3),
            "all pronounced": positions("all", ACTORS, 1.0),
            "roll calls": votes("calls", ACTORS),
        }
        for name, address in pages.items():
            found = measured(address)
            rows.append([name, f"{found.least:.1f}", found.spread, str(asked(address))])
            if name in ("a third pronounced", "roll calls"):
                worst = max(worst, found.least)
            if name != "roll calls":
                queries.add(asked(address))
        table(["page", "CPU ms, least", "spread", "queries"], rows)
        verdict("the page of a large matrix", worst, MOST_MS, "ms")
        verdict("numbers of queries, however large", len(queries), 1, "")


def measured(address: str) -> Any:
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})

    def once() -> float:
        start = time.process_time()
        if client.get(address).status_code != 200:
            raise SystemExit(f"{address} was not answered")
        return (time.process_time() - start) * 1000

    once()
    return sample(once, REPEATS)


def asked(address: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        Client(headers={"host": "127.0.0.1"}).get(address)
    return len(queries)


# The rows


def bodies(name: str, number: int) -> list[Any]:
    from parley.apps.evidence.models import PublicBody
    from parley.core.localtext import LocalText

    return PublicBody.objects.bulk_create(
        PublicBody(slug=f"{name}-{n}", name=LocalText(en=f"Actor {n}"), kind="state")
        for n in range(number)
    )


def collection(name: str, **fields: Any) -> Any:
    from parley.apps.evidence.models import Collection
    from parley.core.localtext import LocalText

    return Collection.objects.create(
        slug=f"bench-{name}", title=LocalText(en=name), published=True, **fields
    )


def positions(name: str, actors: int, share: float) -> str:
    """A norm with its propositions, and positions on so many of the cells; answers the page."""
    from parley.apps.evidence.models import Document, Position, Reading

    draw = random.Random(SEED)
    norm = new_norm(name)
    held = collection(name, kind="positions", norm=norm)
    listed = list(new_propositions(norm))
    people = bodies(name, actors)
    documents = Document.objects.bulk_create(
        Document(collection=held, body=body, title={"en": "Paper"}, year=2015 + n % 10)
        for n, body in enumerate(people)
    )
    Reading.objects.bulk_create(
        Reading(document=one, extent="full") for one in documents if draw.random() < 0.3
    )
    stances = ["supports"] * 5 + ["opposes"] * 2 + ["conditional", "undecided", "practice"]
    Position.objects.bulk_create(
        (
            Position(
                collection=held,
                body=body,
                proposition=proposition,
                document=document,
                stance=draw.choice(stances),
                level="direct",
            )
            for body, document in zip(people, documents, strict=True)
            for proposition in listed
            if draw.random() < share
        ),
        batch_size=2000,
    )
    return f"/evidence/{held.slug}/"


def new_norm(name: str) -> Any:
    from parley.apps.deliberation.models import Instrument, Norm
    from parley.core.localtext import LocalText

    instrument = Instrument.objects.create(slug=f"bench-{name}", symbol=name, title={"en": name})
    text = LocalText(en="States should.")
    return Norm.objects.create(instrument=instrument, slug=name, label="1", text=text)


def new_propositions(norm: Any) -> Iterator[Any]:
    from parley.apps.deliberation.models import Element, Proposition
    from parley.core.localtext import LocalText

    for order in range(ELEMENTS):
        title = LocalText(en=f"Element {order}")
        element = Element.objects.create(norm=norm, slug=f"e{order}", title=title, order=order)
        for number in range(1, COLUMNS // ELEMENTS + 2):
            if order * (COLUMNS // ELEMENTS + 1) + number <= COLUMNS:
                text = LocalText(en=f"A State knows of act {number} on its territory.")
                yield Proposition.objects.create(element=element, number=number, text=text)


def votes(name: str, actors: int) -> str:
    from parley.apps.evidence.models import RollCall, Vote

    draw = random.Random(SEED)
    held = collection(name, kind="votes")
    calls = RollCall.objects.bulk_create(
        RollCall(collection=held, number=n, symbol=f"A/RES/{n}") for n in range(1, COLUMNS + 1)
    )
    Vote.objects.bulk_create(
        (
            Vote(roll_call=call, body=body, choice=draw.choice(("yes", "yes", "no", "abstain")))
            for body in bodies(name, actors)
            for call in calls
            if draw.random() < 0.95
        ),
        batch_size=2000,
    )
    return f"/evidence/{held.slug}/"


if __name__ == "__main__":
    main()
