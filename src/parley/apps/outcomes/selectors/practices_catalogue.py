"""The catalogue of practices across dialogues: what is wanted, what is found, what can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Element
from parley.apps.evidence.models import PublicBody
from parley.apps.outcomes.models import Practice, PracticeStatus
from parley.apps.outcomes.selectors.practices import practices_seen
from parley.core import countries
from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.search import keys_matching, plain

ORDERS = ("newest", "title", "status", "endorsed")
# How well a practice is shown, the best first.
RANKS = (PracticeStatus.ASSESSED, PracticeStatus.DOCUMENTED, PracticeStatus.CLAIMED)


@dataclass(frozen=True)
class Wanted:
    """`about`: a norm such as a-70-174/13c, or an element of it such as a-70-174/13c/knowledge."""

    words: str = ""
    about: str = ""
    status: str = ""
    kind: str = ""
    country: str = ""
    dialogue: str = ""
    order: str = "newest"


@dataclass(frozen=True)
class Choices:
    """What there is among the practices that the reader sees."""

    elements: Sequence[Element]
    kinds: Sequence[str]
    countries: Sequence[str]
    dialogues: Sequence[Dialogue]


def catalogue(actor: Actor) -> QuerySet[Practice]:
    """What is published; drafts stand at the desk alone."""
    return visible(Practice, actor).filter(published=True)


def choices(actor: Actor) -> Choices:
    seen = catalogue(actor).order_by().values("pk")
    elements = Element.objects.filter(practices__in=seen).distinct()
    bodies = visible(PublicBody, actor).filter(practices__in=seen).order_by().distinct()
    kinds = set(bodies.values_list("kind", flat=True))
    lands = set(bodies.values_list("country", flat=True)) - {""}
    within = catalogue(actor).order_by().values("dialogue")
    dialogues = visible(Dialogue, actor).filter(pk__in=within)
    in_order = ("norm__instrument__symbol", "norm__order", "norm", "order", "pk")
    return Choices(
        list(elements.select_related("norm__instrument").order_by(*in_order)),
        sorted(kinds),
        sorted(lands, key=lambda code: countries.name(code)),
        list(dialogues.order_by("-starts_on", "slug")),
    )


def found(actor: Actor, wanted: Wanted) -> list[int]:
    """The keys of what is wanted, in the order that is wanted."""
    rows = catalogue(actor).filter(_condition(wanted))
    if wanted.words:
        rows = rows.filter(pk__in=keys_matching("practice", wanted.words))
    if wanted.order == "title":
        titles = [(plain(str(row.title)), row.pk) for row in rows.only("title")]
        return [pk for _title, pk in sorted(titles)]
    return list(_ordered(rows, wanted.order).values_list("pk", flat=True))


def _condition(wanted: Wanted) -> Q:
    q = Q()
    if wanted.about:
        q &= Q(pk__in=_about(wanted.about).values("pk"))
    if wanted.status:
        q &= Q(status=wanted.status)
    if wanted.kind or wanted.country:
        bodies = PublicBody.objects.all()
        bodies = bodies.filter(kind=wanted.kind) if wanted.kind else bodies
        bodies = bodies.filter(country=wanted.country) if wanted.country else bodies
        q &= Q(pk__in=Practice.objects.filter(bodies__in=bodies).values("pk"))
    if wanted.dialogue:
        q &= Q(dialogue__slug=wanted.dialogue)
    return q


def _about(address: str) -> QuerySet[Practice]:
    instrument, norm, *element = address.split("/")
    elements = Element.objects.filter(norm__instrument__slug=instrument, norm__slug=norm)
    if element:
        elements = elements.filter(slug=element[0])
    return Practice.objects.filter(elements__in=elements)


def _ordered(rows: QuerySet[Practice], order: str) -> QuerySet[Practice]:
    newest = ("-dialogue__starts_on", "dialogue__slug", "order", "pk")
    if order == "status":
        ranks = [When(status=status, then=Value(rank)) for rank, status in enumerate(RANKS)]
        rows = rows.annotate(rank=Case(*ranks, output_field=IntegerField()))
        return rows.order_by("rank", *newest)
    if order == "endorsed":
        return rows.order_by("-counted", *newest)
    return rows.order_by(*newest)


def in_this_order(actor: Actor, keys: Sequence[int]) -> list[Practice]:
    rows = {row.pk: row for row in practices_seen(actor).filter(pk__in=keys)}
    return [rows[key] for key in keys if key in rows]
