"""Forms of the day: the name of a visitor, a photo, how a session meets, what goes on paper."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.base import DeskForm, Group, desk_field
from parley.apps.registration.models import Meeting, MeetingKind
from parley.apps.registration.selectors import rooms
from parley.apps.registration.services.checkin import MOST_AT_ONCE, Note
from parley.core.characters import validate_keepable
from parley.core.errors import InvalidInput


class VisitorForm(forms.Form):
    """Who comes without an account says how to be called."""

    name = forms.CharField(
        label=gettext_lazy("Your name in the room"),
        max_length=80,
        required=False,
        validators=[validate_keepable],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class MeetingForm(DeskForm):
    """How a session meets online."""

    groups = (Group("", ("kind", "room")),)

    class Meta:
        model = Meeting
        formfield_callback = desk_field
        fields = ("kind", "room")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {*rooms.kinds(), self.instance.kind}
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.value, kind.label) for kind in MeetingKind if kind in offered]


class DoorForm(forms.Form):
    """One person at the door, picked from the list."""

    who = forms.UUIDField()
    action = forms.ChoiceField(choices=[("in", "in"), ("undo", "undo")])

    @property
    def note(self) -> Note:
        return Note(key=uuid4(), at=timezone.now(), who=self.cleaned_data["who"])


def notes_in(body: bytes) -> list[Note]:
    """What a phone sends: {"notes": [{"key": …, "at": …, "code" or "who": …}]}."""
    try:
        given = json.loads(body)["notes"]
        if len(given) > MOST_AT_ONCE:
            raise ValueError("too many")
        return [_note(one) for one in given]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InvalidInput(_("This is nothing that the check-in page sends.")) from error


def _note(given: Mapping[str, Any]) -> Note:
    at = datetime.fromisoformat(given["at"])
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    who, code = given.get("who"), given.get("code", "")
    return Note(UUID(str(given["key"])), at, str(code)[:200], UUID(str(who)) if who else None)
