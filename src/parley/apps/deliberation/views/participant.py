"""Who may open what of a participant's pages."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from parley.apps.deliberation.presenters import consultations as present
from parley.apps.deliberation.selectors import consultations as find
from parley.apps.deliberation.selectors import mine, people
from parley.core.errors import NotAllowed
from parley.core.views import Request, SignInNeeded, signed_in

UNSTORED = "private, no-store"


def asked(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """The proposition that somebody takes a stance on. Whether they may is asked by the service."""
    signed_in(request, parts)
    return (find.asked_for(request.actor, **parts),)


def taking_part(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """The consultation, for those who take stances in it, now or before."""
    consultation = find.consultation_for(request.actor, **parts)
    _require(request, people.standing_of(request.actor, consultation).responds)
    return (consultation,)


def proposing(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """The consultation, for those who may submit propositions when that is due."""
    consultation = find.consultation_for(request.actor, **parts)
    _require(request, people.standing_of(request.actor, consultation).proposes)
    return (consultation,)


def own_submission(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """A proposition that the reader submitted."""
    number = parts.pop("number")
    (consultation,) = proposing(request, parts)
    return (mine.submission_for(request.actor, consultation, number),)


def _require(request: Request, takes_part: bool) -> None:
    if request.actor.preview is not None:
        raise NotAllowed(_("This page is a participant’s own. A preview has none."))
    if not takes_part and not request.actor.is_signed_in:
        raise SignInNeeded(_("Please sign in first."))
    if not takes_part:
        raise NotAllowed(_("You don’t take part in this consultation."))


def own_page(
    request: Request,
    name: str,
    consultation: Any,
    title: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """A page that is one person's own: no browser keeps it."""
    frame = {
        "consultation": consultation,
        "dialogue": consultation.dialogue,
        "heading": present.heading(consultation),
        "breadcrumbs": present.crumbs(consultation, title),
        "title": title,
        "now": present.now(consultation),
        "back_url": present.address("consultation", consultation),
    }
    page = render(request, f"deliberation/{name}.html", frame | context, status=status)
    page["Cache-Control"] = UNSTORED
    return page
