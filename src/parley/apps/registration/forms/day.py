"""Forms of the day: the name of a visitor, a photo, how a session meets, what goes on paper."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.base import DeskForm, Group, desk_field
from parley.apps.convening.services import pictures
from parley.apps.registration.models import Meeting, MeetingKind
from parley.apps.registration.selectors import rooms
from parley.apps.registration.selectors.badges import Pick
from parley.apps.registration.services import badges
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


class PhotoForm(forms.Form):
    """A photo for the badge."""

    photo = forms.FileField(
        label=gettext_lazy("Your photo"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=gettext_lazy("JPEG, PNG or WebP of at most 10 MB. It is cut to a portrait."),
    )

    def clean_photo(self) -> pictures.Pixels:
        try:
            return pictures.encoded(self.cleaned_data["photo"])
        except InvalidInput as error:
            raise ValidationError(error.message) from error


class UuidsField(forms.MultipleChoiceField):
    """Which of the list were ticked; who is on it, the selector says."""

    def to_python(self, value: Any) -> list[UUID]:  # type: ignore[override]
        try:
            return [UUID(str(one)) for one in super().to_python(value)]
        except ValueError as error:
            raise ValidationError(_("Choose from the list.")) from error

    def validate(self, value: Any) -> None:
        """Any key is a possible one."""


class BadgesForm(forms.Form):
    """Whom badges are printed for, and how large. It is always posted: no name that is looked for
    stands in an address."""

    q = forms.CharField(label=gettext_lazy("Name or organisation"), required=False, max_length=100)
    group = forms.TypedChoiceField(
        label=gettext_lazy("Stakeholder group"), required=False, coerce=int, empty_value=None
    )
    online = forms.BooleanField(
        label=gettext_lazy("Those who take part online too"), required=False
    )
    size = forms.ChoiceField(
        label=gettext_lazy("Size"),
        choices=[(size.value, label) for size, label in badges.SIZES.items()],
        required=False,
        widget=forms.RadioSelect,
        initial=badges.Size.SHEET.value,
    )
    who = UuidsField(required=False)
    one = forms.UUIDField(required=False)
    scope = forms.ChoiceField(
        choices=[("list", "list"), ("all", "all"), ("chosen", "chosen")], required=False
    )

    def __init__(self, *args: Any, groups: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("All groups")), *((g.pk, str(g.name)) for g in groups)]

    @property
    def size_chosen(self) -> badges.Size:
        return badges.Size(self.cleaned_data["size"] or badges.Size.SHEET)

    @property
    def filter(self) -> Pick:
        data = self.cleaned_data
        return Pick(words=data["q"], group=data["group"], online_too=data["online"])

    @property
    def prints(self) -> bool:
        """Otherwise the list is only narrowed."""
        return bool(self.cleaned_data["one"]) or self.cleaned_data["scope"] in ("all", "chosen")

    @property
    def pick(self) -> Pick:
        """Whom to print: one, those ticked, or all that the list shows."""
        data = self.cleaned_data
        if data["one"]:
            return Pick(only=[data["one"]])
        return Pick(only=data["who"]) if data["scope"] == "chosen" else self.filter


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
