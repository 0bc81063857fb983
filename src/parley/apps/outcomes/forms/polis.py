"""The files of a Polis export, uploaded."""

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.outcomes.exchange.polis_format import COMMENTS, LICENCE, MATRIX, SUMMARY, VOTES
from parley.core.characters import validate_keepable
from parley.core.forms import Refusable


def _file(label: Any, *, required: bool, help_text: Any = "") -> forms.FileField:
    return forms.FileField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.FileInput(attrs={"accept": ".csv"}),
    )


class ImportPolisForm(Refusable, forms.Form):
    """Either file of votes will do; where there are both, votes.csv is read."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        required=False,
        validators=[validate_keepable],
        help_text=gettext_lazy("Leave it empty to take the topic in summary.csv."),
    )
    comments = _file(gettext_lazy("comments.csv"), required=True)
    votes = _file(
        gettext_lazy("votes.csv"),
        required=False,
        help_text=gettext_lazy("Or participants-votes.csv; one of them is enough."),
    )
    matrix = _file(gettext_lazy("participants-votes.csv"), required=False)
    summary = _file(gettext_lazy("summary.csv"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the comments"), choices=settings.LANGUAGES
    )
    attribution = forms.CharField(
        label=gettext_lazy("Source and licence"),
        max_length=2000,
        required=False,
        initial=LICENCE,
        validators=[validate_keepable],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Stands below the propositions and the map, for all to read."),
    )

    NAMES = {"comments": COMMENTS, "votes": VOTES, "matrix": MATRIX, "summary": SUMMARY}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("votes") and not cleaned.get("matrix"):
            raise ValidationError(_("Choose votes.csv or participants-votes.csv."))
        for name in self.NAMES:
            given = cleaned.get(name)
            if given and given.size > settings.LARGEST_MATERIAL:
                limit = {"limit": settings.LARGEST_MATERIAL // 1024**2}
                self.add_error(name, _("This file has more than %(limit)d MB.") % limit)
        return cleaned

    def store(self, folder: Path) -> None:
        """The files under the names that they have in an export."""
        for field, name in self.NAMES.items():
            if given := self.cleaned_data.get(field):
                with (folder / name).open("wb") as file:
                    file.writelines(given.chunks())
