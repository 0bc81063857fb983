"""The open questions of a dialogue, for everybody who may read them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.outcomes.exchange import questions_out
from parley.apps.outcomes.presenters import questions as present
from parley.apps.outcomes.selectors import questions as find
from parley.core.downloads import PRIVATE, sealed
from parley.core.sheets import CSV, TYPES
from parley.core.views import Request, sees, view


@view(sees(dialogue_for))
def questions(request: Request, dialogue: Any) -> HttpResponse:
    rows = find.questions_of(request.actor, dialogue)
    context = {
        **present.heading(dialogue),
        "row": dialogue,
        "groups": present.by_element(rows),
        "counts": present.counts(rows),
        "breadcrumbs": present.crumbs(dialogue),
    }
    return render(request, "outcomes/questions/questions.html", context)


@view(sees(dialogue_for))
def file(request: Request, dialogue: Any) -> HttpResponse:
    rows = find.questions_of(request.actor, dialogue)
    response = HttpResponse(questions_out.written(rows), content_type=TYPES[CSV])
    filename = f"{dialogue.slug}-questions.csv"
    name = content_disposition_header(as_attachment=True, filename=filename)
    response["Content-Disposition"] = str(name)
    sealed(response, PRIVATE)
    return response
