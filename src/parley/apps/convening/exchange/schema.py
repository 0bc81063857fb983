"""The document that a dialogue file holds: what there is, and of which kind.

Organisations, people and venues stand once and are referred to by their short names. What
belongs together across places (a reference and its entry, a session and the dialogue's days)
is checked in checks.py.
"""

from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, create_model

from parley.apps.accounts.models import StakeholderGroup
from parley.apps.convening.exchange import fields as f
from parley.apps.convening.exchange.problems import expected
from parley.apps.convening.models import (
    ContributionRole,
    Format,
    HostRole,
    Illustration,
    Rule,
    SessionKind,
    Status,
    Visibility,
)
from parley.core import exports
from parley.core.exports import Entry
from parley.core.localtext import LocalText

VERSION = 1


class SeriesEntry(Entry):
    """The recurring meeting that the dialogue is an edition of."""

    slug: f.Slug
    title: f.GivenText
    description: f.Text = LocalText()
    synthetic: f.Flag = False


class HostEntry(Entry):
    """An organisation's part in holding the dialogue."""

    organisation: f.Slug
    role: Annotated[HostRole, f.one_of(HostRole)]


class NormEntry(Entry):
    """A norm under discussion."""

    label: f.Label
    text: f.GivenText
    origin: f.GivenText
    link: f.Link = ""


class DialogueEntry(Entry):
    """What stands on the dialogue itself."""

    slug: f.Slug
    uid: f.Uid | None = None
    title: f.GivenText
    subtitle: f.Text = LocalText()
    edition: f.SmallNumber | None = None
    # Unset: of a new dialogue draft, else as it is.
    status: Annotated[Status, f.one_of(Status)] | None = None
    visibility: Annotated[Visibility, f.one_of(Visibility)] = Visibility.PUBLIC
    synthetic: f.Flag = False
    starts_on: f.Day
    ends_on: f.Day
    time_zone: f.Zone
    format: Annotated[Format, f.one_of(Format)]
    city: f.Line120 = ""
    country: f.Country = ""
    hosts: tuple[HostEntry, ...] = ()
    purpose: f.Text = LocalText()
    objectives: tuple[f.GivenText, ...] = ()
    audience: tuple[f.GivenText, ...] = ()
    norms: tuple[NormEntry, ...] = ()
    background: f.Text = LocalText()
    body: f.Text = LocalText()
    eligibility: f.Text = LocalText()
    registration_required: f.Flag = False
    registration_deadline: f.Day | None = None
    contact_name: f.Line200 = ""
    contact_email: f.Email = ""
    hashtag: f.Line60 = ""
    account: f.Line60 = ""
    account_network: f.Line60 = ""
    source_note: f.Text = LocalText()


class PictureEntry(Entry):
    """A bundled illustration, or a WebP picture in base64.

    With neither, `uid` names a picture that the dialogue has already, and its file stays.
    """

    uid: f.Uid | None = None
    illustration: Annotated[Illustration, f.one_of(Illustration)] | None = None
    alt: f.GivenText
    caption: f.Text = LocalText()
    credit: f.Line200 = ""
    lead: f.Flag = False
    webp: f.Webp | None = None


class MaterialEntry(Entry):
    """A link or a file that goes with a dialogue or a session, under a rule of its own.

    A file has its name and its content in base64. Without the content, `uid` names a file that
    the dialogue has already, and it stays.
    """

    uid: f.Uid | None = None
    title: f.GivenText
    link: f.Link = ""
    filename: f.Line120 = ""
    language: f.Language = ""
    rule: Annotated[Rule, f.one_of(Rule)]
    content: f.Content | None = None


class ContributionEntry(Entry):
    """Somebody's part in a session; without a person, an organisation's delegation."""

    person: f.Slug | None = None
    role: Annotated[ContributionRole, f.one_of(ContributionRole)]
    honorific: f.Line60 = ""
    organisation: f.Slug | None = None
    position: f.Text = LocalText()
    capacity: f.Text = LocalText()


class SessionEntry(Entry):
    """A part of the dialogue, with its own parts."""

    slug: f.Slug
    uid: f.Uid | None = None
    kind: Annotated[SessionKind, f.one_of(SessionKind)]
    label: f.Text = LocalText()
    title: f.GivenText
    question: f.Text = LocalText()
    rule: Annotated[Rule, f.one_of(Rule)] | None = None
    listed: f.Flag = False
    cancelled: f.Flag = False
    day: f.Day | None = None
    starts: f.Moment | None = None
    ends: f.Moment | None = None
    room: f.RoomName | None = None
    join_url: f.Link = ""
    capacity: f.Number | None = None
    abstract: f.Text = LocalText()
    contributions: tuple[ContributionEntry, ...] = ()
    materials: tuple[MaterialEntry, ...] = ()
    pictures: tuple[PictureEntry, ...] = ()
    parts: tuple["SessionEntry", ...] = ()


class RoomEntry(Entry):
    """A room of a venue."""

    slug: f.Slug
    name: f.GivenText
    capacity: f.Number | None = None


class VenueEntry(Entry):
    """A building, and those of its rooms that the file speaks of."""

    slug: f.Slug
    name: f.GivenText
    description: f.Text = LocalText()
    address: f.Line300 = ""
    city: f.Line120 = ""
    country: f.Country = ""
    synthetic: f.Flag = False
    rooms: tuple[RoomEntry, ...] = ()


class OrganisationEntry(Entry):
    """An institution, a ministry, a company; or a part or project of another."""

    slug: f.Slug
    name: f.GivenText
    acronym: f.Line40 = ""
    kind: Annotated[StakeholderGroup, f.one_of(StakeholderGroup)] | None = None
    country: f.Country = ""
    parent: f.Slug | None = None
    website: f.Link = ""
    synthetic: f.Flag = False


class AffiliationEntry(Entry):
    """What somebody is at an organisation, from a day until a day."""

    organisation: f.Slug
    position: f.Text = LocalText()
    since: f.Day | None = None
    until: f.Day | None = None


class PersonEntry(Entry):
    """Somebody who takes part. Accounts never stand in a file.

    Without `affiliations`, those that are here stay; an empty list says that there are none.
    """

    slug: f.Slug
    name: f.Name
    honorific: f.Line60 = ""
    country: f.Country = ""
    bio: f.Text = LocalText()
    affiliations: tuple[AffiliationEntry, ...] | None = None
    synthetic: f.Flag = False


def _version(value: Any) -> int:
    if str(value) != str(VERSION):
        raise f.wrong(expected(str(VERSION), value))
    return VERSION


class Document(Entry):
    """A whole dialogue, as far as this app knows it: see `document_type`."""

    parley: Annotated[
        int, Field(ge=VERSION, le=VERSION, description="The format."), BeforeValidator(_version)
    ]
    series: SeriesEntry | None = None
    dialogue: DialogueEntry
    sessions: tuple[SessionEntry, ...] = ()
    venues: tuple[VenueEntry, ...] = ()
    organisations: tuple[OrganisationEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    materials: tuple[MaterialEntry, ...] = ()
    pictures: tuple[PictureEntry, ...] = ()


def document_type() -> type[Document]:
    """The document with the sections that upper apps add to it, each under its name."""
    return _with(exports.sections())


@cache
def _with(sections: tuple[exports.Section[Any], ...]) -> type[Document]:
    fields: dict[str, Any] = {one.name: (one.entry | None, None) for one in sections}
    return create_model("Document", __base__=Document, __doc__="A whole dialogue.", **fields)
