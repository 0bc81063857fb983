"""What opinion maps and findings are drawn from: a consultation, published positions, roll calls.

All three are stance matrices. Who may see a source is asked of the consultation or the collection, before
anything here is: nothing below takes an actor but what hands out a map.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Consultation, Element, Proposition, PropositionState
from parley.apps.evidence.models import Collection, CollectionKind, PublicBody
from parley.apps.evidence.selectors import matrix as evidence
from parley.apps.outcomes.bridge.making import Stances
from parley.apps.outcomes.bridge.naming import Names
from parley.apps.outcomes.bridge.showing import Shown, opened
from parley.apps.outcomes.models import OpinionMap, SynthesisSource
from parley.apps.outcomes.selectors import matrices
from parley.apps.outcomes.selectors.matrices import KINDS, group_of
from parley.apps.registration.models import Group
from parley.core import countries
from parley.core.access import visible
from parley.core.actors import Actor, system_actor
from parley.core.localtext import LocalText

CONSULTATION = "consultation"
# What the engine itself has names for: a stakeholder group, everybody, the thirds of a line.
Words = tuple[str, str, tuple[str, str, str]]
# What is of public record is read whole, and shown to whoever sees the collection.
READER = system_actor("opinion maps")


@dataclass(frozen=True)
class Source:
    """One stance matrix: of a consultation, or of a collection of evidence."""

    kind: str  # consultation, positions or votes
    consultation: Consultation | None = None
    collection: Collection | None = None

    @property
    def key(self) -> str:
        """In addresses: c12 is a consultation, e3 a collection."""
        if self.consultation is not None:
            return f"c{self.consultation.pk}"
        return f"e{self.of_collection.pk}"

    @property
    def title(self) -> LocalText:
        row = self.consultation or self.of_collection
        return LocalText(row.title)

    @property
    def is_public_record(self) -> bool:
        """Whether it is of actors who speak in public: nothing about them is withheld."""
        return self.consultation is None

    @property
    def of_consultation(self) -> Consultation:
        """Where it is known to be of one."""
        assert self.consultation is not None
        return self.consultation

    @property
    def of_collection(self) -> Collection:
        """Where it is known to be of one."""
        assert self.collection is not None
        return self.collection

    @property
    def rules(self) -> frozenset[str]:
        """Its own rule and that of its session, which may have become a stricter one since. What is
        not stated is kept as behind closed doors."""
        row = self.consultation
        if row is None:
            return frozenset()
        around = {row.session.rule or Rule.CLOSED_DOOR} if row.session is not None else set()
        return frozenset({row.rule, *around})

    @property
    def is_behind_doors(self) -> bool:
        return Rule.CLOSED_DOOR in self.rules

    def maps(self, rows: QuerySet[OpinionMap] | None = None) -> QuerySet[OpinionMap]:
        """Its opinion maps, of those rows or of all there are."""
        found = OpinionMap.objects.all() if rows is None else rows
        return found.filter(consultation=self.consultation, collection=self.collection)


@dataclass(frozen=True)
class SourceColumn:
    """A proposition or a roll call.

    Parameters
    ----------
    number
        The one that the opinion map knows it by. Of a consultation its number there, of positions the
        primary key in the library, of votes that of the roll call: none of them moves when another
        column comes in between.
    proposition
        Key of the consultation's own proposition, or of the library's; None for a roll call.
    origin
        Key of the proposition of the library, None where there is none: by it two sources are compared.
    label
        What it is called in print, such as 3, B2 or A/RES/73/27.
    """

    number: int
    proposition: int | None
    origin: int | None
    element: int | None
    label: str
    text: LocalText


def source_of(row: SynthesisSource | OpinionMap | Consultation | Collection) -> Source:
    if isinstance(row, Consultation):
        return Source(CONSULTATION, consultation=row)
    if isinstance(row, Collection):
        return Source(str(row.kind), collection=row)
    found = row.consultation or row.collection
    assert found is not None  # the database says so
    return source_of(found)


# ---- columns


def columns_of(source: Source) -> tuple[SourceColumn, ...]:
    """What stances were taken on: of a consultation all that was accepted. In the order in which they
    are printed."""
    if source.consultation is not None:
        accepted = Proposition.objects.filter(
            consultation=source.consultation, state=PropositionState.ACCEPTED
        )
        return tuple(_own(one) for one in accepted.order_by("number"))
    collection = source.of_collection
    found = evidence.columns_of(READER, collection)
    if collection.kind == CollectionKind.VOTES:
        numbers = dict(collection.roll_calls.values_list("pk", "number"))
        return tuple(
            SourceColumn(numbers[one.key], None, None, None, one.label, one.text) for one in found
        )
    return tuple(
        SourceColumn(one.key, one.key, one.key, one.element, one.label, one.text) for one in found
    )


def _own(one: Proposition) -> SourceColumn:
    return SourceColumn(
        one.number, one.pk, one.origin_id, one.element_id, str(one.number), one.text
    )


# ---- stances


def stances_of(source: Source) -> Stances:
    if source.consultation is not None:
        return matrices.of_consultation(source.consultation)
    numbers: dict[int, int] = {}
    found = evidence.matrix_of(READER, source.of_collection)
    if found.collection.kind == CollectionKind.VOTES:
        numbers = dict(found.collection.roll_calls.values_list("pk", "number"))
    return matrices.of_evidence(found, numbers)


def _group_names(keys: Iterable[int], language: str) -> Iterable[tuple[int, str]]:
    for number in keys:
        kind = KINDS.get(number)
        yield number, str(kind.label) if kind else countries.region_name(f"{number:03d}", language)


# ---- the map


def current_map(actor: Actor, source: Source) -> OpinionMap | None:
    """The map that there is of it, if it exists for the actor."""
    return source.maps(visible(OpinionMap, actor)).filter(current=True).first()


def shown(actor: Actor, row: OpinionMap, words: Words, language: str) -> Shown:
    """The map in the words of a language. `words` are those that the engine has names for."""
    source = source_of(row)
    named = _of_consultation if source.consultation is not None else _of_collection
    names = named(actor, source, words, language)
    return _shown(row.artefact.storage, row.artefact.name, names)


def unnamed(row: OpinionMap, words: Words) -> Shown:
    """The map without the words of its source, which costs no query: for what it says as a whole."""
    names = Names((), (), (), *words, source=source_of(row).kind)
    return _shown(row.artefact.storage, row.artefact.name, names)


@lru_cache(maxsize=32)
def _shown(storage: Any, name: str, names: Names) -> Shown:
    return Shown(opened(storage, name), names)


def _of_consultation(actor: Actor, source: Source, words: Words, language: str) -> Names:
    consultation = source.of_consultation
    propositions = visible(Proposition, actor).filter(consultation=consultation)
    here = propositions.filter(state=PropositionState.ACCEPTED)
    groups = Group.objects.filter(dialogue=consultation.dialogue_id)
    elements = visible(Element, actor).filter(propositions__consultation=consultation).distinct()
    return Names(
        tuple((one.number, one.text.pick(language).text) for one in here.order_by("number")),
        tuple((one.pk, one.name.pick(language).text) for one in groups),
        _titles(elements, language),
        *words,
    )


def _titles(elements: Iterable[Element], language: str) -> tuple[tuple[int, str], ...]:
    return tuple((one.pk, one.title.pick(language).text) for one in elements)


def _of_collection(actor: Actor, source: Source, words: Words, language: str) -> Names:
    """Actors of public record have names on their map."""
    collection = source.of_collection
    columns = columns_of(source)
    bodies = tuple(_bodies(collection))
    known = _("region") if source.kind == CollectionKind.VOTES else _("region or kind of actor")
    groups = {group for body in bodies if (group := group_of(body)) is not None}
    return Names(
        tuple((one.number, one.text.pick(language).text or one.label) for one in columns),
        tuple(_group_names(sorted(groups), language)),
        _titles(visible(Element, actor).filter(norm=collection.norm_id), language),
        known,
        words[1],
        words[2],
        labels=tuple((one.number, one.label) for one in columns),
        actors=tuple((body.pk, _name(body, language)) for body in bodies),
        source=source.kind,
    )


def _bodies(collection: Collection) -> QuerySet[PublicBody]:
    here = Q(positions__collection=collection) | Q(votes__roll_call__collection=collection)
    return PublicBody.objects.filter(here).distinct()


def _name(body: PublicBody, language: str) -> str:
    if body.country:
        return body.name.pick(language).text or countries.name(body.country, language)
    return str(body.name.pick(language).text)
