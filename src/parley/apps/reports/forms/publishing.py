"""What a convener says of a version that is out."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from parley.core.characters import validate_keepable
from parley.core.forms import Refusable
from parley.core.localtext import LocalTextFormField, LocalTextWidget

LONGEST_REASON = 2000
LONGEST_DOI = 120


class WithdrawForm(Refusable, forms.Form):
    reason = LocalTextFormField(
        multiline=True,
        max_length=LONGEST_REASON,
        label=gettext_lazy("Why it is withdrawn"),
        help_text=gettext_lazy(
            "Everybody reads it where the version was. Give it in each language of the version."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = cast("LocalTextWidget", self.fields["reason"].widget)
        for one in widget.widgets:
            one.attrs["rows"] = 4


class DoiForm(Refusable, forms.Form):
    doi = forms.CharField(
        max_length=LONGEST_DOI,
        label=gettext_lazy("DOI"),
        help_text=gettext_lazy("Such as 10.5555/12345678. It can’t be changed later."),
        validators=[validate_keepable],
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
