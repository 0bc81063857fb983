"""Where a consultation stands, in bars, tables and sentences.

All numbers come from selectors/results.py, after disclosure control; what is withheld says so.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.convening.models import Rule
from parley.apps.deliberation.bridge import Row
from parley.apps.deliberation.models import Consultation, Proposition, Value
from parley.apps.deliberation.presenters.consultations import by_element
from parley.apps.deliberation.selectors.named import NamedStance
from parley.apps.deliberation.selectors.results import ConsultationResults, PropositionResult
from parley.core.templatetags.parley import localized

Item = dict[str, Any]
Named = Mapping[int, Sequence[NamedStance]]
HUNDRED = 100.0


def about(results: ConsultationResults, consultation: Consultation) -> Item:
    """What to know before one reads the numbers."""
    return {
        "respondents": _respondents(results),
        "notes": list(_notes(results, consultation)),
        "is_final": results.is_final,
        "may_export": consultation.rule != Rule.CLOSED_DOOR,
    }


def _respondents(results: ConsultationResults) -> str:
    if results.respondents is None:
        few = {"least": results.least}
        return _("Fewer than %(least)d people have answered so far.") % few
    said = ngettext(
        "%(count)d person has answered.", "%(count)d people have answered.", results.respondents
    )
    return said % {"count": results.respondents}


def _notes(results: ConsultationResults, consultation: Consultation) -> Sequence[str]:
    least = {"least": results.least}
    notes = [
        _(
            "Numbers about few people are not shown, nor any from which one could work them out. "
            "They are marked as withheld. Fewest people in a number: %(least)d."
        )
        % least
    ]
    if results.in_steps:
        notes.append(
            _(
                "While people answer there are totals only. They move in steps and stay one step "
                "behind, so that no single answer can be told. Fewest people in a step: %(least)d."
            )
            % least
        )
    elif not results.is_final:
        notes.append(_("It is still open: these numbers change."))
    if consultation.rule == Rule.CHATHAM_HOUSE:
        notes.append(_("You may use these numbers outside, but say of nobody what they held."))
    if consultation.rule == Rule.CLOSED_DOOR:
        notes.append(_("These numbers stay in the room until a convener publishes a finding."))
    notes.append(_("Having said nothing is not a pass, and is not counted."))
    return notes


def standing(
    rows: Sequence[Proposition],
    consultation: Consultation,
    results: ConsultationResults,
    named: Named,
) -> list[Item]:
    """All propositions by element, each with its result."""
    by_number = {row.number: row for row in rows}
    parts = by_element(rows, consultation)
    for part in parts:
        part["propositions"] = [
            line | result(by_number[line["number"]], results, named)
            for line in part["propositions"]
        ]
    return parts


def result(row: Proposition, results: ConsultationResults, named: Named) -> Item:
    """One proposition's distribution, in total and by stakeholder group."""
    found = results.of(row.pk)
    return {
        "sentence": sentence(found.total, results.least),
        "bar": bar(found.total),
        "table": _table(found),
        "groups": [_group(part.group.name, part.row, results.least) for part in found.groups],
        "reserved": _reserved(found),
        "reservations": found.reservations,
        "named": [_named(one) for one in named.get(row.pk, ())],
    }


def _group(name: Any, row: Row, least: int) -> Item:
    return {"name": localized(name), "sentence": sentence(row, least), "bar": bar(row)}


def sentence(row: Row, least: int) -> str:
    """The same as the bar, in words."""
    if row.answers is None and row.agree is None and row.disagree is None and row.passed is None:
        return _("Withheld: too few people have answered, or others could be told apart.")
    if not row.is_whole or not row.answers:
        return _(
            "Answers: %(answers)s. Agree: %(agree)s. Pass: %(passed)s. Disagree: %(disagree)s."
        ) % {name: shown(getattr(row, name)) for name in ("answers", "agree", "passed", "disagree")}
    counted = ngettext("%(count)d answered", "%(count)d answered", row.answers)
    parts = {
        name: _share(getattr(row, name), row.answers) for name in ("agree", "passed", "disagree")
    }
    text = _("%(answered)s: %(agree)s agree, %(passed)s pass, %(disagree)s disagree.")
    return text % {"answered": counted % {"count": row.answers}, **parts}


def _share(count: int, answers: int) -> str:
    return _("%(count)d (%(percent)d%%)") % {
        "count": count,
        "percent": round(HUNDRED * count / answers),
    }


def shown(count: int | None) -> str:
    return _("withheld") if count is None else str(count)


def bar(row: Row) -> list[Item]:
    """Segments of a bar of 100 units, from agreement to disagreement; none where not all of it may
    be shown."""
    if not row.is_whole or not row.answers:
        return []
    start, found = 0.0, []
    for name, count in (("agree", row.agree), ("pass", row.passed), ("disagree", row.disagree)):
        width = HUNDRED * (count or 0) / row.answers
        if count:
            found.append(
                {"name": name, "x": f"{start:.2f}", "width": f"{width:.2f}", "count": count}
            )
        start += width
    return found


def _table(found: PropositionResult) -> list[list[str | SafeString]]:
    """Rows of the data table: everybody, then each group that may be shown."""
    everybody = [_("All"), *_cells(found.total)]
    return [everybody, *([localized(part.group.name), *_cells(part.row)] for part in found.groups)]


def _cells(row: Row) -> list[str]:
    return [shown(count) for count in (row.answers, row.agree, row.passed, row.disagree)]


def table_head() -> list[str]:
    return [_("Who"), _("Answers"), _("Agree"), _("Pass"), _("Disagree")]


def _reserved(found: PropositionResult) -> str:
    if not found.reserved:
        return ""
    said = ngettext(
        "%(count)d of those who agree does so with a reservation.",
        "%(count)d of those who agree do so with a reservation.",
        found.reserved,
    )
    return said % {"count": found.reserved}


def _named(one: NamedStance) -> SafeString | str:
    stance = _("agrees with a reservation") if one.reserved else _holding(one.value)
    if one.reservation:
        return format_html(_("{}: {} (“{}”)"), one.name, stance, one.reservation)
    return format_html(_("{}: {}"), one.name, stance)


def _holding(value: int) -> str:
    said = {Value.AGREE: _("agrees"), Value.PASS: _("passes"), Value.DISAGREE: _("disagrees")}
    return said[Value(value)]


def sheet(
    rows: Sequence[Proposition], consultation: Consultation, results: ConsultationResults
) -> list[list[str]]:
    """The same numbers for a file; what is withheld is empty."""
    head = ["number", "element", "proposition", "group", "answers", "agree", "pass", "disagree"]
    lines = [[*head, "agree_reserved"]]
    for row in rows:
        found = results.of(row.pk)
        element = str(row.element.title) if row.element else ""
        what = [str(row.number), element, str(row.text)]
        lines.append([*what, "all", *_numbers(found.total, found.reserved)])
        lines += [[*what, str(part.group.name), *_numbers(part.row, None)] for part in found.groups]
    return lines


def _numbers(row: Row, reserved: int | None) -> list[str]:
    found = (row.answers, row.agree, row.passed, row.disagree, reserved)
    return ["" if count is None else str(count) for count in found]
