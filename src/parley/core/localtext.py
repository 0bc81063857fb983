"""A text in several languages: {"en": "Panel", "fr": "Table ronde"}.

Kept in one JSON column, so a dialogue may speak languages that the interface does not.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parley.core.characters import validate_keepable

LONGEST_TEXT = 20_000  # characters
LANGUAGE_TAG = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
RTL = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def direction(language: str) -> str:
    """ "rtl" or "ltr", for the dir attribute."""
    return "rtl" if language.split("-")[0] in RTL else "ltr"


class Picked(NamedTuple):
    """The text that a reader gets, and the language it is in."""

    text: str
    language: str


class LocalText(dict[str, str]):
    """Language code → text. Empty texts are left out, so an empty LocalText is false."""

    def __init__(self, texts: Mapping[str, str] | None = None, /, **by_language: str) -> None:
        given = {**(texts or {}), **by_language}
        super().__init__({code: given[code] for code in sorted(given) if given[code]})

    def pick(self, language: str | None = None) -> Picked:
        """The reader's language, else its base, else the site's, else the first there is."""
        wanted = language or get_language() or settings.LANGUAGE_CODE
        for code in (wanted, wanted.split("-")[0], settings.LANGUAGE_CODE, *self):
            if code in self:
                return Picked(self[code], code)
        return Picked("", wanted)

    def __str__(self) -> str:
        return self.pick().text


class LocalTextField(models.JSONField):
    """A column of LocalText."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", LocalText)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> LocalText:
        return LocalText(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value: Any) -> Any:
        return LocalText(value) if isinstance(value, Mapping) else super().to_python(value)

    def formfield(self, **kwargs: Any) -> Any:
        ours = {"form_class": LocalTextFormField, "show_hidden_initial": False}
        return models.Field.formfield(self, **{**ours, **kwargs})


class LocalTextWidget(forms.MultiWidget):
    """One input per language, each with its own label."""

    template_name = "parley/localtext.html"

    def __init__(self, widget: type[forms.Widget] = forms.TextInput) -> None:
        self.languages = [code for code, _name in settings.LANGUAGES]
        super().__init__(
            {code: widget(attrs={"lang": code, "dir": direction(code)}) for code in self.languages}
        )

    def decompress(self, value: Mapping[str, str] | None) -> list[str]:
        return [(value or {}).get(code, "") for code in self.languages]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        names = [str(name) for _code, name in settings.LANGUAGES]
        for part, language in zip(context["widget"]["subwidgets"], names, strict=True):
            part["language"] = language
        wanted = get_language() or settings.LANGUAGE_CODE
        parts = context["widget"]["subwidgets"]
        for part in parts:
            part["is_first"] = bool(part["value"]) or part["attrs"]["lang"] == wanted
        context["widget"]["has_more"] = not all(part["is_first"] for part in parts)
        return context


class LocalTextFormField(forms.MultiValueField):
    """A text in the interface's languages; required means: in at least one of them."""

    default_error_messages = {
        "required": _("Give this text in at least one language."),
    }

    def __init__(
        self, *, multiline: bool = False, max_length: int = LONGEST_TEXT, **kwargs: Any
    ) -> None:
        kwargs.pop("encoder", None), kwargs.pop("decoder", None)
        widget = LocalTextWidget(forms.Textarea if multiline else forms.TextInput)
        fields = [
            forms.CharField(required=False, max_length=max_length, validators=[validate_keepable])
            for _ in settings.LANGUAGES
        ]
        self.kept: dict[str, str] = {}
        super().__init__(fields, require_all_fields=False, **{"widget": widget, **kwargs})

    def compress(self, data_list: list[str]) -> LocalText:
        codes = [code for code, _name in settings.LANGUAGES]
        # Browsers send line ends as CRLF: kept so, every form would change what a file holds.
        texts = [text.replace("\r\n", "\n") for text in data_list]
        return LocalText({**self.kept, **dict(zip(codes, texts, strict=False))})

    def clean(self, value: Any) -> LocalText:
        cleaned: LocalText = super().clean(value) or self.compress([])
        if self.required and not cleaned:
            raise ValidationError(self.error_messages["required"], code="required")
        return cleaned
