"""One's own page: how things stand, what comes next, and what one can do."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.models import Status
from parley.apps.registration.models import Registration, State
from parley.apps.registration.presenters.guests import in_both
from parley.apps.registration.selectors import eligibility
from parley.apps.registration.selectors.participants import Listed
from parley.apps.registration.services import words
from parley.core.templatetags.parley import country, localized

LEVELS = {
    State.APPROVED: "success",
    State.ATTENDED: "success",
    State.OFFERED: "warning",
    State.DECLINED: "info",
    State.CANCELLED: "info",
    State.SUBMITTED: "info",
    State.WAITLISTED: "info",
}
WITHDRAWABLE = (State.SUBMITTED, State.WAITLISTED, State.APPROVED)


def standing(
    row: Registration, reader: ZoneInfo | None, *, kept_out: bool = False
) -> dict[str, Any]:
    """The state in plain words, and what happens next."""
    if row.dialogue.status == Status.CANCELLED:
        title = _("This dialogue has been cancelled")
        return {"title": title, "text": _("Nobody needs to come."), "level": "warning"}
    title, text = _WORDS[State(row.state)](row, reader)
    text = eligibility.kept_out() if kept_out else text
    return {"title": title, "text": text, "level": LEVELS[State(row.state)]}


def _submitted(row: Registration, _reader: ZoneInfo | None) -> tuple[str, str]:
    return (
        _("Your registration has been received"),
        _("A convener looks at it and decides. We write to you as soon as that is done."),
    )


def _approved(row: Registration, _reader: ZoneInfo | None) -> tuple[str, str]:
    return (
        _("Your place is confirmed"),
        _("You take part: %(how)s. The dates: %(dates)s. We look forward to seeing you.")
        % {"how": row.get_mode_display(), "dates": words.dates(row.dialogue)},
    )


def _waitlisted(row: Registration, _reader: ZoneInfo | None) -> tuple[str, str]:
    return (
        _("You are on the waitlist"),
        _("All seats are taken at present. As soon as one is offered to you, we write to you."),
    )


def _offered(row: Registration, reader: ZoneInfo | None) -> tuple[str, str]:
    title = _("A seat is free for you")
    if row.offer_ends_at is None:
        return title, _("Please say whether you take it.")
    end = in_both(row.offer_ends_at, row.dialogue.zone, reader)
    text = _("Please say whether you take it. It is kept for you until: %(end)s.")
    return title, text % {"end": end}


def _declined(row: Registration, _reader: ZoneInfo | None) -> tuple[str, str]:
    return (
        _("We can’t offer you a place this time"),
        _("Thank you for your interest. If you have a question, please write to the contact."),
    )


def _cancelled(row: Registration, _reader: ZoneInfo | None) -> tuple[str, str]:
    return (
        _("Your registration is cancelled"),
        _("You are not expected any more, and your seat goes to somebody else."),
    )


def _attended(row: Registration, _reader: ZoneInfo | None) -> tuple[str, str]:
    return _("You are here"), _("Your presence has been noted. Thank you for taking part.")


_WORDS = {
    State.SUBMITTED: _submitted,
    State.APPROVED: _approved,
    State.WAITLISTED: _waitlisted,
    State.OFFERED: _offered,
    State.DECLINED: _declined,
    State.CANCELLED: _cancelled,
    State.ATTENDED: _attended,
}


def steps(row: Registration, *, may_take_back: bool, kept_out: bool = False) -> dict[str, bool]:
    """Which buttons the page has."""
    running = row.dialogue.status in (Status.ANNOUNCED, Status.OPEN)
    return {
        "offer": running and row.state == State.OFFERED,
        "change": running,
        "withdraw": running and row.state in WITHDRAWABLE,
        "take_back": running and row.state == State.CANCELLED and may_take_back,
        "again": running and row.state == State.CANCELLED and not kept_out,
        "calendar": running and row.state in (State.APPROVED, State.ATTENDED),
        "participants": row.state in (State.APPROVED, State.ATTENDED),
    }


def crumbs(row: Registration, page: str = "") -> list[dict[str, Any]]:
    """My dialogues › the dialogue › my registration › a page of it."""
    dialogue = row.dialogue
    mine = reverse("my-registration", args=[dialogue.slug]) if page else ""
    steps = [
        (_("My dialogues"), reverse("my-dialogues")),
        (localized(dialogue.title), reverse("dialogue", args=[dialogue.slug])),
        (_("My registration"), mine),
        *([(page, "")] if page else []),
    ]
    return [{"label": label, "url": url} for label, url in steps]


def facts(row: Registration) -> list[dict[str, Any]]:
    """What one said, as it is used: on the badge, in lists."""
    name = f"{row.honorific} {row.name}".strip()
    said = [
        (_("Name"), name),
        (_("Position"), row.position),
        (_("Organisation"), row.organisation),
        (_("Country"), country(row.country)),
        (_("Stakeholder group"), localized(row.group.name)),
        (_("Takes part"), row.get_mode_display()),
        (_("My name is shown to"), row.get_listing_display()),
    ]
    return [{"label": label, "value": value} for label, value in said if value]


def cards(rows: Iterable[Registration], today: date) -> dict[str, list[dict[str, Any]]]:
    """One's dialogues: those to come, the next one first, and those that are over."""
    every = [(row, _card(row)) for row in rows]
    coming = [card for row, card in every if row.dialogue.ends_on >= today]
    return {
        "coming": coming[::-1],
        "past": [card for row, card in every if row.dialogue.ends_on < today],
    }


def _card(row: Registration) -> dict[str, Any]:
    return {
        "title": localized(row.dialogue.title),
        "url": reverse("my-registration", args=[row.dialogue.slug]),
        "dates": words.dates(row.dialogue),
        "place": words.place(row.dialogue, row.mode),
        "state": row.get_state_display(),
    }


def listed(people: Iterable[Listed]) -> list[dict[str, Any]]:
    """The list of participants in groups, each with those whom the reader may know of."""
    groups: dict[int, dict[str, Any]] = {}
    for person in people:
        group = groups.setdefault(person.group_id, {"name": localized(person.group), "people": []})
        group["people"].append(_person(person))
    return list(groups.values())


def _person(person: Listed) -> dict[str, Any]:
    post = [person.position, person.organisation, country(person.country)]
    return {
        "name": person.name,
        "honorific": person.honorific,
        "affiliation": _(", ").join(filter(None, post)),
    }
