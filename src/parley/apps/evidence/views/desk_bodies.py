"""Actors: whoever keeps a collection adds one that is missing; operators mend them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.views.editing import Page, edited, typed
from parley.apps.evidence.forms.desk import BodyForm, MemberRows
from parley.apps.evidence.presenters import desk as present
from parley.apps.evidence.selectors import keeping as find
from parley.apps.evidence.selectors.cell import members_of
from parley.apps.evidence.selectors.collections import body_for
from parley.apps.evidence.services import bodies as services
from parley.apps.evidence.views.desk import FORM, PER_PAGE
from parley.core.views import Request, may, operator, view

editor = may("edit", body_for)


@view(may("add", find.new_body), "GET", "POST")
def add(request: Request, blank: Any) -> HttpResponse:
    def save(_seen: str) -> str:
        made = services.add_body(request.actor, form.changes)
        messages.info(request, _("%(name)s can be chosen now.") % {"name": made})
        return reverse("desk-evidence")

    form = BodyForm(typed(request))
    context = {
        "title": _("Add an actor"),
        "hint": _("A state, an organisation or another public body. All collections share them."),
        "primary": _("Add it"),
        "back": reverse("desk-evidence"),
        "breadcrumbs": present.crumbs((_("Add an actor"), "")),
    }
    return edited(request, form, Page(FORM, lambda: blank, save, context))


@view(operator)
def bodies(request: Request) -> HttpResponse:
    page = Paginator(find.bodies(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Actors"),
        "page": page,
        "bodies": present.bodies(page),
        "breadcrumbs": present.crumbs((_("Actors"), "")),
    }
    return render(request, "evidence/desk/bodies.html", context)


def _trail(title: Any) -> list[dict[str, Any]]:
    return present.crumbs((_("Actors"), reverse("desk-bodies")), (title, ""))


@view(editor, "GET", "POST")
def edit(request: Request, body: Any) -> HttpResponse:
    def load() -> Any:
        return body_for(request.actor, body.slug)

    def save(seen: str) -> str:
        services.edit_body(request.actor, body, form.changes, seen=seen)
        return reverse("desk-bodies")

    form = BodyForm(typed(request), instance=load())
    context = {
        "title": body.name,
        "back": reverse("desk-bodies"),
        "breadcrumbs": _trail(body.name),
    }
    return edited(request, form, Page(FORM, load, save, context))


@view(editor, "GET", "POST")
def members(request: Request, body: Any) -> HttpResponse:
    """Of a group: whom its positions may be read to bind."""

    def load() -> Any:
        return members_of(request.actor, body)

    def save(seen: str) -> str:
        services.set_members(request.actor, body, form.values, seen=seen)
        return reverse("desk-bodies")

    form = MemberRows(typed(request), stored=load(), bodies=find.bodies(request.actor))
    context = {
        "title": _("Members"),
        "entry": body,
        "hint": _(
            "Readers may ask that a group’s position binds its members. Years say since when each "
            "is a member, and until when."
        ),
        "back": reverse("desk-bodies"),
        "breadcrumbs": _trail(body.name),
    }
    return edited(request, form, Page("evidence/desk/members.html", load, save, context))
