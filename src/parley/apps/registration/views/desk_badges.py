"""Badges: whom for, how large, and the file to print."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache

from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.registration.forms.day import BadgesForm
from parley.apps.registration.presenters import badges as present
from parley.apps.registration.presenters import desk
from parley.apps.registration.selectors import badges as find
from parley.apps.registration.selectors.attendance import may_check_in
from parley.apps.registration.services import badges as services
from parley.core.errors import InvalidInput
from parley.core.views import Request, may, view

BADGES = "registration-badges"
MOST_LISTED = 200


@never_cache
@view(may("edit", dialogue_for), "GET", "POST")
def badges(request: Request, dialogue: Any) -> HttpResponse:
    """Posting answers the file itself; what can't be printed is said on the page."""
    posted = request.POST if request.method == "POST" else None
    form = BadgesForm(posted, groups=find.groups_of(request.actor, dialogue))
    valid = form.is_valid()
    shown = find.badges_for(request.actor, dialogue, form.filter if valid else find.Pick())
    if valid and form.prints:
        try:
            wanted = find.badges_for(request.actor, dialogue, form.pick)
            pdf = services.printed(request.actor, dialogue, wanted, form.size_chosen)
        except InvalidInput as error:
            form.add_error(None, error.message)
        else:
            return _file(pdf, present.filename(dialogue, form.size_chosen.value))
    context = {
        **desk.around(dialogue, BADGES),
        "form": form,
        "badges": present.lines(shown[:MOST_LISTED]),
        "count": len(shown),
        "may_check_in": may_check_in(request.actor, dialogue),
        "chosen": request.POST.getlist("who"),
    }
    status = 422 if form.errors else 200
    return render(request, "registration/desk/badges.html", context, status=status)


def _file(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    response["X-Content-Type-Options"] = "nosniff"
    return response
