"""Forms of the day: the name of a visitor, a photo, how a session meets, what goes on paper."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.base import DeskForm, Group, desk_field
from parley.apps.registration.models import Meeting, MeetingKind
from parley.apps.registration.selectors import rooms
from parley.core.characters import validate_keepable


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
