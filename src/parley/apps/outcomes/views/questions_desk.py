"""The desk of open questions, for those who report on a dialogue."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.convening.views.editing import Page, edited, typed
from parley.apps.outcomes.forms.practices import MoveForm, PublishForm
from parley.apps.outcomes.forms.questions import QuestionForm
from parley.apps.outcomes.presenters import gathered as around
from parley.apps.outcomes.presenters import questions as present
from parley.apps.outcomes.selectors import questions as find
from parley.apps.outcomes.selectors.reporting import reported_dialogue
from parley.apps.outcomes.services import gathered
from parley.apps.outcomes.services import questions as services
from parley.core.views import Request, may, sees, view

reporter = sees(reported_dialogue)
editor = may("edit", find.question_of)


@view(reporter)
def questions(request: Request, dialogue: Any) -> HttpResponse:
    rows = find.questions_of(request.actor, dialogue, drafts=True)
    context = {
        **around.around(request.actor, dialogue, around.QUESTIONS),
        "questions": present.desk_lines(rows),
        "waiting": present.waiting(find.to_carry_over(request.actor, dialogue)),
    }
    return render(request, "outcomes/questions/desk/questions.html", context)


@view(reporter, "GET", "POST")
def add(request: Request, dialogue: Any) -> HttpResponse:
    def save(_seen: str) -> str:
        services.add(request.actor, dialogue, form.changes)
        return str(context["back"])

    blank = find.blank_question(dialogue)
    form = QuestionForm(typed(request), instance=blank, actor=request.actor)
    trail = (_("Add an open question"), "")
    context = around.around(request.actor, dialogue, around.QUESTIONS, trail)
    page = Page("outcomes/questions/desk/form.html", lambda: blank, save, context)
    return edited(request, form, page)


@view(reporter, "GET", "POST")
def carry_over(request: Request, dialogue: Any) -> HttpResponse:
    """Shows what would be carried over, and does it."""
    if request.method == "POST":
        n = len(services.carry_over(request.actor, dialogue))
        text = ngettext("%(n)d question carried over.", "%(n)d questions carried over.", n)
        messages.success(request, text % {"n": n})
        return redirect("desk-questions", dialogue.slug)
    trail = (_("Carry over"), "")
    context = {
        **around.around(request.actor, dialogue, around.QUESTIONS, trail),
        "waiting": present.waiting(find.to_carry_over(request.actor, dialogue)),
    }
    return render(request, "outcomes/questions/desk/carry_over.html", context)


def _around(request: Request, question: Any, title: Any = "") -> dict[str, Any]:
    trail = [(_("One question"), present.desk_url(question))]
    if title:
        trail.append((title, ""))
    return {
        **around.around(request.actor, question.dialogue, around.QUESTIONS, *trail),
        "question": question,
        "edit_url": present.desk_url(question),
    }


@view(editor, "GET", "POST")
def edit(request: Request, question: Any) -> HttpResponse:
    def load() -> Any:
        return find.question_of(request.actor, question.dialogue.slug, question.uid)

    def save(seen: str) -> str:
        services.edit(request.actor, question, form.changes, seen=seen)
        return str(context["back"])

    form = QuestionForm(typed(request), instance=load(), actor=request.actor)
    context = _around(request, question)
    return edited(request, form, Page("outcomes/questions/desk/form.html", load, save, context))


@view(editor, "POST")
def move(request: Request, question: Any) -> HttpResponse:
    form = MoveForm(request.POST)
    if form.is_valid():
        gathered.move(request.actor, question, form.cleaned_data["direction"])
    return redirect("desk-questions", question.dialogue.slug)


@view(editor, "GET", "POST")
def publish(request: Request, question: Any) -> HttpResponse:
    """Says who will see it, and then publishes it; or takes it back."""
    form = PublishForm(typed(request))
    if form.is_valid():
        published = form.cleaned_data["to"] == "published"
        services.publish(request.actor, question, published=published)
        done = _("Published.") if published else _("Taken back: only the team sees it now.")
        messages.success(request, done)
        return redirect("desk-questions", question.dialogue.slug)
    context = {**_around(request, question, _("Publish")), "who_sees": present.who_sees(question)}
    return render(request, "outcomes/questions/desk/publish.html", context)


@view(editor, "GET", "POST")
def remove(request: Request, question: Any) -> HttpResponse:
    """Asks first."""
    if request.method == "POST":
        gathered.remove(request.actor, question)
        messages.success(request, _("The question has been removed."))
        return redirect("desk-questions", question.dialogue.slug)
    context = _around(request, question, _("Remove"))
    return render(request, "outcomes/questions/desk/remove.html", context)
