"""Forms of break-outs: what counts, who goes where, and what somebody wishes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.base import DeskForm, Group, desk_field
from parley.apps.convening.models import Session
from parley.apps.registration.models import BreakoutRound
from parley.apps.registration.selectors.breakouts import Corner
from parley.apps.registration.services.breakouts import MOST_WISHES, SETTINGS
from parley.core.errors import InvalidInput


class BeginForm(forms.Form):
    """Which session breaks out."""

    session = forms.ChoiceField(label=gettext_lazy("Session"))

    def __init__(self, *args: Any, sessions: Sequence[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = {str(session.pk): session for session in sessions}
        field = self.fields["session"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(session.title)) for key, session in self.sessions.items()]

    @property
    def chosen(self) -> Session:
        return self.sessions[self.cleaned_data["session"]]


class RoundForm(DeskForm):
    """What counts when people are placed."""

    groups = (
        Group(gettext_lazy("Wishes"), ("takes_wishes", "weigh_wishes")),
        Group(
            gettext_lazy("A good mix"),
            (("weigh_groups", "weigh_countries"), ("weigh_organisations", "weigh_sizes")),
            gettext_lazy("How much each counts where not everything can be had at once."),
        ),
        Group(gettext_lazy("The lot"), ("seed",)),
    )

    class Meta:
        model = BreakoutRound
        formfield_callback = desk_field
        fields = SETTINGS
        help_texts = {
            "takes_wishes": gettext_lazy(
                "On their own page, until you publish the rooms or take the tick away."
            ),
        }


class MoveForm(forms.Form):
    """Who goes where."""

    person = forms.UUIDField()
    room = forms.IntegerField(min_value=1)


class PublishForm(forms.Form):
    """Whether people are written to."""

    by_mail = forms.BooleanField(
        label=gettext_lazy("Write to those whose room is new"), required=False, initial=True
    )


class PersonForm(forms.Form):
    """Where one person goes, or whether they stay there whatever is proposed."""

    room = forms.IntegerField(required=False, min_value=1)
    pin = forms.ChoiceField(required=False, choices=[("on", "on"), ("off", "off")])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("room") and not given.get("pin"):
            raise forms.ValidationError(_("Choose a room."))
        return given


class WishForm(forms.Form):
    """Up to three rooms, the first wish first."""

    LABELS = (
        gettext_lazy("First wish"),
        gettext_lazy("Second wish"),
        gettext_lazy("Third wish"),
    )

    def __init__(
        self, *args: Any, rooms: Sequence[Corner], wishes: Sequence[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((str(room.key), str(room.title)) for room in rooms)]
        for number in range(min(MOST_WISHES, len(rooms))):
            self.fields[f"wish_{number + 1}"] = forms.ChoiceField(
                label=self.LABELS[number],
                choices=choices,
                required=False,
                initial=str(wishes[number]) if number < len(wishes) else "",
            )

    @property
    def rooms(self) -> list[int]:
        """In the order of the wishes; one that was left out moves the later ones up."""
        return [int(value) for value in self.cleaned_data.values() if value]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        wanted = [value for value in given.values() if value]
        if len(set(wanted)) < len(wanted):
            raise forms.ValidationError(_("Choose each room once."))
        return given

    def refuse(self, error: InvalidInput) -> None:
        self.add_error(None, error.message)
