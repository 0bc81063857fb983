"""Small makers of real rows, with just enough in them; each call makes new ones."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from parley.apps.accounts.models import Affiliation, Organisation, Person, User
from parley.apps.convening import models as m
from parley.apps.deliberation import models as d
from parley.apps.evidence import models as e
from parley.apps.outcomes import models as o
from parley.apps.registration import models as r
from parley.apps.reports import models as p
from parley.apps.reports.body.blocks import Block, Kind, new_uid, stored
from parley.core.actors import Actor, actor_of
from parley.core.localtext import LocalText

_number = count(1)


def user(**fields: Any) -> User:
    number = next(_number)
    return User.objects.create(
        **{"email": f"user{number}@example.org", "name": f"User {number}", **fields}
    )


def actor(account: User) -> Actor:
    return actor_of(account)


def series(**fields: Any) -> m.Series:
    number = next(_number)
    return m.Series.objects.create(
        **{"slug": f"series-{number}", "title": LocalText(en=f"Series {number}"), **fields}
    )


def dialogue(**fields: Any) -> m.Dialogue:
    """An announced public dialogue of two days in Florence."""
    number = next(_number)
    return m.Dialogue.objects.create(
        **{
            "slug": f"dialogue-{number}",
            "title": LocalText(en=f"Dialogue {number}"),
            "status": m.Status.ANNOUNCED,
            "starts_on": date(2027, 5, 12),
            "ends_on": date(2027, 5, 13),
            "time_zone": "Europe/Rome",
            "format": m.Format.IN_PERSON,
            **fields,
        }
    )


def session(dialogue: m.Dialogue, **fields: Any) -> m.Session:
    """A public panel from 11 to 12 UTC on the first day."""
    number = next(_number)
    first = dialogue.starts_on
    return m.Session.objects.create(
        **{
            "dialogue": dialogue,
            "slug": f"session-{number}",
            "title": LocalText(en=f"Session {number}"),
            "kind": m.SessionKind.PANEL,
            "rule": m.Rule.PUBLIC,
            "starts_at": datetime(first.year, first.month, first.day, 11, tzinfo=UTC),
            "ends_at": datetime(first.year, first.month, first.day, 12, tzinfo=UTC),
            **fields,
        }
    )


def person(**fields: Any) -> Person:
    number = next(_number)
    return Person.objects.create(
        **{"slug": f"person-{number}", "name": f"Person {number}", **fields}
    )


def organisation(**fields: Any) -> Organisation:
    number = next(_number)
    return Organisation.objects.create(
        **{
            "slug": f"organisation-{number}",
            "name": LocalText(en=f"Organisation {number}"),
            **fields,
        }
    )


def affiliation(person: Person, organisation: Organisation, **fields: Any) -> Affiliation:
    return Affiliation.objects.create(person=person, organisation=organisation, **fields)


def venue(**fields: Any) -> m.Venue:
    number = next(_number)
    return m.Venue.objects.create(
        **{"slug": f"venue-{number}", "name": LocalText(en=f"Venue {number}"), **fields}
    )


def room(venue: m.Venue | None = None, **fields: Any) -> m.Room:
    number = next(_number)
    return m.Room.objects.create(
        **{
            "venue": venue or globals()["venue"](),
            "slug": f"room-{number}",
            "name": LocalText(en=f"Room {number}"),
            **fields,
        }
    )


def contribution(session: m.Session, **fields: Any) -> m.Contribution:
    if "person" not in fields and "organisation" not in fields:
        fields["person"] = person()
    return m.Contribution.objects.create(
        **{"session": session, "role": m.ContributionRole.PANELLIST, **fields}
    )


def seat(dialogue: m.Dialogue, account: User, role: str) -> m.Seat:
    return m.Seat.objects.create(dialogue=dialogue, user=account, role=role)


def opening(dialogue: m.Dialogue, **fields: Any) -> r.Opening:
    return r.Opening.objects.create(dialogue=dialogue, **fields)


def group(dialogue: m.Dialogue, **fields: Any) -> r.Group:
    """A group that anybody may apply for, where a convener decides; the dialogue is opened."""
    number = next(_number)
    r.Opening.objects.get_or_create(dialogue=dialogue)
    return r.Group.objects.create(
        **{
            "dialogue": dialogue,
            "slug": f"group-{number}",
            "name": LocalText(en=f"Group {number}"),
            "admission": r.Admission.OPEN,
            **fields,
        }
    )


def invitation(group: r.Group, /, **fields: Any) -> r.Invitation:
    """One that can be used for another month."""
    number = next(_number)
    return r.Invitation.objects.create(
        **{
            "dialogue": group.dialogue,
            "group": group,
            "address": f"guest{number}@example.org",
            "name": f"Guest {number}",
            "expires_at": timezone.now() + timedelta(days=30),
            **fields,
        }
    )


def registration(group: r.Group, account: User | None = None, **fields: Any) -> r.Registration:
    """A row as it stands; what comes with a state (seats, mails) comes from the services."""
    account = account or user()
    return r.Registration.objects.create(
        **{
            "dialogue": group.dialogue,
            "user": account,
            "group": group,
            "name": account.name,
            "mode": r.Mode.IN_PERSON,
            "consented_at": timezone.now(),
            "state_since": timezone.now(),
            **fields,
        }
    )


def instrument(**fields: Any) -> d.Instrument:
    number = next(_number)
    return d.Instrument.objects.create(
        **{
            "slug": f"instrument-{number}",
            "symbol": f"A/{number}",
            "title": LocalText(en="A report"),
        }
        | fields
    )


def norm(instrument_: d.Instrument | None = None, **fields: Any) -> d.Norm:
    number = next(_number)
    values = {
        "slug": f"norm-{number}",
        "label": f"{number}(c)",
        "text": LocalText(en="States should not."),
    }
    return d.Norm.objects.create(instrument=instrument_ or instrument(), **values | fields)


def element(norm_: d.Norm | None = None, **fields: Any) -> d.Element:
    values = {"slug": f"element-{next(_number)}", "title": LocalText(en="Knowledge")}
    return d.Element.objects.create(norm=norm_ or norm(), **values | fields)


def consultation(dialogue: m.Dialogue, **fields: Any) -> d.Consultation:
    """Open under the participants' rule, with its secret."""
    values = {
        "slug": f"consultation-{next(_number)}",
        "title": LocalText(en="How we read it"),
        "rule": m.Rule.PARTICIPANTS,
        "phase": d.Phase.OPEN,
    }
    made = d.Consultation.objects.create(dialogue=dialogue, **values | fields)
    if made.phase != d.Phase.SEALED:
        d.Secret.objects.create(consultation=made)
    return made


