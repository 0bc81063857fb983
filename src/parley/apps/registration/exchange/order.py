"""The one form in which equal sections are equal; and the section of another edition."""

from datetime import timedelta

from parley.apps.convening.exchange.checks import sessions_of
from parley.apps.convening.exchange.schema import Document
from parley.apps.convening.models import SessionKind
from parley.apps.registration.exchange.schema import (
    GroupEntry,
    OnlineRoomEntry,
    OpeningEntry,
    QuestionEntry,
    RegistrationEntry,
)
from parley.apps.registration.models import MailKind, MeetingKind
from parley.apps.registration.selectors import rooms

FEWEST_ROOMS = 2


def in_order(entry: RegistrationEntry) -> RegistrationEntry:
    """Groups and questions stand as given; mails in the order of the desk; the rest by session.

    That a session meets by its own link is not worth a line.
    """
    places = {group.slug: n for n, group in enumerate(entry.groups)}
    kinds = [*MailKind]
    online = [room for room in entry.online_rooms if not _says_nothing(room)]
    return entry.model_copy(
        update={
            "questions": tuple(_asked_in_order(one, places) for one in entry.questions),
            "mails": tuple(sorted(entry.mails, key=lambda mail: kinds.index(mail.kind))),
            "online_rooms": tuple(sorted(online, key=lambda one: one.session)),
            "break_outs": tuple(sorted(entry.break_outs, key=lambda one: one.session)),
        }
    )


def _says_nothing(room: OnlineRoomEntry) -> bool:
    return room.kind == MeetingKind.LINK and not room.room


def _asked_in_order(question: QuestionEntry, places: dict[str, int]) -> QuestionEntry:
    groups = sorted(question.groups, key=lambda slug: places.get(slug, len(places)))
    return question.model_copy(update={"groups": tuple(groups)})


def moved(entry: RegistrationEntry, document: Document, by: timedelta) -> RegistrationEntry:
    """Its days as much later as the sessions'. What can't be set up any more stays behind: rooms
    on servers that are gone, break-outs without parts."""
    offered = rooms.kinds()
    parts = {
        session.slug: sum(part.kind == SessionKind.BREAK_OUT for part in session.parts)
        for _path, session in sessions_of(document)
    }
    return entry.model_copy(
        update={
            "opening": entry.opening and _opens_later(entry.opening, by),
            "groups": tuple(_ends_later(group, by) for group in entry.groups),
            "online_rooms": tuple(one for one in entry.online_rooms if one.kind in offered),
            "break_outs": tuple(
                one for one in entry.break_outs if parts[one.session] >= FEWEST_ROOMS
            ),
        }
    )


def _opens_later(opening: OpeningEntry, by: timedelta) -> OpeningEntry:
    return opening.model_copy(update={"opens_on": opening.opens_on and opening.opens_on + by})


def _ends_later(group: GroupEntry, by: timedelta) -> GroupEntry:
    return group.model_copy(update={"deadline": group.deadline and group.deadline + by})
