"""Finding one thing by its address, and lists of dialogues."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Prefetch, QuerySet, Subquery

from parley.apps.accounts.models import FormerSlug, Listed, Organisation, Person
from parley.apps.convening.models import (
    Dialogue,
    Host,
    KeyPoint,
    NormReference,
    Picture,
    Series,
    Session,
    Status,
    Venue,
)
from parley.core.access import get_visible, only, visible
from parley.core.actors import Actor
from parley.core.gathering import gathered, rows_in, with_gathered
from parley.core.localtext import LocalText
from parley.core.statements import prepared

L = TypeVar("L", bound=Listed)
B = TypeVar("B", Host, Picture)


@dataclass(frozen=True)
class Point:
    """A key point of a dialogue, or a norm under discussion: then it has a label and an origin."""

    kind: str
    text: LocalText
    label: str = ""
    origin: LocalText = field(default_factory=LocalText)
    link: str = ""


def dialogues_for(actor: Actor) -> QuerySet[Dialogue]:
    """All dialogues that exist for the actor, with what a card shows of each."""
    hosts = Host.objects.select_related("organisation")
    return (
        visible(Dialogue, actor)
        .select_related("series")
        .prefetch_related(
            Prefetch("hosts", hosts),
            Prefetch("pictures", visible(Picture, actor).filter(is_lead=True), to_attr="leads"),
        )
    )


def by_time_for(actor: Actor, today: date) -> tuple[list[Dialogue], list[Dialogue]]:
    """Running and coming dialogues, the next one first; and those that are concluded or whose days
    are over, the last one first. With what a card shows of each."""
    rows = _with_cards(actor)
    hosts, leads = _by_dialogue(_all_hosts(actor)), _by_dialogue(_all_leads(actor))
    for row in rows:
        row.shown_hosts, row.leads = hosts[row.pk], leads[row.pk]  # type: ignore[attr-defined]
    past = [row for row in rows if _is_over(row, today)]
    coming = [row for row in rows if not _is_over(row, today)]
    return sorted(coming, key=lambda row: (row.starts_on, row.slug)), past


def _is_over(dialogue: Dialogue, today: date) -> bool:
    return dialogue.ends_on < today or dialogue.status == Status.CONCLUDED


@prepared
def _with_cards(actor: Actor) -> QuerySet[Dialogue]:
    return visible(Dialogue, actor).select_related("series")


@prepared
def _all_hosts(actor: Actor) -> QuerySet[Host]:
    return visible(Host, actor).select_related("organisation")


@prepared
def _all_leads(actor: Actor) -> QuerySet[Picture]:
    return visible(Picture, actor).filter(is_lead=True)


def _by_dialogue(rows: Iterable[B]) -> defaultdict[int, list[B]]:
    found: defaultdict[int, list[B]] = defaultdict(list)
    for row in rows:
        found[row.dialogue_id].append(row)
    return found


def dialogue_for(actor: Actor, slug: str) -> Dialogue:
    return only(_dialogue(actor, slug))


@prepared
def _dialogue(actor: Actor, slug: str) -> QuerySet[Dialogue]:
    return visible(Dialogue, actor).filter(slug=slug).select_related("series")


def whole_dialogue_for(actor: Actor, slug: str) -> Dialogue:
    """With all that is gathered for its page: see `points_of`, `pictures_with`, core/gathering.py."""
    return only(_whole_dialogue(actor, slug))


@prepared
def _whole_dialogue(actor: Actor, slug: str) -> QuerySet[Dialogue]:
    rows = visible(Dialogue, actor).filter(slug=slug).select_related("series")
    return with_gathered(rows, actor)


def gathered_points(_actor: Actor) -> Subquery:
    """Whoever sees a dialogue sees its key points, and its norms."""
    return gathered(KeyPoint.objects.all(), "dialogue", "id", "kind", "text", "order")


def gathered_norms(_actor: Actor) -> Subquery:
    columns = ("id", "label", "text", "origin", "link", "order")
    return gathered(NormReference.objects.all(), "dialogue", *columns)


def gathered_pictures(actor: Actor) -> Subquery:
    file = ("uid", "image", "width", "height", "illustration")
    words = ("caption", "alt", "credit")
    return gathered(visible(Picture, actor), "dialogue", "id", *file, *words, "is_lead", "order")


GATHERED = {
    "gathered_points": gathered_points,
    "gathered_norms": gathered_norms,
    "gathered_pictures": gathered_pictures,
}


def session_for(actor: Actor, slug: str, session: str) -> Session:
    return only(_session(actor, slug, session))


@prepared
def _session(actor: Actor, dialogue: str, slug: str) -> QuerySet[Session]:
    rows = visible(Session, actor).filter(dialogue__slug=dialogue, slug=slug)
    return rows.select_related("dialogue__series", "room__venue", "parent")


def series_for(actor: Actor, slug: str) -> Series:
    return get_visible(Series, actor, slug=slug)


def all_series_for(actor: Actor) -> list[Series]:
    return _all_series(actor)


@prepared
def _all_series(actor: Actor) -> QuerySet[Series]:
    return visible(Series, actor)


def person_for(actor: Actor, slug: str) -> Person:
    return _by_any_name(visible(Person, actor), actor, slug)


def organisation_for(actor: Actor, slug: str) -> Organisation:
    """Its `parent` is None where the reader may not see that one."""
    known = visible(Organisation, actor)
    return _by_any_name(known.prefetch_related(Prefetch("parent", known)), actor, slug)


def venue_for(actor: Actor, slug: str) -> Venue:
    return _by_any_name(visible(Venue, actor), actor, slug)


def _by_any_name(rows: QuerySet[L], actor: Actor, slug: str) -> L:
    """The entry of this short name, or the one that an entry of this name has become part of."""
    found = rows.filter(slug=slug).first()
    if found is not None:
        return found
    former = FormerSlug.objects.filter(kind=rows.model._meta.label_lower, slug=slug)
    return get_visible(rows, actor, pk__in=former.values("entry"))


def picture_for(actor: Actor, uid: UUID) -> Picture:
    return get_visible(Picture, actor, uid=uid)


def hosts_of(actor: Actor, dialogue: Dialogue) -> Sequence[Host]:
    return _hosts(actor, dialogue.pk)


@prepared
def _hosts(actor: Actor, dialogue: int) -> QuerySet[Host]:
    return visible(Host, actor).filter(dialogue=dialogue).select_related("organisation__parent")


def points_of(dialogue: Dialogue) -> tuple[list[Point], list[Point]]:
    """The key points and the norms of a dialogue that `whole_dialogue_for` has found."""
    points = rows_in(dialogue, "gathered_points", KeyPoint)
    norms = rows_in(dialogue, "gathered_norms", NormReference)
    return (
        [Point(row.kind, row.text) for row in points],
        [Point("norm", row.text, row.label, row.origin, row.link) for row in norms],
    )


def pictures_with(dialogue: Dialogue) -> list[Picture]:
    """The pictures of a dialogue that `whole_dialogue_for` has found, its lead picture first."""
    found = rows_in(dialogue, "gathered_pictures", Picture, dialogue=dialogue)
    return sorted(found, key=lambda picture: not picture.is_lead)
