"""Findings in words and numbers, as whoever may see them reads them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from parley.apps.convening.models import Dialogue, Session
from parley.apps.deliberation.models import Element
from parley.apps.deliberation.presenters.norms import url_of
from parley.apps.outcomes.findings import counting, wording
from parley.apps.outcomes.findings.numbers import Numbers
from parley.apps.outcomes.findings.scale import LEVEL, Scale
from parley.apps.outcomes.models import Finding, FindingKind, Matter, Reach, Subject
from parley.apps.outcomes.presenters.words import number, percent, points
from parley.apps.outcomes.selectors import findings as find
from parley.apps.outcomes.selectors.findings import Findings, FindingSeen, GroundSeen
from parley.core.access import may
from parley.core.actors import Actor
from parley.core.templatetags.parley import localized

Item = dict[str, Any]
LABEL = gettext_lazy("Findings")


def address(dialogue: Dialogue) -> str:
    return reverse("findings", args=[dialogue.slug])


def permalink(finding: Finding) -> str:
    return reverse("finding", args=[finding.uid])


def crumbs(dialogue: Dialogue, *trail: str) -> list[Item]:
    steps = [
        (localized(dialogue.title), reverse("dialogue", args=[dialogue.slug])),
        (str(LABEL), address(dialogue)),
        *((label, "") for label in trail),
    ]
    last = len(steps) - 1
    return [
        {"label": label, "url": url if place < last else ""}
        for place, (label, url) in enumerate(steps)
    ]


# ---- the page of a dialogue's findings


def page(actor: Actor, found: Findings) -> Item:
    every = found.every
    return {
        "groups": [group(element, rows, found.scale) for element, rows in found.by_element],
        "counts": counts([one.row.kind for one in every]),
        "method": method(found.scale),
        "notice": notice(actor, found),
        "files": [
            {
                "label": kind.upper(),
                "url": reverse("findings-file", args=[found.dialogue.slug, kind]),
            }
            for kind in ("csv", "json")
        ],
    }


def notice(actor: Actor, found: Findings) -> str:
    """For those who see more than others do."""
    if not found.every or not may(actor, "edit", found.synthesis):
        return ""
    if found.synthesis.reach == Reach.TEAM:
        return _("Only those who run the dialogue see this page so far.")
    if found.synthesis.reach == Reach.PARTICIPANTS:
        return _("Participants of the dialogue see this page, and nobody else.")
    return ""


def group(element: Element | None, rows: Sequence[FindingSeen], scale: Scale) -> Item:
    return {**heading(element, rows), "cards": [card(one, scale) for one in rows]}


def heading(element: Element | None, rows: Sequence[FindingSeen]) -> Item:
    """What stands above those on an element, or on none."""
    return {
        "id": f"element-{element.pk}" if element else "no-element",
        "title": localized(element.title) if element else _no_element(rows),
        "norm": element.norm.label if element else "",
        "url": f"{url_of(element.norm)}#{element.slug}" if element else "",
    }


def _no_element(rows: Sequence[FindingSeen]) -> str:
    if all(one.row.subject == Subject.ROLL_CALL for one in rows):
        return _("Recorded votes")
    return _("On no element")


def counts(kinds: Sequence[str]) -> list[str]:
    """How many of each kind, those that there are."""
    found = Counter(kinds)
    texts = {
        FindingKind.CONVERGENCE: ngettext(
            "%(number)s convergence", "%(number)s convergences", found["convergence"]
        ),
        FindingKind.DIVERGENCE: ngettext(
            "%(number)s divergence", "%(number)s divergences", found["divergence"]
        ),
        FindingKind.UNSETTLED: ngettext(
            "%(number)s unsettled", "%(number)s unsettled", found["unsettled"]
        ),
        FindingKind.TOO_LITTLE: ngettext(
            "%(number)s with too little evidence",
            "%(number)s with too little evidence",
            found["too_little"],
        ),
    }
    return [
        text % {"number": number(found[kind], 0)} for kind, text in texts.items() if found[kind]
    ]


# ---- one finding


def card(seen: FindingSeen, scale: Scale) -> Item:
    row = seen.row
    return {
        "uid": row.uid,
        "url": permalink(row),
        "kind": row.kind,
        "kind_label": row.get_kind_display(),
        "wording": localized(row.wording) if row.wording else suggestion(seen, scale),
        "is_suggested": not row.wording,
        "is_own": row.own,
        "matter": _("About the text itself") if row.matter == Matter.TEXT else "",
        "about": localized(row.about) if row.subject != Subject.ELEMENT else "",
        "grounds": [ground(one, row, scale) for one in seen.grounds],
        "joined": [card(one, scale) for one in seen.joined],
        "lost": not row.own and not seen.grounds,
    }


def suggestion(seen: FindingSeen, scale: Scale) -> str:
    """In the active language."""
    row = seen.row
    grounds = [wording.Ground(source_name(one), one.numbers) for one in seen.grounds]
    element = str(row.element.title) if row.subject == Subject.ELEMENT and row.element else ""
    if not grounds:
        return _("This finding rests on no numbers any more.")
    on_text = row.matter == Matter.TEXT
    return wording.suggested(
        grounds, _bare(str(row.about)), scale, on_text=on_text, element=element
    )


def _bare(text: str) -> str:
    """A sentence within a sentence ends without its full stop."""
    return text.strip().removesuffix(".").removesuffix("。")


def source_name(of: GroundSeen) -> str:
    """What may be said of where it is from."""
    if of.title:
        return str(of.title)
    consultation = of.source.consultation
    if consultation is None:
        return _("A collection of evidence")
    return _("A consultation under the rule “%(rule)s”") % {"rule": consultation.get_rule_display()}


def is_synthetic(of: GroundSeen) -> bool:
    """Whether it was made up for a demonstration."""
    return of.source.consultation is not None and of.source.consultation.synthetic


def ground(of: GroundSeen, row: Finding, scale: Scale) -> Item:
    numbers, consultation = of.numbers, of.source.consultation
    return {
        "source": source_name(of),
        "kind": numbers.kind,
        "kind_label": FindingKind(numbers.kind).label,
        "counted": counting.counted(numbers),
        "not_counted": counting.not_counted(numbers),
        "sure": counting.how_sure(numbers),
        "why": counting.why(numbers, scale),
        "groups": groups_of(numbers),
        "links": _links(of, row) if of.open_to_reader else [],
        "synthetic": is_synthetic(of),
        "attribution": consultation.attribution if consultation and of.open_to_reader else "",
    }


def groups_of(of: Numbers) -> Item | None:
    if not of.groups:
        return None
    return {
        "head": [_("Group"), _("Pronounced themselves"), _("Agree"), _interval_head()],
        "rows": [
            [
                counting.group_name(of, str(one.name)),
                _("withheld") if one.pronounced is None else number(one.pronounced, 0),
                _("withheld") if one.agree is None else percent(one.agree),
                "–" if one.low is None or one.high is None else _range(one.low, one.high),
            ]
            for one in of.groups
        ],
    }


def _interval_head() -> str:
    return _("%(level)s interval") % {"level": percent(LEVEL)}


def _range(low: float, high: float) -> str:
    return f"{percent(low)} – {percent(high)}"


def _links(of: GroundSeen, row: Finding) -> list[Item]:
    """To what it rests on: results and map, or the matrix and the world."""
    source, column = of.source, of.numbers.column
    if source.consultation is not None:
        here = [source.consultation.dialogue.slug, source.consultation.slug]
        found = [{"label": _("Opinion map"), "url": reverse("opinion-map", args=here)}]
        if column is not None:
            url = reverse("proposition", args=[*here, column])
            found.insert(0, {"label": _("The proposition and its results"), "url": url})
        return found
    slug = source.of_collection.slug
    found = [{"label": _("The sources, actor by actor"), "url": reverse("collection", args=[slug])}]
    key = row.roll_call_id if row.subject == Subject.ROLL_CALL else column
    if key is not None:
        url = reverse("evidence-world", args=[slug, key])
        found.append({"label": _("On the world map"), "url": url})
    return found


# ---- the method


def method(scale: Scale) -> list[Item]:
    """Every threshold with what it means, as printed beside the findings."""
    told = thresholds(scale)
    return [
        {"label": label, "value": value, "text": text}
        for label, value, text in (
            (
                _("All groups"),
                told["groups_at"],
                _(
                    "Every group that has pronounced itself is on this side, even at the lower end "
                    "of its interval."
                ),
            ),
            (
                _("Nearly all"),
                told["nearly_all_at"],
                _("The lower end of the interval is above this."),
            ),
            (
                _("A large majority"),
                told["large_at"],
                _("The lower end of the interval is above this."),
            ),
            (_("Most"), told["most_at"], _("The lower end of the interval is above this.")),
            (
                _("Views diverged between groups"),
                told["gap_at"],
                _("Two groups are at least this far apart, by more than chance."),
            ),
            (
                _("Views diverged"),
                told["split_at"],
                _("The lower ends of the intervals of both sides are above this."),
            ),
            (
                _("Read alike"),
                told["alike_at"],
                _("The interval of the ambiguity of an element ends at this, or below."),
            ),
            (
                _("Read in opposite ways"),
                told["opposed_at"],
                _("The interval of the ambiguity of an element begins at this, or above."),
            ),
            (
                _("Too little evidence"),
                told["least"],
                _("Fewer than so many have pronounced themselves."),
            ),
        )
    ]


def thresholds(scale: Scale) -> dict[str, str]:
    """Each in words, by its name."""
    shares = ("groups_at", "most_at", "large_at", "nearly_all_at", "split_at")
    found = {name: percent(getattr(scale, name)) for name in shares}
    return found | {
        "gap_at": points(scale.gap_at),
        "alike_at": number(scale.alike_at, 2),
        "opposed_at": number(scale.opposed_at, 2),
        "least": number(scale.least, 0),
    }


# ---- on other pages


def dialogue_panel(actor: Actor, dialogue: Dialogue) -> Item | None:
    """How many findings there are; for those who write them, the way to their desk."""
    kinds = find.kinds_with(dialogue)
    writes = actor.is_signed_in and may(actor, "edit", find.blank_of(dialogue))
    if not kinds and not writes:
        return None
    return {
        "counts": counts(kinds),
        "url": address(dialogue) if kinds else "",
        "synthetic": find.rests_on_synthetic(dialogue),
        "desk_url": reverse("desk-outcome", args=[dialogue.slug]) if writes else "",
    }


def session_panel(actor: Actor, session: Session) -> Item | None:
    rows = find.of_session(actor, session)
    if not rows:
        return None
    return {
        "counts": counts([row.kind for row in rows]),
        "url": address(session.dialogue),
        "desk_url": "",
    }


def _hit(row: Finding) -> Item:
    """Among what was searched."""
    return {
        "title": localized(row.called or row.get_kind_display()),
        "url": permalink(row),
        "note": localized(row.synthesis.dialogue.title),
    }


HITS = {"finding": _hit}


def title_of(seen: FindingSeen) -> str:
    """Of the page of one finding."""
    return pgettext("finding", "Finding: %(kind)s") % {"kind": seen.row.get_kind_display()}
