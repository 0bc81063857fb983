"""A delegate's own page for naming others of the same group."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parley.apps.convening.views.editing import typed
from parley.apps.registration.forms.nominations import NominationForm
from parley.apps.registration.presenters import guests as present_guests
from parley.apps.registration.presenters import nominations as present
from parley.apps.registration.selectors import nominations as find
from parley.apps.registration.selectors.nominations import left
from parley.apps.registration.services import invitations
from parley.apps.registration.services import nominations as services
from parley.apps.registration.views.guest import own
from parley.core import access
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.views import Request, personal, view


@personal
def nominator(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """One's own registration, where its group may nominate; and what else the address names."""
    (registration,) = own(request, {"slug": parts["slug"]})
    if not access.may(request.actor, "nominate", registration.group):
        raise NotAllowed(_("Your group does not nominate others."))
    return (registration, *[value for name, value in parts.items() if name != "slug"])


@view(nominator, "GET", "POST")
def nominate(request: Request, registration: Any) -> HttpResponse:
    initial = {"language": get_language(), "organisation": registration.organisation}
    form = NominationForm(typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.nominate(request.actor, registration, form.values)
        except InvalidInput as error:
            form.refuse(error)
        else:
            text = _(
                "Thank you. Unless this person has heard from us before, a mail is on its way."
            )
            messages.success(request, text)
            return redirect("nominate", registration.dialogue.slug)
    context = {
        "registration": registration,
        "dialogue": registration.dialogue,
        "heading": present_guests.heading(registration.dialogue),
        "form": form,
        "may_add": left(registration) > 0,
        "left": present.left_in_words(registration),
        "rows": present.lines(registration),
    }
    status = 422 if form.errors else 200
    return render(request, "registration/nominate.html", context, status=status)


@view(nominator, "POST")
def nomination_withdraw(request: Request, registration: Any, uid: Any) -> HttpResponse:
    """Take one back. Naming the same person again undoes it."""
    row = find.nomination_for(request.actor, registration, uid)
    if invitations.revoke(request.actor, [row]):
        messages.success(request, _("The nomination is withdrawn: its link no longer works."))
    else:
        messages.info(request, _("This nomination has been answered and can’t be withdrawn."))
    return redirect("nominate", registration.dialogue.slug)
