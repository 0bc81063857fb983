"""The audit trail of a dialogue, in sentences."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.models import Dialogue, SeatRole
from parley.apps.convening.presenters.times import clock, long_date
from parley.apps.convening.selectors.history import Happening

ACTIONS: dict[str, Any] = {
    "dialogue.created": gettext_lazy("created the dialogue"),
    "dialogue.imported": gettext_lazy("imported the dialogue from a file"),
    "dialogue.edited": gettext_lazy("changed: %(fields)s"),
    "dialogue.hosts_edited": gettext_lazy("changed the organisers"),
    "dialogue.points_edited": gettext_lazy("changed the objectives and the audience"),
    "dialogue.norms_edited": gettext_lazy("changed the norms under discussion"),
    "dialogue.materials_edited": gettext_lazy("changed the materials"),
    "dialogue.materials_reordered": gettext_lazy("changed the order of the materials"),
    "dialogue.material_added": gettext_lazy("added a material"),
    "dialogue.material_edited": gettext_lazy("changed a material"),
    "dialogue.material_replaced": gettext_lazy("put another file in the place of a material"),
    "dialogue.material_removed": gettext_lazy("removed a material"),
    "dialogue.picture_added": gettext_lazy("added a picture"),
    "dialogue.picture_edited": gettext_lazy("changed a picture"),
    "dialogue.picture_removed": gettext_lazy("removed a picture"),
    "dialogue.announce": gettext_lazy("announced the dialogue"),
    "dialogue.open": gettext_lazy("opened the dialogue"),
    "dialogue.conclude": gettext_lazy("concluded the dialogue"),
    "dialogue.cancel": gettext_lazy("cancelled the dialogue"),
    "dialogue.deleted": gettext_lazy("deleted the draft"),
    "dialogue.unpublish": gettext_lazy("unpublished the dialogue"),
    "dialogue.appointed": gettext_lazy("gave %(account)s a seat: %(role)s"),
    "dialogue.dismissed": gettext_lazy("took a seat from %(account)s: %(role)s"),
    "dialogue.seats_released": gettext_lazy("took back the seats of many people"),
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
    "person.merged": gettext_lazy("merged another entry of the directory into %(subject)s"),
    "organisation.merged": gettext_lazy("merged another entry of the directory into %(subject)s"),
    "venue.merged": gettext_lazy("merged another entry of the directory into %(subject)s"),
}


# Reasons that are chosen from a list and kept as a word; others stand as they were written.
REASONS: dict[str, Any] = {}


def tell(actions: Mapping[str, Any], reasons: Mapping[str, Any]) -> None:
    """Let an upper app say what its own acts are, in sentences like those above, and why."""
    ACTIONS.update(actions)
    REASONS.update(reasons)


# What has no name of its own in the models; lists are what a file's import speaks of.
NAMES = {
    "series": gettext_lazy("series"),
    "room": gettext_lazy("room"),
    "parent": gettext_lazy("part of"),
    "hosts": gettext_lazy("organisers"),
    "points": gettext_lazy("objectives and audience"),
    "norms": gettext_lazy("norms under discussion"),
    "pictures": gettext_lazy("pictures"),
    "materials": gettext_lazy("materials"),
    "contributions": gettext_lazy("who takes part"),
}


def history(happenings: Iterable[Happening], dialogue: Dialogue) -> list[dict[str, Any]]:
    """Lines for the audit list, at the dialogue's clock."""
    return [
        {
            "time": _moment(happening.at, dialogue.zone),
            "time_iso": happening.at.isoformat(),
            "who": happening.who,
            "what": _told(happening),
        }
        for happening in happenings
    ]


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{long_date(at.astimezone(zone).date())}, {clock(at, zone)}"


def _told(happening: Happening) -> str:
    text = ACTIONS.get(happening.action)
    if text is None:
        return happening.action
    data = happening.data
    told = str(text) % {
        "subject": _quoted(happening.subject) if happening.subject else _("(since removed)"),
        "account": happening.account or _("a former account"),
        "role": _role(data.get("role", "")),
        "fields": _fields(happening.subject_type, data.get("fields", ())),
        "minutes": data.get("minutes", 0),
    }
    if reason := data.get("reason"):
        return _("%(told)s (%(reason)s)") % {"told": told, "reason": REASONS.get(reason, reason)}
    return told


def _quoted(name: str) -> str:
    """In the quotation marks of the reader's language."""
    return _("“%(name)s”") % {"name": name}


def _role(value: str) -> str:
    return str(SeatRole(value).label) if value in SeatRole.values else value


def _fields(subject_type: str, names: Iterable[str]) -> str:
    """The names of changed fields, as forms show them; an old name that is gone, as it stands."""
    columns = apps.get_model(subject_type)._meta.concrete_fields
    labels = {column.name: column.verbose_name for column in columns}
    return _(", ").join(str(NAMES.get(name) or labels.get(name, name)) for name in names)
