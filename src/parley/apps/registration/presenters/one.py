"""One registration in words."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.registration.forms.board import ACTIONS
from parley.apps.registration.models import Mail, Note, Question, Registration, State, Transition
from parley.apps.registration.presenters.board import moment
from parley.apps.registration.selectors.answers import answer_in_words
from parley.apps.registration.selectors.board import File
from parley.apps.registration.services import states, waitlists
from parley.apps.registration.services.deciding import TAKEN_BACK
from parley.core import countries
from parley.core.access import may
from parley.core.actors import Actor
from parley.core.templatetags.parley import localized

# What Parley itself gave as a reason is translated; a convener's own words are not.
OURS = frozenset({states.FREED, states.MOVED_UP, waitlists.EXPIRED, TAKEN_BACK})


def page(actor: Actor, file: File) -> dict[str, Any]:
    row = file.registration
    return {
        "registration": row,
        "uid": str(row.uid),
        "facts": facts(row),
        "answers": answers(row, file.questions),
        "history": [line(step, row) for step in reversed(file.transitions)],
        "notes": [note(actor, text, row) for text in file.notes],
        "mails": [mail(sent, row) for sent in row.mails.all()],
        "steps": steps(row),
    }


def steps(row: Registration) -> list[dict[str, Any]]:
    """What can be done with it from here."""
    return [
        {"to": str(to), "label": label, "style": "primary" if to == State.APPROVED else "quiet"}
        for to, label in ACTIONS.items()
        if to in states.STEPS[row.state]
    ]


def facts(row: Registration) -> list[dict[str, Any]]:
    """Label and value of all that was said, as far as it was."""
    zone = row.dialogue.zone
    told = [
        (_("Group"), localized(row.group.name)),
        (_("Title"), row.honorific),
        (_("Position"), row.position),
        (_("Organisation"), row.organisation),
        (_("Country"), countries.name(row.country) if row.country else ""),
        (_("Gender"), row.get_gender_display() if row.gender else ""),
        (_("Takes part"), row.get_mode_display()),
        (_("Access needs"), row.access_needs),
        (_("E-mail address"), row.user.email),
        (_("Name shown to"), row.get_listing_display()),
        (_("Submitted"), moment(row.submitted_at, zone)),
        (_("Offer ends"), moment(row.offer_ends_at, zone) if row.offer_ends_at else ""),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


def answers(row: Registration, questions: Iterable[Question]) -> list[dict[str, Any]]:
    return [
        {"label": localized(question.text), "value": text}
        for question in questions
        if (text := answer_in_words(row, question))
    ]


def line(step: Transition, row: Registration) -> dict[str, Any]:
    """One line of the history."""
    reason = _(step.reason) if step.reason in OURS else step.reason
    return {
        "time": moment(step.at, row.dialogue.zone),
        "time_iso": step.at.isoformat(),
        "who": who(step),
        "what": _("%(what)s. Reason: %(reason)s") % {"what": _what(step), "reason": reason}
        if reason
        else _what(step),
    }


def who(step: Transition) -> str:
    if step.by_job:
        return _("Parley")
    return str(step.by) if step.by else _("a former account")


def _what(step: Transition) -> str:
    if step.joined_group or step.left_group:
        gone = _("(a group that is gone)")
        groups = {"left": step.left_group or gone, "joined": step.joined_group or gone}
        return _("Group changed: %(left)s → %(joined)s") % groups
    if step.before == step.after == State.WAITLISTED:
        return _("Moved up on the waitlist")
    before, after = step.get_before_display(), step.get_after_display()
    return f"{before} → {after}" if before else after


def note(actor: Actor, text: Note, row: Registration) -> dict[str, Any]:
    url = reverse("registration-note-delete", args=[row.dialogue.slug, row.uid, text.pk])
    return {
        "text": text.text,
        "who": str(text.author) if text.author else _("a former account"),
        "when": moment(text.at, row.dialogue.zone),
        "delete_url": url if may(actor, "delete", text) else "",
    }


def mail(sent: Mail, row: Registration) -> dict[str, Any]:
    return {
        "kind": sent.get_kind_display(),
        "state": sent.get_state_display(),
        "error": sent.error,
        "when": moment(sent.done_at or sent.queued_at, row.dialogue.zone),
    }
