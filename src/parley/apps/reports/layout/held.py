"""What a report can show to one reader: everything is asked of its own policy, with that reader.

Each kind is read once, however many blocks show something of it, and only where one does.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from parley.apps.convening.models import Dialogue
from parley.apps.evidence.models import Document, Position
from parley.apps.outcomes.bridge.showing import Shown
from parley.apps.outcomes.findings.scale import Scale
from parley.apps.outcomes.models import FindingState, MapRelease, OpinionMap, Practice
from parley.apps.outcomes.presenters import maps as present
from parley.apps.outcomes.presenters import releases as let_out
from parley.apps.outcomes.presenters.words import engine_words
from parley.apps.outcomes.selectors import findings as find
from parley.apps.outcomes.selectors.findings import Findings, FindingSeen
from parley.apps.outcomes.selectors.practices import practices_seen
from parley.apps.outcomes.selectors.questions import Asked, questions_of
from parley.apps.outcomes.selectors.releases import is_safe, releases_of
from parley.apps.outcomes.selectors.sources import Source, source_of, unnamed
from parley.apps.reports.body.blocks import Block, Body, Kind
from parley.apps.reports.body.references import SHORT, references
from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.localtext import LocalText

LONGEST_KEY = 9  # digits of a primary key


class Place(NamedTuple):
    """Where a chart is found: source, division, name of the chart, which of those of this name."""

    source: str
    division: str
    name: str
    number: int


def place_of(block: Block) -> Place | None:
    """Of a block that names a chart, such as c12/found/map/1."""
    parts = block.of.split("/")
    if len(parts) != len(Place._fields) or not _is_number(parts[3]) or not _is_key(parts[0]):
        return None
    return Place(parts[0], parts[1], parts[2], int(parts[3]))


def _is_key(text: str) -> bool:
    return text[:1] in ("c", "e") and _is_number(text[1:])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY


def uid_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class Held:
    """What there is on one dialogue, and whatever else the body names, for one actor."""

    def __init__(self, actor: Actor, dialogue: Dialogue, body: Body) -> None:
        self.actor, self.dialogue, self.body = actor, dialogue, body
        self._shown: dict[str, Shown] = {}
        # By key of their source; known with the maps.
        self.releases: Mapping[str, MapRelease] = {}

    @cached_property
    def is_open(self) -> bool:
        """Whether the dialogue itself exists for the actor."""
        return visible(Dialogue, self.actor).filter(pk=self.dialogue.pk).exists()

    def _named(self, kind: Kind, word: str = "") -> set[str]:
        """What blocks show of a kind, and what texts refer to."""
        texts = (text for one in self.body for text in one.text.values())
        found = {one.of for one in self.body if one.kind == kind}
        return found | {ref.key for text in texts for ref in references(text) if ref.kind == word}

    # ---- findings

    @cached_property
    def board(self) -> Findings:
        """All that the actor sees: those not decided on are there for rapporteurs alone."""
        return find.board_for(self.actor, self.dialogue)

    @property
    def scale(self) -> Scale:
        return self.board.scale

    @cached_property
    def _findings(self) -> dict[str, FindingSeen]:
        return {one.row.uid.hex: one for one in self.board.every}

    @cached_property
    def _short(self) -> dict[str, str]:
        return {key[:SHORT]: key for key in self._findings}

    def finding(self, key: str) -> FindingSeen | None:
        """By its uid, or the beginning of it; of one that was joined with another, that other."""
        found = self._findings.get(_whole(key, self._short))
        if found is None or found.row.state == FindingState.REJECTED:
            return None
        if found.row.state != FindingState.JOINED:
            return found
        into = (one for one in self.board.every if one.row.pk == found.row.joined_into_id)
        return next(into, None)

    # ---- practices, questions, documents, positions

    @cached_property
    def practices(self) -> Mapping[str, Practice]:
        rows = practices_seen(self.actor).filter(slug__in=self._named(Kind.PRACTICE, "practice"))
        return {one.slug: one for one in rows}

    @cached_property
    def _questions(self) -> dict[str, Asked]:
        asked = questions_of(self.actor, self.dialogue, drafts=True)
        return {one.question.uid.hex: one for one in asked}

    def question(self, key: str) -> Asked | None:
        return self._questions.get(_whole(key, {uid[:SHORT]: uid for uid in self._questions}))

    @cached_property
    def _documents(self) -> dict[str, Document]:
        named = Q(pk__in=[])
        for key in self._named(Kind.TEXT, "document"):
            if len(key) == SHORT and all(one in "0123456789abcdef" for one in key):
                named |= Q(uid__startswith=key)
        rows = visible(Document, self.actor).filter(named).select_related("body", "collection")
        return {one.uid.hex[:SHORT]: one for one in rows}

    def document(self, key: str) -> Document | None:
        return self._documents.get(key[:SHORT])

    @cached_property
    def _positions(self) -> dict[UUID, Position]:
        named = [uid for of in self._named(Kind.QUOTE) if (uid := uid_in(of))]
        rows = visible(Position, self.actor).filter(uid__in=named)
        related = ("body", "document__body", "collection", "proposition")
        return {one.uid: one for one in rows.select_related(*related)}

    def position(self, of: str) -> Position | None:
        uid = uid_in(of)
        return self._positions.get(uid) if uid else None

    # ---- sources and their maps

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Of the dialogue's findings, those whose numbers are published to the actor, in order."""
        rows = find.sources_for(self.actor, self.board.synthesis)
        return {one.source.key: one.source for one in rows if one.ready}

    @cached_property
    def maps(self) -> Mapping[str, OpinionMap]:
        """The current map of each source that the report shows a chart of, or its findings rest on."""
        places = (place_of(one) for one in self.body if one.kind == Kind.CHART)
        keys = {one.source for one in places if one} | set(self.sources)
        here = Q(consultation__in=_keys(keys, "c")) | Q(collection__in=_keys(keys, "e"))
        rows = visible(OpinionMap, self.actor).filter(here, current=True)
        related = ("consultation__dialogue", "consultation__session", "collection")
        found = {source_of(one).key: one for one in rows.select_related(*related)}
        self.releases = releases_of(self.actor, _keys(keys, "c"))
        return found | {key: one.map for key, one in self.releases.items()}

    def shown(self, key: str) -> Shown | None:
        """The map in the active language."""
        row = self.maps.get(key)
        if row is None:
            return None
        if key not in self._shown:
            if key not in self.releases:
                self._shown[key] = present.shown(self.actor, row)
            elif is_safe(row, self.unnamed(row)):
                self._shown[key] = let_out.shown(row)
        return self._shown.get(key)

    def release(self, key: str) -> MapRelease | None:
        """Of a source whose map a convener has let out: everybody sees it in that form, also those who
        see more of it elsewhere."""
        _ = self.maps
        return self.releases.get(key)

    def title(self, source: Source) -> LocalText:
        """What it is called in print."""
        release = self.release(source.key)
        return LocalText(release.title) if release else source.title

    @staticmethod
    def unnamed(row: OpinionMap) -> Shown:
        """The map for what it says as a whole, which costs no query."""
        return unnamed(row, engine_words())


def _whole(key: str, short: Mapping[str, str]) -> str:
    """The uid that a uid or its beginning is of, as digits."""
    digits = key.replace("-", "").lower()
    found = short.get(digits[:SHORT], "")
    return found if found.startswith(digits) else ""


def _keys(keys: Iterable[str], kind: str) -> list[int]:
    return [int(key[1:]) for key in keys if key.startswith(kind)]
