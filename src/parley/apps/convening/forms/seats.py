"""Forms about people's seats, and about the status of a dialogue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from parley.apps.accounts.models import User
from parley.apps.convening.forms.base import choose_from
from parley.apps.convening.models import SeatRole, Session
from parley.apps.convening.selectors import desk
from parley.core.actors import Actor
from parley.core.preview import PERSONAS

# A convener first: it is what operators come for.
ROLES = [(role.value, role.label) for role in reversed(SeatRole)]


class AppointForm(forms.Form):
    """An account by its address, and what it is to the dialogue."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("The address that the person signs in with."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Seat"), choices=ROLES)


class AssignForm(forms.Form):
    """Which accounts a session is open to."""

    users = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=gettext_lazy("Open to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, actor: Actor, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "users", desk.accounts_to_assign(actor, session))

    @property
    def keys(self) -> list[int]:
        return [user.pk for user in self.cleaned_data["users"]]


class DismissForm(forms.Form):
    """Which seat is to be taken away."""

    seat = forms.IntegerField(min_value=1)


class StepForm(forms.Form):
    """Why a dialogue is cancelled."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("For the conveners: it is kept in the history of the dialogue."),
    )


class PersonaForm(forms.Form):
    """As whom to look at the dialogue."""

    persona = forms.ChoiceField(label=gettext_lazy("See it as"), choices=list(PERSONAS.items()))
