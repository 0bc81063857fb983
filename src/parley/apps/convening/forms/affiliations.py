"""What a person is at which organisation: rows within the person's form."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.accounts.models import Affiliation
from parley.apps.convening.forms.base import desk_field
from parley.apps.convening.forms.rows import Row, rows_of
from parley.apps.convening.selectors.desk import Choices
from parley.apps.convening.services import directory
from parley.core.characters import validate_keepable


class AffiliationRow(Row):
    """One position, from a day until a day."""

    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
        help_text=gettext_lazy("Type, and choose one."),
        validators=[validate_keepable],
    )
    lines = (("organisation", "position"), ("since", "until"))

    class Meta:
        model = Affiliation
        formfield_callback = desk_field
        fields = ("position", "since", "until")
        labels = {"since": gettext_lazy("From"), "until": gettext_lazy("Until")}
        help_texts = {"until": gettext_lazy("Empty: still.")}

    def __init__(self, *args: Any, organisations: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = organisations

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = cleaned.get("organisation", "")
        self.organisation_given = self.organisations.find(typed)
        if self.organisation_given is None and "organisation" not in self.errors:
            text = _("No organisation of this name is listed. Add it first, from a dialogue.")
            self.add_error("organisation", text if typed else _("Name an organisation."))
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        return {**super().values, "organisation": self.organisation_given}


class AffiliationRows(
    rows_of(AffiliationRow, "affiliations", directory.AFFILIATION_FIELDS)  # type: ignore[misc]
):
    """A person's positions, the most telling first."""

    def initial_of(self, row: Affiliation) -> dict[str, Any]:
        named = self.choices["organisations"].label_of(row.organisation_id)
        return {**super().initial_of(row), "organisation": named}
