"""What of registration a dialogue file holds. What is unset is as the desk begins with it."""

from enum import StrEnum
from typing import Annotated, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Model
from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field

from parley.apps.accounts.models import StakeholderGroup
from parley.apps.convening.exchange import fields as f
from parley.apps.registration.models import (
    Admission,
    BadgeColour,
    Group,
    MailKind,
    Meeting,
    MeetingKind,
    Opening,
    QuestionKind,
    Sight,
)
from parley.core.exports import Entry
from parley.core.localtext import LocalText

LARGEST = 2_147_483_647  # of a column of numbers


def _within(model: type[Model], name: str) -> Any:
    """The limits of a column, which its validators know."""
    checks = model._meta.get_field(name).validators  # type: ignore[union-attr]
    least = [check.limit_value for check in checks if isinstance(check, MinValueValidator)]
    most = [check.limit_value for check in checks if isinstance(check, MaxValueValidator)]
    return Field(ge=max(least), le=min(most))


class OpeningEntry(Entry):
    """That the dialogue takes registrations, and how."""

    opens_on: f.Day | None = None
    asks_country: f.Flag = True
    asks_gender: f.Flag = False
    asks_access_needs: f.Flag = True
    asks_photo: f.Flag = False
    notice: f.Text = LocalText()
    keep_days: Annotated[int, _within(Opening, "keep_days"), f.whole_number] = 180
    keep_evidence_days: Annotated[int, _within(Opening, "keep_evidence_days"), f.whole_number] = 30
    offer_days: Annotated[int, _within(Opening, "offer_days"), f.whole_number] = 3
    reminds: f.Flag = True


class GroupEntry(Entry):
    """A stakeholder group: who may come, how many, until when, on what evidence."""

    slug: Annotated[f.Slug, Field(max_length=60)]
    name: f.GivenText
    kind: Annotated[StakeholderGroup, f.one_of(StakeholderGroup)] | None = None
    who: f.Text = LocalText()
    admission: Annotated[Admission, f.one_of(Admission)] = Admission.INVITATION
    vetted: f.Flag = True
    seats: Annotated[int, _within(Group, "seats"), f.whole_number] | None = None
    offers: f.Flag = True
    deadline: f.Day | None = None
    evidence: f.Text = LocalText()
    evidence_needed: f.Flag = False
    sight: Annotated[Sight, f.one_of(Sight)] = Sight.PARTICIPANTS
    nominations: Annotated[int, _within(Group, "nominations"), f.whole_number] = 0
    colour: Annotated[BadgeColour, f.one_of(BadgeColour)] = BadgeColour.BLUE


class QuestionEntry(Entry):
    """What is asked beyond the standard form; of all groups, where it names none."""

    text: f.GivenText
    kind: Annotated[QuestionKind, f.one_of(QuestionKind)] = QuestionKind.LINE
    # One on each line, in each language in this order.
    choices: f.Text = LocalText()
    required: f.Flag = False
    groups: tuple[f.Slug, ...] = ()


class MailEntry(Entry):
    """The convener's own words for one kind of mail."""

    kind: Annotated[MailKind, f.one_of(MailKind)]
    subject: f.GivenText
    body: f.GivenText


_RoomWord = Annotated[
    f.Line40,
    AfterValidator(
        f.if_given(
            Meeting._meta.get_field("room").run_validators,
            lambda: _("small letters, figures and hyphens, such as plenary"),
        )
    ),
]


class OnlineRoomEntry(Entry):
    """Where a session meets online, if not by its own link."""

    session: f.Slug
    kind: Annotated[MeetingKind, f.one_of(MeetingKind)]
    room: _RoomWord = ""


class Weight(StrEnum):
    """`Importance`, in the words of the file."""

    NOT = "not"
    LITTLE = "little"
    NORMAL = "normal"
    MUCH = "much"


_Weight = Annotated[Weight, f.one_of(Weight)]


class BreakOutEntry(Entry):
    """How the people of a session are spread over its parts; never who is where."""

    session: f.Slug
    takes_wishes: f.Flag = False
    weigh_wishes: _Weight = Weight.NORMAL
    weigh_groups: _Weight = Weight.NORMAL
    weigh_countries: _Weight = Weight.NORMAL
    weigh_organisations: _Weight = Weight.NORMAL
    weigh_sizes: _Weight = Weight.LITTLE
    seed: Annotated[int, Field(ge=0, le=LARGEST), f.whole_number] = 1


class RegistrationEntry(Entry):
    """How people come to the dialogue."""

    # Unset: whether it takes registrations, and how, stays as it is.
    opening: OpeningEntry | None = None
    groups: tuple[GroupEntry, ...] = ()
    questions: tuple[QuestionEntry, ...] = ()
    mails: tuple[MailEntry, ...] = ()
    online_rooms: tuple[OnlineRoomEntry, ...] = ()
    break_outs: tuple[BreakOutEntry, ...] = ()
