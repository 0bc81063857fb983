"""One's own pages: how it stands, changing it, withdrawing and taking that back, who else comes."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.convening.presenters import programme as present_programme
from parley.apps.convening.presenters.materials import line as material
from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.convening.selectors.directory import materials_of
from parley.apps.convening.selectors.programme import programme_for
from parley.apps.registration.forms.guests import GuestForm
from parley.apps.registration.presenters import guests as present
from parley.apps.registration.presenters import mine as present_mine
from parley.apps.registration.selectors import guests as find
from parley.apps.registration.selectors.eligibility import over
from parley.apps.registration.selectors.participants import is_inside, participants_of
from parley.apps.registration.services import guests as services
from parley.apps.registration.services.calendars import calendar_of
from parley.core import panels, zones
from parley.core.errors import NotAllowed, not_found
from parley.core.views import Request, personal, signed_in, view


@personal
def own(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """One's own registration: the links in the mails lead here, so signing in may be needed."""
    if request.actor.preview is not None:
        raise NotAllowed(_("This page is a guest’s own. A preview has none."))
    signed_in(request, parts)
    return (find.registration_for(request.actor, **parts),)


@personal
def inside(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """The dialogue, for those who take part."""
    dialogue = dialogue_for(request.actor, **parts)
    if is_inside(request.actor, dialogue):
        return (dialogue,)
    if request.actor.preview is None:
        signed_in(request, parts)
    raise NotAllowed(_("The list of participants is for those who take part."))


@view(own)
def my_registration(request: Request, registration: Any) -> HttpResponse:
    actor, dialogue = request.actor, registration.dialogue
    kept_out, may_take_back = find.is_kept_out(registration), bool(find.undoable(registration))
    context = {
        "registration": registration,
        "dialogue": dialogue,
        "breadcrumbs": present_mine.crumbs(registration),
        "heading": present.heading(dialogue, registration.mode),
        "standing": present_mine.standing(
            registration, _zone(request, registration), kept_out=kept_out
        ),
        "over": over(dialogue),
        "steps": present_mine.steps(registration, may_take_back=may_take_back, kept_out=kept_out),
        "facts": present_mine.facts(registration),
        "timetable": _timetable(request, registration),
        "materials": [material(row) for row in materials_of(actor, dialogue)],
        "panels": panels.panels_for("registration.mine", actor, registration),
    }
    return render(request, "registration/mine.html", context)


def _zone(request: Request, registration: Any) -> Any:
    """The zone of this device, or the one that its owner registered from."""
    return request.reader_zone or zones.named(registration.time_zone)


def _timetable(request: Request, registration: Any) -> dict[str, Any]:
    """The sessions that its owner may see, in the dialogue's zone and in their own."""
    dialogue, reader = registration.dialogue, _zone(request, registration)
    programme = programme_for(request.actor, dialogue)
    clocks = present_programme.clocks_for(programme, dialogue.zone, reader, timezone.now())
    first = datetime.combine(dialogue.starts_on, time(12), dialogue.zone)
    return present_programme.timetable(programme, clocks, first, reader)


@view(own, "GET", "POST")
def my_registration_change(request: Request, registration: Any) -> HttpResponse:
    if page := _over(request, registration, _("Change")):
        return page
    group = registration.group
    form = GuestForm(
        request.POST if request.method == "POST" else None,
        instance=find.registration_for(request.actor, registration.dialogue.slug),
        group=group,
        opening=find.opening_of(group),
        questions=find.questions_for(group),
    )
    if form.is_bound and form.is_valid():
        services.change(request.actor, registration, form.values)
        messages.success(request, _("Saved."))
        return redirect("my-registration", registration.dialogue.slug)
    context = {"form": form, **_around(registration, _("Change"))}
    return render(request, "registration/change.html", context, status=422 if form.errors else 200)


def _over(request: Request, registration: Any, page: str) -> HttpResponse | None:
    """The page that says politely that nothing of this can be done any more, if it is so."""
    reason = over(registration.dialogue)
    if not reason:
        return None
    context = {"reason": reason, **_around(registration, page)}
    status = 410 if request.method == "POST" else 200
    return render(request, "registration/over.html", context, status=status)


def _around(registration: Any, page: str) -> dict[str, Any]:
    dialogue = registration.dialogue
    return {
        "registration": registration,
        "dialogue": dialogue,
        "breadcrumbs": present_mine.crumbs(registration, page),
        "heading": present.heading(dialogue, registration.mode),
    }


@view(own, "GET", "POST")
def withdraw(request: Request, registration: Any) -> HttpResponse:
    """Asks first, and can be taken back on one's own page."""
    if page := _over(request, registration, _("Withdraw")):
        return page
    if request.method == "POST":
        services.withdraw(request.actor, registration)
        return redirect("my-registration", registration.dialogue.slug)
    return render(request, "registration/withdraw.html", _around(registration, _("Withdraw")))


@view(own, "POST")
def take_back(request: Request, registration: Any) -> HttpResponse:
    services.take_back(request.actor, registration)
    return redirect("my-registration", registration.dialogue.slug)


@view(own, "POST")
def answer_offer(request: Request, registration: Any) -> HttpResponse:
    """Take the seat, or leave it to the next."""
    takes = request.POST.get("answer") == "take"
    (services.accept_offer if takes else services.decline_offer)(request.actor, registration)
    return redirect("my-registration", registration.dialogue.slug)


@view(own)
def my_calendar(request: Request, registration: Any) -> HttpResponse:
    """The entry that the confirmation brought, for those who lost it. It is the same one."""
    if not present_mine.steps(registration, may_take_back=False)["calendar"]:
        raise not_found()
    body = calendar_of(registration, "PUBLISH")
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{registration.dialogue.slug}.ics"'
    return response


@view(personal(signed_in))
def my_dialogues(request: Request) -> HttpResponse:
    rows = find.registrations_of(request.actor)
    context = {"dialogues": present_mine.cards(rows, timezone.now().date())}
    return render(request, "registration/my_dialogues.html", context)


@view(inside)
def participants(request: Request, dialogue: Any) -> HttpResponse:
    people = participants_of(request.actor, dialogue)
    context = {
        "dialogue": dialogue,
        "heading": present.heading(dialogue),
        "groups": present_mine.listed(people),
    }
    return render(request, "registration/participants.html", context)
