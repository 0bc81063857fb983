"""A consultation's own page: what it is, what happens with what one says, what comes next."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from parley.apps.deliberation.presenters import consultations as present
from parley.apps.deliberation.selectors import asking, mine, people
from parley.apps.deliberation.selectors.consultations import consultation_for
from parley.core import panels
from parley.core.access import may
from parley.core.views import Request, sees, view


@view(sees(consultation_for))
def consultation(request: Request, consultation: Any) -> HttpResponse:
    actor = request.actor
    standing = people.standing_of(actor, consultation)
    rows = asking.accepted_of(consultation)
    own = {} if consultation.is_sealed else mine.stances_of(actor, consultation)
    left = sum(row.pk not in own for row in rows)
    sees_results = may(actor, "see_results", consultation)
    context = {
        "consultation": consultation,
        "dialogue": consultation.dialogue,
        "heading": present.heading(consultation),
        "breadcrumbs": present.crumbs(consultation),
        "now": present.now(consultation),
        "facts": present.facts(consultation, request.reader_zone),
        "promises": present.promises(consultation),
        "who": present.who(consultation, people.asked_groups(consultation)),
        "group": people.group_as(standing),
        "refusal": present.refusal(consultation, standing),
        "steps": present.steps(consultation, standing, left, len(rows), sees_results),
        "elements": present.by_element(rows, consultation),
        "norm": present.norm(consultation),
        "panels": panels.panels_for("consultation", actor, consultation),
        "leads": may(actor, "lead", consultation),
    }
    return render(request, "deliberation/consultation.html", context)
