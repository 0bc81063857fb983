"""Beginning a report, and what it is called."""

from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.base import DeskForm, Group, desk_field
from parley.apps.reports.body.doi import bare_doi, is_doi
from parley.apps.reports.models import Report
from parley.core.forms import Refusable

LONGEST_CORRECTION = 2000


def _field(column: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    if column.name == "correction":
        return column.formfield(multiline=True, max_length=LONGEST_CORRECTION, **kwargs)
    return desk_field(column, **kwargs)


class LanguagesField(forms.MultipleChoiceField):
    """Some of the interface's languages; what is stored and is none of them falls away."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=settings.LANGUAGES,
            label=gettext_lazy("Languages in which it is published"),
            error_messages={"required": gettext_lazy("Choose at least one language.")},
            **kwargs,
        )


class BeginForm(Refusable, forms.Form):
    languages = LanguagesField(
        help_text=gettext_lazy("You can change them at any time before it is published.")
    )


class SettingsForm(DeskForm):
    """`languages` is a list whose first is the language of record."""

    groups = (
        Group("", ("title", "subtitle")),
        Group(gettext_lazy("Languages"), ("languages", "record")),
        Group(gettext_lazy("The next version"), ("correction", "doi", "demonstration")),
    )
    record = forms.ChoiceField(
        choices=settings.LANGUAGES,
        label=gettext_lazy("Language of record"),
        help_text=gettext_lazy("Where editions differ, this one counts."),
    )
    demonstration = forms.BooleanField(
        required=False,
        label=gettext_lazy("This is a demonstration"),
        help_text=gettext_lazy(
            "Every page and every file says so. A report that rests on anything synthetic is one."
        ),
    )

    class Meta:
        model = Report
        formfield_callback = _field
        fields = ("title", "subtitle", "correction", "doi")
        help_texts = {
            "correction": gettext_lazy(
                "What differs from the version before, for its readers. The first version needs none."
            ),
            "doi": gettext_lazy("Such as 10.5555/12345678. Leave it empty if there is none."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"] = LanguagesField()
        stored = list(self.instance.languages)
        self.initial.update(
            {
                "languages": stored,
                "record": stored[0] if stored else settings.LANGUAGE_CODE,
                "demonstration": self.instance.demonstration,
            }
        )
        for widget in self.fields["correction"].widget.widgets:
            widget.attrs["rows"] = 3

    @property
    def markdown(self) -> list[str]:
        return []

    @property
    def columns(self) -> list[str]:
        return [*super().columns, "languages", "demonstration"]

    def clean_doi(self) -> str:
        """As it stands in an address, too."""
        found = bare_doi(self.cleaned_data["doi"])
        if found and not is_doi(found):
            raise forms.ValidationError(
                _("A DOI begins with 10. and a number, such as 10.5555/12345678.")
            )
        return found

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        chosen, record = found.get("languages"), found.get("record")
        if chosen and record:
            if record not in chosen:
                self.add_error("record", _("Choose one of the languages in which it is published."))
            found["languages"] = [record, *(code for code in chosen if code != record)]
        return found

    def stored_instead(self, row: Model) -> list[tuple[str, str]]:
        found = super().stored_instead(row)
        names = {code: str(name) for code, name in settings.LANGUAGES}
        stored = [names.get(code, code) for code in getattr(row, "languages", [])]
        label = str(self.fields["languages"].label)
        return [(name, ", ".join(stored) if name == label else text) for name, text in found]
