"""Submitting propositions, and what becomes of one's own."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.deliberation.forms.respond import ProposalForm, written_in
from parley.apps.deliberation.presenters import asking as present
from parley.apps.deliberation.presenters import consultations as around
from parley.apps.deliberation.selectors import asking, mine
from parley.apps.deliberation.selectors.consultations import elements_of
from parley.apps.deliberation.selectors.similar import similar_to
from parley.apps.deliberation.services import propositions
from parley.apps.deliberation.views.participant import own_page, own_submission, proposing
from parley.core.access import may
from parley.core.errors import InvalidInput
from parley.core.views import Request, view

SAID = {
    "consent": gettext_lazy("Thank you. The proposition stands there in the new words."),
    "refuse": gettext_lazy("Your own words stay."),
    "withdraw": gettext_lazy("Your proposition is withdrawn."),
}


@view(proposing, "GET", "POST")
def propose(request: Request, consultation: Any) -> HttpResponse:
    form = ProposalForm(
        request.POST if request.method == "POST" else None,
        consultation=consultation,
        elements=elements_of(consultation),
    )
    if form.is_bound and form.is_valid() and _submit(request, consultation, form):
        return redirect(around.address("consultation-propose", consultation))
    own = mine.submissions_of(request.actor, consultation)
    context = {
        "form": form,
        "is_taken": may(request.actor, "propose", consultation),
        "similar": _similar(consultation, request),
        "similar_url": around.address("proposition-similar", consultation),
        "submissions": [present.submission(row, consultation) for row in own],
    }
    status = 422 if form.errors else 200
    return own_page(
        request, "propose", consultation, _("Submit a proposition"), context, status=status
    )


def _submit(request: Request, consultation: Any, form: ProposalForm) -> bool:
    """Whether it was taken; what a service refuses stands in the form, with what was typed."""
    said = form.cleaned_data
    try:
        made = propositions.submit(
            request.actor,
            consultation,
            said["text"],
            said.get("element"),
            named=said.get("named", False),
        )
    except InvalidInput as error:
        form.add_error("text", str(error))
        return False
    accepted = _("Thank you. Your proposition stands there now.")
    waits = _("Thank you. A moderator looks at your proposition; you see here what becomes of it.")
    messages.success(request, accepted if made.is_accepted else waits)
    return True


def _similar(consultation: Any, request: Request) -> list[Any]:
    found = similar_to(written_in(request.POST), asking.accepted_of(consultation))
    return [
        around.proposition(one.proposition, consultation) | {"differs": one.differs}
        for one in found
    ]


@view(proposing, "POST")
def similar(request: Request, consultation: Any) -> HttpResponse:
    """The part of the page that says what stands there already, while somebody writes."""
    context = {"similar": _similar(consultation, request)}
    return render(request, "deliberation/_similar.html", context)


@view(own_submission, "POST")
def act(request: Request, proposition: Any) -> HttpResponse:
    """Its author agrees to an edit, refuses it, or takes the proposition back."""
    done = request.POST.get("act", "")
    if done not in SAID:
        raise InvalidInput(_("Please choose one of the answers."))
    getattr(propositions, done)(request.actor, proposition)
    messages.success(request, SAID[done])
    return redirect(around.address("consultation-propose", proposition.consultation))
