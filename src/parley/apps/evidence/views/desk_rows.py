"""The desk of who keeps a collection: its documents, positions and roll calls, one by one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parley.apps.convening.views.editing import Page, edited, typed
from parley.apps.evidence.forms.desk import (
    DocumentForm,
    PositionForm,
    ReadingsForm,
    RollCallForm,
    VoteForm,
)
from parley.apps.evidence.presenters import desk as present
from parley.apps.evidence.selectors import keeping as find
from parley.apps.evidence.selectors.collections import document_for
from parley.apps.evidence.selectors.matrix import columns_of
from parley.apps.evidence.services import documents as of_documents
from parley.apps.evidence.services import positions as of_positions
from parley.apps.evidence.services import votes as of_votes
from parley.apps.evidence.views.desk import CONFIRM, FORM
from parley.apps.evidence.views.desk_guards import (
    document_keeper,
    keeper,
    position_keeper,
    roll_call_keeper,
)
from parley.core.errors import InvalidInput
from parley.core.views import Request, view


def _removed(
    request: Request,
    row: Any,
    service: Callable[[Any, Any], None],
    asked: dict[str, Any],
    back: str,
) -> HttpResponse:
    """Ask first; or say why it can't be."""
    problem = ""
    if request.method == "POST":
        try:
            service(request.actor, row)
        except InvalidInput as error:
            problem = error.message
        else:
            messages.success(request, _("It has been removed."))
            return redirect(back)
    context = {
        **present.around(row.collection, _("Remove")),
        "problem": problem,
        "confirmation": {"label": _("Remove it"), "danger": True, **asked},
        "back": back,
    }
    return render(request, CONFIRM, context, status=409 if problem else 200)


# Documents


@view(keeper, "GET", "POST")
def document_add(request: Request, collection: Any) -> HttpResponse:
    def save(_seen: str) -> str:
        made = of_documents.add_document(request.actor, collection, form.changes)
        return present.url_of(collection, "document-readings", made.uid)

    form = DocumentForm(typed(request), bodies=find.bodies(request.actor))
    context = {
        **present.around(collection, _("Add a document")),
        "primary": _("Add it"),
        "offers_actor": True,
        "back": present.url_of(collection, "desk-documents"),
    }
    return edited(request, form, Page(FORM, lambda: form.instance, save, context))


@view(document_keeper, "GET", "POST")
def document_edit(request: Request, document: Any) -> HttpResponse:
    collection = document.collection

    def load() -> Any:
        return document_for(request.actor, collection.slug, document.uid)

    def save(seen: str) -> str:
        of_documents.edit_document(request.actor, document, form.changes, seen=seen)
        return present.url_of(collection, "desk-documents")

    form = DocumentForm(typed(request), instance=load(), bodies=find.bodies(request.actor))
    context = {
        **present.around(collection, _("Document")),
        "back": present.url_of(collection, "desk-documents"),
        "readings_url": present.url_of(collection, "document-readings", document.uid),
        "danger_url": present.url_of(collection, "document-delete", document.uid),
    }
    return edited(request, form, Page(FORM, load, save, context))


@view(document_keeper, "GET", "POST")
def document_delete(request: Request, document: Any) -> HttpResponse:
    asked = {
        "title": _("Remove this document?"),
        "points": [
            present.document_name(document),
            _("What is said of how far it was read goes with it."),
        ],
    }
    back = present.url_of(document.collection, "desk-documents")
    return _removed(request, document, of_documents.delete_document, asked, back)


@view(document_keeper, "GET", "POST")
def readings(request: Request, document: Any) -> HttpResponse:
    """How far it was read, for the norm and for each element."""
    collection = document.collection
    form = ReadingsForm(
        typed(request),
        elements=find.elements_of(request.actor, collection),
        readings=find.readings_of(request.actor, document),
    )
    back = present.url_of(collection, "desk-documents")
    if request.method == "POST" and form.is_valid():
        of_documents.set_readings(request.actor, document, form.extents)
        messages.success(request, _("Saved."))
        return redirect(back)
    context = {
        **present.around(collection, _("What was read")),
        "form": form,
        "name": present.document_name(document),
        "back": back,
    }
    status = 422 if form.errors else 200
    return render(request, "evidence/desk/readings.html", context, status=status)


# Positions


