"""Nominations in words, on the delegate's own pages."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from parley.apps.registration.models import InvitationState, Registration
from parley.apps.registration.selectors.nominations import Nomination, left, nominations_of
from parley.core.access import may
from parley.core.actors import Actor

STATES = {
    InvitationState.OPEN: gettext_lazy("Invited"),
    InvitationState.ACCEPTED: gettext_lazy("Accepted"),
    InvitationState.DECLINED: gettext_lazy("Declined"),
    InvitationState.REVOKED: gettext_lazy("Withdrawn"),
}


def own_panel(actor: Actor, registration: Registration) -> dict[str, Any] | None:
    """The way to the page, for those who may nominate."""
    if not may(actor, "nominate", registration.group):
        return None
    url = reverse("nominate", args=[registration.dialogue.slug])
    return {"url": url, "left": left_in_words(registration)}


def left_in_words(registration: Registration) -> str:
    number = left(registration)
    text = ngettext(
        "You may nominate %(n)d more person.", "You may nominate %(n)d more people.", number
    )
    return text % {"n": number}


def lines(registration: Registration) -> list[dict[str, Any]]:
    return [line(one, registration) for one in nominations_of(registration)]


def line(one: Nomination, registration: Registration) -> dict[str, Any]:
    parts = [registration.dialogue.slug, one.uid]
    return {
        "name": one.name,
        "address": one.address,
        "state": STATES[one.state],
        "withdraw_url": reverse("nomination-withdraw", args=parts) if one.can_be_withdrawn else "",
    }
