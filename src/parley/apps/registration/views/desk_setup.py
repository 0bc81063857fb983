"""The convener's desk: whether registration is open, its groups and its questions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.convening.views.editing import Page, edited, typed
from parley.apps.registration.forms.setup import GroupForm, MoveForm, OpeningForm, QuestionRows
from parley.apps.registration.presenters import desk as present
from parley.apps.registration.presenters import setup as present_setup
from parley.apps.registration.selectors import setup as find
from parley.apps.registration.services import groups as services
from parley.apps.registration.services import opening as opening_services
from parley.core.errors import InvalidInput
from parley.core.views import Request, may, view

GROUPS = "registration-groups"
editor = may("edit", dialogue_for)
group_editor = may("edit", find.group_for)


@view(editor, "GET", "POST")
def opening(request: Request, dialogue: Any) -> HttpResponse:
    def load() -> Any:
        return find.opening_of(dialogue)

    def save(seen: str) -> str:
        opening_services.set_opening(request.actor, dialogue, form.changes, seen=seen)
        # Without a group nobody can register: that is what comes next.
        groups = find.census_of(request.actor, dialogue)
        return reverse("registration-opening" if groups else GROUPS, args=[dialogue.slug])

    stored = load()
    form = OpeningForm(typed(request), instance=stored)
    context = {
        **present.around(dialogue, "registration-opening"),
        "is_open": stored.pk is not None,
        "deadline": present_setup.deadline_of(dialogue),
    }
    return edited(request, form, Page("registration/desk/opening.html", load, save, context))


@view(editor)
def groups(request: Request, dialogue: Any) -> HttpResponse:
    add = reverse("registration-group-add", args=[dialogue.slug])
    context = {
        **present.around(dialogue, GROUPS),
        "groups": present_setup.lines(find.census_of(request.actor, dialogue)),
        "templates": present_setup.templates(add),
        "add_url": add,
        "is_open": find.opening_of(dialogue).pk is not None,
    }
    return render(request, "registration/desk/groups.html", context)


@view(editor, "GET", "POST")
def group_add(request: Request, dialogue: Any) -> HttpResponse:
    def save(_seen: str) -> str:
        services.add(request.actor, dialogue, form.changes)
        return reverse(GROUPS, args=[dialogue.slug])

    initial = present_setup.beginning(request.GET.get("template", ""))
    form = GroupForm(typed(request), initial=initial)
    context = present.around(dialogue, GROUPS, _("Add a group"))
    return edited(request, form, Page("registration/desk/group.html", form.blank, save, context))


@view(group_editor, "GET", "POST")
def group_edit(request: Request, group: Any) -> HttpResponse:
    dialogue = group.dialogue

    def load() -> Any:
        return find.group_for(request.actor, dialogue.slug, group.slug)

    def save(seen: str) -> str:
        offered = services.edit(request.actor, group, form.changes, seen=seen)
        if offered:
            text = ngettext(
                "The next on the waitlist was offered a seat.",
                "The next %(n)d on the waitlist were offered a seat.",
                len(offered),
            )
            messages.info(request, text % {"n": len(offered)})
        return reverse(GROUPS, args=[dialogue.slug])

    form = GroupForm(typed(request), instance=load())
    context = {**present.around(dialogue, GROUPS, group.name), "group": group}
    return edited(request, form, Page("registration/desk/group.html", load, save, context))


@view(group_editor, "POST")
def group_move(request: Request, group: Any) -> HttpResponse:
    form = MoveForm(request.POST)
    if form.is_valid():
        services.move(request.actor, group, form.cleaned_data["direction"])
    return redirect(GROUPS, group.dialogue.slug)


@view(group_editor, "GET", "POST")
def group_remove(request: Request, group: Any) -> HttpResponse:
    """Asks first; a group that somebody is in stays."""
    context = {**present.around(group.dialogue, GROUPS, _("Remove a group")), "group": group}
    status = 200
    if request.method == "POST":
        try:
            services.remove(request.actor, group)
        except InvalidInput as error:
            context["problem"], status = error.message, 422
        else:
            messages.success(request, _("The group has been removed."))
            return redirect(GROUPS, group.dialogue.slug)
    return render(request, "registration/desk/group_remove.html", context, status=status)


@view(editor, "GET", "POST")
def questions(request: Request, dialogue: Any) -> HttpResponse:
    def load() -> Any:
        return find.questions_of(dialogue)

    def save(seen: str) -> str:
        opening_services.set_questions(request.actor, dialogue, form.values, seen=seen)
        return reverse("registration-questions", args=[dialogue.slug])

    form = QuestionRows(typed(request), stored=load(), asked_of=find.groups_of(dialogue))
    context = present.around(dialogue, "registration-questions")
    return edited(request, form, Page("registration/desk/questions.html", load, save, context))
