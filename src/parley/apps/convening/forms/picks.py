"""Fields that name a directory entry: typed, completed from a list, or added on the spot.

The field is text with a datalist, so it works as a search without a script. A name that nobody
has is first said to be unknown; ticking “add” makes a new entry of it. So a slip of the keyboard
never doubles a person.
"""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from parley.apps.accounts.models import Organisation, Person, StakeholderGroup
from parley.apps.convening.forms.base import country_choices
from parley.apps.convening.selectors.desk import Choices
from parley.apps.convening.services.directory import NewOrganisation, NewPerson
from parley.core.characters import validate_keepable
from parley.core.localtext import LocalText

LONGEST_NAME = 200


def _name_field(label: Any, listed: str, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"list": listed, "autocomplete": "off"})
    return forms.CharField(
        label=label,
        required=False,
        max_length=400,
        widget=widget,
        help_text=help_text,
        validators=[validate_keepable],
    )


class PicksOrganisation(forms.Form):
    """An organisation by name, perhaps a new one."""

    organisation = _name_field(
        gettext_lazy("Organisation"), "organisations", gettext_lazy("Type, and choose one.")
    )
    add_organisation = forms.BooleanField(
        label=gettext_lazy("Add this organisation to the directory"), required=False
    )
    organisation_kind = forms.ChoiceField(
        label=gettext_lazy("Its stakeholder group"),
        choices=[("", "—"), *StakeholderGroup.choices],
        required=False,
    )
    organisations: Choices

    def picked_organisation(self) -> Organisation | NewOrganisation | None:
        """What the row names; says so where it names nobody known."""
        name = " ".join(self.cleaned_data.get("organisation", "").split())
        if not name:
            return None
        if found := self.organisations.find(name):
            return found
        if self.cleaned_data.get("add_organisation"):
            language = get_language() or "en"
            kind = self.cleaned_data.get("organisation_kind", "")
            return NewOrganisation(LocalText({language: name[:LONGEST_NAME]}), kind)
        text = _("No organisation of this name is listed. Choose one, or tick “Add”.")
        self.add_error("organisation", text)
        return None

    @property
    def offers_organisation(self) -> bool:
        """Whether the fields of a new organisation are to be shown."""
        ticked = bool(self["add_organisation"].value())
        typed = bool(self["organisation"].value())
        return ticked or (self.is_bound and typed and "organisation" in self.errors)


class PicksPerson(forms.Form):
    """A person by name, perhaps a new one."""

    person = _name_field(
        gettext_lazy("Person"),
        "people",
        gettext_lazy("Type, and choose one."),
    )
    add_person = forms.BooleanField(
        label=gettext_lazy("Add this person to the directory"), required=False
    )
    person_country = forms.ChoiceField(
        label=gettext_lazy("Their country"), choices=country_choices, required=False
    )
    person_synthetic = forms.BooleanField(
        label=gettext_lazy("Synthetic (invented for a demonstration)"), required=False
    )
    people: Choices

    def picked_person(self) -> Person | NewPerson | None:
        """Whom the row names; says so where it names nobody known."""
        name = " ".join(self.cleaned_data.get("person", "").split())
        if not name:
            return None
        if found := self.people.find(name):
            return found
        if self.cleaned_data.get("add_person"):
            return NewPerson(
                name=name[:LONGEST_NAME],
                honorific=self.cleaned_data.get("honorific", ""),
                country=self.cleaned_data.get("person_country", ""),
                synthetic=self.cleaned_data.get("person_synthetic", False),
            )
        self.add_error("person", _("Nobody of this name is listed. Choose one, or tick “Add”."))
        return None

    @property
    def offers_person(self) -> bool:
        """Whether the fields of a new person are to be shown."""
        ticked, typed = bool(self["add_person"].value()), bool(self["person"].value())
        return ticked or (self.is_bound and typed and "person" in self.errors)
