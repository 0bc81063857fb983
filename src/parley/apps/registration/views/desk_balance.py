"""Balance at a glance."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from parley.apps.registration.presenters import balance as present
from parley.apps.registration.presenters import desk
from parley.apps.registration.selectors.balance import balance_of
from parley.apps.registration.selectors.eligibility import groups_for, opening_for
from parley.apps.registration.views.guards import vetter
from parley.core.views import Request, view


@view(vetter)
def balance(request: Request, dialogue: Any) -> HttpResponse:
    groups = {group.pk: group for group in groups_for(request.actor, dialogue)}
    opening = opening_for(request.actor, dialogue)
    asked = {"gender": bool(opening and opening.asks_gender)}
    context = {
        **desk.around(dialogue, "registration-balance"),
        "parts": present.parts(balance_of(request.actor, dialogue), groups, asked),
        "which": list(present.WHICH.values()),
    }
    return render(request, "registration/desk/balance.html", context)
