"""The desk of those who keep norms: instruments, norms, elements, propositions; and topics."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.convening.views.editing import Page, edited, typed
from parley.apps.deliberation.forms.norms import (
    ElementRows,
    InstrumentForm,
    MoveForm,
    NormForm,
    PropositionRows,
    TopicRows,
)
from parley.apps.deliberation.presenters import norms_desk as present
from parley.apps.deliberation.selectors import norms as find
from parley.apps.deliberation.selectors import topics as find_topics
from parley.apps.deliberation.selectors.needs import needs_of
from parley.apps.deliberation.services import norms as services
from parley.apps.deliberation.services.norms_elements import set_elements, set_propositions
from parley.apps.deliberation.services.norms_topics import set_topics
from parley.core.errors import InvalidInput
from parley.core.views import Request, may, signed_in, view

instrument_editor = may("edit", find.instrument_for)
norm_editor = may("edit", find.norm_for)


@view(signed_in)
def library(request: Request) -> HttpResponse:
    """The instruments that one keeps."""
    context = {
        "title": _("Norms"),
        "instruments": present.instrument_lines(find.kept_by(request.actor)),
        "can_add": find.may_add(request.actor),
        "breadcrumbs": present.crumbs(),
    }
    return render(request, "deliberation/norms/desk/library.html", context)


@view(may("add", find.new_instrument), "GET", "POST")
def instrument_add(request: Request, blank: Any) -> HttpResponse:
    def save(_seen: str) -> str:
        return present.instrument_step(services.add_instrument(request.actor, form.changes))[1]

    form = InstrumentForm(typed(request))
    context = {
        "title": _("Add an instrument"),
        "back": reverse("desk-norms"),
        "breadcrumbs": present.crumbs((_("Add an instrument"), "")),
    }
    page = Page("deliberation/norms/desk/instrument.html", lambda: blank, save, context)
    return edited(request, form, page)


@view(instrument_editor, "GET", "POST")
def instrument_edit(request: Request, instrument: Any) -> HttpResponse:
    def load() -> Any:
        return find.instrument_for(request.actor, instrument.slug)

    def save(seen: str) -> str:
        services.edit_instrument(request.actor, instrument, form.changes, seen=seen)
        return reverse("instrument-edit", args=[instrument.slug])

    form = InstrumentForm(typed(request), instance=load())
    context = {
        "title": instrument.symbol,
        "instrument": instrument,
        "norms": present.norm_lines(find.norms_of(request.actor, instrument)),
        "back": reverse("desk-norms"),
        "breadcrumbs": present.crumbs((instrument.symbol, "")),
    }
    page = Page("deliberation/norms/desk/instrument.html", load, save, context)
    return edited(request, form, page)


@view(instrument_editor, "GET", "POST")
def instrument_delete(request: Request, instrument: Any) -> HttpResponse:
    return _delete(
        request,
        instrument,
        services.delete_instrument,
        back=reverse("instrument-edit", args=[instrument.slug]),
        then=reverse("desk-norms"),
        trail=(present.instrument_step(instrument),),
    )


@view(instrument_editor, "GET", "POST")
def norm_add(request: Request, instrument: Any) -> HttpResponse:
    def save(_seen: str) -> str:
        return present.norm_step(services.add_norm(request.actor, instrument, form.changes))[1]

    form = NormForm(typed(request))
    step = present.instrument_step(instrument)
    context = {
        "title": _("Add a norm"),
        "entry": instrument,
        "back": step[1],
        "breadcrumbs": present.crumbs(step, (_("Add a norm"), "")),
    }
    page = Page("deliberation/norms/desk/norm.html", form.blank, save, context)
    return edited(request, form, page)


@view(norm_editor, "GET", "POST")
def norm_edit(request: Request, norm: Any) -> HttpResponse:
    parts = [norm.instrument.slug, norm.slug]

    def load() -> Any:
        return find.norm_for(request.actor, *parts)

    def save(seen: str) -> str:
        services.edit_norm(request.actor, norm, form.changes, seen=seen)
        return reverse("norm-edit", args=parts)

    form = NormForm(typed(request), instance=load())
    step = present.instrument_step(norm.instrument)
    context = {
        "title": norm.label,
        "entry": norm.instrument,
        "norm": norm,
        "elements": present.element_lines(norm, find.elements_of(request.actor, norm)),
        "back": step[1],
        "breadcrumbs": present.crumbs(step, (norm.label, "")),
    }
    page = Page("deliberation/norms/desk/norm.html", load, save, context)
    return edited(request, form, page)


@view(norm_editor, "POST")
def norm_move(request: Request, norm: Any) -> HttpResponse:
    form = MoveForm(request.POST)
    if form.is_valid():
        services.move_norm(request.actor, norm, form.cleaned_data["direction"])
    return redirect(f"{reverse('instrument-edit', args=[norm.instrument.slug])}#norms")


@view(norm_editor, "GET", "POST")
def norm_delete(request: Request, norm: Any) -> HttpResponse:
    steps = (present.instrument_step(norm.instrument), present.norm_step(norm))
    return _delete(
        request, norm, services.delete_norm, back=steps[1][1], then=steps[0][1], trail=steps
    )


def _delete(
    request: Request, row: Any, service: Any, *, back: str, then: str, trail: Any
) -> HttpResponse:
    """Ask first, or say what still hangs on it."""
    status, name = 200, str(row)
    if request.method == "POST":
        try:
            service(request.actor, row)
        except InvalidInput:
            status = 409  # the page says why
        else:
            messages.success(request, _("%(name)s has been deleted.") % {"name": name})
            return redirect(then)
    context = {
        "title": _("Delete"),
        "name": name,
        "needs": present.needs(needs_of(request.actor, row)),
        "back": back,
        "breadcrumbs": present.crumbs(*trail, (_("Delete"), "")),
    }
    return render(request, "deliberation/norms/desk/delete.html", context, status=status)


@view(norm_editor, "GET", "POST")
def elements(request: Request, norm: Any) -> HttpResponse:
    def load() -> Any:
        return find.elements_of(request.actor, norm)

    def save(seen: str) -> str:
        set_elements(request.actor, norm, form.values, seen=seen)
        return step[1]

    step = present.norm_step(norm)
    form = ElementRows(typed(request), stored=load())
    context = {
        "title": _("Elements"),
        "entry": norm,
        "hint": _(
            "Each is one dimension of what the norm means, such as knowledge or territory, with the "
            "question that interpretations answer differently."
        ),
        "back": step[1],
        "breadcrumbs": present.crumbs(
            present.instrument_step(norm.instrument), step, (_("Elements"), "")
        ),
    }
    return edited(request, form, Page("deliberation/norms/desk/rows.html", load, save, context))


@view(may("edit", find.element_for), "GET", "POST")
def propositions(request: Request, element: Any) -> HttpResponse:
    norm = element.norm

    def load() -> Any:
        return find.propositions_of(request.actor, element)

    def save(seen: str) -> str:
        set_propositions(request.actor, element, form.values, seen=seen)
        return step[1]

    step = present.norm_step(norm)
    form = PropositionRows(typed(request), stored=load())
    context = {
        "title": _("Propositions"),
        "entry": element,
        "hint": _(
            "Sentences on this element that one can agree or disagree with. Consultations take up "
            "copies of them: what you change here changes nothing there."
        ),
        "back": step[1],
        "breadcrumbs": present.crumbs(
            present.instrument_step(norm.instrument), step, (element.title, "")
        ),
    }
    return edited(request, form, Page("deliberation/norms/desk/rows.html", load, save, context))


@view(may("edit", dialogue_for), "GET", "POST")
def topics(request: Request, dialogue: Any) -> HttpResponse:
    def load() -> Any:
        return find_topics.topics_in(request.actor, dialogue)

    def save(seen: str) -> str:
        set_topics(request.actor, dialogue, form.values, seen=seen)
        return reverse(present.TOPICS, args=[dialogue.slug])

    norms = find_topics.norms_to_choose(request.actor)
    sessions = find_topics.sessions_to_choose(request.actor, dialogue)
    form = TopicRows(typed(request), stored=load(), norms=norms, sessions=sessions)
    context = {
        **present.around_topics(dialogue),
        "hint": _(
            "Which norms and elements the dialogue and its sessions discuss. They stand on their "
            "pages, and the norm’s page names the dialogue."
        ),
        "has_norms": bool(norms),
        "can_add": find.may_add(request.actor),
        "back": reverse("dialogue-edit", args=[dialogue.slug]),
    }
    return edited(request, form, Page("deliberation/norms/desk/rows.html", load, save, context))
