"""Who may come, who was asked, who said yes, and what was decided."""

from parley.apps.registration.models.attendance import Attendance, Meeting, MeetingKind
from parley.apps.registration.models.breakouts import (
    BreakoutPlace,
    BreakoutRound,
    BreakoutStep,
    BreakoutWish,
    Importance,
    Work,
)
from parley.apps.registration.models.groups import (
    Admission,
    BadgeColour,
    Group,
    Opening,
    Question,
    QuestionKind,
    Sight,
)
from parley.apps.registration.models.invitations import Invitation, InvitationState, LateReason
from parley.apps.registration.models.mails import Mail, MailKind, MailState, MailText
from parley.apps.registration.models.registrations import (
    HOLDING,
    Evidence,
    Gender,
    Listing,
    Mode,
    Note,
    Registration,
    State,
    Transition,
)
from parley.apps.registration.models.selections import LARGEST_SEED, Selection, SelectionState
from parley.apps.registration.models.tallies import Tally

__all__ = [
    "HOLDING",
    "LARGEST_SEED",
    "Admission",
    "Attendance",
    "BadgeColour",
    "BreakoutPlace",
    "BreakoutRound",
    "BreakoutStep",
    "BreakoutWish",
    "Evidence",
    "Gender",
    "Group",
    "Importance",
    "Invitation",
    "InvitationState",
    "LateReason",
    "Listing",
    "Mail",
    "MailKind",
    "MailState",
    "MailText",
    "Meeting",
    "MeetingKind",
    "Mode",
    "Note",
    "Opening",
    "Question",
    "QuestionKind",
    "Registration",
    "Selection",
    "SelectionState",
    "Sight",
    "State",
    "Tally",
    "Transition",
    "Work",
]
