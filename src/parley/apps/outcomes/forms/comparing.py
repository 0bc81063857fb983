"""Which two sources are set side by side."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CompareForm(forms.Form):
    """Both in the address, so that a comparison can be sent to somebody."""

    before = forms.ChoiceField(label=_("First"), help_text=_("Such as the earlier of two moments."))
    after = forms.ChoiceField(label=_("Second"), help_text=_("Such as the later one."))

    def __init__(self, choices: list[Any], before: str, after: str) -> None:
        super().__init__(initial={"before": before, "after": after})
        for field in self.fields.values():
            field.choices = choices  # type: ignore[attr-defined]
