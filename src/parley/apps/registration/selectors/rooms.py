"""Where a session meets online, when its doors are open, and for whom."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q

from parley.apps.convening.models import Dialogue, Session, Status
from parley.apps.convening.selectors.dialogues import session_for
from parley.apps.registration.models import Meeting, MeetingKind
from parley.core.access import may, visible
from parley.core.actors import Actor

BEFORE = timedelta(minutes=15)
# Whoever chairs prepares the room.
BEFORE_FOR_MODERATORS = timedelta(hours=1)


class Door(Enum):
    NOT_YET = "not_yet"
    OPEN = "open"
    OVER = "over"
    UNKNOWN = "unknown"  # the session's time is not known


@dataclass(frozen=True)
class Window:
    """From when until when a room may be entered."""

    opens_at: datetime
    closes_at: datetime

    def door(self, now: datetime) -> Door:
        if now < self.opens_at:
            return Door.NOT_YET
        return Door.OPEN if now < self.closes_at else Door.OVER


@dataclass(frozen=True)
class Room:
    """An online room as one who may enter it is shown it; where it is only while it is open."""

    session: Session
    kind: str
    door: Door
    opens_at: datetime | None
    closes_at: datetime | None
    host: str = ""
    link: str = ""

    @property
    def is_open(self) -> bool:
        return self.door is Door.OPEN


def window_of(session: Session, before: timedelta = BEFORE) -> Window | None:
    """Shortly before until the end; all day in the dialogue's zone where only the day is known."""
    if session.starts_at is not None and session.ends_at is not None:
        return Window(session.starts_at - before, session.ends_at)
    if session.day is None:
        return None
    zone, next_day = session.dialogue.zone, session.day + timedelta(days=1)
    return Window(
        datetime.combine(session.day, time(), zone), datetime.combine(next_day, time(), zone)
    )


def meeting_of(session: Session) -> Meeting:
    """How it was arranged; by its link, where nothing was."""
    found = Meeting.objects.filter(session=session.pk).first() or Meeting()
    found.session = session
    return found


def meeting_at(actor: Actor, slug: str, session: str) -> Meeting:
    return meeting_of(session_for(actor, slug, session))


def is_arranged(meeting: Meeting) -> bool:
    """Whether there is a room to enter, with the servers that this installation knows."""
    return bool(host_of(meeting))


def host_of(meeting: Meeting) -> str:
    """Whose server it is."""
    if meeting.kind == MeetingKind.JITSI:
        return str(settings.JITSI_DOMAIN)
    address = settings.BBB_SERVER if meeting.kind == MeetingKind.BBB else meeting.session.join_url
    return urlsplit(str(address)).netloc


def kinds() -> list[MeetingKind]:
    """The kinds of rooms that this installation can offer."""
    known = {MeetingKind.JITSI: settings.JITSI_DOMAIN, MeetingKind.BBB: settings.BBB_SERVER}
    return [kind for kind in MeetingKind if known.get(kind, True)]


def takes_place(session: Session) -> bool:
    held = session.dialogue.status in (Status.ANNOUNCED, Status.OPEN, Status.CONCLUDED)
    return held and not session.cancelled


def room_for(actor: Actor, meeting: Meeting, now: datetime) -> Room | None:
    """The room, for whoever may enter it once it is open."""
    session = meeting.session
    host = host_of(meeting) if takes_place(session) else ""
    if not host or not may(actor, "join", meeting):
        return None
    window = _window_for(actor, meeting, now)
    if window is None:
        return Room(session, meeting.kind, Door.UNKNOWN, None, None)
    door = window.door(now)
    is_link = meeting.kind == MeetingKind.LINK
    return Room(
        session,
        meeting.kind,
        door,
        window.opens_at,
        window.closes_at,
        host if door is Door.OPEN else "",
        session.join_url if door is Door.OPEN and is_link else "",
    )


def _window_for(actor: Actor, meeting: Meeting, now: datetime) -> Window | None:
    window = window_of(meeting.session)
    if window is None or window.door(now) is not Door.NOT_YET:
        return window
    if not may(actor, "moderate", meeting):
        return window
    return window_of(meeting.session, BEFORE_FOR_MODERATORS)


def rooms_for(actor: Actor, dialogue: Dialogue, now: datetime) -> list[Room]:
    """The rooms of a dialogue that the actor may enter now or later, in order."""
    coming = Q(ends_at__gt=now) | Q(ends_at=None, day__gte=(now - timedelta(days=1)).date())
    sessions = visible(Session, actor).filter(coming, dialogue=dialogue, cancelled=False)
    found = []
    for session in sessions.select_related("meeting"):
        session.dialogue = dialogue
        meeting = getattr(session, "meeting", None) or Meeting(session=session)
        meeting.session = session
        room = room_for(actor, meeting, now)
        if room is not None and room.door in (Door.NOT_YET, Door.OPEN):
            found.append(room)
    return found


def meetings_of(actor: Actor, dialogue: Dialogue) -> list[Meeting]:
    """How each session of a dialogue meets, in the programme's order."""
    sessions = visible(Session, actor).filter(dialogue=dialogue).select_related("meeting")
    found = []
    for session in sessions:
        session.dialogue = dialogue
        meeting = getattr(session, "meeting", None) or Meeting(session=session)
        meeting.session = session
        found.append(meeting)
    return found
