"""A list that is pasted, or in a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.evidence.exchange import votes, words
from parley.apps.evidence.exchange.tables import Table, read_file, read_text
from parley.core.errors import InvalidInput

LONGEST_LIST = 1_500_000
ENDINGS = ".csv,.tsv,.txt,.xlsx"


class ImportForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Paste the list"),
        required=False,
        max_length=LONGEST_LIST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "spellcheck": "false"}),
        help_text=gettext_lazy("With the names of the columns in its first row."),
    )
    upload = forms.FileField(
        label=gettext_lazy("Or choose a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
        help_text=gettext_lazy("XLSX (its first sheet), CSV or TSV; at most 2 MB and 2000 rows."),
    )

    def __init__(self, *args: Any, is_votes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named = votes.column_of if is_votes else words.column_of

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"text", "upload"} & self.errors.keys():
            return cleaned
        upload, text = cleaned.get("upload"), cleaned.get("text", "")
        if bool(text.strip()) == bool(upload):
            self.add_error("text", _("Either paste a list, or choose a file."))
            return cleaned
        try:
            self.table = self._read(upload, text)
        except InvalidInput as error:
            self.add_error("upload" if upload else "text", error.message)
        return cleaned

    def _read(self, upload: Any, text: str) -> Table:
        if upload:
            return read_file(upload, upload.name, self.named)
        return read_text(text, self.named)


class ConfirmForm(forms.Form):
    """The list that was shown, signed."""

    list = forms.CharField(max_length=4_000_000)
