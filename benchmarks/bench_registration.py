#!/usr/bin/env python3
"""Registration: how long a convener waits for a long list of invitations."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from typing import Any

from measuring import demo_data, table, verdict

GUESTS = 1000
MOST_SECONDS = 20
DESK = "/convene/dialogues/synthetic-2027/registration/"


def main() -> None:
    with demo_data():
        invitations()


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


if __name__ == "__main__":
    main()
