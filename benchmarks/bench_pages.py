#!/usr/bin/env python3
"""CPU time and queries of the demo's public pages, in process and in a running `parley serve`.

A page for visitors is made once for each change of data, minute, language and zone, and then kept.
So each page has several prices, and the target is held against each:

kept       for a visitor who gets the page that another one's visit made
made       for the visitor whose visit makes it
signed in  for readers who are signed in: their pages are always made for them
cold       made when nothing is known yet, neither SQL nor any part of the page: the first of all
"""

from __future__ import annotations

import http.client
import io
import sys
import time
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from measuring import Sample, cpu_seconds, demo_data, sample, serving, table, verdict

REPEATS = 7
KEPT, MADE = 60, 5  # requests of one repeat: for a page that is kept, for one that is made anew
SERVED = 300
SERVED_FIRST = 60
MOST_MS = 10
MOST_QUERIES = 8
BARE = "/bare/"
KINDS = ("kept", "made", "signed in", "cold")
Call = Callable[[str], int]


def main() -> None:
    with demo_data():
        application = with_bare_view()
        pages = dict(addresses())
        in_process(application, pages)
        with serving() as (process, port):
            served(process, port, pages)


def addresses() -> Iterator[tuple[str, str]]:
    """The pages to measure, by a short name."""
    from django.urls import reverse

    from parley.apps.convening.models import Dialogue
    from parley.apps.convening.selectors.programme import programme_for
    from parley.core.access import visible
    from parley.core.actors import ANONYMOUS

    yield "home", reverse("home")
    for dialogue in visible(Dialogue, ANONYMOUS).order_by("starts_on"):
        yield f"dialogue {dialogue.slug}", reverse("dialogue", args=[dialogue.slug])
        yield f"programme {dialogue.slug}", reverse("programme", args=[dialogue.slug])
        if line := next(iter(programme_for(ANONYMOUS, dialogue).lines()), None):
            yield f"session {dialogue.slug}", line.url


# In process


