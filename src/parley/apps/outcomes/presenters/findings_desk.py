"""The desk of who writes the outcome: its sources, its thresholds, and the board of findings."""

from collections import Counter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from parley.apps.convening.models import Dialogue
from parley.apps.outcomes.models import (
    Finding,
    FindingState,
    Reach,
    Synthesis,
    Working,
)
from parley.apps.outcomes.presenters import findings as present
from parley.apps.outcomes.presenters import gathered
from parley.apps.outcomes.presenters.words import number
from parley.apps.outcomes.selectors import findings as find
from parley.apps.outcomes.selectors.findings import Findings, FindingSeen, SourceSeen
from parley.core.actors import Actor
from parley.core.templatetags.parley import localized

Item = dict[str, Any]
OUTCOME, FINDINGS = gathered.OUTCOME, gathered.FINDINGS
STALE = "stale"
FILTERS: dict[str, Any] = {
    "": pgettext_lazy("findings", "All"),
    FindingState.PROPOSED: pgettext_lazy("findings", "Proposed"),
    FindingState.ACCEPTED: pgettext_lazy("findings", "Accepted"),
    FindingState.JOINED: pgettext_lazy("findings", "Joined"),
    FindingState.REJECTED: pgettext_lazy("findings", "Rejected"),
    STALE: pgettext_lazy("findings", "To be looked at again"),
}


def url(name: str, dialogue: Dialogue, *more: Any) -> str:
    return reverse(name, args=[dialogue.slug, *more])


def around(actor: Actor, dialogue: Dialogue, section: str, title: Any = "") -> Item:
    trail = [(title, "")] if title else []
    return gathered.around(actor, dialogue, section, *trail)


# ---- the outcome: sources, thresholds, reach


def outcome(synthesis: Synthesis, sources: list[SourceSeen], scale: Any) -> Item:
    dialogue = synthesis.dialogue
    return {
        "sources": [_source(one, dialogue) for one in sources],
        "add_url": url("desk-outcome-source-add", dialogue),
        "method": present.method(scale),
        "thresholds_url": url("desk-outcome-thresholds", dialogue),
        "reach": Reach(synthesis.reach).label,
        "reach_url": url("desk-outcome-reach", dialogue),
        "can_ask": any(one.ready for one in sources),
        "ask_url": url("desk-outcome-propose", dialogue),
        "board_url": url("desk-findings", dialogue),
        "working": working(synthesis),
    }


def _source(of: SourceSeen, dialogue: Dialogue) -> Item:
    return {
        "title": localized(of.row.label or of.source.title),
        "kind": source_kind(of),
        "status": _status(of),
        "label_url": url("desk-outcome-source", dialogue, of.row.pk),
        "remove_url": url("desk-outcome-source-remove", dialogue, of.row.pk),
    }


def source_kind(of: SourceSeen) -> str:
    consultation = of.source.consultation
    if consultation is None:
        return str(of.source.of_collection.get_kind_display())
    return _("Consultation, %(rule)s") % {"rule": consultation.get_rule_display()}


def _status(of: SourceSeen) -> str:
    if of.ready:
        return (
            _("Read with its opinion map.")
            if of.map is not None
            else _(
                "Its opinion map is drawn when findings are proposed, if there is enough for one."
            )
        )
    if of.source.consultation is None:
        return _("Not read: this collection is not published yet.")
    if of.source.consultation.is_confidential and of.source.consultation.is_running:
        return _("Not read yet: under its rule nothing is read before it is closed.")
    return _("Not read yet: its results are not shown to anybody.")


def working(synthesis: Synthesis) -> Item:
    """How it stands with the job; renewed by itself while it is at work."""
    busy = synthesis.working in (Working.QUEUED, Working.WORKING)
    return {
        "busy": busy,
        "progress": round(synthesis.progress * 100),
        "failed": _(synthesis.error) if synthesis.working == Working.FAILED else "",
        "proposed_at": synthesis.proposed_at,
        "url": url("desk-outcome-progress", synthesis.dialogue),
    }


def choice(of: Any) -> str:
    """Of a consultation or a collection, in a list to choose from."""
    kind = _("Consultation") if hasattr(of, "rule") else of.get_kind_display()
    return f"{kind}: {of.title}"


def reach_points(chosen: str, inside: int) -> list[str]:
    points = {
        Reach.TEAM: [_("Only those who run the dialogue see accepted findings.")],
        Reach.PARTICIPANTS: [
            _("Participants of the dialogue see accepted findings with their numbers.")
        ],
        Reach.PUBLIC: [
            _("Everybody who sees the dialogue sees accepted findings with their numbers."),
            _("Numbers that have been read can’t be called back."),
        ],
    }[Reach(chosen)]
    if inside and chosen != Reach.TEAM:
        text = ngettext(
            "%(number)s finding rests on what a rule keeps inside, and stays there until a "
            "convener lets it out.",
            "%(number)s findings rest on what a rule keeps inside, and stay there until a convener "
            "lets each of them out.",
            inside,
        )
        points.append(text % {"number": number(inside, 0)})
    points.append(_("What is proposed or rejected is never shown."))
    return points


# ---- the board


