"""Break-outs, for those who take part: what they wish, and who is in their room."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parley.apps.convening.views.editing import typed
from parley.apps.registration.forms.breakouts import WishForm
from parley.apps.registration.presenters import breakouts as present
from parley.apps.registration.presenters import guests
from parley.apps.registration.selectors import own_breakouts as find
from parley.apps.registration.services import breakouts as services
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.views import Request, personal, sees, signed_in, view


@personal
def _own(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """The round, and the registration of whoever asks; signing in may be needed."""
    if request.actor.preview is not None:
        raise NotAllowed(_("This page is a guest’s own. A preview has none."))
    signed_in(request, parts)
    return (find.wisher_of(request.actor, **parts),)


@view(_own, "GET", "POST")
def wishes(request: Request, wisher: Any) -> HttpResponse:
    own, registration = wisher
    dialogue = registration.dialogue
    form = WishForm(typed(request), rooms=own.rooms, wishes=own.wishes)
    if request.method == "POST" and form.is_valid():
        try:
            services.wish(request.actor, own.round, registration, form.rooms)
        except InvalidInput as error:
            form.refuse(error)
        else:
            messages.success(request, _("Thank you. We know what you wish."))
            return redirect("my-registration", dialogue.slug)
    context = {
        "form": form,
        "dialogue": dialogue,
        "heading": guests.heading(dialogue),
        "is_open": own.takes_wishes,
    }
    status = 422 if form.errors else 200
    return render(request, "registration/breakout_wishes.html", context, status=status)


@view(personal(sees(find.room_for)))
def room(request: Request, session: Any) -> HttpResponse:
    """Who is in a room, as far as the reader may know."""
    dialogue, company = session.dialogue, find.company_in(request.actor, session)
    context = {
        "dialogue": dialogue,
        "heading": guests.heading(dialogue),
        "company": present.company(company),
    }
    return render(request, "registration/breakout_room.html", context)
