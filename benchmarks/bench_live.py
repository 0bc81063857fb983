#!/usr/bin/env python3
"""A hall that looks at the same thing: 500 open live views, while 50 stances come in each second.

The facilitator puts one proposition after the other to the room. For each view it is measured how long it took from the
facilitator's click until the proposition was there. The baseline, of the same run, is a hall with one view.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from bench_registration import databases
from bench_stances import MEASURE_ONLY, PROPOSITIONS, Participant, room
from measuring import cpu_seconds, demo_data, serving, verdict

VIEWS, RATE, WRITERS = 500, 50, 10
UPDATES, BETWEEN_SECONDS, PATIENCE_SECONDS = 12, 1.5, 10
MOST_P99_SECONDS = 1


def main() -> None:
    if MEASURE_ONLY in sys.argv:
        measure()
        return
    for wrapper in databases():
        subprocess.run([*wrapper, sys.executable, __file__, MEASURE_ONLY], check=True)


def measure() -> None:
    url = os.environ.get("PARLEY_DATABASE_URL")
    with demo_data(**({"PARLEY_DATABASE_URL": url} if url else {})):
        consultation, people = room("participants")
        facilitator = lead(consultation)
        with serving() as (process, port):
            for person in (*people, facilitator):
                person.port = port
            Console(facilitator, consultation).press("open")
            alone = hall(consultation, people, facilitator, process, 1)
            full = hall(consultation, people, facilitator, process, VIEWS)
    print(f"\n  on {'PostgreSQL' if url else 'SQLite'}: {UPDATES} updates, {RATE} stances a second")
    for name, found in (("one view", alone), (f"{VIEWS} views", full)):
        print(f"  {name}: {found.tell()}")
    print(f"  ratio of the medians: × {full.quantile(0.5) / alone.quantile(0.5):.1f}")
    verdict(f"an update at all of {VIEWS} views, p99", full.quantile(0.99), MOST_P99_SECONDS, "s")
    verdict("updates that did not reach a view", full.missing + alone.missing, 0, "updates")
    verdict("stances that were not acknowledged", full.refused + alone.refused, 0, "stances")


def lead(consultation: Any) -> Participant:
    """Somebody who runs the room."""
    from django.conf import settings
    from django.test import Client

    from parley.apps.accounts.models import User
    from parley.apps.convening.models import Seat

    account = User.objects.create(email=f"{consultation.uid}@bench.example", name="Facilitator")
    Seat.objects.create(dialogue=consultation.dialogue, user=account, role="facilitator")
    client = Client()
    client.force_login(account)
    return Participant(account, consultation, client.cookies[settings.SESSION_COOKIE_NAME].value)


class Console:
    """The facilitator's, over one connection."""

    def __init__(self, facilitator: Participant, consultation: Any) -> None:
        from django.urls import reverse

        self.facilitator = facilitator
        self.path = reverse("live-console", args=[consultation.dialogue.slug, consultation.slug])
        self.connected = http.client.HTTPConnection("127.0.0.1", facilitator.port, timeout=30)

    def press(self, button: str) -> None:
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self.facilitator.session}; csrftoken={self.facilitator.token}",
            "X-CSRFToken": self.facilitator.token,
        }
        self.connected.request("POST", self.path, urlencode({"do": button}), headers)
        response = self.connected.getresponse()
        said = response.read()
        if response.status != http.HTTPStatus.OK:
            raise SystemExit(f"the console answered {response.status}: {said[:200]!r}")


