"""The form of a mail's words."""

from typing import Any, cast

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.base import DeskForm, Group, desk_field
from parley.apps.registration.models import MailText
from parley.core.localtext import LocalTextField, LocalTextWidget

LINES = 14


def text_field(column: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """The body has several lines, the subject one."""
    if not (isinstance(column, LocalTextField) and column.name == "body"):
        return desk_field(column, **kwargs)
    field: forms.Field = column.formfield(multiline=True, **kwargs)
    for widget in cast("LocalTextWidget", field.widget).widgets:
        widget.attrs["rows"] = LINES
    return field


class MailTextForm(DeskForm):
    """Subject and text, in each language."""

    groups = (Group("", ("subject", "body")),)

    class Meta:
        model = MailText
        formfield_callback = text_field
        fields = ("subject", "body")
        help_texts = {
            "body": gettext_lazy(
                "Empty lines make paragraphs. A link alone on its line becomes a button."
            ),
        }
