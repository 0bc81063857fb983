"""The desk of who writes the outcome: sources, thresholds, reach, and every finding."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.convening.views.editing import Page, edited, saved, typed
from parley.apps.outcomes.forms import findings as forms
from parley.apps.outcomes.presenters import findings_desk as present
from parley.apps.outcomes.presenters.findings import card
from parley.apps.outcomes.presenters.findings_desk import FINDINGS, OUTCOME, around, url
from parley.apps.outcomes.presenters.words import number
from parley.apps.outcomes.selectors import findings as find
from parley.apps.outcomes.selectors.reporting import reported_dialogue
from parley.apps.outcomes.services import findings as services
from parley.apps.outcomes.services import syntheses
from parley.core.errors import InvalidInput
from parley.core.views import Request, may, sees, view

reporter = sees(reported_dialogue)
source_editor = sees(find.source_row)
editor = may("edit", find.desk_finding)
releaser = may("release", find.desk_finding)

ACTS: dict[str, Callable[..., Any]] = {
    "accept": services.accept,
    "restore": services.restore,
    "renew": services.renew,
    "up": lambda actor, row: services.move(actor, row, "up"),
    "down": lambda actor, row: services.move(actor, row, "down"),
}


def _page(request: Request, name: str, context: dict[str, Any], form: Any = None) -> HttpResponse:
    status = 422 if form is not None and form.errors else 200
    return render(request, f"outcomes/findings/desk/{name}.html", context, status=status)


# ---- the outcome


def _outcome(request: Request, dialogue: Any) -> dict[str, Any]:
    synthesis = find.synthesis_of(dialogue)
    sources = find.sources_for(request.actor, synthesis)
    offered = find.choices_for(request.actor, dialogue)
    return {
        **around(request.actor, dialogue, OUTCOME),
        "outcome": present.outcome(synthesis, sources, find.scale_of(synthesis)),
        "form": forms.SourceForm(typed(request), offered=offered, name=present.choice),
        "has_choices": bool(offered),
    }


@view(reporter)
def outcome(request: Request, dialogue: Any) -> HttpResponse:
    return _page(request, "outcome", _outcome(request, dialogue))


@view(reporter, "POST")
def source_add(request: Request, dialogue: Any) -> HttpResponse:
    context = _outcome(request, dialogue)
    form = context["form"]

    def save() -> None:
        syntheses.add_source(request.actor, dialogue, form.chosen)

    if saved(request, form, save, _("Added. Have findings proposed to read it.")):
        return redirect(url(OUTCOME, dialogue))
    return _page(request, "outcome", context, form)


@view(source_editor, "GET", "POST")
def source(request: Request, row: Any) -> HttpResponse:
    """Its name in print."""
    dialogue = row.synthesis.dialogue

    def load() -> Any:
        return find.source_row(request.actor, dialogue.slug, row.pk)

    def save(seen: str) -> str:
        syntheses.name_source(request.actor, row, form.changes["label"], seen=seen)
        return url(OUTCOME, dialogue)

    form = forms.LabelForm(typed(request), instance=load())
    context = {
        **around(request.actor, dialogue, OUTCOME, _("Name of the source")),
        "back": url(OUTCOME, dialogue),
    }
    return edited(request, form, Page("outcomes/findings/desk/form.html", load, save, context))


@view(source_editor, "GET", "POST")
def source_remove(request: Request, row: Any) -> HttpResponse:
    dialogue, title = row.synthesis.dialogue, str(row)
    if request.method == "POST":
        syntheses.remove_source(request.actor, row)
        messages.success(request, _("Removed, with its numbers."))
        return redirect(url(OUTCOME, dialogue))
    context = {
        **around(request.actor, dialogue, OUTCOME, _("Remove a source")),
        "back": url(OUTCOME, dialogue),
        "question": _("Draw no findings from “%(title)s” any more?") % {"title": title},
        "points": [
            _("Its numbers are taken out of all findings."),
            _("What you have accepted, worded or rejected stays, marked to be looked at again."),
            _("Proposed findings that rest on nothing else go."),
        ],
        "action": _("Remove it"),
        "danger": True,
    }
    return _page(request, "confirm", context)


@view(reporter, "GET", "POST")
def thresholds(request: Request, dialogue: Any) -> HttpResponse:
    scale = find.scale_of(find.synthesis_of(dialogue))
    form = forms.ThresholdsForm(typed(request), scale=scale)

    def save() -> None:
        syntheses.set_thresholds(request.actor, dialogue, form.values)

    said = _("Saved. Have findings proposed again for them to follow.")
    if saved(request, form, save, said):
        return redirect(url(OUTCOME, dialogue))
    context = {
        **around(request.actor, dialogue, OUTCOME, _("Thresholds")),
        "form": form,
        "back": url(OUTCOME, dialogue),
    }
    return _page(request, "thresholds", context, form)


@view(reporter, "GET", "POST")
def reach(request: Request, dialogue: Any) -> HttpResponse:
    """First which, then what that means; it is set on the second page."""
    synthesis = find.synthesis_of(dialogue)
    form = forms.ReachForm(typed(request), initial={"reach": synthesis.reach})
    context = {
        **around(request.actor, dialogue, OUTCOME, _("Who sees the findings")),
        "form": form,
        "back": url(OUTCOME, dialogue),
    }
    if not form.is_valid():
        return _page(request, "reach", context, form if form.is_bound else None)
    chosen = form.cleaned_data["reach"]
    if "sure" in request.POST:
        syntheses.set_reach(request.actor, dialogue, chosen)
        messages.success(request, _("Saved."))
        return redirect(url(OUTCOME, dialogue))
    inside = find.inside_count(request.actor, synthesis) if synthesis.pk else 0
    context |= {"points": present.reach_points(chosen, inside), "chosen": chosen}
    return _page(request, "reach", context)


@view(reporter, "POST")
def propose(request: Request, dialogue: Any) -> HttpResponse:
    try:
        syntheses.ask(request.actor, dialogue)
    except InvalidInput as error:
        messages.error(request, error.message)
    return redirect(f"{url(OUTCOME, dialogue)}#proposing")


@view(reporter)
def progress(request: Request, dialogue: Any) -> HttpResponse:
    """How far the proposing is; the page comes anew when it has ended."""
    working = present.working(find.synthesis_of(dialogue))
    response = _page(request, "_working", {"working": working})
    if not working["busy"]:
        response["HX-Refresh"] = "true"
    return response


# ---- the board


@view(reporter)
def board(request: Request, dialogue: Any) -> HttpResponse:
    found = find.board_for(request.actor, dialogue)
    context = {
        **around(request.actor, dialogue, FINDINGS),
        "board": present.board(request.actor, found, request.GET.get("state", "")),
    }
    return _page(request, "board", context)


@view(reporter, "POST")
def accept(request: Request, dialogue: Any) -> HttpResponse:
    """Those that were ticked."""
    wanted = set(request.POST.getlist("chosen"))
    every = find.board_for(request.actor, dialogue).every
    n = services.accept_many(
        request.actor, dialogue, [one.row for one in every if str(one.row.uid) in wanted]
    )
    if n:
        text = ngettext("%(number)s finding accepted.", "%(number)s findings accepted.", n)
        messages.success(request, text % {"number": number(n, 0)})
    else:
        messages.error(request, _("Tick at least one that waits for a decision."))
    return redirect(url(FINDINGS, dialogue))


@view(reporter, "GET", "POST")
def add(request: Request, dialogue: Any) -> HttpResponse:
    def save(_seen: str) -> str:
        made = services.add(request.actor, dialogue, form.changes)
        return f"{url(FINDINGS, dialogue)}#f-{made.uid}"

    form = forms.OwnForm(
        typed(request),
        instance=find.blank_finding(dialogue),
        elements=find.elements_of(dialogue),
    )
    context = {
        **around(request.actor, dialogue, FINDINGS, _("Add a finding of your own")),
        "back": url(FINDINGS, dialogue),
        "primary": _("Add it"),
    }
    page = Page(
        "outcomes/findings/desk/form.html", lambda: find.blank_finding(dialogue), save, context
    )
    return edited(request, form, page)


# ---- one finding


def _to_board(row: Any) -> HttpResponse:
    return redirect(f"{url(FINDINGS, row.synthesis.dialogue)}#f-{row.uid}")


def _around(request: Request, row: Any, title: Any) -> dict[str, Any]:
    dialogue = row.synthesis.dialogue
    found, seen = find.whole_finding(request.actor, row)
    return {
        **around(request.actor, dialogue, FINDINGS, title),
        "card": card(seen, found.scale),
        "back": f"{url(FINDINGS, dialogue)}#f-{row.uid}",
    }


@view(editor, "GET", "POST")
def word(request: Request, row: Any) -> HttpResponse:
    dialogue = row.synthesis.dialogue

    def load() -> Any:
        return find.desk_finding(request.actor, dialogue.slug, row.uid)

    def save(seen: str) -> str:
        services.word(request.actor, row, form.changes, seen=seen)
        return f"{url(FINDINGS, dialogue)}#f-{row.uid}"

    if row.own:
        elements = find.elements_of(dialogue)
        form: Any = forms.OwnForm(typed(request), instance=load(), elements=elements)
    else:
        form = forms.WordForm(typed(request), instance=load())
    context = _around(request, row, _("Word a finding"))
    return edited(request, form, Page("outcomes/findings/desk/form.html", load, save, context))


@view(editor, "POST")
def act(request: Request, row: Any) -> HttpResponse:
    form = forms.ActForm(request.POST)
    if form.is_valid():
        try:
            ACTS[form.cleaned_data["act"]](request.actor, row)
        except InvalidInput as error:
            messages.error(request, error.message)
    return _to_board(row)


@view(editor, "GET", "POST")
def reject(request: Request, row: Any) -> HttpResponse:
    form = forms.ReasonForm(typed(request), initial={"reason": row.reason})

    def save() -> None:
        services.reject(request.actor, row, form.cleaned_data["reason"])

    if saved(request, form, save, _("Rejected. It stays here, with the reason.")):
        return _to_board(row)
    context = {
        **_around(request, row, _("Reject a finding")),
        "form": form,
        "primary": _("Reject"),
    }
    return _page(request, "decide", context, form)


@view(editor, "GET", "POST")
def join(request: Request, row: Any) -> HttpResponse:
    targets = find.targets_for(request.actor, row)
    form = forms.JoinForm(typed(request), targets=targets)

    def save() -> None:
        services.join(request.actor, row, form.cleaned_data["target"])

    if saved(request, form, save):
        return _to_board(row)
    context = {
        **_around(request, row, _("Join with another finding")),
        "form": form,
        "primary": _("Join"),
        "hint": _("It stands under the other one’s words then, with its own numbers."),
    }
    return _page(request, "decide", context, form)


def _confirmed(
    request: Request, row: Any, title: Any, context: dict[str, Any], do: Callable[[], Any]
) -> HttpResponse:
    if request.method == "POST":
        try:
            do()
        except InvalidInput as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Saved."))
        return _to_board(row)
    return _page(request, "confirm", {**_around(request, row, title), **context})


@view(releaser, "GET", "POST")
def release(request: Request, row: Any) -> HttpResponse:
    """Let it out of its rule, or keep it inside again."""
    releasing = not row.released
    title = _("Let a finding out of its rule") if releasing else _("Keep a finding inside again")
    context = {
        "question": _("Let it out?") if releasing else _("Keep it inside again?"),
        "points": present.release_points(row, releasing),
        "action": _("Let it out") if releasing else _("Keep it inside"),
        "danger": releasing,
    }
    return _confirmed(
        request,
        row,
        title,
        context,
        lambda: services.release(request.actor, row, released=releasing),
    )


@view(editor, "GET", "POST")
def delete(request: Request, row: Any) -> HttpResponse:
    context = {
        "question": _("Delete this finding of your own?"),
        "points": [_("What was joined with it waits for a decision again.")],
        "action": _("Delete it"),
        "danger": True,
    }
    title = _("Delete a finding")
    return _confirmed(request, row, title, context, lambda: services.remove(request.actor, row))
