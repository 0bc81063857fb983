"""The vetting board: all registrations of a dialogue, decisions on many, and undoing them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parley.apps.registration.forms.board import (
    ALL,
    MOST_AT_ONCE,
    ActForm,
    DecideForm,
    FilterForm,
)
from parley.apps.registration.presenters import board as present
from parley.apps.registration.presenters import decisions as present_decisions
from parley.apps.registration.presenters import desk
from parley.apps.registration.selectors import board as find
from parley.apps.registration.services import board as services
from parley.apps.registration.services import deciding
from parley.apps.registration.views.guards import vetter
from parley.core.views import Request, view

BOARD = "registration-board"


@view(vetter, "GET", "POST")
def board(request: Request, dialogue: Any) -> HttpResponse:
    """Words to look for are posted: names stay out of addresses."""
    tallies = find.tallies(request.actor, dialogue)
    groups = {tally.group.pk: tally.group for tally in tallies}
    form = _filter(request, dialogue, list(groups.values()))
    given = request.POST if request.method == "POST" else request.GET
    page = find.page_of(find.matching(request.actor, dialogue, form.wanted), given.get("page", 1))
    query = present.query_of(form.wanted)
    context = {
        **desk.around(dialogue, BOARD),
        "overview": present.overview(dialogue, tallies),
        "form": form,
        "rows": present.lines(page.object_list, groups, dialogue),
        "page": page,
        "query": f"{query}&" if query else "",
        "found": present.counted(page.paginator.count),
        "actions": present.actions(),
        "stroke": _stroke(request, dialogue),
    }
    return render(request, "registration/desk/board.html", context)


def _filter(request: Request, dialogue: Any, groups: list[Any]) -> FilterForm:
    given = request.POST if request.method == "POST" else request.GET
    return FilterForm(given, groups=groups, codes=find.countries_in(request.actor, dialogue))


def _stroke(request: Request, dialogue: Any) -> dict[str, Any] | None:
    """What has just been done, with what undoes it."""
    try:
        batch = UUID(request.GET.get("done", ""))
    except ValueError:
        return None
    return present.stroke(batch, find.steps_in(request.actor, dialogue, batch))


@view(vetter, "POST")
def act(request: Request, dialogue: Any) -> HttpResponse:
    """Says what a decision will do, before it is taken."""
    form = ActForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what to do."))
        return redirect(BOARD, dialogue.slug)
    uids = request.POST.getlist("uid")
    if form.cleaned_data["which"] == ALL:
        groups = [tally.group for tally in find.tallies(request.actor, dialogue)]
        wanted = _filter(request, dialogue, groups).wanted
        uids = find.uids_of_all(request.actor, dialogue, wanted)
    if len(uids) > MOST_AT_ONCE:
        uids = uids[:MOST_AT_ONCE]
        text = _("One decision is for at most %(n)d. These are the first of the list.")
        messages.warning(request, text % {"n": MOST_AT_ONCE})
    initial = {
        "to": form.cleaned_data["to"],
        "uids": ",".join(uids),
        "tell": True,
        "rest_waits": True,
        "back": request.POST.get("back", ""),
    }
    return _confirm(request, dialogue, DecideForm(initial=initial), initial["to"], uids)


def _confirm(
    request: Request, dialogue: Any, form: DecideForm, to: str, uids: list[str]
) -> HttpResponse:
    rows = find.chosen(request.actor, dialogue, uids)
    if not rows:
        messages.error(request, _("Mark whom it is about first."))
        return redirect(BOARD, dialogue.slug)
    plan = services.plan(rows, present_decisions.state(to))
    drafts = services.drafts(plan.mail, plan.possible[0]) if plan.mail and plan.possible else []
    context = {
        **desk.around(dialogue, BOARD, present_decisions.title(to)),
        **present_decisions.plan(plan),
        "form": form,
        "drafts": drafts,
    }
    return render(request, "registration/desk/decide.html", context)


@view(vetter, "POST")
def decide(request: Request, dialogue: Any) -> HttpResponse:
    """Takes the decision on those who were shown, as far as it can still be taken."""
    form = DecideForm(request.POST)
    if not form.is_valid():
        to = request.POST.get("to", "")
        known = present_decisions.is_known(to)
        return (
            _confirm(request, dialogue, form, to, form.chosen)
            if known
            else redirect(BOARD, dialogue.slug)
        )
    rows = find.chosen(request.actor, dialogue, form.chosen)
    given = form.cleaned_data
    decision = deciding.Decision(
        present_decisions.state(given["to"]), given["reason"], given["tell"], given["rest_waits"]
    )
    outcome = deciding.decide_all(request.actor, rows, decision)
    if outcome.refused:
        context = {
            **desk.around(dialogue, BOARD, present_decisions.title(given["to"])),
            **present_decisions.outcome(outcome),
        }
        return render(request, "registration/desk/decided.html", context)
    return HttpResponseRedirect(present_decisions.next_url(dialogue, outcome, given["back"]))


@view(vetter, "POST")
def undo(request: Request, dialogue: Any) -> HttpResponse:
    """Takes back what was decided at one stroke."""
    try:
        batch = UUID(request.POST.get("batch", ""))
    except ValueError:
        return redirect(BOARD, dialogue.slug)
    undone = deciding.undo(request.actor, dialogue, batch)
    if undone.refused:
        context = {
            **desk.around(dialogue, BOARD, _("Undo")),
            **present_decisions.undone(undone),
        }
        return render(request, "registration/desk/decided.html", context)
    for text in present_decisions.undone(undone)["texts"]:
        messages.success(request, text)
    return redirect(BOARD, dialogue.slug)
