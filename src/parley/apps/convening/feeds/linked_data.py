"""What stands in the head of a page for search engines and for those who share its address."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from babel.core import get_global
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parley.apps.convening.feeds import schema_org
from parley.apps.convening.feeds.common import (
    Text,
    absolute,
    one_line,
    shortened,
)

if TYPE_CHECKING:
    from parley.apps.accounts.models import Organisation, Person
    from parley.apps.convening.models import Dialogue, Host, Picture, Series, Venue
    from parley.apps.convening.selectors.programme import Line, Programme

# In JSON these mean the same, and no text can end the script element that it stands in.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


@dataclass(frozen=True)
class Alternate:
    """The same content in another format: <link rel="alternate">."""

    type: str
    url: str
    title: str


@dataclass(frozen=True)
class Head:
    """For convening/_head.html: the page's own address, how it is shared, and its linked data."""

    url: str
    description: str
    open_graph: dict[str, str]
    json_ld: SafeString
    alternates: tuple[Alternate, ...] = field(default=())

    @property
    def card(self) -> str:
        return "summary_large_image" if "image" in self.open_graph else "summary"


def as_script(thing: schema_org.Thing) -> SafeString:
    """JSON that may stand in <script type="application/ld+json">."""
    text = json.dumps({"@context": "https://schema.org", **thing}, ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308 (escaped just here)


def open_graph(
    title: Text, about: str, path: str, *, kind: str = "website", picture: "Picture | None" = None
) -> dict[str, str]:
    """og:… and what follows, without the prefix. `about` is plain text."""
    values = {
        "title": one_line(title),
        "description": shortened(about),
        "url": absolute(path),
        "type": kind,
        "locale": _locale(get_language() or settings.LANGUAGE_CODE),
        "site_name": one_line(settings.SITE_NAME),
    }
    if picture is not None:
        values |= {"image": _address(picture), "image:alt": one_line(picture.alt)}
    return {name: value for name, value in values.items() if value}


@cache
def _locale(language: str) -> str:
    """en_US: with the country where most speak it (Unicode CLDR), as Open Graph wants one."""
    likely = get_global("likely_subtags").get(language, language)
    return f"{likely.split('_')[0]}_{likely.split('_')[-1]}" if "_" in likely else likely


def _photograph(pictures: Sequence["Picture"]) -> "Picture | None":
    """The first real picture: a bundled illustration shows nothing of this dialogue."""
    return next((picture for picture in pictures if picture.image), None)


def _address(picture: "Picture | None") -> str:
    return absolute(reverse("picture", args=[picture.uid])) if picture else ""


def head_for_dialogue(
    dialogue: "Dialogue",
    programme: "Programme",
    hosts: Iterable["Host"],
    pictures: Sequence["Picture"] = (),
    *,
    page: str = "dialogue",
) -> Head:
    """`pictures` are those the reader may see; `page` is "programme" on that page."""
    picture = _photograph(pictures)
    thing = schema_org.dialogue(dialogue, programme, hosts, _address(picture))
    path = reverse(page, args=[dialogue.slug])
    formats = (
        ("text/calendar", "dialogue-calendar", _("Calendar of this dialogue")),
        ("application/vnd.c3voc.schedule+xml", "schedule-xml", _("Programme as schedule.xml")),
        ("application/json", "schedule-json", _("Programme as schedule.json")),
    )
    others = [
        Alternate(kind, absolute(reverse(name, args=[dialogue.slug])), label)
        for kind, name, label in formats
    ]
    return _head(thing, path, *others, picture=picture)


def head_for_session(
    dialogue: "Dialogue", line: "Line", pictures: Sequence["Picture"] = ()
) -> Head:
    picture = _photograph(pictures)
    thing = schema_org.session(dialogue, line, _address(picture))
    if line.day is None:
        return _head(thing, line.url, picture=picture)
    path = reverse("session-calendar", args=[dialogue.slug, line.slug])
    calendar = Alternate("text/calendar", absolute(path), _("Calendar of this session"))
    return _head(thing, line.url, calendar, picture=picture)


def head_for_home() -> Head:
    return _head(schema_org.site(), reverse("home"))


def head_for_person(person: "Person") -> Head:
    path = reverse("person", args=[person.slug])
    return _head(schema_org.person(person), path, kind="profile")


def head_for_organisation(organisation: "Organisation") -> Head:
    path = reverse("organisation", args=[organisation.slug])
    return _head(schema_org.organisation(organisation), path)


def head_for_series(series: "Series") -> Head:
    return _head(schema_org.series(series), reverse("series", args=[series.slug]))


def head_for_venue(venue: "Venue") -> Head:
    return _head(schema_org.venue(venue), reverse("venue", args=[venue.slug]))


def _head(
    thing: schema_org.Thing,
    path: str,
    *others: Alternate,
    kind: str = "website",
    picture: "Picture | None" = None,
) -> Head:
    """What is shared is what the linked data says, shortened."""
    about = thing.get("description", "")
    graph = open_graph(thing.get("name", ""), about, path, kind=kind, picture=picture)
    news = Alternate("application/atom+xml", absolute(reverse("feed")), _("News of dialogues"))
    return Head(
        url=graph["url"],
        description=graph.get("description", ""),
        open_graph=graph,
        json_ld=as_script(thing),
        alternates=(*others, news),
    )
