"""The convener's desk in words: sections, next steps, what is missing."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parley.apps.convening.models import Dialogue, Status
from parley.apps.convening.presenters.dialogues import eyebrow_of, place_of
from parley.apps.convening.selectors.desk import Desk
from parley.apps.convening.selectors.readiness import Check, readiness_of
from parley.apps.convening.services.dialogues import Step, steps_from
from parley.core import panels
from parley.core.templatetags.parley import date_range, localized

SECTIONS = {
    "dialogue-facts": gettext_lazy("Facts"),
    "dialogue-texts": gettext_lazy("Texts"),
    "dialogue-hosts": gettext_lazy("Organisers"),
    "dialogue-points": gettext_lazy("Objectives and audience"),
    "dialogue-norms": gettext_lazy("Norms under discussion"),
    "dialogue-places": gettext_lazy("Places"),
    "dialogue-programme": gettext_lazy("Programme"),
    "dialogue-people": gettext_lazy("People and seats"),
    "dialogue-pictures": gettext_lazy("Pictures"),
    "dialogue-materials": gettext_lazy("Materials"),
}


def crumbs(dialogue: Dialogue, *trail: tuple[Any, str]) -> list[dict[str, Any]]:
    """Desk › dialogue › where one is; the last has no link."""
    top = [(_("Convene"), reverse("desk")), (dialogue.title, _url("dialogue-edit", dialogue))]
    steps = [*top, *trail]
    return [
        {"label": label, "url": url if number < len(steps) else ""}
        for number, (label, url) in enumerate(steps, start=1)
    ]


def directory_crumbs(label: Any) -> list[dict[str, Any]]:
    """Desk › directory › where one is."""
    top = [{"label": _("Convene"), "url": reverse("desk")}]
    here = {"label": label, "url": ""}
    directory = {"label": _("Directory"), "url": reverse("directory")}
    return [*top, here] if label == _("Directory") else [*top, directory, here]


def _url(name: str, dialogue: Dialogue) -> str:
    return reverse(name, args=[dialogue.slug])


def sections(dialogue: Dialogue, current: str = "") -> list[dict[str, Any]]:
    """Links to all sections, for the side of each of them."""
    return [
        {"label": label, "url": _url(name, dialogue), "current": name == current}
        for name, label in _all_sections().items()
    ]


def _all_sections() -> dict[str, Any]:
    """Our own, then those of upper apps, which are for whoever may edit the dialogue too."""
    return {**SECTIONS, **panels.labels_in("desk.dialogue")}


def overview(desk: Desk) -> list[dict[str, Any]]:
    """Each section with what is in it, and whether something is missing."""
    missing = {check.page for check in readiness_of(desk) if not check.is_met}
    summaries = _summaries(desk)
    return [
        {**entry, "summary": summaries.get(name, ""), "is_missing": name in missing}
        for name, entry in zip(_all_sections(), sections(desk.dialogue), strict=True)
    ]


def _summaries(desk: Desk) -> dict[str, str]:
    dialogue, counts = desk.dialogue, desk.counts
    dates = date_range(dialogue.starts_on, dialogue.ends_on)
    where = place_of(dialogue) or dialogue.get_format_display()
    texts = [dialogue.purpose, dialogue.body, dialogue.background, dialogue.eligibility]
    return {
        "dialogue-facts": f"{dates} · {where}",
        "dialogue-texts": _number(sum(map(bool, texts)), "text"),
        "dialogue-hosts": _number(counts.hosts, "organiser"),
        "dialogue-points": _number(counts.points, "point"),
        "dialogue-norms": _number(counts.norms, "norm"),
        "dialogue-places": _("Venues and their rooms"),
        "dialogue-programme": _number(counts.sessions, "session"),
        "dialogue-people": _number(counts.conveners, "convener"),
        "dialogue-pictures": _number(counts.pictures, "picture"),
        "dialogue-materials": _number(counts.materials, "material"),
    }


def _number(n: int, noun: str) -> str:
    wordings = {
        "text": ngettext("%(n)d text", "%(n)d texts", n),
        "organiser": ngettext("%(n)d organiser", "%(n)d organisers", n),
        "point": ngettext("%(n)d point", "%(n)d points", n),
        "norm": ngettext("%(n)d norm", "%(n)d norms", n),
        "session": ngettext("%(n)d session", "%(n)d sessions", n),
        "convener": ngettext("%(n)d convener", "%(n)d conveners", n),
        "picture": ngettext("%(n)d picture", "%(n)d pictures", n),
        "material": ngettext("%(n)d material", "%(n)d materials", n),
    }
    if not n:
        return _("No convener yet") if noun == "convener" else _("Nothing yet")
    return wordings[noun] % {"n": n}


def checklist(desk: Desk) -> list[dict[str, Any]]:
    return [
        {"text": check.text, "is_met": check.is_met, "url": _url(check.page, desk.dialogue)}
        for check in readiness_of(desk)
    ]


def card(desk: Desk) -> dict[str, Any]:
    """A dialogue on the desk, with the next thing to do."""
    dialogue = desk.dialogue
    return {
        "title": localized(dialogue.title),
        "url": _url("dialogue-edit", dialogue),
        "page_url": _url("dialogue", dialogue),
        "people_url": _url("dialogue-people", dialogue),
        "status": dialogue.status,
        "status_label": dialogue.get_status_display(),
        "eyebrow": eyebrow_of(dialogue),
        "dates": date_range(dialogue.starts_on, dialogue.ends_on),
        "place": place_of(dialogue),
        "next": _next_step(desk),
        "synthetic": dialogue.synthetic,
        "conveners": _number(desk.counts.conveners, "convener"),
    }


def _next_step(desk: Desk) -> str:
    missing: list[Check] = [check for check in readiness_of(desk) if not check.is_met]
    step = next(iter(steps_from(desk.dialogue.status)), None)
    if desk.dialogue.status == "draft" and missing:
        n = len(missing)
        text = ngettext("%(n)d thing is still missing", "%(n)d things are still missing", n)
        return text % {"n": n}
    nexts = {
        Step.ANNOUNCE: _("Ready to be announced"),
        Step.OPEN: _("Open it when registration begins"),
        Step.CONCLUDE: _("Conclude it when it is over"),
    }
    return nexts.get(step, "") if step else ""


STEP_TEXTS = {
    Step.ANNOUNCE: gettext_lazy(
        "The page of the dialogue appears, for everyone or for those invited."
    ),
    Step.OPEN: gettext_lazy("The dialogue is shown as open."),
    Step.CONCLUDE: gettext_lazy("The dialogue is shown as concluded, and moves to the past ones."),
    Step.CANCEL: gettext_lazy(
        "The page stays and says that the dialogue is cancelled; calendars are told."
    ),
    Step.UNPUBLISH: gettext_lazy(
        "The page disappears for everyone but the team. Links to it stop working."
    ),
}
STEP_ICONS = {
    Step.ANNOUNCE: "status-announced",
    Step.OPEN: "status-open",
    Step.CONCLUDE: "status-concluded",
    Step.CANCEL: "status-cancelled",
    Step.UNPUBLISH: "status-draft",
}


def tools(dialogue: Dialogue) -> list[dict[str, Any]]:
    """Links that go with the whole dialogue."""
    return [
        {"label": _("See its page"), "url": _url("dialogue", dialogue), "icon": "view"},
        {"label": _("History"), "url": _url("dialogue-history", dialogue), "icon": "clock"},
        {
            "label": _("Download as a file"),
            "url": _url("dialogue-export", dialogue),
            "icon": "download",
        },
    ]


def deleting(dialogue: Dialogue) -> str:
    """Where a draft is deleted; empty for all that is more than a draft."""
    return _url("dialogue-delete", dialogue) if dialogue.status == Status.DRAFT else ""


def step(taken: Step) -> dict[str, Any]:
    """One step, on the page that asks before it is taken."""
    return {
        "label": taken.label,
        "text": STEP_TEXTS[taken],
        "is_danger": taken in {Step.CANCEL, Step.UNPUBLISH},
        "wants_checklist": taken == Step.ANNOUNCE,
    }


def steps(dialogue: Dialogue) -> list[dict[str, Any]]:
    """What can be done with the status: links to pages that ask first."""
    return [
        {
            "label": step.label,
            "url": reverse("dialogue-status", args=[dialogue.slug, step.value]),
            "icon": STEP_ICONS[step],
            "style": "primary" if number == 0 and step != Step.UNPUBLISH else "quiet",
        }
        for number, step in enumerate(steps_from(dialogue.status))
    ]
