"""Forms of the vetting board: what to look at, what to decide, why."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.registration.models import Group, Mode, State
from parley.apps.registration.selectors.board import ORDERS, Filter
from parley.core import countries
from parley.core.characters import validate_keepable

SORTED = {
    "newest": gettext_lazy("Newest first"),
    "oldest": gettext_lazy("Oldest first"),
    "name": gettext_lazy("By name"),
    "organisation": gettext_lazy("By organisation"),
    "country": gettext_lazy("By country"),
    "changed": gettext_lazy("Last decided first"),
}
ACTIONS = {
    State.APPROVED: gettext_lazy("Approve"),
    State.DECLINED: gettext_lazy("Decline"),
    State.WAITLISTED: gettext_lazy("Put on the waitlist"),
    State.OFFERED: gettext_lazy("Offer a seat"),
    State.CANCELLED: gettext_lazy("Cancel"),
    State.ATTENDED: gettext_lazy("Mark as attended"),
    State.SUBMITTED: gettext_lazy("Open the decision again"),
}
MARKED, ALL = "marked", "all"
# Each takes some thousandths of a second, and somebody waits for the page.
MOST_AT_ONCE = 1000


def _all() -> tuple[str, Any]:
    return "", _("All")


def _yes_or_no() -> list[tuple[str, Any]]:
    return [_all(), ("yes", _("Yes")), ("no", _("No"))]


class FilterForm(forms.Form):
    """What of the board to show. Wrong values restrict nothing: they come from old links."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("Group"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    mode = forms.ChoiceField(label=gettext_lazy("Takes part"), required=False)
    evidence = forms.ChoiceField(label=gettext_lazy("Has evidence"), required=False)
    note = forms.ChoiceField(label=gettext_lazy("Has a note"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Order"), required=False)
    # Posted, never in an address: names stay out of logs and histories.
    words = forms.CharField(
        label=gettext_lazy("Name or organisation"),
        required=False,
        max_length=100,
        validators=[validate_keepable],
    )

    def __init__(self, data: Any, *, groups: Iterable[Group], codes: Iterable[str]) -> None:
        super().__init__(data)
        names = sorted(((code, countries.name(code)) for code in codes), key=lambda c: c[1])
        self._offer("state", [_all(), *State.choices])
        self._offer("group", [_all(), *((group.slug, str(group.name)) for group in groups)])
        self._offer("country", [_all(), *names])
        self._offer("mode", [_all(), *Mode.choices])
        self._offer("evidence", _yes_or_no())
        self._offer("note", _yes_or_no())
        self._offer("sort", [(key, SORTED[key]) for key in ORDERS])
        for name in self.fields:
            self[name].field.widget.attrs["id"] = f"filter-{name}"

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def wanted(self) -> Filter:
        self.is_valid()
        given = {f.name: self.cleaned_data.get(f.name, "") for f in fields(Filter)}
        return Filter(**{name: value for name, value in given.items() if value})


class ActForm(forms.Form):
    """Which registrations, and what to do with them."""

    to = forms.ChoiceField(label=gettext_lazy("What to do"), choices=[*ACTIONS.items()])
    which = forms.ChoiceField(
        label=gettext_lazy("With"), choices=[(MARKED, MARKED), (ALL, ALL)], required=False
    )


class DecideForm(forms.Form):
    """The decision, looked at once more."""

    to = forms.ChoiceField(choices=[*ACTIONS.items()], widget=forms.HiddenInput)
    uids = forms.CharField(widget=forms.HiddenInput)
    back = forms.CharField(required=False, widget=forms.HiddenInput)
    rest_waits = forms.BooleanField(
        label=gettext_lazy("Put those who get no seat on the waitlist"), required=False
    )
    tell = forms.BooleanField(label=gettext_lazy("Tell them by mail"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=2000,
        validators=[validate_keepable],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Kept in the history of each. Only conveners see it."),
    )

    @property
    def chosen(self) -> list[str]:
        return self.data.get("uids", "").split(",")[:MOST_AT_ONCE]


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=2000,
        validators=[validate_keepable],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Conveners of this dialogue see it; the person does too, in their data."
        ),
    )


class MoveForm(forms.Form):
    """Into another group."""

    group = forms.ChoiceField(label=gettext_lazy("New group"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=2000,
        validators=[validate_keepable],
    )

    def __init__(self, data: Any, *, groups: Iterable[Group]) -> None:
        super().__init__(data, auto_id="move-%s")
        self.by_slug = {group.slug: group for group in groups}
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(slug, str(group.name)) for slug, group in self.by_slug.items()]

    @property
    def chosen(self) -> Group:
        return self.by_slug[self.cleaned_data["group"]]


class PlaceForm(forms.Form):
    """Further up on the waitlist."""

    place = forms.TypedChoiceField(label=gettext_lazy("New place"), coerce=int)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        validators=[validate_keepable],
        help_text=gettext_lazy("Kept in the history: the others wait too."),
    )

    def __init__(self, data: Any, *, places: int) -> None:
        super().__init__(data)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(n), str(n)) for n in range(1, places + 1)]
