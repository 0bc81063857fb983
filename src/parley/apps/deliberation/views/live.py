"""The live room: participants' phones, the facilitator's console, the screen in the hall."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parley.apps.deliberation.forms import live as forms
from parley.apps.deliberation.presenters import live as present
from parley.apps.deliberation.selectors import live as find
from parley.apps.deliberation.selectors.consultations import consultation_for
from parley.core import access, tries
from parley.core import live as core_live
from parley.core.errors import InvalidInput, not_found
from parley.core.live import LiveResponse
from parley.core.views import Request, may, sees, signed_in, view


def _is_script(request: Request) -> bool:
    return request.headers.get("Accept") == "application/json"


def _done(request: Request, name: str, consultation: Any, **said: Any) -> HttpResponse:
    """Scripts are told; forms are led back."""
    if _is_script(request):
        return JsonResponse(said)
    return redirect(name, consultation.dialogue.slug, consultation.slug)


@view(sees(consultation_for))
def live(request: Request, consultation: Any) -> HttpResponse:
    shown = present.view_of(request.actor, consultation)
    context = present.page(consultation, shown) | present.own(request.actor, consultation)
    context["may_lead"] = access.may(request.actor, "lead", consultation)
    return render(request, "deliberation/live/live.html", context)


@view(sees(consultation_for))
def projector(request: Request, consultation: Any) -> HttpResponse:
    return render(
        request,
        "deliberation/live/projector.html",
        present.page(consultation, present.PROJECTOR),
    )


@view(may("lead", consultation_for), "GET", "POST")
def console(request: Request, consultation: Any) -> HttpResponse:
    if request.method == "POST":
        return _commanded(request, consultation)
    context = present.page(consultation, present.CONSOLE)
    context["queue"] = find.propositions_of(request.actor, consultation)
    return render(request, "deliberation/live/console.html", context)


def _commanded(request: Request, consultation: Any) -> HttpResponse:
    try:
        forms.command_in(request.POST)(request.actor, consultation)
    except InvalidInput as error:
        if not _is_script(request):
            raise
        return JsonResponse({"message": str(error)}, status=400)
    return _done(request, "live-console", consultation)


@view(may("respond", consultation_for), "POST")
def floor(request: Request, consultation: Any) -> HttpResponse:
    try:
        forms.own_command_in(request.POST)(request.actor, consultation)
    except InvalidInput as error:
        if not _is_script(request):
            raise
        return JsonResponse({"message": str(error)}, status=400)
    state = find.state_of(consultation.pk)
    return _done(request, "live", consultation, speaker=present.speaker_of(request.actor, state))


# What pages follow


def _asked(request: Request, consultation: Any) -> Any:
    """The feed that the address names, if it is for this reader."""
    own, asked = present.view_of(request.actor, consultation), request.GET.get("view", "")
    allowed = {own, present.VISITOR, present.PROJECTOR}
    if access.may(request.actor, "lead", consultation):
        allowed.add(present.CONSOLE)
    if asked not in allowed:
        raise not_found()
    return present.feed_of(consultation, asked)


@view(sees(consultation_for))
def events(request: Request, consultation: Any) -> HttpResponse:
    feed, actor, key = _asked(request, consultation), request.actor, consultation.pk
    leads = feed.view == present.CONSOLE
    return LiveResponse(request, feed, lambda: find.sees(actor, key, leads))


@view(sees(consultation_for))
def state(request: Request, consultation: Any) -> HttpResponse:
    """The same for those whom no stream reaches: they ask again and again."""
    message = core_live.message(_asked(request, consultation))
    if request.GET.get("known") == message.version:
        return HttpResponse(status=204)
    return HttpResponse(
        message.data,
        content_type="application/json",
        headers={"X-Live-Version": message.version, "Cache-Control": "private, no-store"},
    )


# The way in


@view(signed_in)
def code(request: Request) -> HttpResponse:
    """Where a code is typed."""
    typed = request.GET.get("code", "").strip()
    if typed:
        return _entered(request, typed)
    return render(request, "deliberation/live/code.html", {"form": forms.CodeForm()})


@view(signed_in)
def coded(request: Request, code: str) -> HttpResponse:
    """The short address that stands in the room."""
    return _entered(request, code)


def _entered(request: Request, typed: str) -> HttpResponse:
    """To the room. A code that there is not, and one of a room that is not open to this person, are
    answered alike; each try counts."""
    seconds = tries.wait(request, "room-code")
    if seconds:
        return _refused(request, typed, _("Too many codes were tried. Please wait a minute."), 429)
    try:
        room = find.room_for(request.actor, typed)
    except find.NoRoom:
        said = _(
            "No room that is open to you has this code. Look at the screen again, and open your "
            "personal link first if you have one: it signs you in."
        )
        return _refused(request, typed, said, 404)
    found = room.consultation
    return redirect("live", found.dialogue.slug, found.slug)


def _refused(request: Request, typed: str, said: str, status: int) -> HttpResponse:
    form = forms.CodeForm({"code": typed[:20]})
    form.add_error("code", said)
    return render(request, "deliberation/live/code.html", {"form": form}, status=status)
