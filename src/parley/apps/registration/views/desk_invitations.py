"""The convener's desk: inviting one person or many, and what became of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.views.editing import typed
from parley.apps.registration.forms.invitations import (
    ActForm,
    ConfirmForm,
    FilterForm,
    GuestForm,
    ListForm,
)
from parley.apps.registration.presenters import desk as present
from parley.apps.registration.presenters import invitations as tell
from parley.apps.registration.selectors import eligibility, guestlist
from parley.apps.registration.selectors import invitations as find
from parley.apps.registration.services import guestlist as lists
from parley.apps.registration.services import invitations as services
from parley.apps.registration.views.guards import vetter
from parley.core.errors import InvalidInput
from parley.core.views import Request, view

LIST = "registration-invitations"
PER_PAGE = 50
MOST_FOUND = 200


def _around(request: Request, dialogue: Any, title: Any = "") -> dict[str, Any]:
    opening = eligibility.opening_for(request.actor, dialogue)
    return {
        **present.around(dialogue, LIST, title),
        "refusal": guestlist.refusal_to_invite(dialogue, opening),
        "mails_url": tell.mails_url(dialogue),
    }


@view(vetter, "GET", "POST")
def invitations(request: Request, dialogue: Any) -> HttpResponse:
    """The list, or what is found in it. Words are posted, so that no name stands in an address."""
    is_search = request.method == "POST"
    given = request.POST if is_search else request.GET
    form = FilterForm(given, dialogue=dialogue, takes_words=is_search)
    wanted = form.wanted
    rows = find.invitations_for(request.actor, dialogue, wanted)
    per_page = MOST_FOUND if is_search else PER_PAGE
    page = Paginator(rows, per_page).get_page(request.GET.get("page"))
    context = {
        **_around(request, dialogue),
        "form": form,
        "page": page,
        "rows": tell.lines(list(page), dialogue),
        "base": tell.query_of(wanted),
        "is_search": is_search,
        "is_filtered": any([wanted.state, wanted.group, wanted.words]),
        "progress": tell.progress(find.progress_of(request.actor, dialogue)),
    }
    return render(request, "registration/desk/invitations.html", context)


@view(vetter)
def progress(request: Request, dialogue: Any) -> HttpResponse:
    """How far sending has come: a part of the list's page."""
    found = find.progress_of(request.actor, dialogue)
    context = {"dialogue": dialogue, "progress": tell.progress(found)}
    return render(request, "registration/desk/_progress.html", context)


@view(vetter, "GET", "POST")
def invite(request: Request, dialogue: Any) -> HttpResponse:
    """One person."""
    form = GuestForm(typed(request), dialogue=dialogue)
    if request.method == "POST" and form.is_valid():
        try:
            done = services.invite(request.actor, dialogue, [form.guest], form.terms)
        except InvalidInput as error:
            form.refuse(error)
        else:
            if done.invitations:
                messages.success(request, tell.sent(1))
                return redirect(LIST, dialogue.slug)
            form.refuse(InvalidInput("", done.left_out[0].problems))
    status = 422 if form.errors else 200
    context = {**_around(request, dialogue, _("Invite one person")), "form": form}
    return render(request, "registration/desk/invite.html", context, status=status)


@view(vetter, "GET", "POST")
def invite_list(request: Request, dialogue: Any) -> HttpResponse:
    """A list is read and looked at; nobody is written to yet."""
    form = ListForm(typed(request), request.FILES or None, dialogue=dialogue)
    context = {**_around(request, dialogue, _("Invite many")), "form": form}
    if request.method == "POST" and form.is_valid():
        guests, terms = form.guests, form.terms
        lines = guestlist.judged(dialogue, guests.rows, terms)
        context["preview"] = tell.preview(lines, guests.unused)
        context["list"] = lists.sealed(request.actor, dialogue, guests.rows, terms)
        return render(request, "registration/desk/guestlist.html", context)
    status = 422 if form.errors else 200
    return render(request, "registration/desk/invite_list.html", context, status=status)


@view(vetter, "POST")
def invite_confirm(request: Request, dialogue: Any) -> HttpResponse:
    """What was looked at is sent, unless something speaks against it by now."""
    form = ConfirmForm(request.POST)
    given = form.cleaned_data["list"] if form.is_valid() else ""
    try:
        guests, terms = lists.unsealed(request.actor, dialogue, given)
        done = services.invite(request.actor, dialogue, guests, terms)
    except InvalidInput as error:
        messages.error(request, error.message)
        return redirect("registration-invite-list", dialogue.slug)
    messages.success(request, tell.sent(len(done.invitations)))
    return redirect(LIST, dialogue.slug)


_ACTS: dict[str, Callable[..., int]] = {
    ActForm.REVOKE: services.revoke,
    ActForm.RESTORE: services.restore,
    ActForm.RESEND: services.resend,
    ActForm.RENEW: lambda actor, rows: services.resend(actor, rows, new_links=True),
}


@view(vetter, "POST")
def act(request: Request, dialogue: Any) -> HttpResponse:
    """Revoke the ticked ones, or send them again."""
    form = ActForm(request.POST)
    back = redirect(f"{reverse(LIST, args=[dialogue.slug])}?{request.GET.urlencode()}")
    if not form.is_valid():
        return back
    rows = find.chosen(request.actor, dialogue, form.uids)
    number = _ACTS[form.cleaned_data["do"]](request.actor, rows)
    is_revoked = form.cleaned_data["do"] == ActForm.REVOKE
    if number:
        messages.success(request, tell.revoked(number) if is_revoked else tell.sent(number))
    else:
        messages.info(request, _("Nothing to do: tick invitations that this can be done with."))
    return back


@view(vetter, "POST")
def retry(request: Request, dialogue: Any) -> HttpResponse:
    """Send again whatever failed or came back."""
    messages.success(request, tell.sent(services.retry(request.actor, dialogue)))
    return redirect(LIST, dialogue.slug)
