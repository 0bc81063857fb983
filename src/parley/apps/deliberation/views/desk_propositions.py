"""The desk of propositions: what waits, what stands, what is written there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parley.apps.convening.forms.base import whole_number
from parley.apps.convening.views.editing import saved, typed
from parley.apps.deliberation.forms.propositions import (
    ActForm,
    DeclineForm,
    LibraryForm,
    MergeForm,
    PasteForm,
    PropositionForm,
)
from parley.apps.deliberation.presenters import desk, moderation
from parley.apps.deliberation.selectors import desk as find
from parley.apps.deliberation.selectors.consultations import elements_of
from parley.apps.deliberation.services import holding, merging, moderating, writing
from parley.apps.deliberation.views.desk_guards import leader, moderator
from parley.core.access import may
from parley.core.errors import InvalidInput
from parley.core.views import Request, view

BOARD = "desk-propositions"
ACTS: dict[str, Callable[..., Any]] = {
    "accept": moderating.accept,
    "undo": moderating.undo,
    "take_out": moderating.take_out,
    "remove": writing.remove,
    "up": lambda actor, row: writing.move(actor, row, "up"),
    "down": lambda actor, row: writing.move(actor, row, "down"),
}


def _around(request: Request, consultation: Any, title: Any = "") -> dict[str, Any]:
    edits = may(request.actor, "edit", consultation)
    return {
        **desk.around_one(consultation, edits, BOARD, title),
        "back": desk.url(BOARD, consultation),
    }


def _to_board(consultation: Any, row: Any = None) -> HttpResponse:
    anchor = f"#p-{row.uid}" if row is not None else ""
    return redirect(f"{desk.url(BOARD, consultation)}{anchor}")


def _form(request: Request, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.errors else 200
    page = f"deliberation/desk/{template}.html"
    return render(request, page, {**context, "form": form}, status=status)


@view(leader)
def board(request: Request, consultation: Any) -> HttpResponse:
    rows = find.propositions_of(request.actor, consultation)
    context = {
        **_around(request, consultation),
        "board": moderation.board(rows, find.alike(rows), consultation),
    }
    return render(request, "deliberation/desk/propositions.html", context)


@view(moderator, "POST")
def act(request: Request, proposition: Any) -> HttpResponse:
    form = ActForm(request.POST)
    if form.is_valid():
        try:
            ACTS[form.cleaned_data["act"]](request.actor, proposition)
        except InvalidInput as error:
            messages.error(request, error.message)
    return _to_board(proposition.consultation, proposition)


@view(leader, "GET", "POST")
def add(request: Request, consultation: Any) -> HttpResponse:
    form = PropositionForm(typed(request), elements=elements_of(consultation))

    def save() -> None:
        text = form.cleaned_data["text"]
        writing.write(request.actor, consultation, text, form.element_given)

    if saved(request, form, save):
        return _to_board(consultation)
    context = _around(request, consultation, _("Write a proposition"))
    return _form(request, "proposition", form, context)


@view(leader, "GET", "POST")
def paste(request: Request, consultation: Any) -> HttpResponse:
    """First a preview of each line, then they are added."""
    rows = find.propositions_of(request.actor, consultation)
    known = [words for row in rows if row.is_accepted for words in row.text.values()]
    initial = {"language": request.LANGUAGE_CODE}
    elements = elements_of(consultation)
    form = PasteForm(typed(request), elements=elements, known=known, initial=initial)
    context = _around(request, consultation, _("Paste several propositions"))
    if "preview" not in request.POST:

        def save() -> None:
            writing.write_many(request.actor, consultation, form.texts, form.element_given)

        if saved(request, form, save):
            return _to_board(consultation)
    if form.is_bound:
        form.is_valid()
        context["lines"] = form.read
    return _form(request, "paste", form, context)


@view(leader, "GET", "POST")
def library(request: Request, consultation: Any) -> HttpResponse:
    offered = find.library_of(request.actor, consultation)
    form = LibraryForm(typed(request), offered=offered)

    def save() -> None:
        writing.take_up(request.actor, consultation, form.picked)

    if saved(request, form, save):
        return _to_board(consultation)
    context = _around(request, consultation, _("Take up propositions of the norm"))
    chosen = {key for text in request.POST.getlist("chosen") if (key := whole_number(text))}
    context["shelf"] = moderation.shelf(offered, find.taken_up_in(consultation), chosen)
    return _form(request, "library", form, context)


@view(moderator, "GET", "POST")
def edit(request: Request, proposition: Any) -> HttpResponse:
    consultation = proposition.consultation
    form = PropositionForm(
        typed(request),
        row=proposition,
        elements=elements_of(consultation),
        fixed=holding.has_fixed_words(proposition),
    )

    def save() -> None:
        text = form.cleaned_data["text"]
        moderating.edit(request.actor, proposition, text, form.element_given)

    if saved(request, form, save):
        return _to_board(consultation, proposition)
    context = _around(request, consultation, _("Edit a proposition"))
    context["card"] = moderation.card(proposition)
    return _form(request, "proposition", form, context)


@view(moderator, "GET", "POST")
def replace(request: Request, proposition: Any) -> HttpResponse:
    """Another one in its place, on which everybody begins anew."""
    consultation = proposition.consultation
    elements = elements_of(consultation)
    form = PropositionForm(typed(request), row=proposition, elements=elements.none())

    def save() -> None:
        moderating.replace(request.actor, proposition, form.cleaned_data["text"])

    if saved(request, form, save):
        return _to_board(consultation)
    context = _around(request, consultation, _("Replace a proposition"))
    context |= {"card": moderation.card(proposition), "is_replacing": True}
    return _form(request, "proposition", form, context)


@view(moderator, "GET", "POST")
def decline(request: Request, proposition: Any) -> HttpResponse:
    consultation = proposition.consultation
    form = DeclineForm(typed(request))

    def save() -> None:
        moderating.decline(request.actor, proposition, form.cleaned_data["reason"])

    if saved(request, form, save, _("Declined. Its author sees why.")):
        return _to_board(consultation, proposition)
    context = _around(request, consultation, _("Decline a proposition"))
    context["card"] = moderation.card(proposition)
    return _form(request, "decline", form, context)


@view(moderator, "GET", "POST")
def merge(request: Request, proposition: Any) -> HttpResponse:
    consultation = proposition.consultation
    rows = find.propositions_of(request.actor, consultation)
    targets = [row for row in rows if row.is_accepted and row.pk != proposition.pk]
    likely = find.like_accepted(proposition, rows)
    initial = {"target": target} if (target := whole_number(request.GET.get("target", ""))) else {}
    form = MergeForm(typed(request), targets=targets, likely=likely, initial=initial)

    def save() -> None:
        merging.merge(request.actor, proposition, form.cleaned_data["target"])

    if saved(request, form, save, _("Merged.")):
        return _to_board(consultation)
    context = _around(request, consultation, _("Merge a proposition with another"))
    context |= {
        "card": moderation.card(proposition),
        "likely": moderation.likely(likely, targets),
        "has_targets": bool(targets),
    }
    return _form(request, "merge", form, context)