def _position_choices(request: Request, collection: Any) -> dict[str, Any]:
    return {
        "bodies": find.bodies(request.actor),
        "propositions": find.propositions_of(request.actor, collection),
        "columns": columns_of(request.actor, collection),
        "documents": find.documents_to_choose(request.actor, collection),
    }


@view(keeper, "GET", "POST")
def position_add(request: Request, collection: Any) -> HttpResponse:
    def save(_seen: str) -> str:
        of_positions.add_position(request.actor, collection, form.changes)
        return present.url_of(collection)

    form = PositionForm(typed(request), **_position_choices(request, collection))
    context = {
        **present.around(collection, _("Add a position")),
        "primary": _("Add it"),
        "offers_actor": True,
    }
    return edited(request, form, Page(FORM, lambda: form.instance, save, context))


@view(position_keeper, "GET", "POST")
def position_edit(request: Request, position: Any) -> HttpResponse:
    collection = position.collection

    def load() -> Any:
        return find.position_for(request.actor, collection.slug, position.uid)

    def save(seen: str) -> str:
        of_positions.edit_position(request.actor, position, form.changes, seen=seen)
        return present.url_of(collection)

    form = PositionForm(
        typed(request),
        instance=load(),
        replaceable=find.replaceable_by(request.actor, position),
        **_position_choices(request, collection),
    )
    context = {
        **present.around(collection, _("Position")),
        "danger_url": present.url_of(collection, "position-delete", position.uid),
    }
    return edited(request, form, Page(FORM, load, save, context))


@view(position_keeper, "GET", "POST")
def position_delete(request: Request, position: Any) -> HttpResponse:
    asked = {
        "title": _("Remove this position?"),
        "points": [
            str(position),
            _("A position that it replaced counts again; its document stays."),
        ],
    }
    back = present.url_of(position.collection)
    return _removed(request, position, of_positions.delete_position, asked, back)


# Roll calls


@view(keeper, "GET", "POST")
def roll_call_add(request: Request, collection: Any) -> HttpResponse:
    def save(_seen: str) -> str:
        made = of_votes.add_roll_call(request.actor, collection, form.changes)
        return present.url_of(collection, "roll-call-edit", made.uid)

    form = RollCallForm(typed(request))
    context = {**present.around(collection, _("Add a roll call")), "primary": _("Add it")}
    return edited(request, form, Page(FORM, lambda: form.instance, save, context))


@view(roll_call_keeper, "GET", "POST")
def roll_call_edit(request: Request, roll_call: Any) -> HttpResponse:
    collection = roll_call.collection

    def load() -> Any:
        return find.roll_call_for(request.actor, collection.slug, roll_call.uid)

    def save(seen: str) -> str:
        of_votes.edit_roll_call(request.actor, roll_call, form.changes, seen=seen)
        return present.url_of(collection)

    form = RollCallForm(typed(request), instance=load())
    context = {
        **present.around(collection, roll_call.symbol),
        "danger_url": present.url_of(collection, "roll-call-delete", roll_call.uid),
        "vote_form": VoteForm(bodies=find.bodies(request.actor)),
        "vote_url": present.url_of(collection, "roll-call-vote", roll_call.uid),
        "votes": present.cast(find.votes_of(request.actor, roll_call)),
    }
    page = Page("evidence/desk/roll_call.html", load, save, context)
    return edited(request, form, page)


@view(roll_call_keeper, "POST")
def vote(request: Request, roll_call: Any) -> HttpResponse:
    """One actor's vote: set, corrected, or taken away."""
    form = VoteForm(request.POST, bodies=find.bodies(request.actor))
    if form.is_valid():
        given = {(roll_call, form.cleaned_data["body"]): form.cleaned_data["choice"]}
        of_votes.record_votes(request.actor, roll_call.collection, given)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose an actor and a vote."))
    return redirect(present.url_of(roll_call.collection, "roll-call-edit", roll_call.uid))


@view(roll_call_keeper, "GET", "POST")
def roll_call_delete(request: Request, roll_call: Any) -> HttpResponse:
    asked = {
        "title": _("Remove this roll call?"),
        "points": [roll_call.symbol, _("All votes in it are removed with it.")],
    }
    back = present.url_of(roll_call.collection)
    return _removed(request, roll_call, of_votes.delete_roll_call, asked, back)
