"""The library of norms: pages that everyone may open."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from parley.apps.deliberation.presenters import norms as present
from parley.apps.deliberation.selectors import norms as find
from parley.apps.deliberation.selectors.standing import MOST, standings_for
from parley.apps.deliberation.selectors.topics import topics_on
from parley.core import panels
from parley.core.access import may as actor_may
from parley.core.views import Request, anyone, sees, view


@view(anyone, same_for_visitors=True)
def norms(request: Request) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:200]
    found = find.instruments_for(request.actor, query)
    context = {
        "query": query,
        "instruments": [(row, [present.card(norm) for norm in rows]) for row, rows in found],
        "can_add": find.may_add(request.actor),
    }
    return render(request, "deliberation/norms/norms.html", context)


@view(sees(find.instrument_for), same_for_visitors=True)
def instrument(request: Request, instrument: Any) -> HttpResponse:
    context = {
        "instrument": instrument,
        "facts": present.instrument_facts(instrument),
        "norms": [present.card(norm) for norm in find.norms_of(request.actor, instrument)],
        "can_edit": actor_may(request.actor, "edit", instrument),
        "breadcrumbs": present.crumbs((instrument.symbol, "")),
    }
    return render(request, "deliberation/norms/instrument.html", context)


# Not the same for all visitors: stances change what it shows and leave no line in the audit record.
@view(sees(find.norm_for))
def norm(request: Request, norm: Any) -> HttpResponse:
    actor = request.actor
    standings = standings_for(actor, norm)
    context = {
        "norm": norm,
        "name": present.name_of(norm),
        "text": present.text_of(norm.text),
        "facts": present.norm_facts(norm),
        "elements": present.elements(find.elements_of(actor, norm), standings),
        "left_out": standings.left_out,
        "most": MOST,
        "places": present.places(topics_on(actor, norm), find.naming(actor, norm)),
        "panels": panels.panels_for("norm", actor, norm),
        "can_edit": actor_may(actor, "edit", norm),
        "breadcrumbs": present.crumbs(present.instrument_step(norm.instrument), (norm.label, "")),
    }
    return render(request, "deliberation/norms/norm.html", context)
