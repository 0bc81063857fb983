"""What the formats for machines need beyond pages: single sessions, news, all addresses."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.urls import reverse

from parley.apps.accounts.models import Organisation, Person
from parley.apps.convening.models import (
    Contribution,
    Dialogue,
    Host,
    Series,
    Session,
    Status,
    Venue,
)
from parley.apps.convening.selectors.dialogues import dialogues_for
from parley.apps.convening.selectors.directory import parts_in
from parley.apps.convening.selectors.programme import Line, line_of
from parley.core.access import visible
from parley.core.actors import Actor

NEWS = 50


def line_for(actor: Actor, session: Session) -> Line:
    """One session as a line of the programme, without its parts."""
    return line_of(session, parts_in(actor, session))


def news_for(actor: Actor) -> Sequence[Dialogue]:
    """Published dialogues, the last changed first. A draft is no news, even to its makers."""
    published = dialogues_for(actor).exclude(status=Status.DRAFT)
    return list(published.order_by("-updated_at", "slug")[:NEWS])


@dataclass(frozen=True)
class Address:
    """A page, and when something on it last changed, as far as that is recorded."""

    path: str
    changed: datetime | None = None


def addresses_for(actor: Actor) -> Iterable[Address]:
    """Every page that exists for the actor, the most general first."""
    dialogues = list(visible(Dialogue, actor).order_by("-starts_on", "slug"))
    yield Address(reverse("home"), max((d.updated_at for d in dialogues), default=None))
    shown = visible(Dialogue, actor).filter(series__isnull=False)
    yield from _listed("series", visible(Series, actor), _latest(shown, "series", "updated_at"))
    for dialogue in dialogues:
        for page in ("dialogue", "programme"):
            yield Address(reverse(page, args=[dialogue.slug]), dialogue.updated_at)
    sessions = visible(Session, actor)
    rows = sessions.order_by("dialogue__slug", "slug")
    for slug, session, changed in rows.values_list("dialogue__slug", "slug", "updated_at"):
        yield Address(reverse("session", args=[slug, session]), changed)
    parts = visible(Contribution, actor)
    people = _latest(parts, "person", "session__updated_at")
    yield from _listed("person", visible(Person, actor), people)
    spoke = _latest(parts, "organisation", "session__updated_at")
    hosted = _latest(visible(Host, actor), "organisation", "dialogue__updated_at")
    latest = {key: max(d[key] for d in (spoke, hosted) if key in d) for key in spoke | hosted}
    yield from _listed("organisation", visible(Organisation, actor), latest)
    used = _latest(sessions.filter(room__isnull=False), "room__venue", "updated_at")
    yield from _listed("venue", visible(Venue, actor), used)
    for more in _more:
        yield from more(actor)


_more: list[Callable[[Actor], Iterable[Address]]] = []


def add_addresses(of: Callable[[Actor], Iterable[Address]]) -> None:
    """Let an upper app name the pages of its own that exist for an actor."""
    if of not in _more:
        _more.append(of)


def _latest(rows: QuerySet[Any], key: str, changed: str) -> dict[int, datetime]:
    """Key → the last change among the rows that the actor sees."""
    return dict(rows.order_by().values_list(key).annotate(Max(changed)))


def _listed(page: str, rows: QuerySet[Any], latest: dict[int, datetime]) -> Iterable[Address]:
    for key, slug in rows.order_by("slug").values_list("pk", "slug"):
        yield Address(reverse(page, args=[slug]), latest.get(key))
