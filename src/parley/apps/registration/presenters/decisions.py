"""Decisions on registrations, before and after: who, how many, who finds no seat."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parley.apps.convening.models import Dialogue
from parley.apps.registration.forms.board import ACTIONS
from parley.apps.registration.models import Registration, State
from parley.apps.registration.presenters.board import done
from parley.apps.registration.services.board import Plan
from parley.apps.registration.services.deciding import Outcome, Undone

TITLES = {
    State.APPROVED: gettext_lazy("Approve registrations"),
    State.DECLINED: gettext_lazy("Decline registrations"),
    State.WAITLISTED: gettext_lazy("Put on the waitlist"),
    State.OFFERED: gettext_lazy("Offer seats"),
    State.CANCELLED: gettext_lazy("Cancel registrations"),
    State.ATTENDED: gettext_lazy("Mark as attended"),
    State.SUBMITTED: gettext_lazy("Open decisions again"),
}


def is_known(to: str) -> bool:
    return to in State.values


def state(to: str) -> State:
    return State(to)


def title(to: str) -> Any:
    return TITLES[State(to)]


def in_a_line(row: Registration) -> dict[str, Any]:
    """Who it is and where it stands, in a line that leads to the rest."""
    return {
        "name": row.name,
        "organisation": row.organisation,
        "group": str(row.group.name),
        "state": row.get_state_display(),
        "url": reverse("registration-one", args=[row.dialogue.slug, row.uid]),
    }


def plan(found: Plan) -> dict[str, Any]:
    """What will happen, by name."""
    number = len(found.possible)
    text = ngettext("This is about %(n)d person.", "This is about %(n)d people.", number)
    return {
        "to": found.to,
        "action": ACTIONS[found.to],
        "lead": text % {"n": number}
        if number
        else _("There is nobody with whom this can be done."),
        "possible": [in_a_line(row) for row in found.possible],
        "without_seat": [in_a_line(row) for row in found.without_seat],
        "not_from_here": [in_a_line(row) for row in found.not_from_here],
        "sends_mail": found.mail is not None,
        "holds": _holds(found.to),
        "has_rest": bool(found.without_seat) and found.to == State.APPROVED,
        "can_act": bool(found.possible or found.without_seat),
    }


def _holds(to: State) -> str:
    """What a cancellation means for whom it is about."""
    if to != State.CANCELLED:
        return ""
    return _(
        "Cancelling holds: nobody of them can register again by themselves. To let somebody in "
        "after all, open the decision again here."
    )


def _by_reason(refused: Iterable[tuple[Registration, str]]) -> list[dict[str, Any]]:
    by_reason: dict[str, list[dict[str, Any]]] = {}
    for row, reason in refused:
        by_reason.setdefault(reason, []).append(in_a_line(row))
    return [{"reason": reason, "people": people} for reason, people in by_reason.items()]


def outcome(found: Outcome) -> dict[str, Any]:
    return {
        "texts": _counts(found),
        "refused": _by_reason(found.refused),
        "batch": found.batch if found.done or found.waitlisted else None,
    }


def _counts(found: Outcome) -> list[str]:
    texts = [done(found.done[0].state, len(found.done))] if found.done else []
    if found.waitlisted:
        texts.append(done(State.WAITLISTED, len(found.waitlisted)))
    return texts or [_("Nothing was changed.")]


def undone(found: Undone) -> dict[str, Any]:
    number = len(found.done)
    text = ngettext("%(n)d decision was taken back.", "%(n)d decisions were taken back.", number)
    texts = [text % {"n": number}] if number else [_("Nothing was changed.")]
    if found.told:
        told = ngettext(
            "%(n)d person had got a mail already, and is told.",
            "%(n)d people had got a mail already, and are told.",
            found.told,
        )
        texts.append(told % {"n": found.told})
    return {"texts": texts, "refused": _by_reason(found.refused), "batch": None}


def next_url(dialogue: Dialogue, found: Outcome, back: str) -> str:
    """To the board, or to the registration from which it was decided."""
    only = found.done[0] if len(found.done) == 1 else None
    if only is not None and back == str(only.uid):
        page = reverse("registration-one", args=[dialogue.slug, only.uid])
    else:
        page = reverse("registration-board", args=[dialogue.slug])
    return f"{page}?done={found.batch}"
