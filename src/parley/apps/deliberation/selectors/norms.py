"""Instruments, norms and their elements: a library that everybody reads."""

from collections.abc import Iterable, Iterator
from functools import partial

from django.db.models import Prefetch, QuerySet, Value
from django.db.models.functions import Replace
from django.urls import reverse

from parley.apps.convening.models import Dialogue, NormReference
from parley.apps.convening.selectors.feeds import Address
from parley.apps.deliberation.models import Element, Instrument, Norm, Proposition
from parley.core.access import get_visible, may, visible
from parley.core.actors import Actor
from parley.core.search import plain


def library(actor: Actor) -> QuerySet[Proposition]:
    """Propositions that stand with a norm, for consultations to take up."""
    return visible(Proposition, actor).filter(consultation=None).order_by("number", "pk")


def _norms(actor: Actor) -> QuerySet[Norm]:
    elements = Prefetch("elements", visible(Element, actor))
    return visible(Norm, actor).select_related("instrument").prefetch_related(elements)


def instruments_for(actor: Actor, query: str = "") -> list[tuple[Instrument, list[Norm]]]:
    """Each instrument with its norms; with a query, those in which all its words stand."""
    terms = plain(query).split()
    found = []
    for instrument in visible(Instrument, actor).prefetch_related(Prefetch("norms", _norms(actor))):
        norms = [norm for norm in instrument.norms.all() if _has(_words(norm), terms)]
        if norms or _has(words_of_instrument(instrument), terms):
            found.append((instrument, norms))
    return found


def _words(norm: Norm) -> Iterator[str]:
    yield from words_of_norm(norm)
    for element in norm.elements.all():
        yield from (*element.title.values(), *element.question.values())


def _has(words: Iterable[str], terms: list[str]) -> bool:
    text = plain(" ".join(words))
    return all(term in text for term in terms)


def instrument_for(actor: Actor, instrument: str) -> Instrument:
    return get_visible(Instrument, actor, slug=instrument)


def norms_of(actor: Actor, instrument: Instrument) -> list[Norm]:
    return list(_norms(actor).filter(instrument=instrument))


def norm_for(actor: Actor, instrument: str, norm: str) -> Norm:
    rows = visible(Norm, actor).select_related("instrument")
    return get_visible(rows, actor, instrument__slug=instrument, slug=norm)


def elements_of(actor: Actor, norm: Norm) -> list[Element]:
    """In order, each with its propositions in `listed`."""
    propositions = Prefetch("propositions", library(actor), to_attr="listed")
    return list(visible(Element, actor).filter(norm=norm).prefetch_related(propositions))


def element_for(actor: Actor, instrument: str, norm: str, element: str) -> Element:
    rows = visible(Element, actor).select_related("norm__instrument")
    where = {"norm__instrument__slug": instrument, "norm__slug": norm, "slug": element}
    return get_visible(rows, actor, **where)


def propositions_of(actor: Actor, element: Element) -> list[Proposition]:
    return list(library(actor).filter(element=element))


def naming(actor: Actor, norm: Norm) -> list[Dialogue]:
    """Dialogues that name the norm among those under discussion, by its label and its source."""
    bare = Replace("label", Value(" "), Value(""))
    rows = NormReference.objects.annotate(bare=bare).filter(
        bare__iexact=norm.label.replace(" ", "")
    )
    seen = rows.filter(dialogue__in=visible(Dialogue, actor)).select_related("dialogue")
    found = {row.dialogue for row in seen if _is_source(row, norm)}
    return sorted(found, key=lambda dialogue: (dialogue.starts_on, dialogue.slug), reverse=True)


def _is_source(row: NormReference, norm: Norm) -> bool:
    if row.link and row.link in (norm.link, norm.instrument.link):
        return True
    symbol = norm.instrument.symbol
    return symbol in row.link or any(symbol in text for text in row.origin.values())


# The library of those who keep it


def kept_by(actor: Actor) -> list[Instrument]:
    rows = visible(Instrument, actor).prefetch_related("norms")
    return [row for row in rows if may(actor, "edit", row)]


def new_instrument(actor: Actor) -> Instrument:
    """One that is still to be made, by this actor."""
    return Instrument(created_by_id=actor.user_id)


def may_add(actor: Actor) -> bool:
    return may(actor, "add", new_instrument(actor))


# What search and robots know of it


def _parts(symbol: str) -> str:
    """PostgreSQL takes A/70/174 for a path, which is one word."""
    return symbol.replace("/", " ")


def words_of_instrument(instrument: Instrument) -> Iterator[str]:
    yield from (instrument.symbol, _parts(instrument.symbol), *instrument.title.values())
    yield from instrument.body.values()


def words_of_norm(norm: Norm) -> Iterator[str]:
    symbol = norm.instrument.symbol
    yield from (norm.label, *norm.title.values(), symbol, _parts(symbol), *norm.text.values())


def words_of_element(element: Element) -> Iterator[str]:
    yield from (*element.title.values(), *element.question.values(), element.norm.label)
    for proposition in element.propositions.filter(consultation=None):
        yield from proposition.text.values()


def addresses(actor: Actor) -> Iterator[Address]:
    slugs = list(visible(Instrument, actor).order_by("slug").values_list("slug", flat=True))
    address = partial(reverse, "instrument")
    if slugs:
        yield Address(reverse("norms"))
    yield from (Address(address(args=[slug])) for slug in slugs)
    norms = visible(Norm, actor).order_by("instrument__slug", "order", "pk")
    for parts in norms.values_list("instrument__slug", "slug"):
        yield Address(reverse("norm", args=parts))
