"""Invitations in words."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters.times import clock, long_date
from parley.apps.registration.models import Group, InvitationState, MailState
from parley.apps.registration.selectors.guestlist import Line
from parley.apps.registration.selectors.invitations import UNSENT, Progress, Wanted

MAILS = {
    MailState.QUEUED: gettext_lazy("waits to be sent"),
    MailState.SENT: gettext_lazy("sent"),
    MailState.FAILED: gettext_lazy("could not be sent"),
    MailState.BOUNCED: gettext_lazy("came back"),
}


def _moment(at: Any, dialogue: Dialogue) -> str:
    local = at.astimezone(dialogue.zone)
    return f"{long_date(local.date())}, {clock(at, dialogue.zone)}"


def _last_day(end: Any, dialogue: Dialogue) -> str:
    """The day before a midnight: it counts whole."""
    return long_date((end.astimezone(dialogue.zone) - timedelta(seconds=1)).date())


def line(row: Any, dialogue: Dialogue) -> dict[str, Any]:
    """One invitation of the list."""
    is_open = row.state == InvitationState.OPEN
    expired = is_open and not row.is_usable(timezone.now())
    return {
        "uid": row.uid,
        "name": row.name,
        "address": row.address,
        "honorific": row.honorific,
        "organisation": row.organisation,
        "group": row.group.name,
        "state": _("Expired") if expired else row.get_state_display(),
        "until": _last_day(row.expires_at, dialogue) if is_open else "",
        "is_late": row.late,
        "is_nominated": row.nominated_by_id is not None,
        "mail": MAILS.get(row.mail_state, "") if is_open else "",
        "mail_at": _moment(row.mail_at, dialogue) if is_open and row.mail_at else "",
        "mail_error": row.mail_error if is_open and row.mail_state in UNSENT else "",
        "mail_is_problem": is_open and row.mail_state in UNSENT,
    }


def lines(rows: Sequence[Any], dialogue: Dialogue) -> list[dict[str, Any]]:
    return [line(row, dialogue) for row in rows]


def progress(found: Progress) -> dict[str, Any]:
    """How far sending has come, while it goes on; and what did not arrive."""
    done = found.total - found.queued
    said = _("%(done)d of %(total)d mails are on their way.")
    unsent = found.failed + found.bounced
    text = ngettext(
        "%(n)d mail did not arrive (%(failed)d could not be sent, %(bounced)d came back).",
        "%(n)d mails did not arrive (%(failed)d could not be sent, %(bounced)d came back).",
        unsent,
    )
    counts = {"n": unsent, "failed": found.failed, "bounced": found.bounced}
    return {
        "is_going_on": found.queued > 0,
        "text": said % {"done": done, "total": found.total},
        "done": done,
        "total": found.total,
        "problem": text % counts if unsent else "",
    }


def query_of(wanted: Wanted) -> str:
    """What of an address keeps the filter, to go before the number of a page; never the words."""
    said = {"state": wanted.state, "group": wanted.group}
    kept = urlencode({name: value for name, value in said.items() if value})
    return f"{kept}&" if kept else ""


# The preview of a list


def preview(lines: Sequence[Line], unused: Sequence[str]) -> dict[str, Any]:
    """The rows with problems, those with notes, and all others; and how many of each group."""
    bad = [_shown(one) for one in lines if not one.is_good]
    good = [_shown(one) for one in lines if one.is_good]
    text = ngettext("%(n)d person will be invited", "%(n)d people will be invited", len(good))
    return {
        "bad": bad,
        "noted": [one for one in good if one["notes"]],
        "good": [one for one in good if not one["notes"]],
        "number": len(good),
        "heading": text % {"n": len(good)} if good else _("Nobody will be invited"),
        "groups": _by_group([one for one in lines if one.is_good]),
        "unused": ", ".join(unused),
    }


def _shown(one: Line) -> dict[str, Any]:
    guest = one.guest
    return {
        "row": guest.row,
        "address": guest.address,
        "name": " ".join(filter(None, (guest.honorific, guest.name))),
        "organisation": guest.organisation,
        "group": one.group.name if one.group else guest.group,
        "is_late": guest.late,
        "problems": one.problems,
        "notes": one.notes,
    }


def _by_group(lines: Sequence[Line]) -> list[dict[str, Any]]:
    numbers: dict[Group, int] = {}
    for one in lines:
        if one.group is not None:
            numbers[one.group] = numbers.get(one.group, 0) + 1
    return [
        {"name": group.name, "number": number, "seats": group.seats}
        for group, number in numbers.items()
    ]


def sent(number: int) -> str:
    text = ngettext(
        "%(n)d invitation is on its way.", "%(n)d invitations are on their way.", number
    )
    return text % {"n": number}


def revoked(number: int) -> str:
    text = ngettext(
        "%(n)d invitation is revoked: its link no longer works.",
        "%(n)d invitations are revoked: their links no longer work.",
        number,
    )
    return text % {"n": number}


def mails_url(dialogue: Dialogue) -> str:
    """Where the words of the mails are."""
    return reverse("registration-mails", args=[dialogue.slug])
