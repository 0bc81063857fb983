#!/usr/bin/env python3
"""Registration: how long a convener waits for a long list of invitations, what the vetting board of
a large dialogue costs, and what becomes of a rush for few seats."""

from __future__ import annotations

import http.client
import io
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from measuring import ROOT, Sample, demo_data, sample, serving, table, verdict

GUESTS = 1000
MOST_SECONDS = 20
DESK = "/convene/dialogues/synthetic-2027/registration/"
ON_THE_BOARD, MOST_MS, REPEATS, REQUESTS = 2000, 60, 7, 5
RUSH, SEATS = 200, 50
RUSH_ONLY = "rush"


def main() -> None:
    if RUSH_ONLY in sys.argv:
        rush()
        return
    with demo_data():
        invitations()
        board()
    for wrapper in databases():
        subprocess.run([*wrapper, sys.executable, __file__, RUSH_ONLY], check=True)


# Invitations: imported, previewed and queued, in the steps in which a convener does it


def invitations() -> None:
    """A workbook of a thousand guests through the convener's own pages, in process."""
    from parley.apps.registration.models import Invitation, Mail

    client, data = convener(), workbook(GUESTS)
    before = Invitation.objects.count(), Mail.objects.count()
    rows = []
    client.get(f"{DESK}invitations/")  # what is read once, is read now
    baseline, _page = seconds(lambda: client.get(f"{DESK}invitations/"))
    shown, preview = seconds(lambda: client.post(f"{DESK}invite/list/", {"upload": data}))
    sent, _ = seconds(lambda: client.post(f"{DESK}invite/confirm/", {"list": sealed(preview)}))
    listed, page = seconds(lambda: client.get(f"{DESK}invitations/"))
    for what, took in (
        ("the list of invitations of the demo", baseline),
        (f"{GUESTS} rows read and previewed", shown),
        (f"{GUESTS} invitations stored and queued", sent),
        ("the list of invitations afterwards", listed),
    ):
        rows.append((what, f"{took:.2f} s", f"× {took / baseline:.1f}"))
    table(("in process, with SQLite", "time", "ratio"), rows)
    made = Invitation.objects.count() - before[0], Mail.objects.count() - before[1]
    if made != (GUESTS, GUESTS) or page.status_code != 200:
        raise SystemExit(f"{GUESTS} invitations and mails were expected, there are {made}")
    verdict(f"{GUESTS} invitations imported, previewed, queued in", shown + sent, MOST_SECONDS, "s")


def sealed(preview: Any) -> str:
    """The list that the page of the preview carries to its confirmation."""
    found = re.search(r'name="list" value="([^"]+)"', preview.content.decode())
    if found is None:
        raise SystemExit(f"no list was shown (status {preview.status_code})")
    return found[1]


