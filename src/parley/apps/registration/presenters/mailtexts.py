"""The mails of a dialogue at the desk: when each is sent, in whose words, and how it reads."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import MailKind
from parley.apps.registration.services import wording, words
from parley.core.localtext import LocalText, direction

WHEN = {
    MailKind.INVITATION: gettext_lazy("When you invite somebody."),
    MailKind.LINK: gettext_lazy("When somebody asks to register, to prove their address."),
    MailKind.SUBMITTED: gettext_lazy("When a registration waits for your decision."),
    MailKind.APPROVED: gettext_lazy("When a place is confirmed; with an entry for the calendar."),
    MailKind.DECLINED: gettext_lazy("When you decline a registration."),
    MailKind.WAITLISTED: gettext_lazy("When somebody comes on the waitlist."),
    MailKind.OFFERED: gettext_lazy("When a seat is offered to somebody on the waitlist."),
    MailKind.CANCELLED: gettext_lazy("When a registration is cancelled, by its owner or by you."),
    MailKind.CHANGED: gettext_lazy("When you tell those who come that time or place changed."),
    MailKind.REMIND_DEADLINE: gettext_lazy(
        "Three days before the deadline, once, to invited people who have not answered."
    ),
    MailKind.ROOM: gettext_lazy(
        "When the rooms of a break-out are published, to those whose room is new."
    ),
    MailKind.REMIND_DAY: gettext_lazy("On the day before, once, to those who come."),
}


def lines(dialogue: Dialogue, own: Collection[str]) -> list[dict[str, Any]]:
    """Each kind of mail, with when it is sent."""
    return [
        {
            "label": kind.label,
            "when": WHEN.get(kind, ""),
            "is_own": kind in own,
            "url": reverse("registration-mail", args=[dialogue.slug, kind.value]),
        }
        for kind in MailKind
    ]


def placeholders() -> list[dict[str, Any]]:
    return [
        {"name": "{" + name + "}", "meaning": meaning}
        for name, meaning in wording.PLACEHOLDERS.items()
    ]


def letters(dialogue: Dialogue, subject: LocalText, body: LocalText) -> list[dict[str, str]]:
    """How the words read in each language that they are in, to an invented guest."""
    found = []
    for code, _name in settings.LANGUAGES:
        if code in subject or code in body:
            with override(code):
                values = _example(dialogue)
            found.append(
                {
                    "language": code,
                    "direction": direction(code),
                    "subject": wording.filled(subject.get(code, ""), values),
                    "body": wording.filled(body.get(code, ""), values, keep_lines=True),
                }
            )
    return found


def _example(dialogue: Dialogue) -> dict[str, str]:
    """Nobody's values, and a link that opens nothing."""
    group = dialogue.groups.first()
    end = group.last_day if group is not None else dialogue.registration_deadline
    return {
        "name": wording.addressed("Dr", "Ada Example"),
        "dialogue": str(dialogue.title),
        "group": str(group or _("Stakeholder group")),
        "dates": words.dates(dialogue),
        "place": words.place(dialogue),
        "deadline": words.last_day(end or dialogue.starts_on, dialogue.zone),
        "link": f"{settings.BASE_URL}/…",
        "contact": wording.contact_of(dialogue),
    }
