"""Consultations at the desk: what stands around each page, and each of them in words."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parley.apps.convening.models import Dialogue, Rule
from parley.apps.convening.presenters import desk
from parley.apps.convening.presenters.times import clock, long_date
from parley.apps.deliberation.models import Consultation, Phase, Results
from parley.apps.deliberation.selectors.desk import Census
from parley.apps.deliberation.services.holding import OVER
from parley.apps.deliberation.services.phases import next_phases
from parley.core import panels
from parley.core.access import may
from parley.core.actors import Actor
from parley.core.templatetags.parley import localized

SECTION = "desk-consultations"
LABEL = gettext_lazy("Consultations")
# Pages of one consultation, in this order; those of the others stand in the slot.
TABS: dict[str, Any] = {
    "desk-consultation": gettext_lazy("Overview"),
    "desk-propositions": gettext_lazy("Propositions"),
}
FOR_EDITORS: dict[str, Any] = {"desk-consultation-edit": gettext_lazy("Settings")}
SLOT = "desk.consultation"
PHASE_BADGES = {
    Phase.DRAFT: "draft",
    Phase.COLLECTING: "announced",
    Phase.OPEN: "open",
    Phase.CLOSED: "concluded",
    Phase.SEALED: "concluded",
}


def url(name: str, consultation: Consultation, *more: Any) -> str:
    return reverse(name, args=[consultation.dialogue.slug, consultation.slug, *more])


def around(dialogue: Dialogue, may_edit: bool, *trail: tuple[Any, str]) -> dict[str, Any]:
    """The context of every page of a dialogue's consultations; facilitators have no other desk."""
    here = [(LABEL, reverse(SECTION, args=[dialogue.slug])), *trail]
    if may_edit:
        crumbs = desk.crumbs(dialogue, *here)
    else:
        steps = [(dialogue.title, reverse("dialogue", args=[dialogue.slug])), *here]
        crumbs = [
            {"label": label, "url": link if number < len(steps) else ""}
            for number, (label, link) in enumerate(steps, start=1)
        ]
    sections = desk.sections(dialogue, SECTION) if may_edit and not trail else []
    title = trail[-1][0] if trail else LABEL
    return {
        "dialogue": dialogue,
        "title": title,
        "breadcrumbs": crumbs,
        "sections": sections,
        "may_edit": may_edit,
    }


def around_one(
    consultation: Consultation, may_edit: bool, tab: str, title: Any = ""
) -> dict[str, Any]:
    """The context of a page of one consultation; `title` is that of a page below the tab."""
    names = {**TABS, **(FOR_EDITORS if may_edit else {}), **panels.labels_in(SLOT)}
    home = url("desk-consultation", consultation)
    trail = [(consultation.title, home)]
    if tab != "desk-consultation":
        trail.append((names[tab], url(tab, consultation)))
    if title:
        trail.append((title, ""))
    return {
        **around(consultation.dialogue, may_edit, *trail),
        "title": title or consultation.title,
        "eyebrow": consultation.title if title else consultation.dialogue.title,
        "consultation": consultation,
        "badges": badges(consultation),
        "tabs": [
            {"label": label, "url": url(name, consultation), "current": name == tab}
            for name, label in names.items()
        ],
    }


def badges(consultation: Consultation) -> dict[str, Any]:
    return {
        "rule": consultation.rule,
        "rule_label": consultation.get_rule_display(),
        "phase": PHASE_BADGES[Phase(consultation.phase)],
        "phase_label": consultation.get_phase_display(),
        "synthetic": consultation.synthetic,
    }


def lines(censuses: Sequence[Census]) -> list[dict[str, Any]]:
    """Each consultation in the list."""
    last = len(censuses) - 1
    return [
        {
            **badges(census.consultation),
            "title": census.consultation.title,
            "url": url("desk-consultation", census.consultation),
            "move_url": url("desk-consultation-move", census.consultation),
            "facts": facts_in_short(census),
            "is_first": place == 0,
            "is_last": place == last,
            "may_edit": census.may_edit,
        }
        for place, census in enumerate(censuses)
    ]


def facts_in_short(census: Census) -> list[str]:
    n, waiting = census.accepted, to_decide(census)
    found = [ngettext("%(n)d proposition", "%(n)d propositions", n) % {"n": n}]
    if waiting:
        text = ngettext("%(n)d waits for a decision", "%(n)d wait for a decision", waiting)
        found.append(text % {"n": waiting})
    if census.consultation.phase not in (Phase.DRAFT, Phase.COLLECTING):
        found.append(respondents(census))
    return found


