"""Coming in: by the link of an invitation, or by the dialogue's own page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from parley.apps.accounts.views.engine import refused
from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.registration.forms.guests import AddressForm, GuestForm
from parley.apps.registration.presenters import guests as present
from parley.apps.registration.selectors import eligibility
from parley.apps.registration.selectors import guests as find
from parley.apps.registration.services import guests as services
from parley.apps.registration.services.registering import register as register_account
from parley.core.errors import InvalidInput
from parley.core.views import Request, sees, view

Save = Callable[[Any, Mapping[str, Any]], None]


@dataclass(frozen=True)
class Coming:
    """Somebody on the way in. `save` registers them; `initial` is what the form knows already."""

    dialogue: Any
    invitation: Any
    save: Save
    initial: Mapping[str, Any]
    address: str = ""


@view(sees(find.invitation_at), "GET", "POST")
def invitation(request: Request, invitation: Any) -> HttpResponseBase:
    """The short form itself. Opening it changes nothing: mail scanners open links, too."""
    if page := _not_usable(request, invitation):
        return _kept_by_nobody(page)

    def save(group: Any, values: Mapping[str, Any]) -> None:
        services.come(request.actor, request, invitation, group, values)

    initial = {name: getattr(invitation, name) for name in ("name", "honorific", "organisation")}
    coming = Coming(invitation.dialogue, invitation, save, initial, invitation.address)
    return _kept_by_nobody(_way_in(request, coming))


def _kept_by_nobody(page: HttpResponse) -> HttpResponse:
    """The address of the page is a key, or the form knows already what somebody has said."""
    page["Cache-Control"] = "private, no-store"
    page["X-Robots-Tag"] = "noindex"
    return page


def _not_usable(request: Request, invitation: Any) -> HttpResponse | None:
    """The page that says politely why this link does not lead on, if it doesn't."""
    context = {"heading": present.heading(invitation.dialogue), "invitation": invitation}
    owner = services.is_owner(request, invitation)
    if request.actor.is_signed_in and not owner:
        return render(request, "registration/other_account.html", context, status=403)
    refusal = eligibility.refusal_of_invitation(invitation, timezone.now())
    if not refusal:
        return None
    if owner and find.own_registration(request.actor, invitation.dialogue):
        return redirect("my-registration", invitation.dialogue.slug)
    context["refused"] = present.refused_link(invitation, refusal)
    return render(request, "registration/refused_link.html", context, status=410)


def _way_in(request: Request, coming: Coming) -> HttpResponse:
    """Choose a group where there are several, fill in the form, be registered."""
    ways = find.ways_in(request.actor, coming.dialogue, coming.invitation, timezone.now())
    way = _chosen(ways, request.GET.get("group", ""))
    if way is None:
        return _choice(request, coming, ways)
    form = _form(request, way.group, coming.initial)
    if form.is_bound and form.is_valid():
        try:
            coming.save(way.group, {**form.values, **_reader(request)})
        except InvalidInput as error:
            form.refuse(error)
        else:
            return redirect("my-registration", coming.dialogue.slug)
    context = {
        **_around(coming),
        "form": form,
        "facts": present.group_facts(way, coming.invitation, request.reader_zone),
        "is_full": way.is_full,
        "other_groups": request.path if len(ways) > 1 else "",
        "consent": present.consent(find.opening_of(way.group), bool(form.questions)),
    }
    status = 422 if form.errors else 200
    return render(request, "registration/register.html", context, status=status)


def _around(coming: Coming) -> dict[str, Any]:
    return {
        "heading": present.heading(coming.dialogue),
        "dialogue": coming.dialogue,
        "invitation": coming.invitation,
        "address": coming.address,
    }


def _choice(request: Request, coming: Coming, ways: list[find.Way]) -> HttpResponse:
    """The groups to choose from, or why there is none at present."""
    reader = request.reader_zone
    is_open = any(way.is_open for way in ways)
    context = {
        **_around(coming),
        "choices": present.choices(ways, reader, request.path),
        "closed": "" if is_open else present.closed(ways, coming.dialogue, reader, timezone.now()),
    }
    return render(request, "registration/choose.html", context)


def _chosen(ways: list[find.Way], slug: str) -> find.Way | None:
    usable = [way for way in ways if way.is_open]
    if len(ways) == 1 and usable:
        return usable[0]
    return next((way for way in usable if way.group.slug == slug), None)


def _form(request: Request, group: Any, initial: Mapping[str, Any]) -> GuestForm:
    return GuestForm(
        request.POST if request.method == "POST" else None,
        group=group,
        opening=find.opening_of(group),
        questions=find.questions_for(group),
        initial=dict(initial),
    )


def _reader(request: Request) -> dict[str, str]:
    """In which language and zone mails and pages are for them."""
    zone = request.reader_zone
    return {"language": get_language() or "", "time_zone": zone.key if zone else ""}


@view(sees(find.invitation_at), "GET", "POST")
def invitation_decline(request: Request, invitation: Any) -> HttpResponse:
    """Asks first, and can be taken back."""
    if request.method == "POST":
        services.decline(request.actor, request, invitation)
        return redirect(request.path.removesuffix("decline/"))
    if page := _not_usable(request, invitation):
        return _kept_by_nobody(page)
    context = {"heading": present.heading(invitation.dialogue)}
    return _kept_by_nobody(render(request, "registration/decline.html", context))


@view(sees(find.invitation_at), "POST")
def invitation_reopen(request: Request, invitation: Any) -> HttpResponse:
    services.reopen(request.actor, request, invitation)
    return redirect(request.path.removesuffix("reopen/"))


@view(sees(dialogue_for), "GET", "POST")
def register(request: Request, dialogue: Any) -> HttpResponseBase:
    """For whoever is signed in the form; for others the way to a link."""
    if not request.actor.is_signed_in:
        return _address_page(request, dialogue)
    own = find.own_registration(request.actor, dialogue)
    if own is not None and (own.state != "cancelled" or find.is_kept_out(own)):
        return redirect("my-registration", dialogue.slug)
    invited = find.invitation_of(request.actor, dialogue)

    def save(group: Any, values: Mapping[str, Any]) -> None:
        register_account(request.user, group, values, invitation=invited)  # type: ignore[arg-type]

    coming = Coming(dialogue, invited, save, find.said_before(request.actor))
    return _kept_by_nobody(_way_in(request, coming))


def _address_page(request: Request, dialogue: Any) -> HttpResponseBase:
    now, reader = timezone.now(), request.reader_zone
    ways = find.ways_in(request.actor, dialogue, None, now)
    is_open = any(way.is_open for way in ways)
    form = AddressForm(request.POST if request.method == "POST" and is_open else None)
    if form.is_valid():
        if too_often := refused(request, "register-link"):
            return too_often
        address = form.cleaned_data["address"]
        services.request_link(request.actor, dialogue, address, get_language() or "")
        return redirect(reverse("register", args=[dialogue.slug]) + "?sent")
    context = {
        "heading": present.heading(dialogue),
        "dialogue": dialogue,
        "form": form,
        "choices": present.choices(ways, reader),
        "closed": "" if is_open else present.closed(ways, dialogue, reader, now),
        "sent": "sent" in request.GET,
    }
    return render(request, "registration/address.html", context, status=422 if form.errors else 200)
