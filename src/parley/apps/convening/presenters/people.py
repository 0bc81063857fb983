"""People, organisations and venues, and what search has found."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from parley.apps.accounts.models import Affiliation, Organisation
from parley.apps.convening.models import Contribution, Dialogue, Host, Venue
from parley.apps.convening.presenters.dialogues import card
from parley.apps.convening.presenters.programme import full_title, person
from parley.apps.convening.presenters.times import long_date
from parley.apps.convening.selectors.programme import part_of
from parley.core.search import Hit
from parley.core.templatetags.parley import country, date_range, localized

Fact = dict[str, Any]


def by_dialogue(
    contributions: Sequence[Contribution], *, link_people: bool = False
) -> list[dict[str, Any]]:
    """Contributions under their dialogues, with the affiliation of that day."""
    groups = groupby(contributions, key=lambda row: row.session.dialogue)
    return [
        {
            "dialogue": _heading(dialogue),
            "lines": [_contribution(row, link_people) for row in rows],
        }
        for dialogue, rows in groups
    ]


def _heading(dialogue: Dialogue) -> dict[str, Any]:
    return {
        "title": localized(dialogue.title),
        "url": reverse("dialogue", args=[dialogue.slug]),
        "dates": date_range(dialogue.starts_on, dialogue.ends_on),
    }


def _contribution(row: Contribution, link_people: bool) -> dict[str, Any]:
    line = person(part_of(row))
    session = row.session
    return {
        **line,
        "url": line["url"] if link_people else "",  # their own page need not link to itself
        "session": full_title(session.label, session.title),
        "session_url": reverse("session", args=[session.dialogue.slug, session.slug]),
    }


def affiliation(row: Affiliation) -> dict[str, Any]:
    """A position at an organisation, and from when until when."""
    name = localized(row.organisation.name)
    text = format_html(_("{}, {}"), localized(row.position), name) if row.position else name
    return {
        "text": text,
        "position": localized(row.position),
        "organisation": name,
        "url": reverse("organisation", args=[row.organisation.slug]),
        "period": _period(row),
    }


def _period(row: Affiliation) -> str:
    since, until = (long_date(day) if day else "" for day in (row.since, row.until))
    if since and until:
        return _("%(since)s to %(until)s") % {"since": since, "until": until}
    if since:
        return _("since %(since)s") % {"since": since}
    return _("until %(until)s") % {"until": until} if until else ""


def _place(city: str, code: str) -> list[Fact]:
    where = ", ".join(filter(None, [city, country(code)]))
    return [{"label": _("Place"), "value": where}] if where else []


def organisation_facts(organisation: Organisation) -> list[Fact]:
    found: list[Fact] = []
    if organisation.kind:
        found.append({"label": _("Stakeholder group"), "value": organisation.get_kind_display()})
    found += _place("", organisation.country)
    if organisation.parent:
        url = reverse("organisation", args=[organisation.parent.slug])
        value = format_html('<a href="{}">{}</a>', url, localized(organisation.parent.name))
        found.append({"label": _("Part of"), "value": value})
    if organisation.website:
        link = {"value": organisation.website, "url": organisation.website}
        found.append({"label": _("Website"), **link})
    return found


def venue_facts(venue: Venue) -> list[Fact]:
    found: list[Fact] = []
    if venue.address:
        found.append({"label": _("Address"), "value": venue.address})
    return found + _place(venue.city, venue.country)


def hostings(rows: Iterable[Host]) -> list[dict[str, Any]]:
    return [{**_heading(row.dialogue), "role": row.get_role_display()} for row in rows]


def hits(found: Iterable[Hit]) -> list[dict[str, Any]]:
    """Search results: what each is, its name, and where it stands."""
    return [{"label": hit.label, **_HIT[hit.kind](hit.object)} for hit in found]


def _dialogue_hit(dialogue: Dialogue) -> dict[str, Any]:
    shown = card(dialogue)
    return {key: shown[key] for key in ("title", "url", "lang", "synthetic")} | {
        "note": shown["dates"]
    }


def _session_hit(session: Any) -> dict[str, Any]:
    return {
        "title": full_title(session.label, session.title),
        "url": reverse("session", args=[session.dialogue.slug, session.slug]),
        "note": localized(session.dialogue.title),
    }


def _listed_hit(address: str, name: str) -> Any:
    def hit(entry: Any) -> dict[str, Any]:
        return {
            "title": localized(getattr(entry, name)),
            "url": reverse(address, args=[entry.slug]),
            "synthetic": entry.synthetic,
        }

    return hit


_HIT: dict[str, Callable[[Any], dict[str, Any]]] = {
    "dialogue": _dialogue_hit,
    "session": _session_hit,
    "series": _listed_hit("series", "title"),
    "person": _listed_hit("person", "name"),
    "organisation": _listed_hit("organisation", "name"),
    "venue": _listed_hit("venue", "name"),
}


def show(hits: Mapping[str, Callable[[Any], dict[str, Any]]]) -> None:
    """Let an upper app say how what it makes findable stands among the results, by kind."""
    _HIT.update(hits)
