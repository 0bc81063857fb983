"""The way of every form of the desk: look, save, or see what somebody else has saved."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parley.apps.convening.forms.base import DeskForm, texts_of
from parley.apps.convening.forms.rows import Rows
from parley.apps.convening.services.versions import Conflict
from parley.core.errors import InvalidInput
from parley.core.forms import Refusable
from parley.core.views import Request

Editor = DeskForm | Rows


@dataclass(frozen=True)
class Page:
    """A form's page. `save` gets the version that its person saw and answers where to go next;
    `load` answers what is stored now."""

    template: str
    load: Callable[[], Any]
    save: Callable[[str], str]
    context: dict[str, Any] = field(default_factory=dict)


def typed(request: Request) -> Any:
    """What was posted, or None where the page is only opened."""
    return request.POST if request.method == "POST" else None


def saved(request: Request, form: Refusable, save: Callable[[], Any], said: str = "") -> bool:
    """Whether the form was posted and what it asks for done; what is refused stands in it."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        save()
    except InvalidInput as error:
        form.refuse(error)
        return False
    messages.success(request, said or _("Saved."))
    return True


def edited(request: Request, editor: Editor, page: Page) -> HttpResponse:
    """Show the form, or save it. Whatever was typed comes back when it can't be saved."""
    context = {**page.context, "form": editor, "conflict": None}
    if request.method != "POST":
        context["version"] = editor.version_of(page.load())
        return render(request, page.template, context)
    context["version"] = request.POST.get("seen", "")
    if _only_looks(request):
        editor.stay_quiet()
        name = request.POST.get("preview", "")
        context["preview"] = {"name": name, "texts": texts_of(request.POST, name)}
        return render(request, page.template, context)
    status = 422
    if editor.is_valid():
        try:
            address = page.save(request.POST.get("seen", ""))
        except InvalidInput as error:
            editor.refuse(error)
        except Conflict:
            stored, status = page.load(), 409
            context["version"] = editor.version_of(stored)
            context["conflict"] = editor.stored_instead(stored)
        else:
            messages.success(request, _("Saved."))
            return redirect(address)
    return render(request, page.template, context, status=status)


def _only_looks(request: Request) -> bool:
    """A preview of a text, or one more row: nothing is to be saved or judged."""
    return "preview" in request.POST or "rows" in request.POST
