"""What a dialogue is: its facts and its programme, as far as readers may know."""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parley.apps.convening.models import Dialogue, Rule
from parley.apps.convening.presenters import times
from parley.apps.convening.presenters.dialogues import place_of
from parley.apps.convening.presenters.programme import rule_meaning
from parley.apps.convening.selectors.dialogues import hosts_of
from parley.apps.convening.selectors.programme import Day, Line, programme_for
from parley.apps.reports.body.blocks import Block
from parley.apps.reports.layout.nodes import Facts, Node, Table, Words
from parley.apps.reports.layout.prose import joined, may_be_followed
from parley.apps.reports.layout.state import Layout
from parley.apps.reports.layout.tables import table
from parley.core.localtext import direction
from parley.core.templatetags.parley import date_range

# ---- facts


def title_line(dialogue: Dialogue, language: str) -> str:
    """Title, place and dates."""
    parts = [
        dialogue.title.pick(language).text,
        place_of(dialogue),
        date_range(dialogue.starts_on, dialogue.ends_on),
    ]
    # Numbers after Latin letters would go with these, and not with the words that follow them.
    mark = "\N{RIGHT-TO-LEFT MARK}" if direction(language) == "rtl" else ""
    return f"{_(', ')}{mark}".join(part for part in parts if part)


def facts(of: Layout, block: Block) -> Iterator[Node]:
    if not of.held.is_open:
        of.leave_out(block, _("The dialogue is not open to these readers."))
        return
    rows = [(label, words) for label, words in _facts(of) if words]
    yield Facts(of.anchor(block), tuple(rows), block.uid)


def _facts(of: Layout) -> Iterator[tuple[str, Words]]:
    dialogue = of.dialogue
    page = reverse("dialogue", args=[dialogue.slug])
    yield _("Dialogue"), of.plain(dialogue.title, href=page)
    if dialogue.synthetic:
        yield (
            _("Note"),
            of.said(_("This dialogue is synthetic: it was made up for a demonstration.")),
        )
    yield _("Dates"), of.said(date_range(dialogue.starts_on, dialogue.ends_on))
    yield _("Place"), of.said(place_of(dialogue))
    yield _("Format"), of.said(str(dialogue.get_format_display()))
    if dialogue.series is not None:
        edition = dialogue.edition and _("edition %(number)s") % {"number": dialogue.edition}
        yield (
            _("Series"),
            joined([of.plain(dialogue.series.title), of.said(edition or "")], _(", ")),
        )
    yield from _hosts(of)
    yield _("Purpose"), joined(words for _role, words in of.prose(dialogue.purpose))
    for norm in dialogue.norms.all():
        origin = of.plain(norm.origin, href=norm.link if may_be_followed(norm.link) else "")
        quoted = of.quoted(of.plain(norm.text))
        yield _("The norm under discussion"), joined([of.symbol(norm.label), quoted, origin])
    yield _("Hashtag"), of.said(dialogue.hashtag)


def _hosts(of: Layout) -> Iterator[tuple[str, Words]]:
    """One fact a role, with all who have it."""
    by_role: dict[str, list[Words]] = {}
    for host in hosts_of(of.actor, of.dialogue):
        by_role.setdefault(str(host.get_role_display()), []).append(
            of.plain(host.organisation.name)
        )
    for role, names in by_role.items():
        yield role, joined(names, _(", "))


# ---- the programme


def programme(of: Layout, block: Block) -> Iterator[Node]:
    """A table a day, then what the rules mean that sessions were held under."""
    found = programme_for(of.actor, of.dialogue)
    lines = list(found.lines())
    if not lines:
        of.leave_out(block, _("There are no sessions that these readers may know of."))
        return
    for day in found.days:
        caption = _("Programme: %(day)s") % {"day": times.long_day(day.date)}
        yield _table(of, block, caption, _of_day(day))
    if found.undated:
        yield _table(of, block, _("Programme: sessions without a day"), found.undated)
    yield _rules(of, block, lines)


def _of_day(day: Day) -> list[Line]:
    return [*(line for slot in day.slots for line in slot.lines), *day.untimed]


def _table(of: Layout, block: Block, caption: str, lines: Iterable[Line]) -> Table:
    timed = [line.starts_at for line in lines if line.starts_at is not None]
    if timed:
        zone = times.zone_name(of.dialogue.zone, timed[0])
        caption = f"{caption} ({zone})"
    head = (_("Time"), _("Session"), _("Who speaks"), _("Rule"))
    return table(of, block, caption, head, (row for line in lines for row in _rows(of, line, "")))


def _rows(of: Layout, line: Line, before: str) -> Iterator[tuple[Words, ...]]:
    yield of.said(_when(of, line)), _title(of, line, before), _who(of, line), of.said(_rule(line))
    for child in line.children:
        yield from _rows(of, child, f"{before}– ")


def _when(of: Layout, line: Line) -> str:
    if line.starts_at is None or line.ends_at is None:
        return ""
    return times.span(line.starts_at, line.ends_at, of.dialogue.zone)


def _title(of: Layout, line: Line, before: str) -> Words:
    title = of.plain(line.title, href=line.url)
    named = joined([of.plain(line.label), title], f"{pgettext('after a label', ':')} ")
    cancelled = of.said(_("(cancelled)")) if line.cancelled else ()
    return joined([of.said(before.strip()), named, cancelled])


def _who(of: Layout, line: Line) -> Words:
    """Of public sessions: a report is quoted for longer than a programme is read."""
    if line.rule != Rule.PUBLIC:
        return ()
    people = (joined([of.said(part.name), _post(of, part.role_label)]) for part in line.parts)
    return joined(people, _("; "))


def _post(of: Layout, role: str) -> Words:
    return of.said(pgettext("somebody's role", "(%(role)s)") % {"role": role})


def _rule(line: Line) -> str:
    return line.rule_label or _("Not stated")


def _rules(of: Layout, block: Block, lines: Iterable[Line]) -> Node:
    rules = sorted({line.rule for line in lines}, key=_strictness)
    words = joined(of.said(rule_meaning(rule)) for rule in rules)
    return of.small(block, "note", words, _("Rules under which sessions were held:"))


def _strictness(rule: str) -> int:
    return Rule.values.index(rule) if rule in Rule.values else len(Rule.values)
