"""Who may come, who was asked, who said yes, and what was decided."""

from parley.apps.registration.models.groups import (
    Admission,
    BadgeColour,
    Group,
    Opening,
    Question,
    QuestionKind,
    Sight,
)
from parley.apps.registration.models.invitations import Invitation, InvitationState
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

__all__ = [
    "HOLDING",
    "Admission",
    "BadgeColour",
    "Evidence",
    "Gender",
    "Group",
    "Invitation",
    "InvitationState",
    "Listing",
    "Mail",
    "MailKind",
    "MailState",
    "MailText",
    "Mode",
    "Note",
    "Opening",
    "Question",
    "QuestionKind",
    "Registration",
    "Sight",
    "State",
    "Transition",
]