def proposition(consultation: d.Consultation, **fields: Any) -> d.Proposition:
    number = consultation.propositions.count() + 1
    values = {"number": number, "text": LocalText(en=f"Proposition {number}.")}
    return d.Proposition.objects.create(consultation=consultation, **values | fields)


def stance(proposition: d.Proposition, **fields: Any) -> d.Stance:
    values = {"respondent": uuid4(), "value": d.Value.AGREE, "day": date(2026, 5, 4)}
    return d.Stance.objects.create(proposition=proposition, **values | fields)


def library_proposition(element_: d.Element | None = None, **fields: Any) -> d.Proposition:
    """One that stands with a norm, after those of its element."""
    held = element_ or element()
    number = held.propositions.filter(consultation=None).count() + 1
    values = {"number": number, "text": LocalText(en=f"Library proposition {number}.")}
    return d.Proposition.objects.create(element=held, **values | fields)


def public_body(**fields: Any) -> e.PublicBody:
    """A state without a code."""
    number = next(_number)
    values = {
        "slug": f"body-{number}",
        "name": LocalText(en=f"Body {number}"),
        "kind": e.BodyKind.STATE,
    }
    return e.PublicBody.objects.create(**values | fields)


def membership(group_: e.PublicBody, member: e.PublicBody, **fields: Any) -> e.Membership:
    return e.Membership.objects.create(group=group_, member=member, **fields)


