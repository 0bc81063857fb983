"""Persona × route × state × rule: who gets a page, who is refused, and what no page may say."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from parley.apps.convening.models import Rule
from parley.core import search
from tests.access import consultations, evidence, outcomes, reports
from tests.access.route import Route
from tests.access.routes import ROUTES
from tests.access.targets import Target, sessions
from tests.access.world import (
    INSIDE,
    PERSONAS,
    World,
    build,
    canary,
    guest_words_seen,
    sees_session,
)

# Policies are the same queries on both databases: on PostgreSQL what is hidden and what is shown will do.
STATES = ("draft", "announced")
if connection.vendor == "sqlite":
    STATES += ("open", "concluded")
RULES = ("", *Rule.values)
# What upper apps bring to the world.
PARTS = (consultations, evidence, outcomes, reports)
# Of the consultations, which stand in twenty cases, each reader opens every fourth on each page.
QUARTER = 4


def patterns(resolver: URLResolver | None = None) -> list[URLPattern]:
    found: list[URLPattern] = []
    for entry in (resolver or get_resolver()).url_patterns:
        found += patterns(entry) if isinstance(entry, URLResolver) else [entry]
    return found


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once; each test rolls back what it does itself, and the end rolls back the rest."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build(STATES)
        for part in PARTS:
            part.add_to(world)
        search.rebuild()
        yield world
        transaction.set_rollback(True)


def expected(route: Route, target: Target, persona: str) -> frozenset[int]:
    if not target.sees(persona):
        return frozenset({404})
    if persona in (route.allowed if target.allowed is None else target.allowed):
        return route.ok
    signing_in_may_help = persona == "anonymous" and route.method == "get"
    return frozenset({302}) if signing_in_may_help else frozenset({403})


def chosen(name: str, persona: str, targets: list[Target]) -> list[Target]:
    """What readers open, in each case. What only some may do, under each rule in a state that turns from
    route to route and from persona to persona, so that together they try all cases many times."""
    if ROUTES[name].allowed >= INSIDE and all(target.turn is None for target in targets):
        return targets
    turn = list(ROUTES).index(name) + PERSONAS.index(persona)
    turning = {(STATES[(turn + at) % len(STATES)], rule) for at, rule in enumerate(RULES)}
    tried = [target for target in targets if target.case is None or target.case in turning]
    return [t for t in tried if t.turn is None or (t.turn + turn) % QUARTER == 0]


def words_seen(persona: str) -> set[str]:
    of_sessions = {canary(s, r) for s in STATES for r in RULES if sees_session(persona, s, r)}
    of_guests = (guest_words_seen(persona, state) for state in STATES)
    of_others = (part.words_seen(persona) for part in PARTS)
    return of_sessions.union(*of_others, *of_guests)


def words_in(response: Any, address: str) -> set[str]:
    """The marked words of a response, headers included; its own address doesn't count."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as files:
            body = b"".join(files.read(name) for name in files.namelist())
    # Pictures in an archive are no text; calendars break long lines.
    unfolded = body.decode(errors="replace").replace("\r\n ", "")
    text = unfolded + repr(dict(response.headers))
    for form in (address, quote(address, safe="")):
        text = text.replace(form, "")
    found = set(re.findall(r"canary[a-z]+", text))
    # Charts break and shorten words that stand elsewhere on their page in full.
    return {
        word for word in found if not any(one.startswith(word) and one != word for one in found)
    }


def test_every_route_is_listed_and_guarded() -> None:
    found = {pattern.name: pattern for pattern in patterns()}
    assert set(found) == set(ROUTES)
    assert [name for name, pattern in found.items() if not hasattr(pattern.callback, "guard")] == []


@pytest.mark.django_db
@pytest.mark.parametrize("persona", PERSONAS)
def test_no_case_is_left_out(world: World, persona: str) -> None:
    """Neither a rule on any page of a session, nor a state under a rule on all of them together."""
    of_sessions = [name for name, route in ROUTES.items() if route.targets is sessions]
    tried = {name: chosen(name, persona, list(sessions(world))) for name in of_sessions}
    by_some = {name for name in of_sessions if len(tried[name]) == len(RULES)}
    assert all({t.case[1] for t in tried[name] if t.case} == {*RULES} for name in of_sessions)
    assert {t.case for name in by_some for t in tried[name]} == {
        (s, r) for s in STATES for r in RULES
    }


@pytest.mark.django_db
@pytest.mark.parametrize("persona", PERSONAS)
def test_no_consultation_is_left_out(world: World, persona: str) -> None:
    of_desk = [name for name in ROUTES if name.startswith("desk-consultation-")]
    tried = [t for n in of_desk for t in chosen(n, persona, list(ROUTES[n].targets(world)))]
    assert {target.turn for target in tried} - {None} == {*range(len(consultations.cases()))}


@pytest.mark.django_db
@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("name", ROUTES)
def test_who_gets_which_page_and_what_stands_there(world: World, name: str, persona: str) -> None:
    route, client, wrong = ROUTES[name], world.client(persona), []
    for target in chosen(name, persona, list(route.targets(world))):
        address = reverse(name, kwargs=target.kwargs) + route.query
        response = getattr(client, route.method)(address, route.data)
        if response.status_code not in expected(route, target, persona):
            wrong.append(f"{address}: {response.status_code}")
        if leaked := words_in(response, address) - words_seen(persona) - route.also(persona):
            wrong.append(f"{address}: says {sorted(leaked)}")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("persona", PERSONAS)
def test_the_programme_shows_all_that_one_may_see(world: World, persona: str) -> None:
    """The canaries are not silent: without this, an empty page would pass the matrix."""
    response = world.client(persona).get(reverse("programme", args=["announced"]))
    seen = {canary("announced", r) for r in RULES if sees_session(persona, "announced", r)}
    assert words_in(response, response.request["PATH_INFO"]) == seen


@pytest.mark.django_db
@pytest.mark.parametrize("persona", ["anonymous", "registered", "rapporteur"])
def test_reports_show_all_that_one_may_see(world: World, persona: str) -> None:
    client, slug = world.client(persona), reports.slug_of(reports.PUBLISHED)
    response = client.get(reverse("report", args=[slug]))
    assert words_in(response, "") == {reports.word("version", reports.PUBLISHED)}
    if persona != "anonymous":
        case = reports.COMMENTED[1]
        response = client.get(reverse("report-draft", args=[reports.slug_of(case)]))
        seen = {reports.word(noun, case) for noun in ("draft", "comment")}
        assert words_in(response, "") == seen
