#!/usr/bin/env python3
"""CPU time and queries of the demo's public pages, in process and in a running `parley serve`.

A page for visitors is made once for each change of data, minute, language and zone, and then kept.
So each page has two prices: the *first* visitor's, which makes it, and the *next* ones'. Readers who
are signed in always get pages of their own; their price is shown too.
"""

from __future__ import annotations

import http.client
import io
import sys
import time
import types
from collections.abc import Callable, Iterator
from typing import Any

from measuring import Sample, cpu_seconds, demo_data, sample, serving, table, verdict

REPEATS = 5
KEPT, MADE = 60, 10  # requests of one repeat: for a page that is kept, for one that is made anew
SERVED = 300
SERVED_FIRST = 60
MOST_MS = 10
MOST_QUERIES = 8
BARE = "/bare/"
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
    """The cookie of somebody who is signed in: one of the demo's people."""
    from django.conf import settings
    from django.test import Client

    from parley.apps.accounts.models import User

    client = Client()
    client.force_login(User.objects.order_by("pk")[0])
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def in_process(application: Any, pages: dict[str, str]) -> None:
    from django.test import override_settings

    nothing_kept = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    visitor, reader = caller(application), caller(application, signed_in_cookie())
    baseline = cpu_per_call(visitor, BARE)
    rows = [("a bare view", f"{baseline.median:.2f} ms", baseline.spread, "× 1.0", "", "", "")]
    worst: dict[str, float] = {"next": 0, "first": 0, "queries": 0}
    for name, address in pages.items():
        following = cpu_per_call(visitor, address)
        with override_settings(CACHES=nothing_kept):
            first, asked = cpu_per_call(visitor, address, MADE), queries(visitor, address)
        own = cpu_per_call(reader, address, MADE)
        rows.append(
            (
                name,
                f"{following.median:.2f} ms",
                following.spread,
                following.against(baseline),
                f"{first.median:.1f} ms",
                f"{own.median:.1f} ms",
                f"{asked}",
            )
        )
        if name.startswith(("dialogue", "programme")):
            worst["next"] = max(worst["next"], following.median)
            worst["first"] = max(worst["first"], first.median)
            worst["queries"] = max(worst["queries"], asked)
    head = ("CPU in process", "next visitor", "spread", "ratio", "first", "signed in", "queries")
    table(head, rows)
    print(f"  median of {REPEATS} × {KEPT} requests, {MADE} where pages are made anew each time")
    print("  queries: the first visitor's; the next ones' pages take one")
    verdict("dialogue and programme", worst["next"], MOST_MS, "ms")
    verdict("dialogue and programme", worst["queries"], MOST_QUERIES, "queries")
    print(f"  no target: the first visitor after a change, or in a minute: {worst['first']:.1f} ms")


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
    def measured(address: str) -> float:
        return cpu_per_request(process, port, iter([address] * SERVED))

    def made_anew(address: str) -> float:
        # An address that nobody has asked for yet is a page that nobody has seen yet.
        fresh = (f"{address}?visitor={n}" for n in range(SERVED_FIRST))
        return cpu_per_request(process, port, fresh)

    measured("/healthz")  # the first requests load modules and templates
    baseline = measured("/healthz")
    rows = [("/healthz, one query", f"{baseline:.2f} ms", "× 1.0", "")]
    worst = worst_first = 0.0
    for name, address in pages.items():
        measured(address)
        following, first = measured(address), made_anew(address)
        ratio = f"× {following / baseline:.1f}" if baseline else "-"
        rows.append((name, f"{following:.2f} ms", ratio, f"{first:.1f} ms"))
        if name.startswith(("dialogue", "programme")):
            worst, worst_first = max(worst, following), max(worst_first, first)
    print()
    table(("CPU in the server process", "next visitor", "ratio", "first"), rows)
    print(f"  {SERVED} requests over one connection, {SERVED_FIRST} for the first visitor")
    verdict("dialogue and programme, served", worst, MOST_MS, "ms")
    print(f"  no target: the first visitor after a change, or in a minute: {worst_first:.1f} ms")


if __name__ == "__main__":
    main()
