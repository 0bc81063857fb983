"""What differs between two texts of a report: block by block, and word by word within them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from parley.apps.reports.body.blocks import Block, Body

# Words with the space behind them: a space of its own would be found everywhere.
_WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
# Above so many pairs of words, common ones are passed over when looking for what stayed.
_MANY = 250_000


class Op(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Piece(NamedTuple):
    """Words that stayed, went or came."""

    op: Op
    text: str


class Did(StrEnum):
    """What happened to a block."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    MOVED_AND_CHANGED = "moved and changed"


@dataclass(frozen=True)
class BlockChange:
    """One block in both texts; None where it was not there."""

    did: Did
    before: Block | None
    after: Block | None

    @property
    def block(self) -> Block:
        """As it is now, or was at last."""
        found = self.after or self.before
        assert found is not None
        return found


def difference(before: Body, after: Body) -> list[BlockChange]:
    """All blocks, in the order of `after`; those that went stand where they were."""
    old, new = {one.uid: one for one in before}, {one.uid: one for one in after}
    stayed = _stayed([one.uid for one in before], [one.uid for one in after])
    gone = _gone(before, new)
    found = [BlockChange(Did.REMOVED, one, None) for one in gone.get("", ())]
    for one in after:
        found.append(_change(old.get(one.uid), one, one.uid in stayed))
        found += [BlockChange(Did.REMOVED, lost, None) for lost in gone.get(one.uid, ())]
    return found


def _stayed(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Blocks that are still in order with one another; the others were moved."""
    here = set(after)
    common = [uid for uid in before if uid in here]
    there = set(common)
    other = [uid for uid in after if uid in there]
    matcher = SequenceMatcher(None, common, other, autojunk=False)
    return {
        uid for start, _b, n in matcher.get_matching_blocks() for uid in common[start : start + n]
    }


def _gone(before: Body, new: dict[str, Block]) -> dict[str, list[Block]]:
    """By the last block before each that is still there."""
    found: dict[str, list[Block]] = {}
    last = ""
    for one in before:
        if one.uid in new:
            last = one.uid
        else:
            found.setdefault(last, []).append(one)
    return found


def _change(old: Block | None, new: Block, in_order: bool) -> BlockChange:
    if old is None:
        return BlockChange(Did.ADDED, None, new)
    if old == new:
        return BlockChange(Did.SAME if in_order else Did.MOVED, old, new)
    return BlockChange(Did.CHANGED if in_order else Did.MOVED_AND_CHANGED, old, new)


# ---- words


def words(before: str, after: str) -> list[Piece]:
    """Same and removed words together are `before`; same and added ones are `after`."""
    pieces = _join(_lines(before, after))
    return [one for one in pieces if one.text]


def _lines(before: str, after: str) -> Iterator[Piece]:
    """Line by line first, which keeps long texts fast; then the words of the lines that differ."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            yield Piece(Op.SAME, "".join(old[a:b]))
        else:
            yield from _words("".join(old[a:b]), "".join(new[c:d]))


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    rough = len(old) * len(new) > _MANY
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=rough).get_opcodes():
        if op == "equal":
            yield Piece(Op.SAME, "".join(old[a:b]))
        else:
            yield Piece(Op.REMOVED, "".join(old[a:b]))
            yield Piece(Op.ADDED, "".join(new[c:d]))


def _join(pieces: Iterator[Piece]) -> Iterator[Piece]:
    held = (one for one in pieces if one.text)
    for op, group in groupby(held, key=lambda one: one.op):
        yield Piece(op, "".join(one.text for one in group))
