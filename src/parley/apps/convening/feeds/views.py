"""The addresses of the formats. Each answers 304 to those who have the same bytes already."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from parley.apps.convening.feeds import atom, calendar, schedule, sitemap
from parley.apps.convening.feeds.common import latest_change
from parley.apps.convening.selectors.dialogues import dialogue_for, session_for
from parley.apps.convening.selectors.feeds import line_for, news_for
from parley.apps.convening.selectors.programme import programme_for
from parley.core.errors import not_found
from parley.core.views import Request, anyone, sees, view


def _answer(
    request: Request, body: bytes, kind: str, changed: datetime | None = None, name: str = ""
) -> HttpResponseBase:
    """The bytes with their own digest as ETag.

    Last-Modified is told and not compared: a session that was withdrawn leaves no later date.
    """
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=f"{kind}; charset=utf-8")
    response["ETag"] = etag
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    if name:
        response["Content-Disposition"] = f'inline; filename="{name}"'
    conditional = get_conditional_response(request, etag=etag, response=response)
    assert conditional is not None
    return conditional


@view(sees(dialogue_for))
def dialogue_calendar(request: Request, dialogue: Any) -> HttpResponseBase:
    programme = programme_for(request.actor, dialogue)
    body = calendar.dialogue_calendar(dialogue, programme)
    changed = latest_change(dialogue, programme.lines())
    return _answer(request, body, "text/calendar", changed, f"{dialogue.slug}.ics")


@view(sees(session_for))
def session_calendar(request: Request, session: Any) -> HttpResponseBase:
    line = line_for(request.actor, session)
    if line.day is None:
        raise not_found()
    body = calendar.session_calendar(session.dialogue, line)
    changed = latest_change(session.dialogue, [line])
    return _answer(request, body, "text/calendar", changed, f"{session.slug}.ics")


@view(sees(dialogue_for))
def schedule_xml(request: Request, dialogue: Any) -> HttpResponseBase:
    programme = programme_for(request.actor, dialogue)
    body = schedule.as_xml(schedule.schedule(dialogue, programme))
    changed = latest_change(dialogue, programme.lines())
    return _answer(request, body, "application/xml", changed)


@view(sees(dialogue_for))
def schedule_json(request: Request, dialogue: Any) -> HttpResponseBase:
    programme = programme_for(request.actor, dialogue)
    body = schedule.as_json(schedule.schedule(dialogue, programme))
    changed = latest_change(dialogue, programme.lines())
    return _answer(request, body, "application/json", changed)


@view(anyone)
def feed(request: Request) -> HttpResponseBase:
    dialogues = news_for(request.actor)
    changed = max((dialogue.updated_at for dialogue in dialogues), default=None)
    return _answer(request, atom.feed(dialogues), "application/atom+xml", changed)


@view(anyone)
def site_map(request: Request) -> HttpResponseBase:
    return _answer(request, sitemap.sitemap(), "application/xml")


@view(anyone)
def robots(request: Request) -> HttpResponseBase:
    return _answer(request, sitemap.robots(), "text/plain")
