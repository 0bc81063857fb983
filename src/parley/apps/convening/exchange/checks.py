"""What a schema can't say: references, the order of times, what excludes what."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from parley.apps.convening.exchange.problems import expected
from parley.apps.convening.exchange.schema import (
    Document,
    MaterialEntry,
    PictureEntry,
    SessionEntry,
)
from parley.apps.convening.exchange.walltime import NoSuchTime, moment_of, wall_of
from parley.apps.convening.models import Rule
from parley.apps.convening.models.limits import (
    LONGEST_DIALOGUE,
    LONGEST_SESSION,
    MAX_NESTING,
    days_in,
)
from parley.core import exports, zones
from parley.core.exports import Path, Problem

MAX_ENTRIES = 2000
Placed = tuple[Path, SessionEntry]


def problems_of(document: Document) -> list[Problem]:
    """What keeps a document that fits the schema from being stored."""
    return [
        *_too_many(document),
        *_repeated_names(document),
        *_repeated_uids(document),
        *_references(document),
        *_affiliations(document),
        *_unused(document),
        *_dialogue(document),
        *_pictures(document),
        *_materials(document),
        *_sessions(document),
        *_sections(document),
    ]


def slips_of(document: Document) -> list[Problem]:
    """What could be stored, as a convener may have it half-way, but is a slip in a file."""
    zone = zones.named(document.dialogue.time_zone)
    assert zone is not None  # the schema has seen to it
    found: list[Problem] = []
    for path, session in sessions_of(document):
        span, _problems = _span(path, session, zone)
        found += _outside(path, session, span and _days(span, zone), document)
    return found


def sessions_of(document: Document) -> list[Placed]:
    """All sessions with their paths, each before its parts."""

    def below(sessions: Sequence[SessionEntry], path: Path) -> Iterator[Placed]:
        for number, session in enumerate(sessions):
            here = (*path, number)
            yield here, session
            yield from below(session.parts, (*here, "parts"))

    return list(below(document.sessions, ("sessions",)))


def pictures_of(document: Document) -> list[tuple[Path, PictureEntry]]:
    found = [(("pictures", n), picture) for n, picture in enumerate(document.pictures)]
    return found + [
        ((*path, "pictures", n), picture)
        for path, session in sessions_of(document)
        for n, picture in enumerate(session.pictures)
    ]


def materials_of(document: Document) -> list[tuple[Path, MaterialEntry]]:
    found = [(("materials", n), material) for n, material in enumerate(document.materials)]
    return found + [
        ((*path, "materials", n), material)
        for path, session in sessions_of(document)
        for n, material in enumerate(session.materials)
    ]


def _too_many(document: Document) -> Iterator[Problem]:
    for kind in ("organisations", "people", "venues"):
        count = len(getattr(document, kind))
        if count > MAX_ENTRIES:
            yield Problem(
                (kind,), expected(_("at most %(limit)d entries") % {"limit": MAX_ENTRIES}, count)
            )


def repeated(named: Iterable[tuple[Path, object]]) -> Iterator[Problem]:
    """Names that must stand once, at all places but their first."""
    seen: set[object] = set()
    for path, name in named:
        if name in seen:
            yield Problem(path, _("%(name)s stands twice in this file") % {"name": repr(str(name))})
        seen.add(name)


def _repeated_names(document: Document) -> Iterator[Problem]:
    for kind in ("organisations", "people", "venues"):
        entries = getattr(document, kind)
        yield from repeated(((kind, n, "slug"), entry.slug) for n, entry in enumerate(entries))
    for n, venue in enumerate(document.venues):
        rooms = enumerate(venue.rooms)
        yield from repeated((("venues", n, "rooms", r, "slug"), room.slug) for r, room in rooms)
    yield from repeated(((*path, "slug"), entry.slug) for path, entry in sessions_of(document))
    hosts = enumerate(document.dialogue.hosts)
    yield from repeated(
        (("dialogue", "hosts", n), f"{host.organisation}, {host.role.value}") for n, host in hosts
    )


def _repeated_uids(document: Document) -> Iterator[Problem]:
    for placed in (sessions_of(document), pictures_of(document), materials_of(document)):
        given = ((path, entry.uid) for path, entry in placed)
        yield from repeated(((*path, "uid"), uid) for path, uid in given if uid)


def unknown(path: Path, name: str | None, known: Iterable[str], where: str) -> Iterator[Problem]:
    """A name that refers to nothing in the list `where`."""
    if name is not None and name not in known:
        what = _("a short name that stands in %(list)s") % {"list": where}
        yield Problem(path, expected(what, name))


def _references(document: Document) -> Iterator[Problem]:
    organisations = {entry.slug: entry.parent for entry in document.organisations}
    people = {entry.slug for entry in document.people}
    rooms = {f"{venue.slug}/{room.slug}" for venue in document.venues for room in venue.rooms}
    circles = _circles(organisations)
    for n, entry in enumerate(document.organisations):
        path: Path = ("organisations", n, "parent")
        yield from unknown(path, entry.parent, organisations, "organisations")
        if entry.slug in circles:
            yield Problem(path, _("an organisation can't be a part of itself"))
    for n, host in enumerate(document.dialogue.hosts):
        path = ("dialogue", "hosts", n, "organisation")
        yield from unknown(path, host.organisation, organisations, "organisations")
    for path, session in sessions_of(document):
        yield from unknown((*path, "room"), session.room, rooms, "venues")
        for n, part in enumerate(session.contributions):
            here = (*path, "contributions", n)
            yield from unknown((*here, "person"), part.person, people, "people")
            yield from unknown(
                (*here, "organisation"), part.organisation, organisations, "organisations"
            )
            if part.person is None and part.organisation is None:
                yield Problem(here, _("expected a person or an organisation, got neither"))


def _affiliations(document: Document) -> Iterator[Problem]:
    known = {entry.slug for entry in document.organisations}
    for n, person in enumerate(document.people):
        for number, one in enumerate(person.affiliations or ()):
            path: Path = ("people", n, "affiliations", number)
            yield from unknown((*path, "organisation"), one.organisation, known, "organisations")
            if one.since and one.until and one.until < one.since:
                what = _("a day not before %(start)s") % {"start": one.since}
                yield Problem((*path, "until"), expected(what, one.until))


def _circles(parents: dict[str, str | None]) -> set[str]:
    """Those that are parts of themselves; each is looked at once, however long the lines are."""
    found: set[str] = set()
    checked: set[str] = set()
    for slug in parents:
        line: dict[str, int] = {}
        above: str | None = slug
        while above is not None and above not in checked and above not in line:
            line[above] = len(line)
            above = parents.get(above)
        if above in line:
            found |= {*list(line)[line[above] :]}
        checked.update(line)
    return found


def used_organisations(document: Document) -> set[str]:
    """Those that host, take part or have somebody of those who do, and what they are parts of."""
    parents = {entry.slug: entry.parent for entry in document.organisations}
    used = {host.organisation for host in document.dialogue.hosts}
    for _path, session in sessions_of(document):
        used |= {part.organisation for part in session.contributions if part.organisation}
    people = used_people(document)
    for person in (entry for entry in document.people if entry.slug in people):
        used |= {one.organisation for one in person.affiliations or ()}
    open_ends = list(used)
    while open_ends:
        parent = parents.get(open_ends.pop())
        if parent is not None and parent not in used:
            used.add(parent)
            open_ends.append(parent)
    return used


def used_people(document: Document) -> set[str]:
    sessions = [session for _path, session in sessions_of(document)]
    return {part.person for one in sessions for part in one.contributions if part.person}


def used_venues(document: Document) -> set[str]:
    return {one.room.split("/")[0] for _path, one in sessions_of(document) if one.room}


def _unused(document: Document) -> Iterator[Problem]:
    """What nothing refers to would be stored for nobody: a slip, or data about a person."""
    used = {
        "organisations": used_organisations(document),
        "people": used_people(document),
        "venues": used_venues(document),
    }
    for kind, names in used.items():
        for n, entry in enumerate(getattr(document, kind)):
            if entry.slug not in names:
                text = _("nothing in this file refers to %(name)s; remove it, or use it")
                yield Problem((kind, n), text % {"name": repr(entry.slug)})


def _dialogue(document: Document) -> Iterator[Problem]:
    dialogue = document.dialogue
    if dialogue.ends_on < dialogue.starts_on:
        what = _("a day not before %(start)s") % {"start": dialogue.starts_on}
        yield Problem(("dialogue", "ends_on"), expected(what, dialogue.ends_on))
    elif days_in(dialogue.starts_on, dialogue.ends_on) > LONGEST_DIALOGUE:
        text = _("a dialogue lasts at most %(limit)d days") % {"limit": LONGEST_DIALOGUE}
        yield Problem(("dialogue", "ends_on"), text)


def _pictures(document: Document) -> Iterator[Problem]:
    for path, picture in pictures_of(document):
        if picture.illustration is not None and picture.webp is not None:
            yield Problem(path, _("expected either an illustration or webp, got both"))
        elif picture.illustration is None and picture.webp is None and picture.uid is None:
            yield Problem(path, _("expected an illustration or webp, got neither"))


def _materials(document: Document) -> Iterator[Problem]:
    for path, material in materials_of(document):
        has_content = material.content is not None
        if material.link and (material.filename or has_content):
            yield Problem(path, _("expected either a link or a file, got both"))
        elif not material.link and not material.filename:
            text = _("expected a link, or the name of a file; got neither")
            yield Problem(path, text)
        elif material.filename and not has_content and material.uid is None:
            yield Problem(path, _("expected the content of the file in base64, got nothing"))


def _sessions(document: Document) -> Iterator[Problem]:
    zone = zones.named(document.dialogue.time_zone)
    assert zone is not None  # the schema has seen to it
    for path, session in sessions_of(document):
        if path.count("parts") >= MAX_NESTING:
            text = _("expected at most %(limit)d levels of parts") % {"limit": MAX_NESTING - 1}
            yield Problem(path, text)
        if session.listed and session.rule == Rule.CLOSED_DOOR:
            text = _("a closed-door session can't be listed in the public programme")
            yield Problem((*path, "listed"), text)
        yield from _complete(path, session)
        span, found = _span(path, session, zone)
        yield from found
        if span is not None:
            yield from _order(path, span, zone)


Span = tuple[datetime, datetime]


def _complete(path: Path, session: SessionEntry) -> Iterator[Problem]:
    if session.starts and session.ends is None:
        yield Problem(path, _("a start needs an end"))
    if session.ends and session.starts is None:
        yield Problem(path, _("an end needs a start"))
    if session.day and (session.starts or session.ends):
        yield Problem((*path, "day"), _("the day follows from the start: leave it out"))


def _span(path: Path, session: SessionEntry, zone: ZoneInfo) -> tuple[Span | None, list[Problem]]:
    """The session's moments, as far as its wall times name them."""
    moments, found = [], []
    for name, wall in (("starts", session.starts), ("ends", session.ends)):
        try:
            if wall is not None:
                moments.append(moment_of(wall, zone))
        except NoSuchTime as error:
            found.append(Problem((*path, name), str(error)))
    return ((moments[0], moments[1]) if len(moments) == 2 else None), found


