#!/usr/bin/env python3
"""A room that answers: 64 participants take stances at once, and one server is killed meanwhile.

Real requests to `parley serve`, from a generator on the same cores. What was acknowledged is counted against what is
stored. Beside it stands a request that only reads who asks, as the baseline of the same run.
"""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench_registration import databases
from measuring import (
    PARLEY,
    cpu_seconds,
    demo_data,
    free_port,
    serving,
    stop,
    verdict,
    verdict_at_least,
    wait_for_page,
)

PEOPLE, PROPOSITIONS = 64, 30
SECONDS, WARM_SECONDS, SECONDS_BEFORE_THE_KILL = 15.0, 2.0, 4.0
MOST_CPU_MS, LEAST_RATE, MOST_P99_MS = 4, 200, 500
MEASURE_ONLY = "measure"
SLUG = "many-stances"
WORDS = ("agree", "pass", "disagree")
DONE = {200, 204, 303}


def main() -> None:
    if MEASURE_ONLY in sys.argv:
        measure()
        return
    for wrapper in databases():
        subprocess.run([*wrapper, sys.executable, __file__, MEASURE_ONLY], check=True)


def measure() -> None:
    url = os.environ.get("PARLEY_DATABASE_URL")
    with demo_data(**({"PARLEY_DATABASE_URL": url} if url else {})):
        print(f"\n  on {'PostgreSQL' if url else 'SQLite'}, rule participants", flush=True)
        sustained("participants")
        print(f"\n  on {'PostgreSQL' if url else 'SQLite'}, Chatham House", flush=True)
        sustained("chatham_house")
        print("\n  killed in mid-run", flush=True)
        killed("participants")


# The room


