"""What the convener's desk shows: one's dialogues, what is in them, what one can choose from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, Model, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from parley.apps.accounts.models import Listed, Organisation, Person, User
from parley.apps.convening.models import (
    Contribution,
    Dialogue,
    Host,
    KeyPoint,
    Material,
    NormReference,
    Picture,
    Room,
    Seat,
    SeatRole,
    Series,
    Session,
    SessionSeat,
    Venue,
)
from parley.apps.convening.policies import seated
from parley.core.access import get_visible, visible
from parley.core.actors import Actor


@dataclass(frozen=True)
class Counts:
    """How much there is of what in a dialogue."""

    sessions: int
    without_rule: int
    hosts: int
    points: int
    norms: int
    pictures: int
    materials: int
    conveners: int


@dataclass(frozen=True)
class Desk:
    """A dialogue with its counts."""

    dialogue: Dialogue
    counts: Counts


def _number_of(model: type[Model], *conditions: Q) -> Coalesce:
    rows = model._default_manager.filter(*conditions, dialogue=OuterRef("pk")).order_by()
    return Coalesce(Subquery(rows.values("dialogue").annotate(n=Count("pk")).values("n")), 0)


def _counted(dialogues: QuerySet[Dialogue]) -> list[Desk]:
    """In one query, however many dialogues."""
    numbers = {
        "sessions": _number_of(Session),
        "without_rule": _number_of(Session, Q(rule="")),
        "hosts": _number_of(Host),
        "points": _number_of(KeyPoint),
        "norms": _number_of(NormReference),
        "pictures": _number_of(Picture),
        "materials": _number_of(Material),
        "conveners": _number_of(Seat, Q(role=SeatRole.CONVENER)),
    }
    counted = dialogues.annotate(**{f"number_of_{name}": n for name, n in numbers.items()})
    names = [field.name for field in fields(Counts)]
    return [
        Desk(row, Counts(**{name: getattr(row, f"number_of_{name}") for name in names}))
        for row in counted
    ]


def convened_by(actor: Actor) -> list[Desk]:
    """The dialogues that the actor convenes, the latest first."""
    mine = seated(actor, SeatRole.CONVENER)
    return _counted(visible(Dialogue, actor).filter(pk__in=mine).select_related("series"))


def editions_to_clone(actor: Actor) -> QuerySet[Dialogue]:
    """Dialogues that the actor may take as a model for another one."""
    return visible(Dialogue, actor).filter(pk__in=seated(actor, SeatRole.CONVENER))


def others_to_appoint_in(actor: Actor) -> list[Desk]:
    """For an operator: the dialogues that somebody else convenes."""
    mine = seated(actor, SeatRole.CONVENER)
    return _counted(visible(Dialogue, actor).exclude(pk__in=mine)) if actor.is_operator else []


def desk_of(actor: Actor, dialogue: Dialogue) -> Desk:
    (found,) = _counted(visible(Dialogue, actor).filter(pk=dialogue.pk).select_related("series"))
    return found


def slug_of(actor: Actor, dialogue_id: int | None) -> str:
    """The address of a dialogue that the actor sees, else empty."""
    rows = visible(Dialogue, actor).filter(pk=dialogue_id or 0)
    return rows.values_list("slug", flat=True).first() or ""


def slug_taken(actor: Actor, slug: str) -> bool:
    """Whether the actor knows a dialogue of this address."""
    return visible(Dialogue, actor).filter(slug=slug).exists()


def picture_to_edit(actor: Actor, slug: str, uid: Any) -> Picture:
    rows = visible(Picture, actor).select_related("dialogue")
    return get_visible(rows, actor, dialogue__slug=slug, uid=uid)


# What one can choose from


@dataclass(frozen=True)
class Choices:
    """Rows by the label that names each of them alone."""

    by_label: Mapping[str, Any]

    def label_of(self, key: int | None) -> str:
        return next((label for label, row in self.by_label.items() if row.pk == key), "")

    def find(self, text: str) -> Any:
        """The row of this label, whatever the case; None where there is none."""
        wanted = " ".join(text.split()).casefold()
        return next((r for label, r in self.by_label.items() if label.casefold() == wanted), None)


def labelled(rows: Iterable[Any], label: Any) -> Choices:
    """A label that two rows would share is told apart by their short names."""
    listed = list(rows)
    labels = [" ".join(label(row).split()) for row in listed]
    folded = [text.casefold() for text in labels]
    return Choices(
        {
            text if folded.count(text.casefold()) == 1 else f"{text} ({row.slug})": row
            for text, row in zip(labels, listed, strict=True)
        }
    )


def people_to_choose(actor: Actor) -> Choices:
    return labelled(visible(Person, actor), lambda person: person.name)


def organisations_to_choose(actor: Actor) -> Choices:
    def label(organisation: Organisation) -> str:
        name = str(organisation.name)
        return f"{name} ({organisation.acronym})" if organisation.acronym else name

    return labelled(visible(Organisation, actor), label)


def organisations_above(actor: Actor, organisation: Organisation) -> QuerySet[Organisation]:
    """What an organisation can be a part of."""
    return visible(Organisation, actor).exclude(pk=organisation.pk)


def series_to_choose(actor: Actor) -> QuerySet[Series]:
    return visible(Series, actor)


def rooms_to_choose(actor: Actor) -> QuerySet[Room]:
    return visible(Room, actor).select_related("venue").order_by("venue__slug", "order", "pk")


def parents_to_choose(
    actor: Actor, dialogue: Dialogue, session: Session | None = None
) -> QuerySet[Session]:
    """The sessions that `session` can be part of: neither itself nor what is below it."""
    sessions = visible(Session, actor).filter(dialogue=dialogue)
    if session is None or session.pk is None:
        return sessions
    parents = dict(sessions.values_list("pk", "parent"))
    return sessions.exclude(pk__in=_below(session.pk, parents))


def _below(key: int, parents: Mapping[int, int | None]) -> set[int]:
    found = {key}
    while grown := {child for child, parent in parents.items() if parent in found} - found:
        found |= grown
    return found


def what_goes_with(actor: Actor, session: Session) -> list[Session]:
    """The sessions below one, which leave the programme with it."""
    sessions = visible(Session, actor).filter(dialogue=session.dialogue_id)
    parents = dict(sessions.values_list("pk", "parent"))
    return list(sessions.filter(pk__in=_below(session.pk, parents) - {session.pk}))


def sessions_to_choose(actor: Actor, dialogue: Dialogue) -> QuerySet[Session]:
    return visible(Session, actor).filter(dialogue=dialogue)


# The sections of a dialogue


def rows_in(dialogue: Dialogue, relation: str) -> list[Any]:
    """A list of the dialogue: its hosts, points or norms, in order."""
    return list(getattr(dialogue, relation).all())


def contributions_in(actor: Actor, session: Session) -> list[Contribution]:
    return list(visible(Contribution, actor).filter(session=session))


def seats_of(actor: Actor, dialogue: Dialogue) -> list[Seat]:
    """Who has which seat, for those who appoint."""
    rows = visible(Seat, actor).filter(dialogue=dialogue).select_related("user")
    return list(rows.order_by("user__name", "user__email", "pk"))


def accounts_to_assign(actor: Actor, session: Session) -> QuerySet[User]:
    """Accounts with a seat in the dialogue, and those already assigned to the session."""
    seats = visible(Seat, actor).filter(dialogue=session.dialogue_id)
    here = SessionSeat.objects.filter(session=session)
    return User.objects.filter(
        Q(pk__in=seats.values("user")) | Q(pk__in=here.values("user"))
    ).order_by("name", "email")


def assigned_to(actor: Actor, session: Session) -> list[int]:
    """Keys of the accounts assigned to a session that the actor convenes."""
    convened = Q(session__dialogue__in=seated(actor, SeatRole.CONVENER))
    rows = SessionSeat.objects.filter(convened, session=session)
    return list(rows.values_list("user", flat=True))


def speakers_in(actor: Actor, dialogue: Dialogue) -> list[Person]:
    """People with a part in the programme, by name."""
    parts = visible(Contribution, actor).filter(session__dialogue=dialogue, person__isnull=False)
    return list(visible(Person, actor).filter(pk__in=parts.values("person")))


def venues_in(actor: Actor, dialogue: Dialogue) -> list[Venue]:
    """Venues that the dialogue uses, and those that the actor has made, with the rooms they see."""
    used = visible(Session, actor).filter(dialogue=dialogue, room__isnull=False)
    mine = Q(created_by=actor.user_id) if actor.is_signed_in else Q(pk__in=[])
    rows = visible(Venue, actor).filter(Q(pk__in=used.values("room__venue")) | mine)
    return list(rows.prefetch_related(Prefetch("rooms", visible(Room, actor))))


@dataclass(frozen=True)
class Entries:
    """The directory entries that one may edit."""

    people: list[Person]
    organisations: list[Organisation]
    venues: list[Venue]
    series: list[Series]


def entries_kept_by(actor: Actor) -> Entries:
    """What the actor has made; for an operator, all that exists for them."""

    def kept(model: type[Listed]) -> Any:
        rows = visible(model, actor)
        return list(rows if actor.is_operator else rows.filter(created_by=actor.user_id))

    return Entries(kept(Person), kept(Organisation), kept(Venue), kept(Series))
