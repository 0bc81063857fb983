"""Where a consultation stands: all of it, one proposition, and as a file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from parley.apps.deliberation.presenters import asking as present_asking
from parley.apps.deliberation.presenters import consultations as around
from parley.apps.deliberation.presenters import results as present
from parley.apps.deliberation.selectors import asking, mine, named, people
from parley.apps.deliberation.selectors.consultations import consultation_for, proposition_for
from parley.apps.deliberation.selectors.results import results_for
from parley.apps.deliberation.services import steps
from parley.core import panels, sheets
from parley.core.access import may
from parley.core.downloads import PRIVATE, sealed
from parley.core.errors import not_found
from parley.core.views import Request, sees, view


def _frame(consultation: Any, page: str) -> dict[str, Any]:
    return {
        "consultation": consultation,
        "dialogue": consultation.dialogue,
        "heading": around.heading(consultation),
        "breadcrumbs": around.crumbs(consultation, page),
        "back_url": around.address("consultation", consultation),
        "table_head": present.table_head(),
    }


@view(sees(consultation_for))
def results(request: Request, consultation: Any) -> HttpResponse:
    steps.advance(consultation)
    found = results_for(request.actor, consultation)
    names = named.named_stances_for(request.actor, consultation)
    rows = asking.accepted_of(consultation)
    context = {
        **_frame(consultation, _("Results")),
        "about": present.about(found, consultation),
        "elements": present.standing(rows, consultation, found, names),
        "panels": panels.panels_for("consultation.results", request.actor, consultation),
    }
    return render(request, "deliberation/results.html", context)


@view(sees(consultation_for))
def results_csv(request: Request, consultation: Any) -> HttpResponse:
    """The numbers of the page. Behind closed doors there is no file: nothing leaves the room."""
    steps.advance(consultation)
    found = results_for(request.actor, consultation)
    if not present.about(found, consultation)["may_export"]:
        raise not_found()
    table = present.sheet(asking.accepted_of(consultation), consultation, found)
    response = HttpResponse(sheets.written(table, sheets.CSV), sheets.TYPES[sheets.CSV])
    name = f"{consultation.dialogue.slug}-{consultation.slug}-results.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    sealed(response, PRIVATE)
    return response


@view(sees(proposition_for))
def proposition(request: Request, proposition: Any) -> HttpResponse:
    """One proposition, where it stands, and the reader's own stance on it."""
    actor, consultation = request.actor, proposition.consultation
    own = {} if consultation.is_sealed else mine.stances_of(actor, consultation)
    takes_part = people.standing_of(actor, consultation).responds
    sees_results = may(actor, "see_results", consultation)
    number = _("Proposition %(number)d") % {"number": proposition.number}
    context = {
        **_frame(consultation, number),
        "title": number,
        "line": around.proposition(proposition, consultation),
        "merged": proposition.merged_into
        and around.proposition(proposition.merged_into, consultation),
        "mine": present_asking.own(proposition, consultation, own, takes_part),
        "panels": panels.panels_for("proposition", actor, proposition),
        **(_standing(request, proposition) if sees_results and proposition.is_accepted else {}),
    }
    return render(request, "deliberation/proposition.html", context)


def _standing(request: Request, proposition: Any) -> dict[str, Any]:
    consultation = proposition.consultation
    steps.advance(consultation)
    found = results_for(request.actor, consultation)
    names = named.named_stances_for(request.actor, consultation)
    return {
        "about": present.about(found, consultation),
        "result": present.result(proposition, found, names),
    }
