"""Persona × route × state × rule: who gets a page, who is refused, and what no page may say."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from parley.apps.convening.models import Rule
from tests.access.routes import ROUTES, Route
from tests.access.targets import Target
from tests.access.world import PERSONAS, World, build, canary, guest_words_seen, sees_session

# Policies are the same queries on both databases: on PostgreSQL what is hidden and what is shown will do.
STATES = ("draft", "announced")
if connection.vendor == "sqlite":
    STATES += ("open", "concluded")
RULES = ("", *Rule.values)


def patterns(resolver: URLResolver | None = None) -> list[URLPattern]:
    found: list[URLPattern] = []
    for entry in (resolver or get_resolver()).url_patterns:
        found += patterns(entry) if isinstance(entry, URLResolver) else [entry]
    return found


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once; each test rolls back what it does itself, and the end rolls back the rest."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(STATES)
        transaction.set_rollback(True)


def expected(route: Route, target: Target, persona: str) -> frozenset[int]:
    if not target.sees(persona):
        return frozenset({404})
    if persona in route.allowed:
        return route.ok
    signing_in_may_help = persona == "anonymous" and route.method == "get"
    return frozenset({302}) if signing_in_may_help else frozenset({403})


def words_seen(persona: str) -> set[str]:
    of_sessions = {canary(s, r) for s in STATES for r in RULES if sees_session(persona, s, r)}
    return of_sessions.union(*(guest_words_seen(persona, state) for state in STATES))


def words_in(response: Any, address: str) -> set[str]:
    """The marked words of a response, headers included; its own address doesn't count."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    unfolded = body.decode().replace("\r\n ", "")  # calendars break long lines
    text = unfolded + repr(dict(response.headers))
    for form in (address, quote(address, safe="")):
        text = text.replace(form, "")
    return set(re.findall(r"canary[a-z]+", text))


def test_every_route_is_listed_and_guarded() -> None:
    found = {pattern.name: pattern for pattern in patterns()}
    assert set(found) == set(ROUTES)
    assert [name for name, pattern in found.items() if not hasattr(pattern.callback, "guard")] == []


@pytest.mark.django_db
@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("name", ROUTES)
def test_who_gets_which_page_and_what_stands_there(world: World, name: str, persona: str) -> None:
    route, client, wrong = ROUTES[name], world.client(persona), []
    for target in route.targets(world):
        address = reverse(name, kwargs=target.kwargs) + route.query
        response = getattr(client, route.method)(address)
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