def seconds(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = call()
    return time.perf_counter() - start, answer


def convener() -> Any:
    """The convener of the demo, in a browser that does not leave this process."""
    from django.conf import settings
    from django.test import Client

    from parley.apps.accounts.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(User.objects.get(email="convener@demo.example"))
    return client


def workbook(guests: int) -> Any:
    """A list as a secretariat has it; names and addresses are invented."""
    import xlsxwriter
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Email", "Name", "Title", "Organisation", "Group", "Language"])
        for n in range(1, guests + 1):
            row = [f"guest{n}@bench.example", f"Guest {n} (synthetic)", "Dr", f"Institute {n % 40}"]
            sheet.write_row(n, 0, [*row, "Government delegations", ("en", "fr", "ar")[n % 3]])
    return SimpleUploadedFile("guests.xlsx", data.getvalue())


# The vetting board


def board() -> None:
    """Its pages with the demo's registrations, and with two thousand."""
    client = convener()
    addresses = {
        "the board": DESK,
        "its 40th page": f"{DESK}?page=40",
        "filtered": f"{DESK}?state=submitted&evidence=no&note=no&sort=organisation",
        "balance": f"{DESK}balance/",
    }
    few = {name: cpu(client, address) for name, address in addresses.items()}
    asked_few = {name: asked(client, address) for name, address in addresses.items()}
    fill(ON_THE_BOARD)
    rows, worst, same = [], 0.0, True
    for name, address in addresses.items():
        many, queries = cpu(client, address), asked(client, address)
        same = same and queries == asked_few[name]
        worst = max(worst, many.least) if name != "balance" else worst
        figures = (f"{few[name].least:.1f}", f"{many.least:.1f}", many.against(few[name]))
        rows.append((name, *figures, str(asked_few[name]), str(queries)))
    print()
    head = ("CPU in process", "demo", f"{ON_THE_BOARD} people", "ratio", "queries", "queries")
    table(head, rows)
    print(f"  milliseconds, least of {REPEATS} × {REQUESTS} requests")
    verdict(f"a page of the board with {ON_THE_BOARD} registrations", worst, MOST_MS, "ms")
    verdict("more queries than with few registrations", 0 if same else 1, 0, "pages")


def fill(number: int) -> None:
    """Synthetic people in every state, of many countries, for the groups of the demo."""
    from django.utils import timezone

    from parley.apps.accounts.models import User
    from parley.apps.registration import models as m

    groups = list(m.Group.objects.filter(dialogue__slug="synthetic-2027"))
    accounts = User.objects.bulk_create(
        User(email=f"board{n}@bench.example", name=f"Person {n}", password="!")
        for n in range(number)
    )
    now, modes, states = timezone.now(), m.Mode.values, m.State.values
    rows = m.Registration.objects.bulk_create(
        m.Registration(
            dialogue_id=groups[0].dialogue_id,
            user=account,
            group=groups[n % len(groups)],
            name=f"Person {n} (synthetic)",
            organisation=f"Institute {n % 40}",
            country=("IT", "KE", "BR", "JP", "FJ", "")[n % 6],
            mode=modes[n % 2],
            state=states[n % len(states)],
            offer_ends_at=now if states[n % len(states)] == m.State.OFFERED else None,
            consented_at=now,
            state_since=now,
        )
        for n, account in enumerate(accounts)
    )
    m.Note.objects.bulk_create(m.Note(registration=row, text="x") for row in rows[::3])


def cpu(client: Any, address: str) -> Sample:
    def measure() -> float:
        start = time.process_time()
        for _n in range(REQUESTS):
            if (status := client.get(address).status_code) != http.HTTPStatus.OK:
                raise SystemExit(f"{address} answered {status}")
        return (time.process_time() - start) / REQUESTS * 1000

    client.get(address)
    return sample(measure, REPEATS)


def asked(client: Any, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


# A rush: many take up their invitations in the same moment, and there are few seats


def databases() -> list[list[str]]:
    """What to put before a command so that it runs on each database."""
    found = [[]]
    if shutil.which("pg_lsclusters") or Path("/usr/lib/postgresql").exists():
        found.append([sys.executable, str(ROOT / "scripts" / "with_postgres.py")])
    else:
        print("  PostgreSQL is not installed: the rush runs on SQLite alone")
    return found


def rush() -> None:
    """Real requests to a real server: each guest opens the link, then all send the form at once."""
    url = os.environ.get("PARLEY_DATABASE_URL")
    with demo_data(**({"PARLEY_DATABASE_URL": url} if url else {})):
        links = invite(RUSH, SEATS)
        with serving() as (_process, port):
            guests = [Guest(port, link) for link in links]
            for guest in guests:
                guest.open()
            took = all_at_once(guests)
        said = Counter(guest.answer for guest in guests)
        tell(took, said, [guest.seconds for guest in guests], "PostgreSQL" if url else "SQLite")


def invite(number: int, seats: int) -> list[str]:
    """A dialogue of its own, with a group where whoever is invited gets a seat while there are."""
    from django.conf import settings
    from django.utils import timezone

    from parley.apps.convening.models import Dialogue
    from parley.apps.registration.models import Group, Invitation, Opening
    from parley.apps.registration.selectors.tokens import link_of
    from parley.core.localtext import LocalText

    today = timezone.now()
    dialogue = Dialogue.objects.create(
        slug="rush",
        title=LocalText(en="A rush (synthetic)"),
        status="announced",
        format="virtual",
        starts_on=today.date() + timedelta(days=30),
        ends_on=today.date() + timedelta(days=30),
        time_zone="UTC",
    )
    Opening.objects.create(dialogue=dialogue, asks_country=False, asks_access_needs=False)
    group = Group.objects.create(
        dialogue=dialogue, slug="guests", name=LocalText(en="Guests"), seats=seats, vetted=False
    )
    made = Invitation.objects.bulk_create(
        Invitation(
            dialogue=dialogue,
            group=group,
            address=f"rush{n}@bench.example",
            name=f"Guest {n} (synthetic)",
            expires_at=today + timedelta(days=7),
        )
        for n in range(number)
    )
    return [link_of(row).removeprefix(str(settings.BASE_URL)) for row in made]


class Guest:
    """Somebody with a browser: keeps cookies, and one connection."""

    def __init__(self, port: int, link: str) -> None:
        self.port, self.link = port, link
        self.cookies: dict[str, str] = {}
        self.token, self.answer, self.seconds = "", "", 0.0

    def open(self) -> None:
        status, page = self._ask("GET")
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if status != http.HTTPStatus.OK or found is None:
            raise SystemExit(f"the form was expected, the status is {status}")
        self.token = found[1]

    def send(self, start: threading.Barrier) -> None:
        said = {"name": "Guest", "listing": "nobody", "consent": "on"}
        body = urlencode({**said, "csrfmiddlewaretoken": self.token})
        start.wait()
        began = time.perf_counter()
        try:
            status, _page = self._ask("POST", body)
            self.answer = str(status)
        except (OSError, http.client.HTTPException) as error:
            self.answer = type(error).__name__
        self.seconds = time.perf_counter() - began

    def _ask(self, method: str, body: str | None = None) -> tuple[int, str]:
        connected = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connected.request(method, self.link, body, headers)
            response = connected.getresponse()
            page = response.read().decode()
        finally:
            connected.close()
        for line in response.headers.get_all("Set-Cookie", []):
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, page


def all_at_once(guests: list[Guest]) -> float:
    start = threading.Barrier(len(guests) + 1)
    threads = [threading.Thread(target=guest.send, args=(start,)) for guest in guests]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def tell(took: float, said: Counter[str], waits: list[float], database: str) -> None:
    from parley.apps.convening.models import Seat
    from parley.apps.registration.models import Mail, Registration

    rows = Registration.objects.filter(dialogue__slug="rush")
    states = Counter(rows.values_list("state", flat=True))
    inside = Seat.objects.filter(dialogue__slug="rush", role="participant").count()
    mails = Mail.objects.filter(registration__dialogue__slug="rush").count()
    waits.sort()
    print(f"\n  {RUSH} people for {SEATS} seats at once, `parley serve` on {database}")
    print(f"  all answered within {took:.1f} s, half of them within {waits[len(waits) // 2]:.1f} s")
    print(f"  answers {dict(said)}, registrations {dict(states)}, seats {inside}, mails {mails}")
    verdict("answers other than “registered”", RUSH - said["302"], 0, "people")
    verdict("lost or double", abs(RUSH - rows.values("user").distinct().count()), 0, "people")
    verdict("seats given wrongly", abs(SEATS - states["approved"]), 0, "seats")


if __name__ == "__main__":
    main()
