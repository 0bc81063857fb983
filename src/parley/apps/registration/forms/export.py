"""What of the registrations goes into a file."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from parley.apps.registration.services.exporting import USUAL, Column
from parley.core.sheets import CSV, XLSX


class ExportForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("File"),
        choices=[(XLSX, gettext_lazy("Excel (XLSX)")), (CSV, gettext_lazy("Text (CSV)"))],
        widget=forms.RadioSelect,
        initial=XLSX,
    )
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"),
        widget=forms.CheckboxSelectMultiple,
        initial=USUAL,
        help_text=gettext_lazy("Take only what you need: the file is no longer in Parley’s care."),
    )

    def __init__(self, data: Any, *, columns: Mapping[str, Column]) -> None:
        super().__init__(data)
        field = self.fields["columns"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, column.label) for name, column in columns.items()]
