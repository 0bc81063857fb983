"""Badges at the desk and on one's own page."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import Registration, State
from parley.apps.registration.selectors import codes, eligibility
from parley.apps.registration.selectors.badges import COMES, Badge
from parley.apps.registration.services.badges import qr_of
from parley.core.access import may
from parley.core.actors import Actor
from parley.core.templatetags.parley import localized

HAS_PLACE = (State.SUBMITTED, State.WAITLISTED, State.OFFERED, *COMES)


def line(badge: Badge) -> dict[str, Any]:
    return {
        "uid": str(badge.uid),
        "name": badge.name,
        "organisation": badge.organisation,
        "group": localized(badge.group),
        "colour": badge.colour,
        "photo_url": reverse("registration-photo", args=[badge.uid]) if badge.photo else "",
    }


def lines(badges: Sequence[Badge]) -> list[dict[str, Any]]:
    return [line(badge) for badge in badges]


def own_panel(actor: Actor, registration: Registration) -> dict[str, Any] | None:
    """The code to show at the door, and the photo where one is asked for."""
    if not may(actor, "change", registration) or registration.state not in HAS_PLACE:
        return None
    opening = eligibility.opening_for(actor, registration.dialogue)
    photo = bool(registration.photo or (opening and opening.asks_photo))
    comes = registration.state in COMES
    if not comes and not photo:
        return None
    return {
        "qr": qr_of(codes.code_of(registration)) if comes else "",
        "asks_photo": photo,
        "photo_url": photo_url(registration),
        "photo_form_url": reverse("badge-photo", args=[registration.dialogue.slug]),
    }


def photo_url(registration: Registration) -> str:
    return reverse("registration-photo", args=[registration.uid]) if registration.photo else ""


def photo_panel(actor: Actor, registration: Registration) -> dict[str, Any] | None:
    """Beside a registration on the vetters' board."""
    return {"photo_url": photo_url(registration)} if registration.photo else None


def filename(dialogue: Dialogue, size: str) -> str:
    return f"badges-{dialogue.slug}-{size}.pdf"
