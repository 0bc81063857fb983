"""What a facilitator's console and a participant's phone send."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.deliberation.models import Consultation
from parley.apps.deliberation.services import live, speakers
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

LONGEST_NUMBER = 9  # digits
Command = Callable[[Actor, Consultation], Any]

PLAIN: dict[str, Command] = {
    "open": live.open_room,
    "close": live.close_room,
    "next": live.forward,
    "back": live.back,
    "show-results": partial(live.show_results, shown=True),
    "hide-results": partial(live.show_results, shown=False),
    "show-map": partial(live.show_map, shown=True),
    "hide-map": partial(live.show_map, shown=False),
    "open-list": partial(live.take_speakers, taken=True),
    "close-list": partial(live.take_speakers, taken=False),
    "call-next": speakers.call_next,
    "done": speakers.done,
}
NUMBERED: dict[str, Callable[[Actor, Consultation, int], Any]] = {
    "put": live.put,
    "timer": live.set_timer,
    "call": speakers.call,
    "up": speakers.move_up,
    "remove": speakers.remove,
}
OWN: dict[str, Command] = {"ask": speakers.ask, "step-back": speakers.step_back}


def command_in(sent: QueryDict) -> Command:
    """What a button of the console says: a word, or a word and a number, such as put:3."""
    word, colon, number = sent.get("do", "").partition(":")
    if not colon and word in PLAIN:
        return PLAIN[word]
    is_number = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    if word in NUMBERED and is_number:
        numbered, given = NUMBERED[word], int(number)
        return lambda actor, consultation: numbered(actor, consultation, given)
    raise InvalidInput(_("The console does not know this button. Please reload the page."))


def own_command_in(sent: QueryDict) -> Command:
    """What a participant does with the speakers' list."""
    command = OWN.get(sent.get("do", ""))
    if command is None:
        raise InvalidInput(_("Please reload the page and try again."))
    return command


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code of the room"),
        max_length=20,
        help_text=gettext_lazy("It stands on the screen in the room."),
    )