def board(actor: Actor, found: Findings, wanted: str) -> Item:
    chosen = wanted if wanted in FILTERS else ""
    every = found.every
    may_release = find.may_release(actor, found.synthesis)
    groups = []
    for element, rows in found.by_element:
        kept = [one for one in rows if _is_wanted(one.row, chosen)]
        if kept:
            groups.append(_group(found, element, kept, may_release))
    return {
        "filters": _filters(found, every, chosen),
        "groups": groups,
        "accept_url": url("desk-findings-accept", found.dialogue),
        "add_url": url("desk-finding-add", found.dialogue),
        "page_url": present.address(found.dialogue),
        "can_choose": any(card["can_accept"] for group in groups for card in group["cards"]),
        "is_empty": not every,
        "outcome_url": url("desk-outcome", found.dialogue),
    }


def _is_wanted(row: Finding, chosen: str) -> bool:
    if chosen == STALE:
        return row.stale
    return not chosen or row.state == chosen


def _filters(found: Findings, every: list[FindingSeen], chosen: str) -> list[Item]:
    sizes = Counter(one.row.state for one in every)
    sizes[STALE] = sum(one.row.stale for one in every)
    sizes[""] = len(every)
    here = url("desk-findings", found.dialogue)
    return [
        {
            "label": label,
            "url": f"{here}?state={name}" if name else here,
            "current": name == chosen,
            "count": number(sizes[name], 0),
        }
        for name, label in FILTERS.items()
    ]


def _group(found: Findings, element: Any, rows: list[FindingSeen], may_release: bool) -> Item:
    cards = [_card(one, found, may_release) for one in rows]
    by_state: dict[str, list[Item]] = {}
    for made in cards:
        by_state.setdefault(made["state"], []).append(made)
    for same in by_state.values():
        same[0]["is_first"], same[-1]["is_last"] = True, True
    return {**present.heading(element, rows), "cards": cards}


def _card(seen: FindingSeen, found: Findings, may_release: bool) -> Item:
    row = seen.row
    here = [row.uid]
    decided = row.state in (FindingState.ACCEPTED, FindingState.REJECTED, FindingState.JOINED)
    stands = row.state in (FindingState.PROPOSED, FindingState.ACCEPTED)
    return {
        **present.card(seen, found.scale),
        "state": row.state,
        "state_label": row.get_state_display(),
        "stale": row.stale,
        "reason": row.reason,
        "bound": _bound(row),
        "act_url": url("desk-finding-act", found.dialogue, *here),
        "word_url": url("desk-finding", found.dialogue, *here),
        "reject_url": url("desk-finding-reject", found.dialogue, *here),
        "join_url": url("desk-finding-join", found.dialogue, *here),
        "release_url": url("desk-finding-release", found.dialogue, *here),
        "delete_url": url("desk-finding-delete", found.dialogue, *here),
        "can_accept": row.state == FindingState.PROPOSED,
        "can_reject": stands and not row.own,
        "can_join": stands,
        "can_restore": decided and not row.own,
        "can_renew": row.stale and not row.own,
        "can_delete": row.own,
        "can_move": stands,
        "may_release": may_release and row.bound and row.state in find.STANDING,
        "released": row.released,
        "is_first": False,
        "is_last": False,
        "plain": str(row.about or row.wording or row.get_kind_display()),
    }


def _bound(row: Finding) -> str:
    if not row.bound:
        return ""
    if row.released:
        return _("Let out of its rule by a convener.")
    if row.behind_id is not None:
        return _("From behind closed doors: only those of that session see it.")
    return _("Under the participants’ rule: only participants see it.")


def release_points(row: Finding, releasing: bool) -> list[str]:
    if not releasing:
        return [
            _("Only those whom its rule allows to see it will see it."),
            _("Whoever has read it knows it: this does not call it back."),
        ]
    if row.behind_id is not None:
        first = _("It rests on what was held behind closed doors. Nothing else of that leaves.")
    else:
        first = _("It rests on what was held among participants.")
    return [
        first,
        _("Its words and its numbers are shown to everybody whom the findings reach."),
        _("Numbers that have been read can’t be called back."),
    ]


# ---- in a dialogue's history

ACTIONS: dict[str, Any] = {
    "synthesis.source_added": gettext_lazy("added a source of findings"),
    "synthesis.source_removed": gettext_lazy("removed a source of findings"),
    "synthesis.source_named": gettext_lazy("changed the name of a source of findings"),
    "synthesis.thresholds_set": gettext_lazy("changed the thresholds of findings"),
    "synthesis.reach_team": gettext_lazy("kept the findings among those who run the dialogue"),
    "synthesis.reach_participants": gettext_lazy("showed the findings to participants"),
    "synthesis.reach_public": gettext_lazy("published the findings"),
    "synthesis.asked": gettext_lazy("had findings proposed"),
    "finding.accepted": gettext_lazy("accepted a finding"),
    "finding.rejected": gettext_lazy("rejected a finding"),
    "finding.restored": gettext_lazy("took back a decision on a finding"),
    "finding.joined": gettext_lazy("joined two findings"),
    "finding.unjoined": gettext_lazy("took two findings apart"),
    "finding.worded": gettext_lazy("worded a finding"),
    "finding.added": gettext_lazy("added a finding"),
    "finding.removed": gettext_lazy("deleted a finding"),
    "finding.moved": gettext_lazy("changed the order of the findings"),
    "finding.renewed": gettext_lazy("took newer numbers into a finding"),
    "finding.released": gettext_lazy("let a finding out of its rule"),
    "finding.held_back": gettext_lazy("kept a finding inside its rule again"),
}
