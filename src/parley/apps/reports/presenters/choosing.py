"""What a block can show and what a sentence can refer to, as forms list it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parley.apps.convening.models import Dialogue
from parley.apps.evidence.models import Document, Position
from parley.apps.outcomes.bridge.showing import Shown
from parley.apps.outcomes.models import FindingState
from parley.apps.outcomes.presenters import maps
from parley.apps.outcomes.selectors.findings import FindingSeen
from parley.apps.outcomes.selectors.sources import Source
from parley.apps.reports.body.blocks import Block, Kind
from parley.apps.reports.body.references import reference_to
from parley.apps.reports.selectors import choosing
from parley.core.actors import Actor

Item = dict[str, Any]
Choices = list[tuple[Any, list[tuple[str, Any]]]]
LONGEST = 140
# Charts that are another one in each division.
DIVIDED = ("map", "propositions", "plane")


def short(text: Any) -> str:
    return str(Truncator(" ".join(str(text).split())).chars(LONGEST))


def choices(actor: Actor, dialogue: Dialogue, kind: Kind, body: Sequence[Block]) -> Choices:
    """Those that the report does not show yet come first. Empty for kinds that show nothing chosen."""
    listing = {
        Kind.FINDING: _findings,
        Kind.PRACTICE: _practices,
        Kind.QUESTION: _questions,
        Kind.QUOTE: _quotes,
        Kind.CHART: _charts,
    }.get(kind)
    if listing is None:
        return []
    taken = {one.of for one in body if one.kind is kind}
    found: Choices = []
    again: list[tuple[str, Any]] = []
    for group, rows in listing(actor, dialogue):
        found.append((group, [one for one in rows if one[0] not in taken]))
        again += [one for one in rows if one[0] in taken]
    found.append((_("In the report already"), again))
    return [(group, rows) for group, rows in found if rows]


def _findings(actor: Actor, dialogue: Dialogue) -> Choices:
    every = choosing.findings_to_show(actor, dialogue)
    groups = {
        FindingState.ACCEPTED: _("Accepted"),
        FindingState.PROPOSED: _("Proposed: it has to be accepted before the report is published"),
    }
    return [
        (
            label,
            [(str(one.row.uid), finding_label(one)) for one in every if one.row.state == state],
        )
        for state, label in groups.items()
    ]


def finding_label(of: FindingSeen) -> str:
    row = of.row
    words = row.wording or row.about
    element = str(row.element.title) if row.element is not None else ""
    said = {"kind": row.get_kind_display(), "words": short(words), "element": element}
    if element and str(words) != element:
        return _("%(kind)s, %(element)s: %(words)s") % said
    return _("%(kind)s: %(words)s") % said


def _practices(actor: Actor, dialogue: Dialogue) -> Choices:
    rows = choosing.practices_to_show(actor, dialogue)
    return _by_state([(one.slug, short(one.title), one.published) for one in rows])


def _questions(actor: Actor, dialogue: Dialogue) -> Choices:
    rows = [one.question for one in choosing.questions_to_show(actor, dialogue)]
    return _by_state([(str(one.uid), short(one.text), one.published) for one in rows])


def _by_state(rows: Iterable[tuple[str, str, bool]]) -> Choices:
    listed = list(rows)
    groups = {
        True: pgettext("practices and questions", "Published"),
        False: _("Drafts: they have to be published before the report is"),
    }
    return [
        (label, [(key, text) for key, text, published in listed if published is wanted])
        for wanted, label in groups.items()
    ]


def _quotes(actor: Actor, dialogue: Dialogue) -> Choices:
    found: dict[str, list[tuple[str, Any]]] = {}
    for one in choosing.positions_to_quote(actor, dialogue):
        element = one.proposition.element
        group = str(element.title) if element is not None else _("On no element")
        found.setdefault(group, []).append((str(one.uid), _quote(one)))
    return list(found.items())


def _quote(of: Position) -> str:
    told = {
        "body": str(of.body),
        "words": short(of.quotation),
        "document": str(of.document.title) if of.document is not None else "",
    }
    return _("%(body)s: “%(words)s” (%(document)s)") % told


def _charts(actor: Actor, dialogue: Dialogue) -> Choices:
    found: Choices = []
    for one in choosing.sources_with_maps(actor, dialogue):
        assert one.map is not None
        shown = maps.shown(actor, one.map)
        group = str(one.row.label or one.source.title)
        found.append((group, list(_charts_of(one.source, shown))))
    return found


def _charts_of(source: Source, shown: Shown) -> Iterator[tuple[str, Any]]:
    """Those that are the same in every division once."""
    divisions = shown.divisions()
    # None where there is only one division.
    labels = [one["label"] for one in maps.switch(source, shown, divisions[0], "")] or [""]
    for number, (by, label) in enumerate(zip(divisions, labels, strict=True)):
        for name, figures in maps.charts(source, shown, by.slug).items():
            if number and name not in DIVIDED:
                continue
            for place, figure in enumerate(figures, start=1):
                told = {"title": figure.title, "place": place, "division": label}
                title = _("%(title)s, part %(place)d") % told if len(figures) > 1 else figure.title
                if label and name in DIVIDED:
                    title = _("%(title)s · %(division)s") % {**told, "title": title}
                yield f"{source.key}/{by.slug}/{name}/{place}", title


# ---- references


def references(actor: Actor, dialogue: Dialogue) -> list[Item]:
    """What a sentence can refer to, with what to write for it. A claim needs an accepted finding."""
    accepted = [
        one
        for one in choosing.findings_to_show(actor, dialogue)
        if one.row.state == FindingState.ACCEPTED
    ]
    groups: list[tuple[str, list[tuple[str, Any, str]]]] = [
        (_("Findings"), [("finding", one.row.uid, finding_label(one)) for one in accepted]),
        (
            _("Practices"),
            [
                ("practice", one.slug, short(one.title))
                for one in choosing.practices_to_show(actor, dialogue)
            ],
        ),
        (
            _("Open questions"),
            [
                ("question", one.question.uid, short(one.question.text))
                for one in choosing.questions_to_show(actor, dialogue)
            ],
        ),
        (_("Documents"), list(_documents(choosing.documents_to_name(actor, dialogue)))),
    ]
    return [
        {
            "label": label,
            "rows": [
                {"token": reference_to(kind, str(key)), "label": text} for kind, key, text in rows
            ],
        }
        for label, rows in groups
        if rows
    ]


def _documents(rows: Iterable[Document]) -> Iterator[tuple[str, Any, str]]:
    for one in rows:
        told = [str(one.body), short(one.title), one.symbol, str(one.year or "")]
        yield "document", one.uid, " · ".join(part for part in told if part)
