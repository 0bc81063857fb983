"""What the desk's forms share.

A form keeps everything that was typed; it knows what was stored when its person began, and can
show what is stored now; it lays its fields out in groups; and it never loses a language that
the interface does not speak.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from django import forms
from django.conf import settings
from django.db import models
from django.db.models import Model, QuerySet
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from parley.apps.convening.services import versions
from parley.core import countries, zones
from parley.core.characters import validate_keepable
from parley.core.forms import Refusable, ZoneField
from parley.core.localtext import LocalText, LocalTextField, LocalTextFormField, LocalTextWidget

# Texts that are written in markdown; the others are single lines.
MARKDOWN = frozenset(
    {"purpose", "body", "background", "source_note", "abstract", "description", "bio"}
)
LONG = MARKDOWN | {"text", "origin", "eligibility", "question", "alt", "caption"}


class Group(NamedTuple):
    """Fields under one heading; a pair stands side by side."""

    title: Any
    fields: Sequence[str | tuple[str, ...]]
    text: Any = ""


def date_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def time_input() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def country_choices() -> list[tuple[str, str]]:
    return [("", "—"), *countries.names(get_language() or "en").items()]


def short_name() -> forms.SlugField:
    """Of something that has a title, from which it is made where it is left empty."""
    return forms.SlugField(
        label=gettext_lazy("Short name"),
        max_length=80,
        required=False,
        help_text=gettext_lazy(
            "It stands in the address. Leave it empty to take it from the title."
        ),
    )


def zone_choices() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in zones.names()]


# Columns whose choices depend on the reader's language, or are many.
CHOICES = {"country": country_choices, "time_zone": zone_choices}


class Line(LocalTextFormField):
    """A text of one line: breaks and double spaces become one space."""

    def clean(self, value: Any) -> LocalText:
        texts = super().clean(value)
        return LocalText({code: " ".join(text.split()) for code, text in texts.items()})


def desk_field(column: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """The form field of a column, as the desk shows it."""
    if isinstance(column, LocalTextField):
        is_long = column.name in LONG
        kwargs |= {"multiline": True} if is_long else {"form_class": Line}
    elif isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField):
        kwargs["widget"] = date_input()
    elif isinstance(column, models.URLField):
        kwargs["assume_scheme"] = "https"
    elif column.name in CHOICES:
        kind = ZoneField if column.name == "time_zone" else forms.ChoiceField
        return kind(
            choices=CHOICES[column.name],
            required=not column.blank,
            label=kwargs.get("label", capfirst(column.verbose_name)),
            help_text=kwargs.get("help_text", ""),
        )
    field: forms.Field | None = column.formfield(**kwargs)
    if isinstance(field, forms.CharField):
        field.validators.append(validate_keepable)
    if isinstance(field, LocalTextFormField) and column.name in LONG - MARKDOWN:
        for widget in cast("LocalTextWidget", field.widget).widgets:
            widget.attrs["rows"] = 2
    return field


def whole_number(text: str) -> int | None:
    """The number that was posted, unless it is no number or one that no row has."""
    return int(text) if re.fullmatch("[0-9]{1,18}", text) else None


class KeepsLanguages:
    """A form whose texts keep the languages that the interface lacks."""

    fields: dict[str, forms.Field]

    def keep_languages(self, row: Model) -> None:
        ours = {code for code, _name in settings.LANGUAGES}
        for name, field in self.fields.items():
            if not isinstance(field, LocalTextFormField):
                continue
            text = getattr(row, name, None) or {}
            field.kept = {code: text[code] for code in text if code not in ours}
            if field.kept:
                field.required = False


class DeskForm(Refusable, KeepsLanguages, forms.ModelForm):
    """A form of one row. `groups` lays it out."""

    groups: Sequence[Group] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keep_languages(self.instance)
        if "time_zone" in self.fields:
            self._offer_zone(self.instance.time_zone)

    def _offer_zone(self, stored: str) -> None:
        """A stored zone by its current name; one that no place uses stands beside the others."""
        shown = zones.current(stored)
        choices = zone_choices()
        if shown and shown not in dict(choices):
            choices.append((shown, shown))
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        self.initial["time_zone"] = shown

    def clean_time_zone(self) -> str:
        """An old name stays as it is stored until another zone is chosen."""
        chosen = str(self.cleaned_data["time_zone"])
        stored = str(self.instance.time_zone)
        return stored if zones.current(stored) == zones.current(chosen) else chosen

    @property
    def columns(self) -> list[str]:
        """The columns that this form edits."""
        return list(self._meta.fields or ())

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.columns}

    def version_of(self, row: Model) -> str:
        return versions.version_of(row, self.columns)

    @property
    def unasked(self) -> frozenset[str]:
        """Fields that are not to be shown now."""
        return frozenset()

    def grouped(self) -> list[tuple[Group, list[list[forms.BoundField]]]]:
        return [(group, list(self._lines(group))) for group in self.groups]

    def _lines(self, group: Group) -> Iterable[list[forms.BoundField]]:
        for line in group.fields:
            names = (line,) if isinstance(line, str) else line
            fields = [self[n] for n in names if n in self.fields and n not in self.unasked]
            if fields:
                yield fields

    @property
    def markdown(self) -> list[str]:
        return [name for name in self.fields if name in MARKDOWN]

    def stay_quiet(self) -> None:
        """Don't judge yet: the person wants to go on typing."""
        self._errors = ErrorDict()

    def stored_instead(self, row: Model) -> list[tuple[str, str]]:
        """Label and text of each stored value that differs from what was typed."""
        found = []
        for name in self.columns:
            if name in self.cleaned_data and self.cleaned_data[name] != getattr(row, name):
                label = str(self.fields[name].label or name) if name in self.fields else name
                found.append((label, described(row, name)))
        return found


def described(row: Model, name: str) -> str:
    """A stored value in words."""
    value = getattr(row, name)
    if hasattr(row, f"get_{name}_display"):
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(value, LocalText):
        return " · ".join(f"{text} ({code})" for code, text in value.items())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "astimezone"):
        return date_format(value, "DATETIME_FORMAT")
    if hasattr(value, "isoformat"):
        return date_format(value)
    return "" if value is None else str(value)


def linked(text: Any, name: str, *args: Any) -> SafeString:
    """A link in a help text, such as to where a missing choice is added."""
    return format_html('<a href="{}">{}</a>', reverse(name, args=args), text)


def choose_from(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Let a field choose among these rows only."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


def texts_of(post: Mapping[str, str], name: str) -> LocalText:
    """What was typed in each language of a text, for its preview."""
    codes = [code for code, _name in settings.LANGUAGES]
    return LocalText({code: post.get(f"{name}_{code}", "") for code in codes})
