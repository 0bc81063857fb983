"""The desk itself: one's dialogues, new ones, and files of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parley.apps.convening import exchange
from parley.apps.convening.forms.base import texts_of
from parley.apps.convening.forms.create import CreateForm, ImportForm
from parley.apps.convening.presenters import desk as present
from parley.apps.convening.presenters.file import shown as present_file
from parley.apps.convening.selectors import desk as find
from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.convening.services import dialogues
from parley.apps.convening.views.editing import typed
from parley.core import panels
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText
from parley.core.views import Request, convener, may, signed_in, view


@view(signed_in)
def desk(request: Request) -> HttpResponse:
    context = {
        "cards": [present.card(row) for row in find.convened_by(request.actor)],
        "others": [present.card(row) for row in find.others_to_appoint_in(request.actor)],
        "entries": panels.entries_for("desk", request.actor),
    }
    return render(request, "convening/desk/desk.html", context)


@view(convener, "GET", "POST")
def create(request: Request) -> HttpResponse:
    zone = request.reader_zone.key if request.reader_zone else "UTC"
    form = CreateForm(
        typed(request),
        actor=request.actor,
        templates=exchange.template_choices(),
        initial={"time_zone": zone, "start_from": exchange.template_choices()[0].name},
    )
    if request.method == "POST" and form.is_valid():
        try:
            dialogue = _created(request, form)
        except InvalidInput as error:
            form.refuse(error)
        else:
            messages.success(request, _("Your dialogue is a draft: only its team sees it."))
            return redirect("dialogue-edit", dialogue.slug)
    status = 422 if form.errors else 200
    return render(request, "convening/desk/create.html", {"form": form}, status=status)


def _created(request: Request, form: CreateForm) -> Any:
    given = form.cleaned_data
    common = {
        "slug": given["slug"] or dialogues.suggested_slug(given["title"]),
        "title": LocalText({get_language() or "en": given["title"]}),
        "starts_on": given["starts_on"],
    }
    if form.start == CreateForm.CLONE:
        people = given["keep_people"]
        return exchange.clone_edition(
            request.actor, given["edition_of"], **common, keep_people=people
        )
    zone = given["time_zone"]
    if form.start == CreateForm.EMPTY:
        values = {**common, "ends_on": given["starts_on"], "time_zone": zone}
        return dialogues.create(request.actor, values)
    return exchange.create_from_template(request.actor, form.start, **common, time_zone=zone)


@view(convener, "GET", "POST")
def import_file(request: Request) -> HttpResponse:
    """First the file is read and shown, then it is taken in."""
    form = ImportForm(typed(request), request.FILES or None)
    context: dict[str, Any] = {"form": form, "document": None}
    if request.method == "POST" and form.is_valid():
        source = form.source
        try:
            document = exchange.read_document(source)
            if "import" in request.POST:
                dialogue = exchange.import_dialogue(request.actor, document).dialogue
                messages.success(request, _("The file has been imported."))
                return redirect("dialogue-edit", dialogue.slug)
        except InvalidInput as error:
            form.refuse(error)
        else:
            existing = find.slug_taken(request.actor, document.dialogue.slug)
            context |= {"document": present_file(document, existing), "source": _text(source)}
    status = 422 if form.errors else 200
    return render(request, "convening/desk/import.html", context, status=status)


def _text(source: bytes | str) -> str:
    return source if isinstance(source, str) else source.decode("utf-8-sig")


@view(may("edit", dialogue_for))
def export_file(request: Request, dialogue: Any) -> HttpResponse:
    text = exchange.export_dialogue(request.actor, dialogue)
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{dialogue.slug}.yaml"'
    return response


@view(signed_in, "POST")
def text_preview(request: Request) -> HttpResponse:
    """A text in markdown as readers will see it: a part of the form's page."""
    name = request.POST.get("preview", "")
    context = {"name": name, "texts": texts_of(request.POST, name)}
    return render(request, "convening/desk/_preview.html", context)
