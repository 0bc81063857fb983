"""The live room as its viewers get it: the same few pieces of page for all of a kind, in a language."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from parley.apps.deliberation.bridge import Row
from parley.apps.deliberation.models import Consultation, Phase, Value
from parley.apps.deliberation.selectors import live as find
from parley.apps.deliberation.selectors.live import LiveState
from parley.apps.deliberation.selectors.mine import stances_of
from parley.apps.deliberation.services import steps
from parley.apps.deliberation.services.live import results_may_show
from parley.core import live, panels
from parley.core.access import may
from parley.core.actors import Actor, system_actor
from parley.core.live import Feed, Glance

SOURCE = "live-room"
# A visitor sees what is put to the room, and not who asks to speak there.
VISITOR, PARTICIPANT, PROJECTOR, CONSOLE = "visitor", "participant", "projector", "console"
LENGTHS = (("short", 110), ("middle", 220))  # letters
TIMERS = (30, 60, 120, 300)
# Upper apps put there what everybody sees who may see the results.
MAP_SLOT = "live.map"
ROOM = system_actor("live room")


@dataclass(frozen=True)
class Bar:
    """`share` of 100; None, like the count, where it is withheld."""

    kind: str
    label: str
    count: int | None
    share: int | None


def bars(row: Row) -> tuple[Bar, ...]:
    counts = (
        ("agree", _("Agree"), row.agree),
        ("pass", _("Pass"), row.passed),
        ("disagree", _("Disagree"), row.disagree),
    )
    return tuple(
        Bar(kind, label, count, _share(count, row.answers)) for kind, label, count in counts
    )


def _share(count: int | None, answers: int | None) -> int | None:
    return round(100 * count / answers) if count is not None and answers else None


# What is sent


def look(topic: int, feeds: Collection[Feed]) -> Glance:
    """The state of one room, for each kind of viewer and language."""
    try:
        state = _state(topic)
    except Consultation.DoesNotExist:
        return Glance(dict.fromkeys(feeds, json.dumps({"on": False, "parts": {}})), "gone")
    seen = (state.consultation.phase, state.consultation.rule, find.access_mark())
    return Glance({feed: _line(state, feed) for feed in feeds}, seen)


def _state(topic: int) -> LiveState:
    state = find.state_of(topic)
    if state.proposition is not None and steps.advance(state.consultation, state.proposition.pk):
        return find.state_of(topic)
    return state


def _line(state: LiveState, feed: Feed) -> str:
    with translation.override(feed.language):
        said = {
            "on": state.is_running,
            "number": state.proposition.number if state.proposition else 0,
            "ends": _ends(state),
            "list": state.takes_speakers,
            "parts": _parts(state, feed.view),
        }
    return json.dumps(said, ensure_ascii=False)


def _ends(state: LiveState) -> int:
    """When the timer ends, in milliseconds as scripts count; 0 where none runs."""
    ends = state.timer_ends_at
    return int(ends.timestamp() * 1000) if ends else 0


def _parts(state: LiveState, view: str) -> dict[str, str]:
    context = _context(state, view)
    names = {"stage": "_stage"}
    if view == PROJECTOR:
        names = {"stage": "_projector", "speakers": "_speakers"}
    elif view == CONSOLE:
        names = {"stage": "_now", "controls": "_controls", "speakers": "_console_speakers"}
    elif view == PARTICIPANT:
        names["speakers"] = "_speakers"
    return {
        part: render_to_string(f"deliberation/live/{name}.html", context).strip()
        for part, name in names.items()
    }


def _context(state: LiveState, view: str) -> dict[str, Any]:
    seen = state.shows_results or view == CONSOLE
    return {
        "state": state,
        "ends": _ends(state),
        "length": _length(state),
        "bars": bars(state.total) if seen else (),
        "answers": state.total.answers if seen else None,
        "least": state.consultation.least,
        "in_steps": state.consultation.is_confidential,
        "is_over": state.consultation.phase in (Phase.CLOSED, Phase.SEALED),
        "join": joining(state) if view in (PROJECTOR, CONSOLE) else None,
        "maps": _maps(state) if state.shows_map or view == CONSOLE else [],
        "may_show": results_may_show(state.consultation),
        "timers": TIMERS,
    }


def _length(state: LiveState) -> str:
    """By which the screen in the hall chooses how large it writes."""
    letters = len(str(state.proposition.text)) if state.proposition else 0
    return next((name for name, most in LENGTHS if letters <= most), "long")


def _maps(state: LiveState) -> list[tuple[str, dict[str, Any]]]:
    return panels.panels_for(MAP_SLOT, ROOM, state.consultation)


@dataclass(frozen=True)
class Joining:
    code: str
    url: str
    spoken: str
    picture: str


def joining(state: LiveState) -> Joining | None:
    """How one comes into the room: a short address, and a picture that phones read."""
    if state.room is None or not state.is_running:
        return None
    url = f"{settings.BASE_URL}{reverse('room-code', args=[state.room.code])}"
    return Joining(state.room.code, url, url.partition("://")[2].rstrip("/"), _picture(url))


@lru_cache(maxsize=64)
def _picture(url: str) -> str:
    return segno.make(url, error="m", micro=False).svg_inline(omitsize=True, border=2)


# Pages


def feed_of(consultation: Consultation, view: str) -> Feed:
    return Feed(SOURCE, consultation.pk, view, translation.get_language() or settings.LANGUAGE_CODE)


def view_of(actor: Actor, consultation: Consultation) -> str:
    """What somebody who opens the live view sees there."""
    inside = may(actor, "respond", consultation) or may(actor, "lead", consultation)
    return PARTICIPANT if inside else VISITOR


def page(consultation: Consultation, view: str) -> dict[str, Any]:
    """What each of the three pages needs; its parts are those that are sent later."""
    message = live.message(feed_of(consultation, view))
    where = [consultation.dialogue.slug, consultation.slug]
    asked = f"?view={view}"
    return {
        "consultation": consultation,
        "version": message.version,
        "now": json.loads(message.data),
        "moment": int(timezone.now().timestamp() * 1000),
        "events_url": reverse("live-events", args=where) + asked,
        "state_url": reverse("live-state", args=where) + asked,
        "breadcrumbs": [
            {"label": consultation.dialogue.title, "url": reverse("dialogue", args=where[:1])},
            {"label": consultation.title, "url": reverse("consultation", args=where)},
            {"label": _("Live")},
        ],
    }


WORDS = {
    (Value.AGREE, False): "agree",
    (Value.AGREE, True): "reserved",
    (Value.PASS, False): "pass",
    (Value.DISAGREE, False): "disagree",
}


def own(actor: Actor, consultation: Consultation) -> dict[str, Any]:
    """What is a participant's alone, and in no feed."""
    if not may(actor, "respond", consultation) or consultation.is_sealed:
        return {"may_respond": False}
    held = stances_of(actor, consultation)
    words = {
        str(number): WORDS[Value(stance.value), stance.reserved]
        for number, key in find.queue_of(consultation)
        if (stance := held.get(key))
    }
    state = find.state_of(consultation.pk)
    number = state.proposition.number if state.proposition else 0
    return {
        "may_respond": True,
        "held": json.dumps(words),
        "holds": words.get(str(number), ""),
        "speaker": speaker_of(actor, state),
        # So that an answer that waits on a shared device is not sent as somebody else's.
        "who": salted_hmac("parley.live", f"{consultation.uid} {actor.user_id}").hexdigest()[:16],
    }


def speaker_of(actor: Actor, state: LiveState) -> int | None:
    """The actor's place on the speakers' list, by its key."""
    return next((line.key for line in state.speakers if line.user == actor.user_id), None)


def panel(actor: Actor, consultation: Consultation) -> dict[str, Any] | None:
    """On the consultation's page: the way into its room while one is open, and to the console."""
    if not consultation.is_open:
        return None
    is_running, leads = find.is_running(consultation), may(actor, "lead", consultation)
    if not (is_running or leads):
        return None
    where = [consultation.dialogue.slug, consultation.slug]
    return {
        "is_running": is_running,
        "url": reverse("live", args=where),
        "console_url": reverse("live-console", args=where) if leads else "",
    }
