"""Blocks: what a report is written in. There is no markup but Markdown within texts.

heading    words, on one of three levels
text       paragraphs; what they claim refers to findings: see references.py
quote      what a document says, word for word, with the position it was read for
finding    one finding, with its numbers and sources
practice   one practice
question   one open question
chart      one chart of an opinion map
facts      when, where, by whom, for what: the dialogue's own page
programme  the sessions that readers may know of
scale      the words that findings use, with their thresholds
numbers    all findings of the report in one table
sources    the sources with who is in them, and the documents
method     how the numbers were made, and what was withheld
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any

from parley.core.localtext import LocalText

UID_LENGTH = 12
LEVELS = (1, 2, 3)
MOST_BLOCKS = 1000


class Kind(StrEnum):
    HEADING = "heading"
    TEXT = "text"
    QUOTE = "quote"
    FINDING = "finding"
    PRACTICE = "practice"
    QUESTION = "question"
    CHART = "chart"
    FACTS = "facts"
    PROGRAMME = "programme"
    SCALE = "scale"
    NUMBERS = "numbers"
    SOURCES = "sources"
    METHOD = "method"


# Made of what the dialogue holds, each time it is shown.
DRAWN = (Kind.FACTS, Kind.PROGRAMME, Kind.SCALE, Kind.NUMBERS, Kind.SOURCES, Kind.METHOD)
# Shows one thing, which `of` names.
SHOWING = (Kind.FINDING, Kind.PRACTICE, Kind.QUESTION, Kind.CHART, Kind.QUOTE)


class InvalidBody(ValueError):
    """What is no list of blocks; the message says what was expected, and what came."""


class NoSuchBlock(LookupError):
    """There is no block of this uid."""


@dataclass(frozen=True)
class Block:
    """One block.

    Parameters
    ----------
    uid
        Twelve hexadecimal digits; stays with the block wherever it moves.
    text
        Words of a heading; Markdown of a text; caption of a chart; lead to a quotation.
    level
        Of a heading: 1 to 3.
    of
        What it shows: uid of a finding, a question or (of a quotation) a position; slug of a
        practice; address of a chart, such as c12/found/contrast/1 (source, division, name, place).
    words
        Of a quotation: as the document had it when it was put in.
    own
        Of a text: the rapporteur's own assessment, marked so in print; it needs no finding.
    """

    uid: str
    kind: Kind
    text: LocalText = field(default_factory=LocalText)
    level: int = 1
    of: str = ""
    words: str = ""
    own: bool = False

    @property
    def version(self) -> str:
        """Changes with whatever is in it."""
        stored = json.dumps(as_json(self), sort_keys=True, ensure_ascii=False)
        return sha256(stored.encode()).hexdigest()[:20]


Body = tuple[Block, ...]


def new_uid() -> str:
    return secrets.token_hex(UID_LENGTH // 2)


def as_json(block: Block) -> dict[str, Any]:
    """What differs from nothing at all."""
    found: dict[str, Any] = {"uid": block.uid, "kind": str(block.kind)}
    plain = Block("", block.kind)
    for one in fields(block):
        value = getattr(block, one.name)
        if one.name not in found and value != getattr(plain, one.name):
            found[one.name] = dict(value) if one.name == "text" else value
    return found


def stored(body: Iterable[Block]) -> list[dict[str, Any]]:
    return [as_json(one) for one in body]


def body_from(given: Any) -> Body:
    """The opposite of `stored`.

    Raises
    ------
    InvalidBody
        Where it is no list of blocks, a block has an unknown kind or field, or two have one uid.
    """
    if not isinstance(given, list) or len(given) > MOST_BLOCKS:
        raise InvalidBody(
            f"expected a list of at most {MOST_BLOCKS} blocks; got {type(given).__name__}"
        )
    body = tuple(_block(place, one) for place, one in enumerate(given, start=1))
    uids = [one.uid for one in body]
    if len(set(uids)) < len(uids):
        raise InvalidBody("two blocks have the same uid")
    return body


_NAMES = {one.name for one in fields(Block)}
_TYPES: Mapping[str, type] = {"level": int, "of": str, "words": str, "own": bool, "uid": str}


def _block(place: int, given: Any) -> Block:
    if not isinstance(given, dict) or not {"uid", "kind"} <= set(given) <= _NAMES:
        raise InvalidBody(f"block {place}: expected uid, kind and known fields; got {given!r:.200}")
    for name, wanted in _TYPES.items():
        if name in given and type(given[name]) is not wanted:
            raise InvalidBody(
                f"block {place}: {name} must be {wanted.__name__}; got {given[name]!r}"
            )
    try:
        kind = Kind(given["kind"])
    except ValueError:
        raise InvalidBody(f"block {place}: there is no kind {given['kind']!r}") from None
    text = given.get("text", {})
    if not isinstance(text, dict) or not all(isinstance(one, str) for one in text.values()):
        raise InvalidBody(f"block {place}: text must be texts by language; got {text!r:.200}")
    block = Block(**{**given, "kind": kind, "text": LocalText(text)})
    if block.level not in LEVELS:
        raise InvalidBody(f"block {place}: level must be 1, 2 or 3; got {block.level}")
    return block


# ---- changes; none of them alters the body that it is given


def place_of(body: Body, uid: str) -> int:
    for place, one in enumerate(body):
        if one.uid == uid:
            return place
    raise NoSuchBlock(uid)


def block_of(body: Body, uid: str) -> Block:
    return body[place_of(body, uid)]


def with_changes(body: Body, uid: str, **changes: Any) -> Body:
    place = place_of(body, uid)
    return (*body[:place], replace(body[place], **changes), *body[place + 1 :])


def with_new(body: Body, block: Block, after: str = "") -> Body:
    """`block` behind the block of this uid, or first of all."""
    place = place_of(body, after) + 1 if after else 0
    return (*body[:place], block, *body[place:])


def without(body: Body, uid: str) -> Body:
    place = place_of(body, uid)
    return (*body[:place], *body[place + 1 :])


def moved(body: Body, uid: str, by: int) -> Body:
    """So many places down, or up where `by` is negative; no further than the ends."""
    place = place_of(body, uid)
    rest = without(body, uid)
    there = min(max(place + by, 0), len(rest))
    return (*rest[:there], body[place], *rest[there:])
