"""A new dialogue from an earlier one, or from a template that comes with Parley."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.exchange import checks
from parley.apps.convening.exchange.collecting import document_of
from parley.apps.convening.exchange.loading import import_dialogue
from parley.apps.convening.exchange.problems import expected, refuse
from parley.apps.convening.exchange.reading import read_document, validated
from parley.apps.convening.exchange.schema import Document, SessionEntry
from parley.apps.convening.exchange.walltime import moment_of, nearest_moment, wall_of
from parley.apps.convening.models import Dialogue, Status
from parley.apps.convening.models.limits import YEARS
from parley.core import exports, zones
from parley.core.actors import Actor
from parley.core.errors import InvalidInput
from parley.core.exports import Problem
from parley.core.localtext import LocalText

Changes = dict[str, Any]


@dataclass(frozen=True)
class TemplateChoice:
    """A template, as a convener chooses it."""

    name: str
    label: str | Promise
    description: str | Promise


TEMPLATES = (
    TemplateChoice(
        "two-day-in-person",
        gettext_lazy("Two-day in-person dialogue"),
        gettext_lazy(
            "Registration, an opening lecture, roundtables in public and behind closed doors, "
            "break-outs and a closing session."
        ),
    ),
    TemplateChoice(
        "virtual-panels",
        gettext_lazy("Virtual panel series"),
        gettext_lazy("Three panels of an hour on one afternoon, each with room for a presenter."),
    ),
)


def template_choices() -> Sequence[TemplateChoice]:
    return TEMPLATES


def create_from_template(
    actor: Actor, name: str, *, slug: str, title: LocalText, starts_on: date, time_zone: str
) -> Dialogue:
    """A draft with the template's programme, its clock times in `time_zone`."""
    if name not in {choice.name for choice in TEMPLATES}:
        names = ", ".join(choice.name for choice in TEMPLATES)
        what = _("one of %(values)s") % {"values": names}
        _refuse("template", expected(what, name))
    source = files(__package__).joinpath("templates", f"{name}.yaml").read_bytes()
    document = read_document(source)
    if zones.named(time_zone) is None:
        _refuse("time_zone", expected(_("a time zone such as Europe/Rome"), time_zone))
    moved = _moved(document, starts_on, time_zone)
    return _create(actor, _with_dialogue(moved, slug=slug, title=title))


def clone_edition(
    actor: Actor,
    dialogue: Dialogue,
    *,
    slug: str,
    title: LocalText,
    starts_on: date,
    edition: int | None = None,
    keep_people: bool = False,
) -> Dialogue:
    """A draft with the programme of `dialogue`, moved to begin on `starts_on`.

    What was of that meeting alone stays behind: pictures, materials, addresses to join, the
    note on the source, and, unless asked for, who took which part. Without an `edition` it is
    the next one of the series.
    """
    document = document_of(actor, dialogue)
    moved = _moved(document, starts_on, document.dialogue.time_zone)
    bare = _without_traces(moved, keep_people=keep_people)
    copy = _with_dialogue(
        bare,
        slug=slug,
        title=title,
        edition=edition if edition is not None else _next_edition(dialogue),
        status=Status.DRAFT,
        source_note=LocalText(),
    )
    return _create(actor, _pruned(copy))


def _refuse(field: str, text: str) -> None:
    refuse([Problem(("dialogue", field), text)], message=_message())


def _message() -> str:
    return _("The new dialogue can't be made yet.")


def _create(actor: Actor, document: Document) -> Dialogue:
    checked = validated(document.model_dump(), _message())
    try:
        return import_dialogue(actor, checked, only_new=True).dialogue
    except InvalidInput as error:
        raise InvalidInput(_message(), error.problems) from error


def _with_dialogue(document: Document, **changes: Any) -> Document:
    entry = document.dialogue.model_copy(update={"uid": None, **changes})
    return document.model_copy(update={"dialogue": entry})


def _next_edition(dialogue: Dialogue) -> int | None:
    if dialogue.series is None or dialogue.edition is None:
        return None
    last: int = dialogue.series.dialogues.aggregate(last=Max("edition"))["last"]
    return last + 1


def _moved(document: Document, starts_on: date, time_zone: str) -> Document:
    """The document from another first day on, its clock times in this zone."""
    if starts_on.year not in YEARS:
        _refuse("starts_on", expected(_("a year between 1900 and 2199"), starts_on.isoformat()))
    entry = document.dialogue
    by = starts_on - entry.starts_on
    deadline = entry.registration_deadline
    changes = {
        "starts_on": starts_on,
        "ends_on": entry.ends_on + by,
        "registration_deadline": deadline and deadline + by,
        "time_zone": time_zone,
    }
    old, new = ZoneInfo(entry.time_zone), ZoneInfo(time_zone)
    sessions = tuple(_moved_session(one, by, old, new) for one in document.sessions)
    sections = {one.name: one.moved(part, document, by) for one, part in exports.given(document)}
    moved = document.model_copy(update={"sessions": sessions, **sections})
    return _with_dialogue(moved, **changes)


def _moved_session(
    session: SessionEntry, by: timedelta, old: ZoneInfo, new: ZoneInfo
) -> SessionEntry:
    """As long as before, from the same clock time on; where that is skipped, an hour later."""
    changes: Changes = {
        "uid": None,
        "day": session.day and session.day + by,
        "parts": tuple(_moved_session(part, by, old, new) for part in session.parts),
    }
    if session.starts is not None and session.ends is not None:
        length = moment_of(session.ends, old) - moment_of(session.starts, old)
        start = nearest_moment(session.starts.replace(tzinfo=None) + by, new)
        changes |= {"starts": wall_of(start, new), "ends": wall_of(start + length, new)}
    return session.model_copy(update=changes)


def _without_traces(document: Document, *, keep_people: bool) -> Document:
    left_out: Changes = {"pictures": (), "materials": (), "join_url": "", "cancelled": False}
    if not keep_people:
        left_out["contributions"] = ()

    def bare(session: SessionEntry) -> SessionEntry:
        parts = tuple(bare(part) for part in session.parts)
        return session.model_copy(update={**left_out, "parts": parts})

    sessions = tuple(bare(session) for session in document.sessions)
    return document.model_copy(update={"sessions": sessions, "pictures": (), "materials": ()})


def _pruned(document: Document) -> Document:
    """Without the entries that nothing refers to any more."""
    used = {
        "organisations": checks.used_organisations(document),
        "people": checks.used_people(document),
        "venues": checks.used_venues(document),
    }
    kept = {
        kind: tuple(entry for entry in getattr(document, kind) if entry.slug in names)
        for kind, names in used.items()
    }
    return document.model_copy(update=kept)