def _sections(document: Document) -> Iterator[Problem]:
    for section, entry in exports.given(document):
        for problem in section.problems(entry, document):
            yield Problem((section.name, *problem.path), problem.text)


def _order(path: Path, span: Span, zone: ZoneInfo) -> Iterator[Problem]:
    if span[1] <= span[0]:
        start, end = (wall_of(moment, zone).isoformat(" ", "minutes") for moment in span)
        what = _("a time after the start, %(start)s") % {"start": start}
        yield Problem((*path, "ends"), expected(what, end))
    elif span[1] - span[0] > LONGEST_SESSION:
        text = _("a session lasts at most %(limit)d days") % {"limit": LONGEST_SESSION.days}
        yield Problem((*path, "ends"), text)


def _days(span: Span, zone: ZoneInfo) -> tuple[date, date]:
    return (wall_of(span[0], zone).date(), wall_of(span[1], zone).date())


def _outside(
    path: Path, session: SessionEntry, days: tuple[date, date] | None, document: Document
) -> Iterator[Problem]:
    """The last evening may run past midnight."""
    first, last = document.dialogue.starts_on, document.dialogue.ends_on
    if last < first:  # told already
        return
    what = _("a day from %(first)s to %(last)s") % {"first": first, "last": last}
    if days is not None:
        if not first <= days[0] <= last:
            yield Problem((*path, "starts"), expected(what, days[0]))
        elif days[1] > last + timedelta(days=1):
            yield Problem((*path, "ends"), expected(what, days[1]))
    elif session.day is not None and not first <= session.day <= last:
        yield Problem((*path, "day"), expected(what, session.day))
