"""What those who write a report do to its blocks. All or nothing, one after the other."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.convening.services import rows, versions
from parley.apps.reports.body import blocks
from parley.apps.reports.body.blocks import (
    DRAWN,
    LEVELS,
    MOST_BLOCKS,
    SHOWING,
    Block,
    Body,
    Kind,
    NoSuchBlock,
)
from parley.apps.reports.models import Doing, Report, Revision, RevisionKind
from parley.apps.reports.selectors import choosing
from parley.apps.reports.selectors.drafts import body_of
from parley.apps.reports.services import revisions
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.characters import validate_keepable
from parley.core.errors import InvalidInput
from parley.core.localtext import LANGUAGE_TAG, LONGEST_TEXT, LocalText

LONGEST_LINE = 300
# What can be changed in a block of each kind; the others are made of what the dialogue holds.
FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.HEADING: ("text", "level"),
    Kind.TEXT: ("text", "own"),
    Kind.QUOTE: ("of", "text"),
    Kind.FINDING: ("of",),
    Kind.PRACTICE: ("of",),
    Kind.QUESTION: ("of",),
    Kind.CHART: ("of", "text"),
    **dict.fromkeys(DRAWN, ()),
}


class BlockGone(InvalidInput):
    """The block was taken out of the report in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody has taken this block out of the report in the meantime. Copy what you want "
                "to keep; the history of the report has the block as it was."
            )
        )


def _held(actor: Actor, report: Report) -> Report:
    """As it stands now, and nobody else's until this is done."""
    require(actor, "edit", report)
    row = rows.locked(actor, report)
    row.dialogue = report.dialogue
    if row.doing == Doing.COMPOSING and row.is_at_work:
        raise InvalidInput(_("A draft is being composed. Please wait until that is done."))
    return row


def _found(body: Body, uid: str) -> Block:
    try:
        return blocks.block_of(body, uid)
    except NoSuchBlock:
        raise BlockGone from None


# ---- one block


@transaction.atomic
def change_block(
    actor: Actor, report: Report, uid: str, changes: Mapping[str, Any], *, seen: str | None = None
) -> Block:
    """`seen`: the version of the block that its writer had before them."""
    row = _held(actor, report)
    body = body_of(row)
    before = _found(body, uid)
    after = _with(actor, row, before, changes)
    if after == before:  # also where it was they who saved it, and did not hear of it
        return before
    versions.check(seen, before.version)
    place = blocks.place_of(body, uid)
    revisions.written(actor, row, body=(*body[:place], after, *body[place + 1 :]))
    return after


@transaction.atomic
def add_block(
    actor: Actor,
    report: Report,
    kind: Kind,
    after: str = "",
    values: Mapping[str, Any] | None = None,
) -> Block:
    """Behind the block `after`, or first of all; behind the last where that one has gone."""
    row = _held(actor, report)
    body = body_of(row)
    if len(body) >= MOST_BLOCKS:
        limit = {"limit": MOST_BLOCKS}
        raise InvalidInput(_("A report has at most %(limit)d blocks. Take one out first.") % limit)
    made = _with(actor, row, Block(_free_uid(body), kind), values or {})
    if kind in SHOWING and not made.of:
        raise InvalidInput(_("Choose what it shows."))
    if after and all(one.uid != after for one in body):
        after = body[-1].uid if body else ""
    revisions.written(actor, row, body=blocks.with_new(body, made, after))
    return made


def _free_uid(body: Body) -> str:
    taken = {one.uid for one in body}
    return next(uid for uid in iter(blocks.new_uid, "") if uid not in taken)


@transaction.atomic
def move_block(actor: Actor, report: Report, uid: str, by: int) -> None:
    row = _held(actor, report)
    body = body_of(row)
    _found(body, uid)
    revisions.written(actor, row, body=blocks.moved(body, uid, by))


@transaction.atomic
def remove_block(actor: Actor, report: Report, uid: str) -> int:
    """Answers the number of the revision that still has it; see `put_back`."""
    row = _held(actor, report)
    body = body_of(row)
    _found(body, uid)
    kept = revisions.fixed(actor, row).number
    revisions.written(actor, row, body=blocks.without(body, uid))
    return kept