def with_bare_view() -> Any:
    """Parley's application, with one page more that does nothing: the baseline."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    from parley import urls

    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok")

    module: Any = types.ModuleType("bare_urls")
    module.urlpatterns = [path(BARE[1:], bare), *urls.urlpatterns]
    sys.modules["bare_urls"] = module
    settings.ROOT_URLCONF = "bare_urls"
    return get_wsgi_application()


def caller(application: Any, cookie: str = "") -> Call:
    """A function that asks the application for a page, as a server does, and answers its status."""

    def call(address: str) -> int:
        path, _mark, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_ACCEPT_LANGUAGE": "en",
            "HTTP_COOKIE": cookie,
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
        }
        statuses: list[str] = []
        response = application(environ, lambda status, _headers: statuses.append(status))
        b"".join(response)
        response.close()
        return int(statuses[0].split()[0])

    return call


def cpu_per_call(call: Call, address: str, requests: int = KEPT) -> Sample:
    def measure() -> float:
        start = time.process_time()
        for _n in range(requests):
            if (status := call(address)) != http.HTTPStatus.OK:
                raise SystemExit(f"{address} answered {status}")
        return (time.process_time() - start) / requests * 1000

    call(address)
    return sample(measure, REPEATS)


def queries(call: Call, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        call(address)
        return len(captured)


def signed_in_cookie() -> str:
    """The cookie of somebody who is signed in: a participant, who sees more than a visitor."""
    from django.conf import settings
    from django.test import Client

    from parley.apps.accounts.models import User
    from parley.apps.convening.models import SeatRole

    client = Client()
    client.force_login(User.objects.filter(seats__role=SeatRole.PARTICIPANT).order_by("pk")[0])
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@contextmanager
def nothing_kept(*names: str) -> Iterator[None]:
    """Without these caches."""
    from django.conf import settings
    from django.test import override_settings

    dummy = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    with override_settings(CACHES={**settings.CACHES, **dict.fromkeys(names, dummy)}):
        yield


def forgetful(call: Call) -> Call:
    """The same, with all SQL put together anew."""
    from parley.core import statements

    def forget_and_call(address: str) -> int:
        statements.forget()
        return call(address)

    return forget_and_call


def in_process(application: Any, pages: dict[str, str]) -> None:
    visitor, reader = caller(application), caller(application, signed_in_cookie())
    baseline = cpu_per_call(visitor, BARE)
    head = ("CPU in process", *KINDS, "made ÷ bare", "queries", "signed in")
    rows = [("a bare view", f"{baseline.least:.2f}", "", "", "", "", "", "")]
    worst = dict.fromkeys(KINDS, 0.0)
    most_queries = 0
    for name, address in pages.items():
        found = {"kept": cpu_per_call(visitor, address)}
        with nothing_kept("pages"):
            found["made"] = cpu_per_call(visitor, address, MADE)
            found["signed in"] = cpu_per_call(reader, address, MADE)
            asked = queries(visitor, address), queries(reader, address)
        with nothing_kept("pages", "components"):
            found["cold"] = cpu_per_call(forgetful(visitor), address, MADE)
        figures = [f"{found[kind].least:.1f}" for kind in KINDS]
        counts = [str(number) for number in asked]
        rows.append((name, *figures, found["made"].against(baseline), *counts))
        if name.startswith(("dialogue", "programme")):
            worst = {kind: max(worst[kind], found[kind].least) for kind in KINDS}
            most_queries = max(most_queries, asked[0])
    table(head, rows)
    print(f"  milliseconds, least of {REPEATS} × {KEPT} requests, {MADE} where pages are made")
    print("  queries: a visitor's, where the page is made, and a signed-in reader's; kept: one")
    for kind in KINDS:
        verdict(f"dialogue and programme, {kind}", worst[kind], MOST_MS, "ms")
    verdict("dialogue and programme", most_queries, MOST_QUERIES, "queries")


# In a running server


def cpu_per_request(process: int, port: int, addresses: Iterator[str]) -> float:
    """The server's CPU time for one page, asked for over one connection that stays open."""
    connected = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    count, start = 0, cpu_seconds(process)
    for address in addresses:
        connected.request("GET", address, headers={"Accept-Language": "en"})
        response = connected.getresponse()
        response.read()
        if response.status != http.HTTPStatus.OK:
            raise SystemExit(f"{address} answered {response.status}")
        count += 1
    connected.close()
    return (cpu_seconds(process) - start) / count * 1000


def served(process: int, port: int, pages: dict[str, str]) -> None:
    def kept(address: str) -> float:
        return cpu_per_request(process, port, iter([address] * SERVED))

    def made(address: str) -> float:
        # An address that nobody has asked for yet is a page that nobody has seen yet.
        fresh = (f"{address}?visitor={n}" for n in range(SERVED_FIRST))
        return cpu_per_request(process, port, fresh)

    kept("/healthz")  # the first requests load modules and templates
    baseline = kept("/healthz")
    rows = [("/healthz, one query", f"{baseline:.2f}", "", "× 1.0")]
    worst = {"kept": 0.0, "made": 0.0}
    for name, address in pages.items():
        kept(address)
        found = {"kept": kept(address), "made": made(address)}
        ratio = f"× {found['kept'] / baseline:.1f}" if baseline else "-"
        rows.append((name, f"{found['kept']:.2f}", f"{found['made']:.1f}", ratio))
        if name.startswith(("dialogue", "programme")):
            worst = {kind: max(worst[kind], found[kind]) for kind in worst}
    print()
    table(("CPU in the server process", "kept", "made", "kept ÷ one query"), rows)
    print(f"  milliseconds, of {SERVED} requests over one connection, {SERVED_FIRST} where made")
    for kind, most in worst.items():
        verdict(f"dialogue and programme, served, {kind}", most, MOST_MS, "ms")


if __name__ == "__main__":
    main()
