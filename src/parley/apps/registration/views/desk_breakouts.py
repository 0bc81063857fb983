"""The convener's desk: break-outs, from the first proposal until everybody knows their room."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.convening.views.editing import Page, edited, typed
from parley.apps.registration.forms.breakouts import (
    BeginForm,
    MoveForm,
    PersonForm,
    PublishForm,
    RoundForm,
)
from parley.apps.registration.presenters import breakouts as present
from parley.apps.registration.presenters import desk
from parley.apps.registration.selectors import breakouts as find
from parley.apps.registration.services import breakouts as services
from parley.apps.registration.services import proposing
from parley.core.errors import InvalidInput
from parley.core.views import Request, may, personal, view

ROUNDS = "registration-breakouts"
BOARD = "registration/desk/breakout.html"
arranger = personal(may("arrange", find.round_for))


@personal
def about_person(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """The round, and which of its people."""
    return (*arranger(request, {"slug": parts["slug"], "uid": parts["uid"]}), parts["person"])


@view(may("edit", dialogue_for), "GET", "POST")
def breakouts(request: Request, dialogue: Any) -> HttpResponse:
    """The rounds there are, and the sessions that could break out."""
    sessions = find.sessions_to_break_out(request.actor, dialogue)
    form = BeginForm(typed(request), sessions=sessions)
    if request.method == "POST" and form.is_valid():
        row = services.begin(request.actor, form.chosen)
        return redirect(present.address(row))
    context = {
        **desk.around(dialogue, ROUNDS),
        "rounds": [present.line(row) for row in find.rounds_of(request.actor, dialogue)],
        "form": form if sessions else None,
    }
    status = 422 if form.errors else 200
    return render(request, "registration/desk/breakouts.html", context, status=status)


@view(arranger)
def board(request: Request, row: Any) -> HttpResponse:
    return _board(request, row)


def _board(request: Request, row: Any, *, status: int = 200, said: str = "") -> HttpResponse:
    """The whole page, or the part of it that a script puts in its place."""
    arrangement = find.arrangement_of(request.actor, row)
    context = {
        "board": present.board(arrangement),
        "can_undo": find.has_steps(request.actor, row),
        "said": said,
        "is_problem": status >= 400,
    }
    if request.headers.get("HX-Request"):
        return render(request, f"{BOARD}#board", context, status=status)
    around = desk.around(row.session.dialogue, ROUNDS, row.session.title)
    # The rooms stand side by side, and need the width.
    return render(request, BOARD, {**around, "sections": [], **context}, status=status)


def _done(request: Request, row: Any, said: str) -> HttpResponse:
    """Back to the board, with a word on what was done."""
    if request.headers.get("HX-Request"):
        return _board(request, row, said=said)
    messages.success(request, said)
    return redirect(present.address(row))


def _refused(request: Request, row: Any, error: InvalidInput) -> HttpResponse:
    return _board(request, row, status=422, said=error.message)


@view(arranger, "GET", "POST")
def settings(request: Request, row: Any) -> HttpResponse:
    def load() -> Any:
        return find.round_for(request.actor, row.session.dialogue.slug, row.uid)

    def save(seen: str) -> str:
        services.adjust(request.actor, row, form.changes, seen=seen)
        return present.address(row)

    form = RoundForm(typed(request), instance=load())
    context = {
        **desk.around(row.session.dialogue, ROUNDS, _("Wishes and what counts")),
        "back": present.address(row),
    }
    return edited(
        request, form, Page("registration/desk/breakout_settings.html", load, save, context)
    )


@view(arranger, "POST")
def ask(request: Request, row: Any) -> HttpResponse:
    try:
        proposing.ask(request.actor, row, rest="rest" in request.POST)
    except InvalidInput as error:
        return _refused(request, row, error)
    row.refresh_from_db()
    if request.headers.get("HX-Request"):
        return _board(request, row)
    return redirect(present.address(row))


@view(arranger, "POST")
def move(request: Request, row: Any) -> HttpResponse:
    """Somebody into a room, both picked from lists or by dragging."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _refused(request, row, InvalidInput(_("Choose a person and a room.")))
    given = form.cleaned_data
    return _moved(request, row, given["person"], given["room"])


def _moved(request: Request, row: Any, person: Any, room: int) -> HttpResponse:
    try:
        price = services.move(request.actor, row, person, room)
    except InvalidInput as error:
        return _refused(request, row, error)
    return _done(request, row, present.changed(price))


@view(about_person, "GET", "POST")
def person(request: Request, row: Any, uid: Any) -> HttpResponse:
    """One person: what each room would cost, and whether they stay."""
    form = PersonForm(typed(request))
    if request.method == "POST" and form.is_valid():
        return _settled(request, row, uid, form.cleaned_data)
    arrangement = find.arrangement_of(request.actor, row)
    found = arrangement.person(uid)
    context = {
        **desk.around(row.session.dialogue, ROUNDS, found.name),
        "person": present.card(arrangement, found),
        "choices": present.choices(arrangement, found),
        "back": present.address(row),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "registration/desk/breakout_person.html", context, status=status)


def _settled(request: Request, row: Any, uid: Any, given: dict[str, Any]) -> HttpResponse:
    if given["room"]:
        return _moved(request, row, uid, given["room"])
    pinned = given["pin"] == "on"
    try:
        services.pin(request.actor, row, uid, pinned=pinned)
    except InvalidInput as error:
        return _refused(request, row, error)
    said = _("Kept in this room.") if pinned else _("May be moved by a proposal.")
    return _done(request, row, said)


@view(arranger, "POST")
def undo(request: Request, row: Any) -> HttpResponse:
    try:
        number = services.undo(request.actor, row)
    except InvalidInput as error:
        return _refused(request, row, error)
    text = ngettext("%(n)d person is back.", "%(n)d people are back.", number)
    return _done(request, row, text % {"n": number})


@view(arranger, "GET", "POST")
def publish(request: Request, row: Any) -> HttpResponse:
    """Asks first: from then on people rely on it."""
    problem, form = "", PublishForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            number = services.publish(request.actor, row, **form.cleaned_data)
        except InvalidInput as error:
            problem = error.message
        else:
            text = ngettext(
                "%(n)d person can see their room now.",
                "%(n)d people can see their room now.",
                number,
            )
            messages.success(request, text % {"n": number})
            return redirect(present.address(row))
    arrangement = find.arrangement_of(request.actor, row)
    context = {
        **desk.around(row.session.dialogue, ROUNDS, _("Publish the rooms")),
        "placed": len(arrangement.placement),
        "unplaced": len(arrangement.unplaced),
        "back": present.address(row),
        "problem": problem,
        "form": form,
    }
    status = 422 if problem else 200
    return render(request, "registration/desk/breakout_publish.html", context, status=status)


@view(arranger, "GET", "POST")
def remove(request: Request, row: Any) -> HttpResponse:
    dialogue = row.session.dialogue
    if request.method == "POST":
        services.remove(request.actor, row)
        messages.success(request, _("The break-outs are no longer arranged."))
        return redirect(ROUNDS, dialogue.slug)
    context = {
        **desk.around(dialogue, ROUNDS, _("Remove")),
        "session": row.session,
        "back": present.address(row),
    }
    return render(request, "registration/desk/breakout_remove.html", context)
