"""What the reader may see of people, organisations, venues and series."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from parley.apps.accounts.models import Affiliation, Organisation, Person
from parley.apps.convening.models import (
    Contribution,
    Dialogue,
    Host,
    Material,
    Picture,
    Room,
    Series,
    Session,
    Venue,
)
from parley.apps.convening.selectors.dialogues import dialogues_for
from parley.apps.convening.selectors.materials import in_order
from parley.apps.convening.selectors.programme import Part, parts_of
from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.statements import prepared


def _contributions(actor: Actor) -> QuerySet[Contribution]:
    return (
        visible(Contribution, actor)
        .select_related("session__dialogue", "person", "organisation")
        .order_by(
            "-session__dialogue__starts_on",
            "session__dialogue",
            "session__starts_at",
            "order",
            "pk",
        )
    )


def contributions_of(actor: Actor, person: Person) -> Sequence[Contribution]:
    """What a person has done in dialogues, the latest first."""
    return list(_contributions(actor).filter(person=person))


def affiliations_of(actor: Actor, person: Person) -> Sequence[Affiliation]:
    """What a person is where, in the order that their entry has."""
    rows = visible(Affiliation, actor).filter(person=person)
    return list(rows.select_related("organisation"))


def affiliation_on(actor: Actor, person: Person, day: date) -> Affiliation | None:
    """The first of a person's affiliations that holds on that day."""
    found = affiliations_of(actor, person)
    return next((one for one in found if one.holds_on(day)), None)


def contributions_from(actor: Actor, organisation: Organisation) -> Sequence[Contribution]:
    """Who has spoken for an organisation, the latest first."""
    return list(_contributions(actor).filter(organisation=organisation))


def hosted_by(actor: Actor, organisation: Organisation) -> Sequence[Host]:
    rows = visible(Host, actor).filter(organisation=organisation).select_related("dialogue")
    return list(rows.order_by("-dialogue__starts_on"))


def parts_of_organisation(actor: Actor, organisation: Organisation) -> Sequence[Organisation]:
    return list(visible(Organisation, actor).filter(parent=organisation))


def editions_of(actor: Actor, series: Series) -> QuerySet[Dialogue]:
    return dialogues_for(actor).filter(series=series)


def rooms_of(actor: Actor, venue: Venue) -> Sequence[Room]:
    return list(visible(Room, actor).filter(venue=venue))


def sessions_at(actor: Actor, venue: Venue) -> Sequence[Session]:
    rows = visible(Session, actor).filter(room__venue=venue).select_related("dialogue", "room")
    return list(rows.order_by("-dialogue__starts_on", "starts_at", "order"))


def parts_in(actor: Actor, session: Session) -> tuple[Part, ...]:
    """Who takes which part in one session."""
    rows = visible(Contribution, actor).filter(session=session)
    return parts_of(rows.select_related("person", "organisation")).get(session.pk, ())


def pictures_of(actor: Actor, dialogue: Dialogue, session: Session | None = None) -> list[Picture]:
    """A session's pictures, or all those of the dialogue that the reader may see."""
    rows = _pictures(actor, dialogue.pk)
    return [row for row in rows if row.session_id == session.pk] if session else rows


@prepared
def _pictures(actor: Actor, dialogue: int) -> QuerySet[Picture]:
    return visible(Picture, actor).filter(dialogue=dialogue)


def materials_of(
    actor: Actor, dialogue: Dialogue, session: Session | None = None
) -> list[Material]:
    rows = _materials(actor, dialogue.pk)
    return [row for row in rows if row.session_id == session.pk] if session else rows


@prepared
def _materials(actor: Actor, dialogue: int) -> QuerySet[Material]:
    return in_order(visible(Material, actor).filter(dialogue=dialogue))
