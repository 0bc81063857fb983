"""The programme of a dialogue: sessions, who takes part in them, and whom they are open to."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.forms.programme import ContributionRows, MoveForm, SessionForm
from parley.apps.convening.forms.seats import AssignForm
from parley.apps.convening.presenters import desk as present
from parley.apps.convening.presenters.editor import editor, notes
from parley.apps.convening.selectors import desk as find
from parley.apps.convening.selectors.dialogues import dialogue_for, session_for
from parley.apps.convening.selectors.directory import affiliation_on
from parley.apps.convening.selectors.programme import programme_for
from parley.apps.convening.selectors.warnings import warnings_for
from parley.apps.convening.services import seats, sessions
from parley.apps.convening.views.editing import Page, edited, typed
from parley.core import panels
from parley.core.errors import InvalidInput
from parley.core.views import Request, may, view

PROGRAMME = "dialogue-programme"


def _around(dialogue: Any, label: Any, session: Any = None) -> dict[str, Any]:
    programme = (present.SECTIONS[PROGRAMME], reverse(PROGRAMME, args=[dialogue.slug]))
    trail = [programme]
    if session is not None:
        address = reverse("session-edit", args=[dialogue.slug, session.slug])
        trail.append((session.title, address))
    return {
        "dialogue": dialogue,
        "session": session,
        "title": label,
        "sections": present.sections(dialogue, PROGRAMME),
        "breadcrumbs": present.crumbs(dialogue, *trail, (label, "")),
    }


def _programme_at(session: Any) -> str:
    return f"{reverse(PROGRAMME, args=[session.dialogue.slug])}#session-{session.pk}"


@view(may("edit", dialogue_for))
def programme(request: Request, dialogue: Any) -> HttpResponse:
    warnings = warnings_for(request.actor, dialogue)
    days = editor(dialogue, programme_for(request.actor, dialogue), warnings)
    label = present.SECTIONS[PROGRAMME]
    context = {
        "dialogue": dialogue,
        "title": label,
        "days": days,
        "clashes": sum(map(len, warnings.values())),
        "sections": present.sections(dialogue, PROGRAMME),
        "breadcrumbs": present.crumbs(dialogue, (label, "")),
    }
    return render(request, "convening/desk/programme.html", context)


@view(may("edit", dialogue_for), "GET", "POST")
def session_add(request: Request, dialogue: Any) -> HttpResponse:
    def load() -> Any:
        on, parent = (request.GET.get(name, "") for name in ("on", "parent"))
        return SessionForm.blank(request.actor, dialogue, on, parent)

    def save(_seen: str) -> str:
        made = sessions.add(request.actor, dialogue, form.changes)
        if "then_people" in request.POST:
            return reverse("session-people", args=[dialogue.slug, made.slug])
        return _programme_at(made)

    form = SessionForm(typed(request), actor=request.actor, dialogue=dialogue, instance=load())
    context = {**_around(dialogue, _("Add a session")), "is_new": True}
    return edited(request, form, Page("convening/desk/session.html", load, save, context))


@view(may("edit", session_for), "GET", "POST")
def session_edit(request: Request, session: Any) -> HttpResponse:
    dialogue = session.dialogue

    def load() -> Any:
        return session_for(request.actor, dialogue.slug, session.slug)

    def save(seen: str) -> str:
        move = form.cleaned_data.get("move_parts", False)
        changes = form.changes
        row = sessions.edit(request.actor, session, changes, seen=seen, move_parts=move)
        if "then_people" in request.POST:
            return reverse("session-people", args=[dialogue.slug, row.slug])
        return _programme_at(row)

    form = SessionForm(typed(request), actor=request.actor, dialogue=dialogue, instance=load())
    context = _around(dialogue, _("Edit the session"), session)
    context["warnings"] = notes(warnings_for(request.actor, dialogue).get(session.pk, ()))
    context["warnings"] += sessions.rule_notices(session)
    return edited(request, form, Page("convening/desk/session.html", load, save, context))


@view(may("edit", session_for), "GET", "POST")
def session_people(request: Request, session: Any) -> HttpResponse:
    def load() -> Any:
        return find.contributions_in(request.actor, session)

    def affiliation_of(person: Any) -> Any:
        return affiliation_on(request.actor, person, session.date or session.dialogue.starts_on)

    def save(seen: str) -> str:
        sessions.set_contributions(request.actor, session, form.values, seen=seen)
        for row in form.kept:
            if row.suggested is not None:
                names = {"name": row.person_given, "organisation": row.suggested.organisation}
                text = _("From the directory: %(name)s is affiliated with %(organisation)s.")
                messages.info(request, text % names)
        return _programme_at(session)

    form = ContributionRows(
        typed(request),
        stored=load(),
        people=find.people_to_choose(request.actor),
        organisations=find.organisations_to_choose(request.actor),
        synthetic=session.dialogue.synthetic,
        affiliation_of=affiliation_of,
    )
    context = _around(session.dialogue, _("Who takes part"), session)
    return edited(request, form, Page("convening/desk/rows.html", load, save, context))


@view(may("edit", session_for), "GET", "POST")
def session_seats(request: Request, session: Any) -> HttpResponse:
    chosen = {"users": find.assigned_to(request.actor, session)}
    form = AssignForm(typed(request), actor=request.actor, session=session, initial=chosen)
    if request.method == "POST" and form.is_valid():
        seats.assign(request.actor, session, form.keys)
        messages.success(request, _("Saved."))
        return redirect(_programme_at(session))
    context = {**_around(session.dialogue, _("Who may come in"), session), "form": form}
    return render(request, "convening/desk/session_seats.html", context)


@view(may("edit", session_for), "POST")
def session_move(request: Request, session: Any) -> HttpResponse:
    """Earlier or later, or up or down among those at the same time."""
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            if form.cleaned_data["minutes"]:
                by = timedelta(minutes=form.cleaned_data["minutes"])
                sessions.shift(request.actor, session, by)
            elif form.cleaned_data["direction"]:
                sessions.reorder(request.actor, session, form.cleaned_data["direction"])
        except InvalidInput as error:
            messages.error(request, error.message)
    return redirect(_programme_at(session))


@view(may("edit", session_for), "GET", "POST")
def session_remove(request: Request, session: Any) -> HttpResponse:
    """Asks first, and names what goes with the session."""
    dialogue = session.dialogue
    if request.method == "POST":
        sessions.remove(request.actor, session)
        messages.success(request, _("The session has been removed."))
        return redirect(PROGRAMME, dialogue.slug)
    context = _around(dialogue, _("Remove"), session)
    context["goes_too"] = find.what_goes_with(request.actor, session)
    leaving = [session, *context["goes_too"]]
    context["panels"] = panels.panels_for("session.remove", request.actor, leaving)
    return render(request, "convening/desk/session_remove.html", context)