def to_decide(census: Census) -> int:
    """How many submitted propositions can still be decided on."""
    return 0 if census.consultation.phase in OVER else census.waiting


def respondents(census: Census) -> str:
    """How many take part; no number about fewer than may be told."""
    n = census.respondents
    if n is None:
        return _("respondents: fewer than %(least)d") % {"least": census.consultation.least}
    if census.consultation.is_confidential and census.consultation.is_open:
        return _("respondents: at least %(n)d") % {"n": n}
    return ngettext("%(n)d respondent", "%(n)d respondents", n) % {"n": n}


def facts(census: Census) -> list[dict[str, Any]]:
    """One consultation as it is set up."""
    row = census.consultation
    found = [
        {"label": _("About"), "value": str(row.norm) if row.norm else _("No norm")},
        {"label": _("Belongs to"), "value": str(row.session or row.dialogue)},
        {"label": _("Who may respond"), "value": row.get_audience_display()},
        {"label": _("Propositions"), "value": _submitting(row)},
        {"label": _("Results"), "value": row.get_results_display()},
        {"label": _("Fewest people in a number"), "value": str(row.least)},
        *times(row),
    ]
    if row.phase not in (Phase.DRAFT, Phase.COLLECTING):
        found.append({"label": _("So far"), "value": respondents(census)})
    return found


def _submitting(row: Consultation) -> str:
    if not row.takes_propositions:
        return _("Only those who run it write them")
    if row.moderated:
        return _("Participants submit them, moderators decide")
    return _("Participants submit them, and they stand at once")


def times(row: Consultation) -> list[dict[str, Any]]:
    """When the clock does what; what has no time is done by hand."""
    named = (
        (_("Collects propositions from"), row.collects_at),
        (_("Takes stances from"), row.opens_at),
        (_("Closes at"), row.closes_at),
        (_("Is sealed at"), row.seals_at),
    )
    found = [{"label": label, "value": _moment(row, at)} for label, at in named if at is not None]
    return found or [{"label": _("Times"), "value": _("None: every step is taken by hand")}]


def _moment(row: Consultation, at: datetime) -> str:
    local = at.astimezone(row.dialogue.zone)
    return f"{long_date(local.date())}, {clock(at, row.dialogue.zone)}"


def leader_panel(actor: Actor, row: Consultation) -> dict[str, Any] | None:
    """On the consultation's own page: the way to its desk, for those who run it."""
    if not actor.is_signed_in or not may(actor, "lead", row):
        return None
    names = {"desk-consultation": _("Run it"), "desk-propositions": _("Propositions")}
    icons = {"desk-consultation": "edit", "desk-propositions": "document"}
    return {
        "actions": [
            {"label": label, "url": url(name, row), "icon": icons[name]}
            for name, label in names.items()
        ]
    }


def _hit(row: Consultation) -> dict[str, Any]:
    """Among what was searched."""
    return {
        "title": localized(row.title),
        "url": url("consultation", row),
        "note": localized(row.dialogue.title),
    }


HITS: dict[str, Callable[[Any], dict[str, Any]]] = {"consultation": _hit}


# Phases

STEP_LABELS: dict[str, Any] = {
    Phase.COLLECTING: gettext_lazy("Collect propositions"),
    Phase.OPEN: gettext_lazy("Take stances"),
    Phase.CLOSED: gettext_lazy("Close"),
    Phase.SEALED: gettext_lazy("Seal"),
}


def steps(consultation: Consultation, may_edit: bool) -> list[dict[str, Any]]:
    """Where it can go from here: links to pages that say what will happen."""
    possible = [to for to in next_phases(consultation) if may_edit or to != Phase.SEALED]
    return [
        {
            "to": to,
            "label": step_label(consultation, to),
            "url": url("desk-consultation-phase", consultation, to),
            "style": "primary" if place == 0 and to != Phase.SEALED else "quiet",
        }
        for place, to in enumerate(possible)
    ]


def step_label(consultation: Consultation, to: str) -> Any:
    if to == Phase.OPEN and consultation.phase == Phase.CLOSED:
        return _("Open again")
    return STEP_LABELS[to]


