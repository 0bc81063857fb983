"""The words that findings use, with their thresholds, and all numbers of a report in one table."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parley.apps.outcomes.findings import counting
from parley.apps.outcomes.findings.numbers import Numbers
from parley.apps.outcomes.models import FindingKind
from parley.apps.outcomes.presenters import findings as present
from parley.apps.outcomes.presenters.words import number
from parley.apps.outcomes.selectors.findings import FindingSeen, GroundSeen
from parley.apps.reports.body.blocks import Block, Kind
from parley.apps.reports.layout.findings import source_words
from parley.apps.reports.layout.nodes import Node, Run, Table, Words
from parley.apps.reports.layout.state import Layout, called
from parley.apps.reports.layout.tables import table

NONE = "–"


def scale(of: Layout, block: Block) -> Iterator[Node]:
    told = present.method(of.held.scale)
    yield table(
        of,
        block,
        _("The words that findings use, and what they mean"),
        (_("Words"), _("Threshold"), _("Meaning")),
        [(of.said(one["label"]), of.said(one["value"]), of.said(one["text"])) for one in told],
        numeric=(1,),
    )


# ---- numbers


def shown_findings(of: Layout) -> Iterator[tuple[int, str, FindingSeen]]:
    """Those that the report shows, with their numbers and anchors; the joined ones after theirs."""
    for (kind, key), here in of.numbered.items():
        seen = of.held.finding(key) if kind == Kind.FINDING else None
        if seen is not None:
            for one in (seen, *seen.joined):
                yield here.number, here.anchor, one


Line = tuple[Words, GroundSeen]


def numbers(of: Layout, block: Block) -> Iterator[Node]:
    lines: list[Line] = [
        ((Run(_unbroken(called("finding", number_)), to=anchor),), ground)
        for number_, anchor, seen in shown_findings(of)
        for ground in seen.grounds
    ]
    if not lines:
        of.leave_out(block, _("The report shows no finding that rests on numbers."))
        return
    yield _every(of, block, lines)
    yield from _by_group(of, block, lines)


def _why(of: Layout, numbers: Numbers) -> str:
    """How sure it is; where there is too little to say, the rule by which there is."""
    return counting.how_sure(numbers) or counting.why(numbers, of.held.scale)


def _unbroken(text: str) -> str:
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _every(of: Layout, block: Block, lines: Sequence[Line]) -> Table:
    columns = [one for one in _counts() if _is_told(one[0], lines)]
    head = [_("Finding"), _("Source"), _("Verdict"), *(label for _name, label in columns)]
    rows = [
        (
            name,
            source_words(of, ground),
            of.said(_verdict(ground)),
            *(of.said(_count(ground.numbers, column)) for column, _label in columns),
            of.said(_why(of, ground.numbers)),
        )
        for name, ground in lines
    ]
    return table(
        of,
        block,
        _("All findings of this report in numbers"),
        (*head, _("What the verdict rests on")),
        rows,
        numeric=range(3, len(head)),
        wide=True,
    )


def _counts() -> list[tuple[str, str]]:
    """By name, in this order; who did not speak is never among those who did."""
    return [
        ("pronounced", _("Pronounced themselves")),
        ("agree", pgettext("column", "For")),
        ("reserved", _("Of them with reservations")),
        ("disagree", pgettext("column", "Against")),
        ("passed", pgettext("column", "Neither")),
        ("contested", _("Sources conflict")),
        ("silent", _("Read in full, silent")),
        ("absent", _("Not heard or not read")),
    ]


# Stand in the table even where there is nothing to tell.
_ALWAYS = ("pronounced", "agree", "disagree", "passed", "absent")
# Of these nothing is told where it would tell of too few people.
_WITHHELD = ("pronounced", "agree", "disagree", "passed")


def _is_told(name: str, lines: Sequence[Line]) -> bool:
    return name in _ALWAYS or any(getattr(ground.numbers, name) for _name, ground in lines)


def _count(of: Numbers, name: str) -> str:
    value = getattr(of, name)
    if value is not None:
        return number(value, 0)
    # Of an element there are no counts to withhold.
    return _("withheld") if name in _WITHHELD and not _is_of_element(of) else NONE


def _is_of_element(of: Numbers) -> bool:
    return of.ambiguity is not None or of.propositions > 0


def _verdict(ground: GroundSeen) -> str:
    return str(FindingKind(ground.numbers.kind).label)


def _heard(of: Numbers) -> Numbers:
    """Without the groups of which nobody has pronounced themselves."""
    return replace(of, groups=tuple(one for one in of.groups if one.pronounced != 0))


def _by_group(of: Layout, block: Block, lines: Sequence[Line]) -> Iterator[Table]:
    head: list[str] = []
    rows: list[tuple[Words, ...]] = []
    for name, ground in lines:
        told = present.groups_of(_heard(ground.numbers))
        if told is None:
            continue
        head = head or told["head"]
        source = source_words(of, ground)
        rows += [(name, source, *(of.said(str(cell)) for cell in row)) for row in told["rows"]]
    if rows:
        caption = _("The findings group by group")
        columns = (_("Finding"), _("Source"), *head)
        yield table(of, block, caption, columns, rows, numeric=(3, 4, 5), wide=True)
