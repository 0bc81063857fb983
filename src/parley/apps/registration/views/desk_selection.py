"""Balanced selection: quotas, a draw, a look at it, and the decision."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.views.editing import typed
from parley.apps.registration.forms.selection import ApplyForm, SelectionForm, initial_of
from parley.apps.registration.presenters import decisions as present_decisions
from parley.apps.registration.presenters import desk
from parley.apps.registration.presenters import selection as present
from parley.apps.registration.selectors import selections as find
from parley.apps.registration.services import selection as services
from parley.apps.registration.views.guards import vetter
from parley.core.errors import InvalidInput
from parley.core.views import Request, may, personal, view

SELECTIONS = "registration-selections"
ONE = "registration-selection"
LABEL = gettext_lazy("A selection")
vetting = personal(may("vet", find.selection_for))


@view(vetter, "GET", "POST")
def selections(request: Request, dialogue: Any) -> HttpResponse:
    """What has been drawn, and the form for a new draw."""
    form = _form(request, dialogue)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = services.propose(
                request.actor, dialogue, given["wanted"], form.quotas, seed=given["seed"]
            )
        except InvalidInput as error:
            form.add_error(None, error.message)
        else:
            return redirect(ONE, dialogue.slug, made.uid)
    context = {
        **desk.around(dialogue, SELECTIONS),
        "form": form,
        "pool": len(form.pool),
        "installed": services.is_installed(),
        "selections": [
            present.summary(row) for row in find.selections_for(request.actor, dialogue)
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "registration/desk/selections.html", context, status=status)


def _form(request: Request, dialogue: Any) -> SelectionForm:
    actor = request.actor
    pool, free = find.pool_of(actor, dialogue), find.free_seats(actor, dialogue)
    groups = find.groups_by_key(actor, dialogue)
    counted = all(str(key) in free for key in groups)
    wanted = min(len(pool), sum(free.values())) if counted else None
    lines = find.lines_of(actor, dialogue, pool)
    last = next(iter(find.selections_for(actor, dialogue)), None)
    former = initial_of(last.quotas, lines, free) if last else {}
    return SelectionForm(
        typed(request),
        pool=pool,
        lines=lines,
        free=free,
        groups=groups,
        initial={"wanted": wanted, "seed": services.new_seed(), **former},
    )


@view(vetting)
def selection(request: Request, selection: Any) -> HttpResponse:
    return _shown(request, selection, ApplyForm())


def _shown(request: Request, row: Any, form: ApplyForm, status: int = 200) -> HttpResponse:
    dialogue = row.dialogue
    context = {
        **desk.around(dialogue, SELECTIONS, LABEL),
        **present.page(
            row,
            find.people_of(request.actor, row),
            find.candidates(row.chosen),
            find.groups_by_key(request.actor, dialogue),
        ),
        "form": form,
    }
    return render(request, "registration/desk/selection.html", context, status=status)


@view(vetting, "POST")
def again(request: Request, selection: Any) -> HttpResponse:
    """Another draw with the same quotas."""
    try:
        made = services.again(request.actor, selection)
    except InvalidInput as error:
        messages.error(request, error.message)
        return redirect(SELECTIONS, selection.dialogue.slug)
    return redirect(ONE, selection.dialogue.slug, made.uid)


@view(vetting, "POST")
def apply(request: Request, selection: Any) -> HttpResponse:
    """Decides as was drawn."""
    form, dialogue = ApplyForm(request.POST), selection.dialogue
    if not form.is_valid():
        return _shown(request, selection, form, 422)
    try:
        outcome = services.apply(request.actor, selection, **form.cleaned_data)
    except InvalidInput as error:
        form.add_error(None, error.message)
        return _shown(request, selection, form, 422)
    if outcome.refused:
        around = desk.around(dialogue, SELECTIONS, _("Decided"))
        context = {**around, **present_decisions.outcome(outcome)}
        return render(request, "registration/desk/decided.html", context)
    return HttpResponseRedirect(present_decisions.next_url(dialogue, outcome, ""))
