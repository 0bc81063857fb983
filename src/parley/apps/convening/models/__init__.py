"""Series, dialogues, places, sessions, and who takes which part."""

from parley.apps.convening.models.dialogue import (
    Dialogue,
    Format,
    Host,
    HostRole,
    KeyPoint,
    NormReference,
    PointKind,
    Seat,
    SeatRole,
    Series,
    Status,
    Visibility,
)
from parley.apps.convening.models.media import FileType, Illustration, Material, Picture
from parley.apps.convening.models.place import Room, Venue
from parley.apps.convening.models.session import (
    Contribution,
    ContributionRole,
    Rule,
    Session,
    SessionKind,
    SessionSeat,
)

__all__ = [
    "Contribution",
    "ContributionRole",
    "Dialogue",
    "FileType",
    "Format",
    "Host",
    "HostRole",
    "Illustration",
    "KeyPoint",
    "Material",
    "NormReference",
    "Picture",
    "PointKind",
    "Room",
    "Rule",
    "Seat",
    "SeatRole",
    "Series",
    "Session",
    "SessionKind",
    "SessionSeat",
    "Status",
    "Venue",
    "Visibility",
]
