"""The pages that everyone may open; each shows what exists for its reader."""

from collections.abc import Callable
from datetime import datetime, time
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from parley.apps.convening.feeds import linked_data
from parley.apps.convening.presenters import dialogues as present
from parley.apps.convening.presenters import people as present_people
from parley.apps.convening.presenters import programme as present_programme
from parley.apps.convening.presenters.materials import line as material
from parley.apps.convening.selectors import dialogues as find
from parley.apps.convening.selectors import directory
from parley.apps.convening.selectors.programme import Programme, programme_for
from parley.core import panels, search
from parley.core.access import may as actor_may
from parley.core.views import Request, anyone, sees, view

Page = HttpResponse


@view(anyone, same_for_visitors=True)
def home(request: Request) -> Page:
    coming, past = find.by_time_for(request.actor, timezone.now().date())
    context = {
        "head": linked_data.head_for_home(),
        "upcoming": [present.card(d) for d in coming],
        "past": [present.card(d) for d in past],
        "all_series": find.all_series_for(request.actor),
    }
    return render(request, "convening/home.html", context)


def _timetable(request: Request, dialogue: Any, programme: Programme) -> dict[str, Any]:
    first = datetime.combine(dialogue.starts_on, time(12), dialogue.zone)
    clocks = present_programme.clocks_for(
        programme, dialogue.zone, request.reader_zone, timezone.now()
    )
    return present_programme.timetable(programme, clocks, first, request.reader_zone)


@view(sees(find.whole_dialogue_for), same_for_visitors=True)
def dialogue(request: Request, dialogue: Any) -> Page:
    actor = request.actor
    programme = programme_for(actor, dialogue)
    points, norms = find.points_of(dialogue)
    pictures = find.pictures_with(dialogue)
    lead = next((picture for picture in pictures if picture.is_lead), None)
    hosts = find.hosts_of(actor, dialogue)
    context = {
        "head": linked_data.head_for_dialogue(dialogue, programme, hosts, pictures),
        "dialogue": dialogue,
        "lead": present.picture_of(lead),
        "eyebrow": present.eyebrow_of(dialogue),
        "fallback": present.fallback(dialogue.title, dialogue.purpose, dialogue.body),
        "facts": present.facts(dialogue, hosts),
        "points": present.points(points),
        "norms": present.norms(norms),
        "timetable": _timetable(request, dialogue, programme),
        "pictures": [present.picture_of(picture) for picture in pictures if picture != lead],
        "materials": [material(row) for row in directory.materials_of(actor, dialogue)],
        "actions": panels.panels_for("dialogue.actions", actor, dialogue),
        "panels": panels.panels_for("dialogue", actor, dialogue),
        "can_edit": actor_may(actor, "edit", dialogue),
    }
    return render(request, "convening/dialogue.html", context)


@view(sees(find.dialogue_for), same_for_visitors=True)
def programme(request: Request, dialogue: Any) -> Page:
    found, hosts = programme_for(request.actor, dialogue), find.hosts_of(request.actor, dialogue)
    context = {
        "head": linked_data.head_for_dialogue(dialogue, found, hosts, page="programme"),
        "dialogue": dialogue,
        "eyebrow": present.eyebrow_of(dialogue),
        "timetable": _timetable(request, dialogue, found),
        "place": present.place_of(dialogue),
    }
    return render(request, "convening/programme.html", context)


@view(sees(find.session_for), same_for_visitors=True)
def session(request: Request, session: Any) -> Page:
    actor, dialogue = request.actor, session.dialogue
    whole = programme_for(actor, dialogue)
    line = next(line for line in whole.lines() if line.id == session.pk)
    clocks = present_programme.clocks_for(whole, dialogue.zone, request.reader_zone, timezone.now())
    pictures = directory.pictures_of(actor, dialogue, session)
    context = {
        "head": linked_data.head_for_session(dialogue, line, pictures),
        "dialogue": dialogue,
        "session": session,
        "line": line,
        "row": present_programme.session(line, clocks),
        "fallback": present.fallback(session.title, session.abstract),
        "facts": present_programme.facts(line, clocks),
        "join_panels": panels.panels_for("session.join", actor, session),
        "pictures": [present.picture_of(picture) for picture in pictures],
        "materials": [material(row) for row in directory.materials_of(actor, dialogue, session)],
        "panels": panels.panels_for("session", actor, session),
        "neighbours": whole.neighbours(session.pk),
        "can_edit": actor_may(actor, "edit", dialogue),
    }
    return render(request, "convening/session.html", context)


@view(sees(find.series_for), same_for_visitors=True)
def series(request: Request, series: Any) -> Page:
    editions = directory.editions_of(request.actor, series)
    context = {
        "head": linked_data.head_for_series(series),
        "series": series,
        "editions": [present.card(edition) for edition in editions],
    }
    return render(request, "convening/series.html", context)


def _at_its_address(page: Callable[..., Page]) -> Callable[..., HttpResponseBase]:
    """An entry that was merged into another: its old address leads to that one, for good."""

    @wraps(page)
    def found(request: Request, entry: Any) -> HttpResponseBase:
        match = request.resolver_match
        if match is not None and match.kwargs["slug"] != entry.slug:
            return redirect(str(match.url_name), entry.slug, permanent=True)
        return page(request, entry)

    return found


@view(sees(find.person_for), same_for_visitors=True)
@_at_its_address
def person(request: Request, person: Any) -> Page:
    contributions = directory.contributions_of(request.actor, person)
    context = {
        "head": linked_data.head_for_person(person),
        "person": person,
        "positions": [
            present_people.affiliation(row)
            for row in directory.affiliations_of(request.actor, person)
        ],
        "dialogues": present_people.by_dialogue(contributions),
    }
    return render(request, "convening/person.html", context)


@view(sees(find.organisation_for), same_for_visitors=True)
@_at_its_address
def organisation(request: Request, organisation: Any) -> Page:
    actor = request.actor
    contributions = directory.contributions_from(actor, organisation)
    context = {
        "head": linked_data.head_for_organisation(organisation),
        "organisation": organisation,
        "facts": present_people.organisation_facts(organisation),
        "parts": directory.parts_of_organisation(actor, organisation),
        "hosted": present_people.hostings(directory.hosted_by(actor, organisation)),
        "dialogues": present_people.by_dialogue(contributions, link_people=True),
    }
    return render(request, "convening/organisation.html", context)


@view(sees(find.venue_for), same_for_visitors=True)
@_at_its_address
def venue(request: Request, venue: Any) -> Page:
    context = {
        "head": linked_data.head_for_venue(venue),
        "venue": venue,
        "facts": present_people.venue_facts(venue),
        "rooms": directory.rooms_of(request.actor, venue),
        "sessions": directory.sessions_at(request.actor, venue),
    }
    return render(request, "convening/venue.html", context)


@view(anyone, same_for_visitors=True)
def find_anything(request: Request) -> Page:
    query = request.GET.get("q", "").strip()[:200]
    hits = present_people.hits(search.find(request.actor, query))
    template = "convening/search.html"
    if request.headers.get("HX-Request"):
        template += "#results"
    return render(request, template, {"query": query, "hits": hits})