@transaction.atomic
def put_back(actor: Actor, report: Report, number: int, uid: str) -> None:
    """A block as a revision has it, behind the nearest of those before it there that is still here."""
    row = _held(actor, report)
    body = body_of(row)
    if any(one.uid == uid for one in body):
        return
    revision = row.revisions.filter(number=number).first()
    before = body_of(revision) if revision is not None else ()
    block = _found(before, uid)
    if len(body) >= MOST_BLOCKS:
        raise InvalidInput(_("The report has as many blocks as it can have."))
    here = {one.uid for one in body}
    ahead = [one.uid for one in before[: blocks.place_of(before, uid)] if one.uid in here]
    made = blocks.with_new(body, block, ahead[-1] if ahead else "")
    revisions.written(actor, row, body=made)


# ---- the whole


@transaction.atomic
def restore(actor: Actor, report: Report, revision: Revision) -> Report:
    """The text as it was then; what it is now stays in the history."""
    row = _held(actor, report)
    revisions.fixed(actor, row)
    return revisions.written(
        actor,
        row,
        body=body_of(revision),
        title=LocalText(revision.title),
        subtitle=LocalText(revision.subtitle),
        kind=RevisionKind.RESTORED,
    )


# ---- what may stand in a block


def tried(actor: Actor, report: Report, block: Block, changes: Mapping[str, Any]) -> Block:
    """As it would be; nothing is stored."""
    require(actor, "edit", report)
    return _with(actor, report, block, changes)


def _with(actor: Actor, report: Report, block: Block, changes: Mapping[str, Any]) -> Block:
    unknown = sorted(set(changes) - set(FIELDS[block.kind]))
    if unknown:
        raise InvalidInput(
            _("A block of this kind has no such field: %(fields)s.")
            % {"fields": ", ".join(unknown)}
        )
    _refuse(list(_problems(block.kind, changes)))
    of = changes.get("of", block.of)
    if of != block.of:
        changes = {**changes, **_chosen(actor, report, block.kind, of)}
    return replace(block, **changes)


def _chosen(actor: Actor, report: Report, kind: Kind, of: str) -> dict[str, str]:
    """What comes with it: a quotation's words are the document's, as they are now."""
    found = choosing.chosen(actor, report, kind, of)
    if found is None:
        raise InvalidInput(_("What it is to show is no longer there. Choose again."))
    return {"words": found.words} if kind is Kind.QUOTE else {}


def _problems(kind: Kind, changes: Mapping[str, Any]) -> list[str]:
    found = []
    if "level" in changes and (type(changes["level"]) is not int or changes["level"] not in LEVELS):
        found.append(_("The level of a heading is 1, 2 or 3."))
    if "own" in changes and not isinstance(changes["own"], bool):
        found.append(_("A text is your own assessment, or it is not."))
    if "of" in changes and not isinstance(changes["of"], str):
        found.append(_("Choose what it shows."))
    if "text" in changes:
        is_long = kind is Kind.TEXT
        text = changes["text"]
        found += _text_problems(text) if is_long else _line_problems(text)
    return found


def _text_problems(text: Mapping[str, str], longest: int = LONGEST_TEXT) -> list[str]:
    found = []
    for language, words in text.items():
        if not re.fullmatch(LANGUAGE_TAG, language):
            found.append(_("There is no language “%(code)s”.") % {"code": language})
        if len(words) > longest:
            told = {"limit": longest, "language": language, "length": len(words)}
            found.append(
                _(
                    "At most %(limit)d characters in each language; in “%(language)s” there are "
                    "%(length)d. Divide it into several blocks."
                )
                % told
            )
        try:
            validate_keepable(words)
        except ValidationError as error:
            found += error.messages
    return found


def _line_problems(text: Mapping[str, str]) -> list[str]:
    found = _text_problems(text, LONGEST_LINE)
    if any("\n" in words or "\r" in words for words in text.values()):
        found.append(_("Write it on one line."))
    return found


def _refuse(problems: list[str]) -> None:
    if problems:
        raise InvalidInput(_("This can't be saved yet."), problems)
