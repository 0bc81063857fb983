"""Taking stances, one at a time; looking at one's own; answering on record."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from parley.apps.deliberation.forms.respond import Answer, OnRecordForm, answer_in, numbers_in
from parley.apps.deliberation.presenters import asking as present
from parley.apps.deliberation.presenters import consultations as around
from parley.apps.deliberation.selectors import asking, mine, pseudonyms
from parley.apps.deliberation.services import onrecord, stances
from parley.apps.deliberation.views.participant import asked, own_page, taking_part
from parley.core.errors import InvalidInput
from parley.core.views import Request, view


@view(asked, "POST")
def stance(request: Request, proposition: Any) -> HttpResponseBase:
    """One stance. Scripts get a word, so that it costs next to nothing; forms go on to the next."""
    is_script = "application/json" in request.headers.get("Accept", "")
    try:
        _take(request, proposition, answer_in(request.POST))
    except InvalidInput as error:
        if not is_script:
            raise
        return JsonResponse({"ok": False, "message": str(error)}, status=400)
    return JsonResponse({"ok": True}) if is_script else redirect(_next(request, proposition))


def _take(request: Request, proposition: Any, answer: Answer) -> None:
    if answer.value is None:
        stances.take_back(request.actor, proposition)
    else:
        stances.take(
            request.actor,
            proposition,
            answer.value,
            reserved=answer.reserved,
            reservation=answer.reservation,
        )


def _next(request: Request, proposition: Any) -> str:
    consultation, then = proposition.consultation, request.POST.get("then", "")
    if then == present.REVIEW:
        return around.address("my-stances", consultation) + f"#p{proposition.number}"
    if then == present.ONE:
        return around.address("proposition", consultation, proposition.number)
    if then == "live":
        return around.address("live", consultation)
    skip = present.listed(numbers_in(request.POST.get("skip", "")))
    return present.respond_address(consultation, done=proposition.number, skip=skip)


@view(taking_part)
def respond(request: Request, consultation: Any) -> HttpResponse:
    """The next proposition and some ahead of it; or the one that the address names."""
    if not consultation.is_open:
        return own_page(request, "not_open", consultation, _("Take your stance"), {})
    rows = asking.accepted_of(consultation)
    own = mine.stances_of(request.actor, consultation)
    skip, one, done = (numbers_in(request.GET.get(name, "")) for name in ("skip", "n", "done"))
    left = [row for row in rows if row.pk not in own]
    queue = asking.queue_for(request.actor, consultation, left, skip)
    context = {
        **present.asked([row for row in rows if row.number in one[:1]] or queue, consultation, own),
        "progress": present.progress(len(left), len(rows)),
        "then": present.then_in(request.GET.get("then", "")),
        "skip": present.listed(skip),
        "skip_url": "" if one else present.skip_address(consultation, queue, skip),
        "is_single": bool(one),
        "kept": present.kept([row for row in rows if row.number in done[:1]], consultation, own),
        "mark": pseudonyms.mark(consultation, request.actor),
    }
    return own_page(request, "respond", consultation, _("Take your stance"), context)


@view(taking_part)
def my_stances(request: Request, consultation: Any) -> HttpResponse:
    if consultation.is_sealed:
        return own_page(request, "not_open", consultation, _("Your stances"), {})
    rows = asking.accepted_of(consultation)
    own = mine.stances_of(request.actor, consultation)
    left = sum(row.pk not in own for row in rows)
    context = {
        "elements": present.review(rows, consultation, own, consultation.is_open),
        "progress": present.progress(left, len(rows)),
        "is_open": consultation.is_open,
        "on_record": mine.on_record_of(request.actor, consultation),
        "takes_names": consultation.on_record and consultation.is_open,
    }
    return own_page(request, "my_stances", consultation, _("Your stances"), context)


@view(taking_part, "GET", "POST")
def on_record(request: Request, consultation: Any) -> HttpResponse:
    if request.method == "POST" and request.POST.get("act") == "leave":
        onrecord.leave_record(request.actor, consultation)
        messages.success(request, _("Your name stands beside your stances no more."))
        return redirect(around.address("my-stances", consultation))
    own = mine.on_record_of(request.actor, consultation)
    form = OnRecordForm(
        request.POST if request.method == "POST" else None,
        initial={"name": own.name if own else ""},
    )
    if form.is_bound and form.is_valid():
        onrecord.go_on_record(request.actor, consultation, form.cleaned_data["name"])
        messages.success(request, _("You answer on record now."))
        return redirect(around.address("my-stances", consultation))
    context = {"form": form, "own": own, "is_possible": consultation.on_record}
    status = 422 if form.errors else 200
    return own_page(
        request, "on_record", consultation, _("Answer on record"), context, status=status
    )
