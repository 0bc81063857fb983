"""The form by which delegates name others."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from parley.core.addresses import folded
from parley.core.characters import validate_plain
from parley.core.forms import Refusable


class NominationForm(Refusable, forms.Form):
    """Somebody of the same group."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, validators=[validate_plain])
    address = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The invitation goes there, and can be used once."),
    )
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=200,
        required=False,
        validators=[validate_plain],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"), choices=settings.LANGUAGES
    )

    @property
    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "address": folded(self.cleaned_data["address"])}
