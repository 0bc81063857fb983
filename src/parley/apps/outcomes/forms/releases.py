"""The form by which a convener lets the map of a consultation out."""

from django import forms
from django.utils.translation import gettext_lazy

from parley.core.forms import Refusable
from parley.core.localtext import LocalTextFormField

LONGEST_TITLE = 200


class ReleaseForm(Refusable, forms.Form):
    title = LocalTextFormField(
        label=gettext_lazy("Name for everybody"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy(
            "What the consultation itself is called is known to those who take part, and is not told."
        ),
    )
    looked = forms.BooleanField(
        label=gettext_lazy("I have looked at all that everybody will see."),
        error_messages={
            "required": gettext_lazy("Look at it below first: it can’t be called back.")
        },
    )
