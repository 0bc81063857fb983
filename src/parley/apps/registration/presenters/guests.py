"""What guests read about how things stand with them, in plain words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters import times
from parley.apps.convening.presenters.dialogues import eyebrow_of
from parley.apps.registration.models import (
    Invitation,
    InvitationState,
    Opening,
)
from parley.apps.registration.selectors import retention
from parley.apps.registration.selectors.eligibility import Standing, takes_registrations
from parley.apps.registration.selectors.guests import Way
from parley.apps.registration.services import words
from parley.core.templatetags.parley import localized

Fact = dict[str, Any]


def heading(dialogue: Dialogue, mode: str = "") -> dict[str, Any]:
    """What the top of each guest's page shows of the dialogue, for who takes part in this way."""
    return {
        "title": localized(dialogue.title),
        "eyebrow": eyebrow_of(dialogue),
        "dates": words.dates(dialogue),
        "place": words.place(dialogue, mode),
        "contact": contact(dialogue),
    }


def contact(dialogue: Dialogue) -> dict[str, str]:
    return {"name": dialogue.contact_name, "address": dialogue.contact_email}


def deadline(end: datetime | None, home: ZoneInfo, reader: ZoneInfo | None) -> str:
    """Until when, in the dialogue's zone, and in the reader's where the clock differs there."""
    if end is None:
        return ""
    stated = words.until(end, home)
    if reader is None or times.same_clock(home, reader, [end]):
        return stated
    return _("%(deadline)s. In your time: %(yours)s") % {
        "deadline": stated,
        "yours": words.moment(end, reader),
    }


def group_facts(way: Way, invitation: Invitation | None, reader: ZoneInfo | None) -> list[Fact]:
    """What to know of a group before one registers by it."""
    group = way.group
    found = [{"label": _("Stakeholder group"), "value": localized(group.name)}]
    if group.who:
        found.append({"label": _("Who may apply"), "value": localized(group.who)})
    if group.evidence:
        needed = _("Evidence, needed") if group.evidence_needed else _("Evidence")
        found.append({"label": needed, "value": localized(group.evidence)})
    if end := last_moment(way, invitation):
        text = deadline(end, group.dialogue.zone, reader)
        found.append({"label": _("Please register until"), "value": text})
    return found


def last_moment(way: Way, invitation: Invitation | None) -> datetime | None:
    """The deadline of the group, or of the link where that ends first or lets in late."""
    end = way.window.closes_at
    if invitation is None or invitation.group_id is None:
        return end
    if end is None or invitation.late:
        return invitation.expires_at
    return min(end, invitation.expires_at)


def choices(
    ways: Sequence[Way], reader: ZoneInfo | None, address: str = ""
) -> list[dict[str, Any]]:
    """The groups with their conditions; at an address that takes a choice, where that leads."""
    return [
        {
            "name": localized(way.group.name),
            "facts": group_facts(way, None, reader)[1:],
            "url": f"{address}?group={way.group.slug}" if address and way.is_open else "",
            "refusal": way.refusal,
            "is_full": way.is_full,
        }
        for way in ways
    ]


def closed(ways: Sequence[Way], dialogue: Dialogue, reader: ZoneInfo | None, now: datetime) -> str:
    """Why nobody can register at present, with the dates."""
    if not takes_registrations(dialogue):
        return _("This dialogue does not take registrations.")
    if not ways:
        return _("People come to this dialogue by invitation. If you got one, use its link.")
    standings = {way.window.standing(now) for way in ways}
    if Standing.NOT_YET in standings:
        opens = min(way.window.opens_at for way in ways if way.window.opens_at)
        return _("Registration begins: %(moment)s.") % {
            "moment": in_both(opens, dialogue.zone, reader)
        }
    ends = max(way.window.closes_at for way in ways if way.window.closes_at)
    return _("Registration has ended: %(deadline)s.") % {
        "deadline": deadline(ends, dialogue.zone, reader)
    }


def in_both(when: datetime, home: ZoneInfo, reader: ZoneInfo | None) -> str:
    stated = words.moment(when, home)
    if reader is None or times.same_clock(home, reader, [when]):
        return stated
    return _("%(moment)s. In your time: %(yours)s") % {
        "moment": stated,
        "yours": words.moment(when, reader),
    }


def consent(opening: Opening, asks_questions: bool) -> dict[str, Any]:
    """What is asked, why, and until when, in plain words."""
    dialogue = opening.dialogue
    last = retention.until(dialogue)
    organiser = dialogue.contact_name or _("the convener")
    return {
        "what": _asked(opening, asks_questions),
        "why": _(
            "The conveners of this dialogue use them to decide who takes part, to plan the day, "
            "for your badge, and to write to you about this dialogue. Nobody else reads them; "
            "other participants see your name only if you choose so above."
        ),
        "until": _(
            "Your answers are deleted after %(day)s. Files that you add as evidence are deleted "
            "%(days)d days after the decision."
        )
        % {"day": times.long_date(last), "days": opening.keep_evidence_days},
        "rights": _(
            "You can change your answers, withdraw, see all that is held on you, and have it "
            "deleted at any time on your own page. Questions: %(organiser)s."
        )
        % {"organiser": organiser},
        "notice": opening.notice,
    }


def _asked(opening: Opening, asks_questions: bool) -> str:
    asked = [_("your name, title, position and organisation")]
    asked += [_("country")] if opening.asks_country else []
    asked += [_("gender, if you wish")] if opening.asks_gender else []
    asked += [_("access needs, if any")] if opening.asks_access_needs else []
    asked += [_("your answers to the questions above")] if asks_questions else []
    return _("We ask for %(list)s.") % {"list": _(", ").join(asked)}


def refused_link(invitation: Invitation, refusal: str) -> dict[str, Any]:
    """What to do with a link that does not lead on."""
    mine = reverse("my-registration", args=[invitation.dialogue.slug])
    used = invitation.state == InvitationState.ACCEPTED
    return {
        "text": refusal,
        "is_declined": invitation.state == InvitationState.DECLINED,
        "url": mine if used else "",
        "label": _("To your own page") if used else "",
    }
