"""Pages as schema.org values: what a page shows its reader, and nothing more."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from parley.apps.convening.feeds.common import absolute, city_of, one_line, plain, title_of
from parley.apps.convening.models import Format, HostRole, Status

if TYPE_CHECKING:
    from parley.apps.accounts.models import Organisation, Person
    from parley.apps.convening.models import Dialogue, Host, Series, Venue
    from parley.apps.convening.selectors.programme import Line, Part, Place, Programme

Thing = dict[str, Any]

_ATTENDANCE = {
    Format.IN_PERSON: "OfflineEventAttendanceMode",
    Format.VIRTUAL: "OnlineEventAttendanceMode",
    Format.HYBRID: "MixedEventAttendanceMode",
}
_HOSTING = {
    HostRole.ORGANISER: "organizer",
    HostRole.CO_ORGANISER: "organizer",
    HostRole.PARTNER: "contributor",
    HostRole.FUNDER: "funder",
}


def known(**values: Any) -> Thing:
    """Only what is known: an empty value says nothing. `type` and `id` become @type and @id."""
    at = {"type": "@type", "id": "@id"}
    return {at.get(name, name): value for name, value in values.items() if value}


def dialogue(
    dialogue: "Dialogue", programme: "Programme", hosts: Iterable["Host"], image: str = ""
) -> Thing:
    lines = list(programme.lines())
    url = _url("dialogue", dialogue.slug)
    parts = [part for line in lines for part in line.parts]
    hosting: dict[str, list[Thing]] = {}
    for host in hosts:
        hosting.setdefault(_HOSTING[HostRole(host.role)], []).append(_host(host))
    return known(
        type="Event",
        id=url,
        url=url,
        identifier=f"urn:uuid:{dialogue.uid}",
        name=one_line(dialogue.title),
        alternateName=one_line(dialogue.subtitle),
        description=plain(dialogue.purpose or dialogue.body),
        startDate=_edge(dialogue, lines, dialogue.starts_on, first=True),
        endDate=_edge(dialogue, lines, dialogue.ends_on, first=False),
        eventAttendanceMode=_attendance(dialogue),
        eventStatus=_status(dialogue.status == Status.CANCELLED),
        location=_locations(dialogue, [line.place for line in lines if line.place]),
        image=image,
        inLanguage=dialogue.title.pick().language,
        keywords=one_line(dialogue.hashtag),
        superEvent=series(dialogue.series) if dialogue.series else None,
        performer=_performers(parts),
        subEvent=[_brief(dialogue, line) for line in lines],
        **hosting,
    )


def session(dialogue: "Dialogue", line: "Line", image: str = "") -> Thing:
    about = (one_line(line.question), plain(line.abstract))
    return {
        **_brief(dialogue, line),
        **known(
            identifier=f"urn:uuid:{line.uid}",
            description="\n\n".join(filter(None, about)),
            eventAttendanceMode=_attendance(dialogue),
            location=_locations(dialogue, [line.place] if line.place else [], line.url),
            image=image,
            inLanguage=line.title.pick().language,
            performer=_performers(line.parts),
            subEvent=[_brief(dialogue, child) for child in line.children],
            superEvent=known(
                type="Event",
                id=_url("dialogue", dialogue.slug),
                url=_url("dialogue", dialogue.slug),
                name=one_line(dialogue.title),
                startDate=dialogue.starts_on.isoformat(),
                endDate=dialogue.ends_on.isoformat(),
                location=_locations(dialogue, []),
            ),
        ),
    }


def site() -> Thing:
    url = absolute(reverse("home"))
    return known(type="WebSite", id=url, url=url, name=one_line(settings.SITE_NAME))


def series(series: "Series") -> Thing:
    url = _url("series", series.slug)
    return known(
        type="EventSeries",
        id=url,
        url=url,
        name=one_line(series.title),
        description=plain(series.description),
    )


def person(person: "Person") -> Thing:
    """Somebody as their page shows them: no address, no account, no country."""
    url = _url("person", person.slug)
    return known(
        type="Person",
        id=url,
        url=url,
        name=one_line(person.name),
        honorificPrefix=one_line(person.honorific),
        description=plain(person.bio),
    )


def organisation(organisation: "Organisation") -> Thing:
    url = _url("organisation", organisation.slug)
    return known(
        type="Organization",
        id=url,
        url=url,
        name=one_line(organisation.name),
        alternateName=one_line(organisation.acronym),
        sameAs=one_line(organisation.website),
        parentOrganization=_organization(organisation.parent.name) if organisation.parent else None,
    )


def venue(venue: "Venue") -> Thing:
    url = _url("venue", venue.slug)
    return known(
        type="Place",
        id=url,
        url=url,
        name=one_line(venue.name),
        description=plain(venue.description),
        address=_address(venue.city, venue.country, venue.address),
    )


def _brief(dialogue: "Dialogue", line: "Line") -> Thing:
    """A session in the list of another event."""
    times = [m and m.astimezone(dialogue.zone).isoformat() for m in (line.starts_at, line.ends_at)]
    day = line.day.isoformat() if line.day else None
    return known(
        type="Event",
        id=absolute(line.url),
        url=absolute(line.url),
        name=title_of(line),
        startDate=times[0] or day,
        endDate=times[1] or day,
        eventStatus=_status(line.cancelled or dialogue.status == Status.CANCELLED),
    )


def _url(name: str, slug: str) -> str:
    return absolute(reverse(name, args=[slug]))


def _attendance(dialogue: "Dialogue") -> str:
    return f"https://schema.org/{_ATTENDANCE[Format(dialogue.format)]}"


def _status(cancelled: bool) -> str:
    return f"https://schema.org/Event{'Cancelled' if cancelled else 'Scheduled'}"


def _edge(dialogue: "Dialogue", lines: Iterable["Line"], day: date, *, first: bool) -> str:
    """The moment a day of the dialogue begins or ends, if all its sessions say; else the day."""
    there = [line for line in lines if line.day == day and not line.cancelled]
    moments = [line.starts_at if first else line.ends_at for line in there]
    told: list[datetime] = [moment for moment in moments if moment]
    if not told or len(told) < len(moments):
        return day.isoformat()
    return (min(told) if first else max(told)).astimezone(dialogue.zone).isoformat()


def _locations(dialogue: "Dialogue", places: Sequence["Place"], path: str = "") -> list[Thing]:
    """Where it takes place. Online it is the page, never the link to join."""
    found = list({place.venue_url: _place(place) for place in places}.values())
    if not found and dialogue.format != Format.VIRTUAL and city_of(dialogue):
        address = _address(dialogue.city, dialogue.country)
        found.append(known(type="Place", name=city_of(dialogue), address=address))
    if dialogue.format != Format.IN_PERSON:
        page = absolute(path) if path else _url("dialogue", dialogue.slug)
        found.append(known(type="VirtualLocation", url=page))
    return found


def _place(place: "Place") -> Thing:
    return known(
        type="Place",
        url=absolute(place.venue_url),
        name=one_line(place.venue),
        address=_address(place.city, place.country),
    )


def _address(city: str, country: str, street: str = "") -> Thing | None:
    if not (city or country or street):
        return None
    return known(
        type="PostalAddress",
        streetAddress=one_line(street),
        addressLocality=one_line(city),
        addressCountry=country,
    )


def _performers(parts: Iterable["Part"]) -> list[Thing]:
    """Each once, as they were when they first took part."""
    found: dict[str, Thing] = {}
    for part in parts:
        found.setdefault(part.url, _performer(part))
    return list(found.values())


def _performer(part: "Part") -> Thing:
    if not part.is_person:
        return known(type="Organization", url=absolute(part.url), name=one_line(part.name))
    return known(
        type="Person",
        url=absolute(part.url),
        name=one_line(part.name),
        honorificPrefix=one_line(part.honorific),
        jobTitle=one_line(part.position),
        affiliation=_organization(part.organisation) if part.organisation else None,
    )


def _host(host: "Host") -> Thing:
    url = _url("organisation", host.organisation.slug)
    return known(type="Organization", url=url, name=one_line(host.organisation.name))


def _organization(name: Any) -> Thing:
    return known(type="Organization", name=one_line(name))