def step(consultation: Consultation, to: str, waiting: int) -> dict[str, Any]:
    """The page that asks before a step is taken."""
    return {
        "phase": Phase(to),
        "label": step_label(consultation, to),
        "title": _STEP_TITLES[to] if to != Phase.SEALED else _("Seal this consultation for good?"),
        "points": _points(consultation, to, waiting),
        "is_final": to == Phase.SEALED,
        "is_danger": to == Phase.SEALED or (to == Phase.CLOSED and consultation.is_confidential),
    }


_STEP_TITLES: dict[str, Any] = {
    Phase.COLLECTING: gettext_lazy("Begin to collect propositions?"),
    Phase.OPEN: gettext_lazy("Begin to take stances?"),
    Phase.CLOSED: gettext_lazy("Close this consultation?"),
}


def _points(row: Consultation, to: str, waiting: int) -> list[str]:
    points = {
        Phase.COLLECTING: _collecting_points,
        Phase.OPEN: _open_points,
        Phase.CLOSED: _closing_points,
        Phase.SEALED: _sealing_points,
    }[Phase(to)](row)
    if waiting and to in (Phase.CLOSED, Phase.SEALED):
        text = ngettext(
            "%(n)d proposition still waits for a decision, and would be put to nobody any more.",
            "%(n)d propositions still wait for a decision, and would be put to nobody any more.",
            waiting,
        )
        points.append(text % {"n": waiting})
    return points


def _begun_point(row: Consultation) -> list[str]:
    if row.phase != Phase.DRAFT:
        return []
    return [
        _(
            "From then on its rule, its session, who may respond and the fewest people in a number "
            "can’t change any more."
        )
    ]


def _collecting_points(row: Consultation) -> list[str]:
    return [
        _("Those who may take part see it, and submit propositions."),
        _("Nobody takes a stance yet."),
        *_begun_point(row),
    ]


def _open_points(row: Consultation) -> list[str]:
    return [
        _("Those who may take part say where they stand on each accepted proposition."),
        _("The words of accepted propositions can’t change any more."),
        *_begun_point(row),
    ]


def _closing_points(row: Consultation) -> list[str]:
    if row.is_confidential:
        again = _(
            "It can’t be opened again: comparing before and after could tell what the few said who "
            "answered in between."
        )
    else:
        again = _("You can open it again.")
    return [_("Nobody can take or change a stance, or submit a proposition."), again]


def _sealing_points(row: Consultation) -> list[str]:
    points = [
        _("The secret with which the pseudonyms were made is destroyed. This can’t be undone."),
        _(
            "From then on nobody can tell whose a stance is: not you, not those who run the "
            "server, and not the people themselves, who can’t find their own any more."
        ),
        _(
            "Who submitted which proposition is forgotten, except for names that people chose to "
            "show."
        ),
        _("Results stay as they are, and so do the propositions."),
        _(
            "Backups that were made before keep what they held. Ask whoever runs the server to "
            "delete them when their time has come."
        ),
    ]
    if row.rule in (Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR):
        told = _(
            "Of small groups (fewest respondents: %(least)d) it is forgotten that they were of "
            "that group."
        )
        points.insert(3, told % {"least": row.least})
    return points


def tools(row: Consultation, may_edit: bool) -> list[dict[str, Any]]:
    """What else can be done with the whole of it."""
    found: list[dict[str, Any]] = []
    if row.phase != Phase.DRAFT:
        found.append({"label": _("See its page"), "url": url("consultation", row), "icon": "view"})
    found.append(
        {"label": _("Download"), "url": url("desk-consultation-export", row), "icon": "download"}
    )
    if may_edit:
        copying = url("desk-consultation-copy", row)
        found.append({"label": _("Copy"), "url": copying, "icon": "add", "post": True})
    if may_edit and row.phase == Phase.DRAFT:
        deleting = url("desk-consultation-delete", row)
        found.append({"label": _("Delete"), "url": deleting, "icon": "delete"})
    return found


def showing(row: Consultation) -> dict[str, Any] | None:
    """Whether there are results to show or to hold back; None where that is not by hand."""
    if row.results != Results.HELD or row.phase in (Phase.DRAFT, Phase.COLLECTING):
        return None
    return {"shown": row.results_shown, "url": url("desk-consultation-show", row)}
