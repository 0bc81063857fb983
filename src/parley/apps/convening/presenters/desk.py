"""The convener's desk in words: sections, next steps, warnings, the history."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parley.apps.convening.models import Dialogue, SeatRole
from parley.apps.convening.presenters.dialogues import eyebrow_of, place_of
from parley.apps.convening.presenters.times import clock, long_day, short_moment, span
from parley.apps.convening.selectors.clashes import ClashKind
from parley.apps.convening.selectors.desk import Desk
from parley.apps.convening.selectors.history import Happening
from parley.apps.convening.selectors.programme import Line, Programme
from parley.apps.convening.selectors.readiness import Check, readiness_of
from parley.apps.convening.selectors.warnings import Notice
from parley.apps.convening.services.dialogues import Step, steps_from
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
# The longest stretch of days that the programme shows though nothing stands in them.
MOST_DAYS = 31


def crumbs(dialogue: Dialogue, *trail: tuple[Any, str]) -> list[dict[str, Any]]:
    """Desk › dialogue › where one is; the last has no link."""
    top = [(_("Convene"), reverse("desk")), (dialogue.title, _url("dialogue-edit", dialogue))]
    steps = [*top, *trail]
    return [
        {"label": label, "url": url if number < len(steps) else ""}
        for number, (label, url) in enumerate(steps, start=1)
    ]


def _url(name: str, dialogue: Dialogue) -> str:
    return reverse(name, args=[dialogue.slug])


def sections(dialogue: Dialogue, current: str = "") -> list[dict[str, Any]]:
    """Links to all sections, for the side of each of them."""
    return [
        {"label": label, "url": _url(name, dialogue), "current": name == current}
        for name, label in SECTIONS.items()
    ]


def overview(desk: Desk) -> list[dict[str, Any]]:
    """Each section with what is in it, and whether something is missing."""
    missing = {check.page for check in readiness_of(desk) if not check.is_met}
    summaries = _summaries(desk)
    return [
        {**entry, "summary": summaries[name], "is_missing": name in missing}
        for name, entry in zip(SECTIONS, sections(desk.dialogue), strict=True)
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


# The programme


def editor(
    dialogue: Dialogue, programme: Programme, notices: Mapping[int, Sequence[Notice]]
) -> list[dict[str, Any]]:
    """Day by day, each session with what one can do to it; empty days too."""
    by_day: dict[date | None, list[Line]] = {day: [] for day in _days(dialogue)}
    for day in programme.days:
        lines = [*day.untimed, *(line for slot in day.slots for line in slot.lines)]
        by_day.setdefault(day.date, []).extend(lines)
    ordered = sorted(day for day in by_day if day is not None)
    found = [_day(day, by_day[day], dialogue, notices) for day in ordered]
    if programme.undated:
        found.append(_day(None, programme.undated, dialogue, notices))
    return found


def _days(dialogue: Dialogue) -> Iterable[date]:
    number = min((dialogue.ends_on - dialogue.starts_on).days + 1, MOST_DAYS)
    return (dialogue.starts_on + timedelta(days=n) for n in range(number))


def _day(
    day: date | None,
    lines: Sequence[Line],
    dialogue: Dialogue,
    notices: Mapping[int, Sequence[Notice]],
) -> dict[str, Any]:
    add = reverse("session-add", args=[dialogue.slug])
    return {
        "label": long_day(day) if day else _("No day yet"),
        "add_url": f"{add}?on={day.isoformat()}" if day else add,
        "rows": [row for line in lines for row in _rows(line, dialogue, notices, 0)],
    }


def _rows(
    line: Line, dialogue: Dialogue, notices: Mapping[int, Sequence[Notice]], depth: int
) -> Iterable[dict[str, Any]]:
    zone = dialogue.zone
    time = span(line.starts_at, line.ends_at, zone) if line.starts_at and line.ends_at else ""
    yield {
        "id": line.id,
        "slug": line.slug,
        "time": time,
        "starts": clock(line.starts_at, zone) if line.starts_at else "",
        "kind": line.kind_label,
        "label": localized(line.label),
        "title": localized(line.title),
        "rule": line.rule,
        "rule_label": line.rule_label if line.rule else "",
        "cancelled": line.cancelled,
        "room": localized(line.place.room) if line.place else "",
        "people": _(", ").join(part.name for part in line.parts),
        "depth": min(depth, 3),
        "warnings": [warning(notice) for notice in notices.get(line.id, ())],
        "add_url": f"{reverse('session-add', args=[dialogue.slug])}?parent={line.id}",
    }
    for child in line.children:
        yield from _rows(child, dialogue, notices, depth + 1)


def warning(notice: Notice) -> str:
    """A clash in a sentence."""
    names = {"subject": notice.subject, "other": notice.other}
    if notice.kind == ClashKind.PERSON_TWICE:
        return _("%(subject)s is also in “%(other)s” at this time.") % names
    if notice.kind == ClashKind.ROOM_TWICE and notice.other:
        return _("%(subject)s is also booked for “%(other)s” at this time.") % names
    if notice.kind == ClashKind.ROOM_TWICE:
        return _("%(subject)s is booked by another dialogue at this time.") % names
    if notice.kind == ClashKind.OUTSIDE_PARENT:
        return _("This is not within the time of “%(other)s”, which it is part of.") % names
    return _("This is outside the dates of the dialogue.")


# The history

ACTIONS = {
    "dialogue.created": gettext_lazy("created the dialogue"),
    "dialogue.imported": gettext_lazy("imported the dialogue from a file"),
    "dialogue.cloned": gettext_lazy("created the dialogue from an earlier edition"),
    "dialogue.edited": gettext_lazy("changed: %(fields)s"),
    "dialogue.hosts_edited": gettext_lazy("changed the organisers"),
    "dialogue.points_edited": gettext_lazy("changed the objectives and the audience"),
    "dialogue.norms_edited": gettext_lazy("changed the norms under discussion"),
    "dialogue.materials_edited": gettext_lazy("changed the materials"),
    "dialogue.picture_added": gettext_lazy("added a picture"),
    "dialogue.picture_edited": gettext_lazy("changed a picture"),
    "dialogue.picture_removed": gettext_lazy("removed a picture"),
    "dialogue.announce": gettext_lazy("announced the dialogue"),
    "dialogue.open": gettext_lazy("opened the dialogue"),
    "dialogue.conclude": gettext_lazy("concluded the dialogue"),
    "dialogue.cancel": gettext_lazy("cancelled the dialogue"),
    "dialogue.unpublish": gettext_lazy("unpublished the dialogue"),
    "dialogue.appointed": gettext_lazy("gave %(account)s a seat: %(role)s"),
    "dialogue.dismissed": gettext_lazy("took a seat from %(account)s: %(role)s"),
    "session.added": gettext_lazy("added the session %(subject)s"),
    "session.edited": gettext_lazy("changed the session %(subject)s: %(fields)s"),
    "session.moved": gettext_lazy("moved the session %(subject)s by %(minutes)d minutes"),
    "session.reordered": gettext_lazy("changed the order of the session %(subject)s"),
    "session.removed": gettext_lazy("removed a session"),
    "session.people_edited": gettext_lazy("changed who takes part in the session %(subject)s"),
    "session.assigned": gettext_lazy("changed whom the session %(subject)s is open to"),
    "person.added": gettext_lazy("added %(subject)s to the directory"),
    "organisation.added": gettext_lazy("added %(subject)s to the directory"),
    "venue.added": gettext_lazy("added %(subject)s to the directory"),
    "series.added": gettext_lazy("added %(subject)s to the directory"),
}


def history(happenings: Iterable[Happening], dialogue: Dialogue) -> list[dict[str, Any]]:
    """Lines for the audit list, at the dialogue's clock."""
    return [
        {
            "time": short_moment(happening.at, dialogue.zone),
            "time_iso": happening.at.isoformat(),
            "who": happening.who,
            "what": _told(happening),
        }
        for happening in happenings
    ]


def _told(happening: Happening) -> str:
    text = ACTIONS.get(happening.action)
    if text is None:
        return happening.action
    data = happening.data
    told = str(text) % {
        "subject": f"“{happening.subject}”" if happening.subject else _("(since removed)"),
        "account": happening.account or _("a former account"),
        "role": _role(data.get("role", "")),
        "fields": _fields(happening.subject_type, data.get("fields", ())),
        "minutes": data.get("minutes", 0),
    }
    return f"{told} ({data['reason']})" if data.get("reason") else told


def _role(value: str) -> str:
    return str(SeatRole(value).label) if value in SeatRole.values else value


def _fields(subject_type: str, names: Iterable[str]) -> str:
    """The names of changed fields, as forms show them."""
    options = apps.get_model(subject_type)._meta
    labels = (getattr(options.get_field(name), "verbose_name", name) for name in names)
    return _(", ").join(str(label) for label in labels)