class Found:
    """What came of one hall."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.missing = self.refused = self.stances = 0
        self.messages = 0
        self.cpu = self.took = 0.0

    def quantile(self, share: float) -> float:
        waits = sorted(self.waits)
        return waits[min(len(waits) - 1, int(len(waits) * share))] if waits else float("inf")

    def tell(self) -> str:
        return (
            f"p50 {self.quantile(0.5):.3f} s, p99 {self.quantile(0.99):.3f} s, last "
            f"{self.quantile(1):.3f} s; {self.messages} messages, {self.stances} stances; "
            f"{self.cpu / self.took * 100:.0f} % of a core"
        )


def hall(
    consultation: Any, people: list[Participant], facilitator: Participant, process: int, views: int
) -> Found:
    return asyncio.run(_hall(consultation, people, facilitator, process, views))


async def _hall(
    consultation: Any, people: list[Participant], facilitator: Participant, process: int, views: int
) -> Found:
    found, seen = Found(), [dict[int, float]() for _ in range(views)]
    opened: list[asyncio.Event] = [asyncio.Event() for _ in range(views)]
    tasks = [
        asyncio.create_task(_look(consultation, people[n % len(people)], seen[n], opened[n], found))
        for n in range(views)
    ]
    await asyncio.gather(*(event.wait() for event in opened))
    console = Console(facilitator, consultation)
    await asyncio.to_thread(console.press, f"put:{PROPOSITIONS}")
    await asyncio.to_thread(console.press, "show-results")
    clicks: dict[int, float] = {}
    with stances(people, found):
        await asyncio.sleep(1)
        before, began = cpu_seconds(process), time.perf_counter()
        found.messages = 0
        for number in range(1, UPDATES + 1):
            clicks[number] = time.perf_counter()
            await asyncio.to_thread(console.press, f"put:{number}")
            await asyncio.to_thread(console.press, "show-results")
            await asyncio.sleep(BETWEEN_SECONDS)
        found.cpu, found.took = cpu_seconds(process) - before, time.perf_counter() - began
        await asyncio.sleep(min(PATIENCE_SECONDS, 2))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for view in seen:
        for number, click in clicks.items():
            if number in view:
                found.waits.append(view[number] - click)
            else:
                found.missing += 1
    return found


async def _look(
    consultation: Any,
    person: Participant,
    seen: dict[int, float],
    opened: asyncio.Event,
    found: Found,
) -> None:
    """One open view: reads what comes, and notes when it first saw each proposition."""
    from django.urls import reverse

    path = reverse("live-events", args=[consultation.dialogue.slug, consultation.slug])
    reader, writer = await asyncio.open_connection("127.0.0.1", person.port)
    writer.write(
        f"GET {path}?view=participant HTTP/1.1\r\nHost: 127.0.0.1:{person.port}\r\n"
        f"Cookie: sessionid={person.session}\r\nAccept: text/event-stream\r\n\r\n".encode()
    )
    try:
        status = await reader.readline()
        if b" 200 " not in status:
            raise SystemExit(f"a view was answered {status!r}")
        while True:
            line = await reader.readline()
            if not line:
                raise SystemExit("a view was ended by the server")
            if line.startswith(b"data: {"):
                opened.set()
                found.messages += 1
                seen.setdefault(json.loads(line[6:])["number"], time.perf_counter())
    finally:
        writer.close()


@contextmanager
def stances(people: list[Participant], found: Found) -> Iterator[None]:
    """People who answer, so many in each second, until it is over."""
    over = threading.Event()
    threads = [
        threading.Thread(target=_answer, args=(people[n::WRITERS], over, found))
        for n in range(WRITERS)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _answer(people: list[Participant], over: threading.Event, found: Found) -> None:
    from django.urls import reverse

    connected = http.client.HTTPConnection("127.0.0.1", people[0].port, timeout=30)
    where = people[0].consultation
    turn, due = 0, time.perf_counter()
    while not over.is_set():
        due += WRITERS / RATE
        person, number = people[turn % len(people)], turn % UPDATES + 1
        turn += 1
        path = reverse("stance", args=[where.dialogue.slug, where.slug, number])
        status = person.post(connected, path, ("agree", "pass", "disagree")[turn % 3])
        found.stances += 1
        found.refused += status != http.HTTPStatus.OK
        over.wait(max(0.0, due - time.perf_counter()))
    connected.close()


if __name__ == "__main__":
    main()
