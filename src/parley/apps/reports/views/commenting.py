"""A draft that is open for comments, and what became of them, for those who take part."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parley.apps.convening.views.editing import saved, typed
from parley.apps.reports.forms.commenting import CommentForm
from parley.apps.reports.presenters import commenting as present
from parley.apps.reports.presenters.editing import NOTICE
from parley.apps.reports.selectors import commenting as find
from parley.apps.reports.services import commenting as services
from parley.core.errors import InvalidInput, not_found
from parley.core.views import Request, personal, sees, view


def _at_place(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    return find.period_for(request.actor, parts["slug"]), parts.get("block", "")


def _one(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """Whose it is, is asked once it is known that the period is open: its end takes that away."""
    return find.period_for(request.actor, parts["slug"]), parts["uid"]


def _over(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    return (find.ended_periods(request.actor, parts["slug"]),)


participant = personal(sees(find.period_for))
at_place, one, over = personal(_at_place), personal(_one), personal(_over)


@view(participant)
def draft(request: Request, period: Any) -> HttpResponse:
    """When comments are over, it is closed again; what became of them is not."""
    dialogue = period.report.dialogue
    if not find.is_open(period):
        return redirect("report-comments", dialogue.slug)
    context = {
        "dialogue": dialogue,
        "breadcrumbs": present.crumbs(dialogue, (NOTICE, "")),
        "draft": present.draft(request.actor, period, request.reader_zone),
    }
    return render(request, "reports/draft.html", context)


@view(at_place, "GET", "POST")
def comment_on(request: Request, period: Any, block: str) -> HttpResponse:
    """On one place, or on the whole. Who comes late keeps the words."""
    place = present.place(request.actor, period, block)
    if place is None:
        raise not_found()
    form = CommentForm(typed(request), block=block)

    def save() -> None:
        services.comment(request.actor, period, block=block, **form.words)

    if saved(request, form, save, _("Your comment is noted. Thank you.")):
        return redirect(present.back(period, block))
    return _form(request, period, block, form, {"place": place, "title": _("Comment")})


@view(one, "GET", "POST")
def comment(request: Request, period: Any, uid: Any) -> HttpResponse:
    """One's own, to change."""
    row = find.own_comment(request.actor, period, uid) if find.is_open(period) else None
    block = row.block if row else str("instead" in request.POST or "")
    stored = {"text": row.text, "instead": row.instead} if row else {}
    form = CommentForm(typed(request), block=block, initial=stored)

    def save() -> None:
        services.change(request.actor, period, uid, **form.words)

    if saved(request, form, save):
        return redirect(present.back(period, block))
    place = present.place(request.actor, period, block if row else "") or {}
    return _form(request, period, block, form, {"place": place, "title": _("Your comment")})


def _form(
    request: Request, period: Any, block: str, form: CommentForm, around: dict[str, Any]
) -> HttpResponse:
    dialogue, is_open = period.report.dialogue, find.is_open(period)
    if not is_open and request.method != "POST":
        return redirect("report-comments", dialogue.slug)
    steps = (NOTICE, present.address("report-draft", dialogue)), (around["title"], "")
    context = {
        **around,
        "dialogue": dialogue,
        "breadcrumbs": present.crumbs(dialogue, *steps),
        "form": form,
        "promises": present.promises(period.rule),
        "is_open": is_open,
        "block": block,
        "back": present.back(period, block),
        "url": request.path,
    }
    name = "reports/draft_comment.html"
    if request.headers.get("HX-Request"):
        name += "#way" if "close" in request.GET else "#form"
    return render(request, name, context, status=422 if form.errors else 200)


@view(one, "POST")
def withdraw(request: Request, period: Any, uid: Any) -> HttpResponse:
    """It is gone at once; its words come back with the answer, to put it back."""
    dialogue = period.report.dialogue
    try:
        row = services.withdraw(request.actor, period, uid)
    except InvalidInput as error:
        messages.error(request, error.message)
        return redirect("report-comments", dialogue.slug)
    steps = (NOTICE, present.address("report-draft", dialogue)), (_("Withdrawn"), "")
    context = {
        "dialogue": dialogue,
        "breadcrumbs": present.crumbs(dialogue, *steps),
        "withdrawn": present.withdrawn(row),
        "back": present.back(period, row.block),
    }
    return render(request, "reports/draft_withdrawn.html", context)


@view(over)
def comments(request: Request, periods: Any) -> HttpResponse:
    dialogue = periods[0].report.dialogue
    title = _("Comments on the draft")
    context = {
        "dialogue": dialogue,
        "title": title,
        "breadcrumbs": present.crumbs(dialogue, (title, "")),
        "periods": present.afterwards(request.actor, periods),
    }
    return render(request, "reports/draft_comments.html", context)