def room(rule: str) -> tuple[Any, list[Participant]]:
    """A consultation of its own, and people who may answer it, each with the cookies of a browser."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from parley.apps.accounts.models import User
    from parley.apps.convening.models import Dialogue, Seat
    from parley.apps.deliberation.models import Consultation, Proposition, Secret
    from parley.apps.registration.models import Group, Opening, Registration
    from parley.core.localtext import LocalText

    now, name = timezone.now(), secrets.token_hex(4)
    dialogue = Dialogue.objects.create(
        slug=f"{SLUG}-{name}",
        title=LocalText(en="Many stances (synthetic)"),
        status="announced",
        format="virtual",
        starts_on=now.date(),
        ends_on=now.date(),
        time_zone="UTC",
    )
    Opening.objects.create(dialogue=dialogue)
    group = Group.objects.create(dialogue=dialogue, slug="all", name=LocalText(en="All"))
    consultation = Consultation.objects.create(
        dialogue=dialogue, slug="room", title=LocalText(en="The room"), rule=rule, phase="open"
    )
    Secret.objects.create(consultation=consultation)
    Proposition.objects.bulk_create(
        Proposition(consultation=consultation, number=n, text=LocalText(en=f"Proposition {n}."))
        for n in range(1, PROPOSITIONS + 1)
    )
    people = []
    for n in range(PEOPLE):
        account = User.objects.create(email=f"{name}-{n}@bench.example", name=f"Person {n}")
        Seat.objects.create(dialogue=dialogue, user=account, role="participant")
        Registration.objects.create(
            dialogue=dialogue,
            user=account,
            group=group,
            name=account.name,
            mode="online",
            state="approved",
            consented_at=now,
            state_since=now,
        )
        client = Client()
        client.force_login(account)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        people.append(Participant(account, consultation, session))
    return consultation, people


@dataclass
class Participant:
    """Somebody with a browser: one connection, which is made anew when it breaks."""

    account: Any
    consultation: Any
    session: str
    port: int = 0
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    acknowledged: dict[int, int] = field(default_factory=dict)
    unknown: dict[int, set[int]] = field(default_factory=dict)  # sent, and never answered
    waits: list[float] = field(default_factory=list)
    statuses: Counter[int | str] = field(default_factory=Counter)

    def answer_until(self, stop_at: float, connection_lost: threading.Event) -> None:
        from django.urls import reverse

        connected = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        slug, name = self.consultation.dialogue.slug, self.consultation.slug
        paths = {n: reverse("stance", args=[slug, name, n]) for n in range(1, PROPOSITIONS + 1)}
        turn = secrets.randbelow(PROPOSITIONS)
        while time.perf_counter() < stop_at and not connection_lost.is_set():
            turn += 1
            number, place = turn % PROPOSITIONS + 1, secrets.randbelow(3)
            began = time.perf_counter()
            try:
                status = self.post(connected, paths[number], WORDS[place])
            except (OSError, http.client.HTTPException) as error:
                self.statuses[type(error).__name__] += 1
                self.unknown.setdefault(number, set()).add(1 - place)
                connection_lost.set()
                break
            self.waits.append(time.perf_counter() - began)
            self.statuses[status] += 1
            if status in DONE:
                self.acknowledged[number] = 1 - place
        connected.close()

    def post(self, connected: http.client.HTTPConnection, path: str, word: str) -> int:
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self.session}; csrftoken={self.token}",
            "X-CSRFToken": self.token,
        }
        connected.request("POST", path, urlencode({"value": word}), headers)
        response = connected.getresponse()
        response.read()
        return response.status

    def look(self, times: int) -> None:
        """Ask for a page that reads who asks, and little else."""
        connected = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        for _n in range(times):
            connected.request("GET", "/healthz", headers={"Cookie": f"sessionid={self.session}"})
            connected.getresponse().read()
        connected.close()


def all_answer(people: list[Participant], port: int, seconds: float) -> float:
    """Let all answer for a while, each as fast as answers come; how long it took."""
    lost = threading.Event()
    began = time.perf_counter()
    for person in people:
        person.port = port
    threads = [
        threading.Thread(target=person.answer_until, args=(began + seconds, lost))
        for person in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


# What is stored against what was acknowledged


def compared(consultation: Any, people: list[Participant]) -> tuple[int, int, int]:
    """How many acknowledged stances are missing or other ones, how many stand that nobody took, and
    how many stand twice."""
    from parley.apps.deliberation.models import Stance
    from parley.apps.deliberation.selectors import pseudonyms
    from parley.core.actors import actor_of

    names = {pseudonyms.respondent(consultation, actor_of(p.account)): p for p in people}
    rows = Stance.objects.filter(proposition__consultation=consultation)
    stored = Counter(rows.values_list("respondent", "proposition__number"))
    values = {
        (respondent, number): value
        for respondent, number, value in rows.values_list(
            "respondent", "proposition__number", "value"
        )
    }
    lost = sum(
        values.get((name, number)) not in {value} | person.unknown.get(number, set())
        for name, person in names.items()
        for number, value in person.acknowledged.items()
    )
    strange = sum(
        respondent not in names
        or number not in names[respondent].acknowledged.keys() | names[respondent].unknown.keys()
        for respondent, number in stored
    )
    return lost, strange, sum(count > 1 for count in stored.values())


def tell(consultation: Any, people: list[Participant]) -> int:
    statuses = sum((person.statuses for person in people), Counter())
    lost, strange, double = compared(consultation, people)
    done = sum(count for status, count in statuses.items() if status in DONE)
    print(f"  answers {dict(statuses)}; lost {lost}, never taken {strange}, double {double}")
    verdict("stances lost, doubled or made up", lost + strange + double, 0, "stances")
    failed = sum(n for status, n in statuses.items() if isinstance(status, int) and status >= 500)
    verdict("answers of status 5xx", failed, 0, "answers")
    return done


def sustained(rule: str) -> None:
    consultation, people = room(rule)
    with serving() as (process, port):
        all_answer(people, port, WARM_SECONDS)
        for person in people:
            person.waits.clear()
        people[0].look(50)
        before = cpu_seconds(process)
        people[0].look(200)
        baseline = (cpu_seconds(process) - before) / 200 * 1000
        acknowledged = -sum(sum(person.statuses.values()) for person in people)
        before = cpu_seconds(process)
        took = all_answer(people, port, SECONDS)
        used = cpu_seconds(process) - before
    acknowledged += tell(consultation, people)
    waits = sorted(wait for person in people for wait in person.waits)
    each = used / max(1, acknowledged) * 1000
    p99 = waits[int(len(waits) * 0.99)] * 1000 if waits else float("inf")
    print(
        f"  {acknowledged} acknowledged in {took:.1f} s by {PEOPLE} people; server CPU {each:.2f} ms each "
        f"(a small page: {baseline:.2f}, × {each / baseline:.1f}); p50 {waits[len(waits) // 2] * 1000:.0f} ms"
    )
    verdict("server CPU of an acknowledged stance", each, MOST_CPU_MS, "ms")
    verdict_at_least("acknowledged stances in a second", acknowledged / took, LEAST_RATE)
    verdict("waiting for an answer, p99", p99, MOST_P99_MS, "ms")


# A server that dies


def descendants(process: int) -> list[int]:
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(
                (folder / "stat").read_text().rpartition(")")[2].split()[1]
            )
        except OSError:  # it has ended meanwhile
            continue
    found = [process]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def killed(rule: str) -> None:
    consultation, people = room(rule)
    port = free_port()
    server = subprocess.Popen(
        [PARLEY, "serve", "--port", str(port), "--no-jobs"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_page(port, server)

        def kill() -> None:
            for process in descendants(server.pid):
                os.kill(process, signal.SIGKILL)

        timer = threading.Timer(SECONDS_BEFORE_THE_KILL, kill)
        timer.start()
        all_answer(people, port, SECONDS_BEFORE_THE_KILL + 5)
        timer.join()
        server.wait()
    finally:
        stop(server)
    done = tell(consultation, people)
    open_ = sum(len(values) for person in people for values in person.unknown.values())
    print(f"  {done} were acknowledged before SIGKILL; {open_} had no answer yet")


if __name__ == "__main__":
    main()
