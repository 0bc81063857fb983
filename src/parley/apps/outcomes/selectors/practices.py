"""Practices: those of a dialogue, one with all that is told of it, and what the catalogue holds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet, Subquery
from django.urls import reverse

from parley.apps.convening.models import Dialogue, Session
from parley.apps.convening.selectors.feeds import Address
from parley.apps.deliberation.models import Element, Norm
from parley.apps.evidence.models import Collection, Document, PublicBody
from parley.apps.outcomes.models import Endorsement, Practice, PracticeEvidence
from parley.core.access import get_visible, may, only, visible
from parley.core.actors import Actor
from parley.core.gathering import gathered, rows_in
from parley.core.statements import prepared


@dataclass(frozen=True)
class Whole:
    """A practice as its page tells of it. `endorses`: whether the reader does; `may_endorse`."""

    practice: Practice
    evidence: Sequence[PracticeEvidence]
    may_edit: bool
    may_endorse: bool
    endorses: bool


def practices_seen(actor: Actor) -> QuerySet[Practice]:
    """With all that a list or a file says of each, in a number of queries that does not grow."""
    evidence = visible(PracticeEvidence, actor).select_related(
        "document__body", "document__collection"
    )
    elements = visible(Element, actor).select_related("norm__instrument")
    return (
        visible(Practice, actor)
        .select_related("dialogue", "session")
        .prefetch_related(
            Prefetch("bodies", visible(PublicBody, actor).order_by("slug")),
            Prefetch("elements", elements.order_by("norm__instrument", "norm__order", "order")),
            Prefetch("evidence", evidence),
        )
    )


def practice_for(actor: Actor, slug: str) -> Practice:
    """For its page, which the team has before it is published, too."""
    return only(practices_seen(actor).filter(slug=slug)[:1])


def whole(actor: Actor, practice: Practice) -> Whole:
    mine = visible(Endorsement, actor).filter(practice=practice)
    return Whole(
        practice,
        list(practice.evidence.all()),
        actor.is_signed_in and may(actor, "edit", practice),
        may(actor, "endorse", practice),
        actor.is_signed_in and mine.exists(),
    )


def practices_of(actor: Actor, dialogue: Dialogue) -> list[Practice]:
    """In order, those that are not published yet for whoever reports."""
    return list(practices_seen(actor).filter(dialogue=dialogue))


def practice_of(actor: Actor, slug: str, practice: str) -> Practice:
    rows = visible(Practice, actor).select_related("dialogue", "session")
    return get_visible(rows, actor, dialogue__slug=slug, slug=practice)


def blank_practice(dialogue: Dialogue) -> Practice:
    return Practice(dialogue=dialogue, synthetic=dialogue.synthetic)


def evidence_of(actor: Actor, practice: Practice) -> list[PracticeEvidence]:
    """With the documents that are named."""
    rows = visible(PracticeEvidence, actor).filter(practice=practice)
    return list(rows.select_related("document__body", "document__collection"))


def told_in(actor: Actor, session: Session) -> list[Practice]:
    """Published ones."""
    return _told_in(actor, session.pk)


@prepared
def _told_in(actor: Actor, session: int) -> QuerySet[Practice]:
    rows = visible(Practice, actor).filter(session=session, published=True)
    return rows.select_related("dialogue")


def on_norm(actor: Actor, norm: Norm) -> int:
    """How many published practices live up to it."""
    rows = visible(Practice, actor).filter(published=True)
    return rows.filter(elements__norm=norm).distinct().count()


# On a dialogue's page


def gathered_practices(actor: Actor) -> Subquery:
    """Comes with the dialogue of a page: see core/gathering.py."""
    rows = visible(Practice, actor).filter(published=True)
    return gathered(rows, "dialogue", "id", "order", "slug", "title", "status", "synthetic")


def practices_with(dialogue: Dialogue) -> list[Practice]:
    return rows_in(dialogue, "gathered_practices", Practice, dialogue=dialogue, published=True)


# What a form can choose


def documents_to_choose(
    actor: Actor, dialogue: Dialogue, named: Iterable[int | None] = ()
) -> list[Document]:
    """Of the collections that are shown with the dialogue, and those that are named already."""
    here = Collection.objects.filter(dialogues=dialogue).values("pk")
    named_now = [key for key in named if key is not None]
    rows = visible(Document, actor).filter(Q(collection__in=here) | Q(pk__in=named_now))
    in_order = ("collection", "body", "year", "pk")
    return list(rows.select_related("body", "collection").order_by(*in_order))


def bodies(actor: Actor) -> list[PublicBody]:
    return list(visible(PublicBody, actor).order_by("slug"))


# Search and sitemap


def words_of(practice: Practice) -> Iterator[str]:
    """The title first."""
    yield from practice.title.values()
    for text in (practice.what, practice.by_whom, practice.capacity, practice.cost):
        yield from text.values()
    yield from practice.caveats.values()
    for body in practice.bodies.all():
        yield from body.name.values()
    for element in practice.elements.select_related("norm"):
        yield from (*element.title.values(), element.norm.label)


def addresses(actor: Actor) -> Iterator[Address]:
    rows = visible(Practice, actor).filter(published=True).order_by("slug")
    slugs = list(rows.values_list("slug", flat=True))
    if slugs:
        yield Address(reverse("practices"))
    yield from (Address(reverse("practice", args=[slug])) for slug in slugs)
