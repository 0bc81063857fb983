"""Whether the findings that a report shows, or refers to, stand and are seen by everybody."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import CONFIDENTIAL
from parley.apps.outcomes.findings.numbers import Numbers, numbers_from
from parley.apps.outcomes.models import Finding, FindingState, Ground, Reach, Synthesis
from parley.apps.outcomes.presenters.words import number
from parley.apps.outcomes.selectors.grounds import OVER
from parley.apps.outcomes.selectors.sources import Source, source_of
from parley.apps.reports.body.blocks import Block, Body, Kind
from parley.apps.reports.body.references import SHORT, references
from parley.apps.reports.checks.cells import too_small
from parley.apps.reports.checks.problem import Level, Problem, Topic
from parley.core.access import visible
from parley.core.actors import ANONYMOUS


@dataclass(frozen=True)
class Rests:
    """A ground, its source, and its numbers; None where they can't be read as such."""

    row: Ground
    source: Source
    numbers: Numbers | None


class Board:
    """All findings of a dialogue, whoever sees them, and what the public sees of them."""

    def __init__(self, dialogue: Dialogue) -> None:
        self.dialogue = dialogue

    @cached_property
    def synthesis(self) -> Synthesis | None:
        return Synthesis.objects.filter(dialogue=self.dialogue).first()

    @cached_property
    def rows(self) -> dict[str, Finding]:
        """By uid, as digits."""
        related = ("source__consultation__session", "source__collection")
        grounds = Prefetch("grounds", Ground.objects.select_related(*related))
        found = Finding.objects.filter(synthesis__dialogue=self.dialogue)
        return {one.uid.hex: one for one in found.prefetch_related(grounds)}

    @cached_property
    def public(self) -> set[int]:
        """Keys of those that everybody sees."""
        rows = visible(Finding, ANONYMOUS).filter(synthesis__dialogue=self.dialogue)
        return set(rows.values_list("pk", flat=True))

    def named(self, key: str) -> Finding | None:
        """By its uid or the beginning of it."""
        digits = key.replace("-", "").lower()
        if len(digits) < SHORT:
            return None
        return next((row for uid, row in self.rows.items() if uid.startswith(digits)), None)

    def shown_with(self, row: Finding) -> list[Finding]:
        """Itself and those that were joined with it."""
        return [row, *(one for one in self.rows.values() if one.joined_into_id == row.pk)]

    def in_body(self, body: Body) -> Iterator[tuple[Block, str]]:
        """Each finding that a block shows or refers to, by its key; once for a block."""
        for block in body:
            keys = [block.of] if block.kind == Kind.FINDING else []
            texts = block.text.values() if block.kind == Kind.TEXT else ()
            keys += [one.key for text in texts for one in references(text) if one.kind == "finding"]
            yield from ((block, key) for key in dict.fromkeys(keys))


def problems_of_findings(board: Board, body: Body) -> Iterator[Problem]:
    shown: dict[int, Block] = {}
    reached = board.synthesis is not None and board.synthesis.reach == Reach.PUBLIC
    if not reached and any(True for _each in board.in_body(body)):
        text = _("Not everybody sees the findings of this dialogue: set whom they reach.")
        yield Problem(Topic.REACH, "", text)
    for block, key in board.in_body(body):
        row = board.named(key)
        if row is None:
            text = _("There is no such finding, or it has been deleted.")
            yield Problem(Topic.FINDING, block.uid, text)
            continue
        for one in board.shown_with(row):
            shown.setdefault(one.pk, block)
        why = _why_not(row) or (_hidden(row) if reached and row.pk not in board.public else "")
        if why:
            yield Problem(Topic.FINDING, block.uid, why, finding=str(row.uid))
    rows = {one.pk: one for one in board.rows.values()}
    for pk, block in shown.items():
        yield from _grounds(rows[pk], block)
    yield from left_out(board, set(shown))


def _why_not(row: Finding) -> str:
    """Why it can't be printed, whoever sees it; the first reason is enough."""
    if row.state == FindingState.PROPOSED:
        return _("This finding is proposed and not accepted yet.")
    if row.state == FindingState.REJECTED:
        return _("This finding was rejected.")
    if row.state == FindingState.JOINED:
        return _("This finding was joined with another: show that one, or refer to it.")
    if row.stale:
        return _("Its numbers have changed since it was decided on: it wants another look.")
    return ""


def _hidden(row: Finding) -> str:
    if row.bound and not row.released:
        return _("It rests on what a rule keeps inside, and no convener has let it out.")
    return _("Not everybody sees it: what it rests on is held back, or kept inside by a rule.")


# ---- what it rests on


def _grounds(row: Finding, block: Block) -> Iterator[Problem]:
    for one in _rests(row):
        for kind, text in _of_ground(one):
            yield Problem(kind, block.uid, text, finding=str(row.uid))


def _rests(row: Finding) -> Iterable[Rests]:
    for ground in row.grounds.all():
        try:
            numbers: Numbers | None = numbers_from(ground.numbers)
        except (TypeError, ValueError, KeyError, AttributeError):
            numbers = None
        yield Rests(ground, source_of(ground.source), numbers)


def _of_ground(of: Rests) -> Iterator[tuple[Topic, str]]:
    if not is_whole(of):
        yield (
            Topic.TAMPERED,
            _(
                "Its numbers are not those that were read from the source. Have findings proposed anew."
            ),
        )
    if is_confidential(of.source) and not is_over(of.source):
        yield Topic.UNSEALED, not_over()
    small = too_small(of.numbers, least_of(of.source)) if of.numbers else []
    if small and is_confidential(of.source):
        text = ngettext(
            "One of its numbers tells of too few people.",
            "%(number)s of its numbers tell of too few people.",
            len(small),
        )
        yield Topic.SMALL_CELL, text % {"number": number(len(small), 0)}


def is_whole(of: Rests) -> bool:
    """Whether the numbers are those of the digest, and say what is said of them."""
    if of.numbers is None:
        return False
    return of.numbers.digest == of.row.digest and str(of.numbers.kind) == of.row.verdict


def is_confidential(source: Source) -> bool:
    return bool(source.rules & set(CONFIDENTIAL))


def is_over(source: Source) -> bool:
    return source.of_consultation.phase in OVER


def least_of(source: Source) -> int:
    return source.consultation.least if source.consultation is not None else 0


def not_over() -> str:
    return _("A confidential consultation that it rests on still goes on: close it first.")


# ---- what the report does not show


def left_out(board: Board, shown: set[int]) -> Iterator[Problem]:
    accepted = [one for one in board.rows.values() if one.state == FindingState.ACCEPTED]
    # Those of public reach: of the others this would tell whoever writes, and not sees them.
    missing = [one for one in accepted if one.pk in board.public and one.pk not in shown]
    if missing:
        text = ngettext(
            "The report leaves out %(number)s accepted finding.",
            "The report leaves out %(number)s accepted findings.",
            len(missing),
        )
        told = {"number": number(len(missing), 0)}
        yield Problem(Topic.LEFT_OUT, "", text % told, Level.WARNS)
    waiting = [
        one
        for one in board.rows.values()
        if one.state == FindingState.PROPOSED and one.behind_id is None
    ]
    if waiting:
        text = ngettext(
            "%(number)s finding waits for a decision.",
            "%(number)s findings wait for a decision.",
            len(waiting),
        )
        told = {"number": number(len(waiting), 0)}
        yield Problem(Topic.UNDECIDED, "", text % told, Level.WARNS)
