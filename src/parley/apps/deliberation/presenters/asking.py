"""Propositions on cards, one at a time, each with the answers that one can give."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.deliberation.models import (
    LONGEST_RESERVATION,
    Consultation,
    Phase,
    Proposition,
    PropositionState,
    Value,
)
from parley.apps.deliberation.presenters.consultations import address, by_element, proposition
from parley.apps.deliberation.selectors.mine import Mine
from parley.core.templatetags.parley import localized

Item = dict[str, Any]
AHEAD = 12  # cards that a page brings along, so that a flaky network stops nobody
# Where one goes on after an answer.
REVIEW, ONE = "review", "one"


def chosen(mine: Mine | None) -> str:
    """The name of the button that stands for a stance."""
    if mine is None:
        return ""
    if mine.reserved:
        return "reserved"
    return {Value.AGREE: "agree", Value.PASS: "pass", Value.DISAGREE: "disagree"}[Value(mine.value)]


def words(name: str) -> str:
    return {
        "agree": _("Agree"),
        "reserved": _("Agree with a reservation"),
        "pass": _("Pass"),
        "disagree": _("Disagree"),
    }.get(name, "")


def card(row: Proposition, consultation: Consultation, mine: Mine | None = None) -> Item:
    """In the shape of deliberation/_stance_form.html."""
    return {
        "number": row.number,
        "text": row.text,
        "element": localized(row.element.title) if row.element else "",
        "action": address("stance", consultation, row.number),
        "chosen": chosen(mine),
        "reservation": mine.reservation if mine else "",
        "longest": LONGEST_RESERVATION,
    }


def respond_address(consultation: Consultation, **query: Any) -> str:
    page = address("consultation-respond", consultation)
    given = {name: value for name, value in query.items() if value}
    return f"{page}?{urlencode(given, safe=',')}" if given else page


def listed(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))


def progress(left: int, total: int) -> Item:
    done = total - left
    said = ngettext("%(left)d proposition left", "%(left)d propositions left", left)
    return {
        "left": left,
        "done": done,
        "total": total,
        "label": _("%(done)d of %(total)d answered") % {"done": done, "total": total},
        "left_label": said % {"left": left},
    }


def asked(rows: Sequence[Proposition], consultation: Consultation, own: Mapping[int, Mine]) -> Item:
    return {"cards": [card(row, consultation, own.get(row.pk)) for row in rows[:AHEAD]]}


def then_in(text: str) -> str:
    return text if text in (REVIEW, ONE) else ""


def skip_address(
    consultation: Consultation, queue: Sequence[Proposition], skip: Sequence[int]
) -> str:
    """Where the first of the queue has become its last; none where it is alone."""
    if len(queue) < 2:
        return ""
    first = queue[0].number
    kept = [number for number in skip if number != first]
    return respond_address(consultation, skip=listed([*kept, first]))


def kept(rows: Sequence[Proposition], consultation: Consultation, own: Mapping[int, Mine]) -> Item:
    """What was kept last, if anything, with the way to undo it."""
    if not rows:
        return {}
    row = rows[0]
    name = chosen(own.get(row.pk))
    said = {"number": row.number, "stance": words(name)}
    if not name:
        return {"text": _("Your stance on proposition %(number)d is taken back.") % said}
    return {
        "text": _("Saved. Proposition %(number)d: %(stance)s.") % said,
        "action": address("stance", consultation, row.number),
    }


def review(
    rows: Sequence[Proposition], consultation: Consultation, mine: Mapping[int, Mine], is_open: bool
) -> list[Item]:
    """All that one is asked, by element, each with one's own stance and the way to change it."""
    by_number = {row.number: row for row in rows}
    parts = by_element(rows, consultation)
    for part in parts:
        part["propositions"] = [
            _reviewed(line, by_number[line["number"]], consultation, mine, is_open)
            for line in part["propositions"]
        ]
    return parts


def _reviewed(
    line: Item,
    row: Proposition,
    consultation: Consultation,
    mine: Mapping[int, Mine],
    is_open: bool,
) -> Item:
    held = mine.get(row.pk)
    change = respond_address(consultation, n=row.number, then=REVIEW) if is_open else ""
    return line | {
        "chosen": chosen(held),
        "stance": words(chosen(held)) or _("Not answered"),
        "reservation": held.reservation if held else "",
        "change_url": change,
        "change_label": _("Change") if held else _("Answer"),
    }


def own(
    row: Proposition, consultation: Consultation, mine: Mapping[int, Mine], takes_part: bool
) -> Item:
    """One's own stance, on the proposition's page; empty for those who have nothing to do there."""
    held = mine.get(row.pk)
    asks = takes_part and consultation.is_open and row.is_accepted
    if held is None and not asks:
        return {}
    return {
        "stance": words(chosen(held)),
        "reservation": held.reservation if held else "",
        "url": respond_address(consultation, n=row.number, then=ONE) if asks else "",
        "label": _("Change your mind") if held else _("Take your stance"),
    }


def submission(row: Proposition, consultation: Consultation) -> Item:
    """Something that one submitted, and what became of it."""
    merged = row.merged_into
    return proposition(row, consultation) | {
        "state": row.state,
        "state_label": row.get_state_display(),
        "reason": row.reason,
        "edited_text": row.edited_text,
        "merged_url": address("proposition", consultation, merged.number) if merged else "",
        "merged_number": merged.number if merged else None,
        "action": address("my-proposition", consultation, row.number),
        "may_withdraw": _may_withdraw(row, consultation),
    }


def _may_withdraw(row: Proposition, consultation: Consultation) -> bool:
    """As services/propositions.withdraw has it: as long as nobody has been asked about it."""
    if not consultation.is_running:
        return False
    is_asked = row.is_accepted and consultation.phase == Phase.OPEN
    waits = (PropositionState.SUBMITTED, PropositionState.EDITED, PropositionState.ACCEPTED)
    return row.state in waits and not is_asked