def collection(**fields: Any) -> e.Collection:
    """Published positions; on a norm of its own unless one is given."""
    number = next(_number)
    values: dict[str, Any] = {
        "slug": f"collection-{number}",
        "kind": e.CollectionKind.POSITIONS,
        "title": LocalText(en=f"Collection {number}"),
        "published": True,
    }
    values |= fields
    if values["kind"] == e.CollectionKind.POSITIONS and "norm" not in values:
        values["norm"] = norm()
    return e.Collection.objects.create(**values)


def document(collection_: e.Collection, **fields: Any) -> e.Document:
    values: dict[str, Any] = {"title": LocalText(en=f"Position paper {next(_number)}")} | fields
    if "body" not in values:
        values["body"] = public_body()
    return e.Document.objects.create(collection=collection_, **values)


def reading(document_: e.Document, element_: d.Element | None = None, **fields: Any) -> e.Reading:
    """Read in full: for one element, or for the whole norm."""
    values = {"extent": e.Extent.FULL} | fields
    return e.Reading.objects.create(document=document_, element=element_, **values)


def position(
    collection_: e.Collection, proposition_: d.Proposition | None = None, **fields: Any
) -> e.Position:
    """Supports, in direct text; on a proposition of the collection's norm."""
    values: dict[str, Any] = {"stance": e.PositionStance.SUPPORTS, "level": e.EvidenceLevel.DIRECT}
    values |= fields
    if "body" not in values:
        given = values.get("document")
        values["body"] = given.body if given is not None else public_body()
    on = proposition_ or library_proposition(element(collection_.norm))
    return e.Position.objects.create(collection=collection_, proposition=on, **values)


def roll_call(collection_: e.Collection, **fields: Any) -> e.RollCall:
    number = collection_.roll_calls.count() + 1
    values = {"number": number, "symbol": f"A/RES/1/{number}"}
    return e.RollCall.objects.create(collection=collection_, **values | fields)


def vote(roll_call_: e.RollCall, body: e.PublicBody | None = None, **fields: Any) -> e.Vote:
    values = {"choice": e.Choice.YES} | fields
    return e.Vote.objects.create(roll_call=roll_call_, body=body or public_body(), **values)


def practice(dialogue: m.Dialogue, **fields: Any) -> o.Practice:
    """Published, and claimed by somebody in words."""
    number = next(_number)
    values = {
        "slug": f"practice-{number}",
        "title": LocalText(en=f"Practice {number}"),
        "what": LocalText(en="A point of contact answers within a day."),
        "by_whom": LocalText(en="Some states"),
        "published": True,
    }
    return o.Practice.objects.create(dialogue=dialogue, **values | fields)


def open_question(dialogue: m.Dialogue, **fields: Any) -> o.OpenQuestion:
    """Published, and on no element."""
    values = {"text": LocalText(en=f"Question {next(_number)}?"), "published": True}
    return o.OpenQuestion.objects.create(dialogue=dialogue, **values | fields)


def report(dialogue: m.Dialogue, *body: Block, **fields: Any) -> p.Report:
    """A draft in English, with a heading and a paragraph unless it is given blocks."""
    plain = (
        Block(new_uid(), Kind.HEADING, LocalText(en="Summary")),
        Block(new_uid(), Kind.TEXT, LocalText(en="This report tells what came of the dialogue.")),
    )
    values = {"title": LocalText(en="Outcome report"), "body": stored(body or plain)}
    return p.Report.objects.create(dialogue=dialogue, **values | fields)
