"""The door in words and in JSON: who is expected, what became of a scan, who is here."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters import times
from parley.apps.registration.models import Registration
from parley.apps.registration.selectors.attendance import (
    Expected,
    attendances_of,
    day_ends,
    latest,
    may_check_in,
    presences,
)
from parley.apps.registration.services.checkin import Answer, Outcome
from parley.core.actors import Actor
from parley.core.templatetags.parley import localized
from parley.core.views import KEPT_KEY

LATEST = 12


def person(one: Expected, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "who": str(one.uid),
        "name": one.name,
        "organisation": one.organisation,
        "group": str(one.group),
        "colour": one.colour,
        "since": times.clock(one.here_since, zone) if one.here_since else "",
        "is_online": one.is_online,
    }


def listed(people: Sequence[Expected], dialogue: Dialogue, now: datetime) -> dict[str, Any]:
    """For the phone, which may keep it for as many seconds: until the dialogue's day ends."""
    zone = dialogue.zone
    return {
        "title": str(dialogue.title),
        "people": [{**person(one, zone), "digest": one.digest} for one in people],
        "seconds": ceil((day_ends(dialogue, now) - now).total_seconds()),
    }


def here(people: Sequence[Expected], zone: ZoneInfo) -> dict[str, Any]:
    """How many are here by group, and who came last."""
    groups = [
        {
            "name": localized(found.group),
            "colour": found.colour,
            "here": found.here,
            "expected": found.expected,
        }
        for found in presences(people)
    ]
    return {
        "groups": groups,
        "here": sum(group["here"] for group in groups),
        "expected": sum(group["expected"] for group in groups),
        "latest": [person(one, zone) for one in latest(people, LATEST)],
    }


def answer(given: Answer, zone: ZoneInfo) -> dict[str, Any]:
    row, shown = given.registration, {}
    if row is not None:
        shown = {
            "who": str(row.uid),
            "name": row.name,
            "organisation": row.organisation,
            "group": str(row.group),
            "colour": row.group.colour,
        }
    since = times.clock(given.at, zone) if given.at else ""
    text = texts()[given.outcome.value].replace("{time}", since)
    if given.outcome is Outcome.NOT_EXPECTED and row is not None:
        text = f"{text} {_standing(row)}"
    return {
        "key": given.key.hex,
        "outcome": given.outcome.value,
        "text": text,
        "since": since,
        **shown,
    }


def _standing(row: Registration) -> str:
    return _("The registration stands at “%(state)s”.") % {"state": row.get_state_display()}


def came_panel(actor: Actor, registration: Registration) -> dict[str, Any] | None:
    """Beside a registration on the vetters' board: when and where the person was there."""
    zone = registration.dialogue.zone
    rows = attendances_of(actor, registration)
    if not rows:
        return None
    lines = [
        {
            "time": times.short_moment(row.at, zone),
            "where": localized(row.session.title) if row.session else _("At the door"),
        }
        for row in rows
    ]
    return {"rows": lines, "zone": times.zone_name(zone, rows[0].at)}


def texts() -> dict[str, str]:
    """What the page says; {time}, {count} and the like are filled in by it."""
    return {
        "in": _("Welcome."),
        "again": _("Is here already, since {time}."),
        "undone": _("This check-in was taken back in the meantime."),
        "not_expected": _("Not expected: please send this person to a convener."),
        "elsewhere": _("This badge is for another dialogue."),
        "unknown": _("This is no badge of this dialogue."),
        "kept": _("Kept on this phone until there is a connection."),
        "unlisted": _("Not on the list in this phone: it will be asked for."),
        "online": _("Connected."),
        "offline": _("No connection. What you scan is kept on this phone: {count}."),
        "waiting": _("Being sent: {count}."),
        "sign_in": _("Please sign in again in another tab. Kept on this phone: {count}."),
        "refused": _("The server did not take it. Kept on this phone: {count}."),
        "no_camera": _(
            "The camera can’t be used. Allow it for this page, or look people up by name."
        ),
        "insecure": _("The camera needs a secure connection (https)."),
        "nobody": _("Nobody of this name is expected."),
        "check_in": _("Check in"),
        "is_here": _("Here since {time}"),
        "takes_part_online": _("takes part online"),
        "of_expected": _("of %(expected)s are here") % {"expected": "{expected}"},
        "nothing_kept": _("This phone keeps no list. Open this page again with a connection."),
    }


def settings_of(dialogue: Dialogue) -> dict[str, Any]:
    """All that the script of the page has to know."""
    parts = [dialogue.slug]
    return {
        "page": reverse("check-in", args=parts),
        "shell": reverse("check-in-kept", args=parts),
        "worker": reverse("check-in-worker", args=parts),
        "statics": settings.STATIC_URL,
        "keeping": static("registration/check-in-kept.js"),
        "cookie": KEPT_KEY,
        "list": reverse("check-in-list", args=parts),
        "sync": reverse("check-in-sync", args=parts),
        "decoder": static("registration/vendor/jsqr-1.4.0.min.js"),
        "texts": texts(),
    }


def door_panel(actor: Actor, dialogue: Dialogue) -> dict[str, Any] | None:
    """On the dialogue's page, for those at the door."""
    if not actor.is_signed_in or not may_check_in(actor, dialogue):
        return None
    return {"url": reverse("check-in", args=[dialogue.slug])}
