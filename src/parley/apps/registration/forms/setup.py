"""Forms for how a dialogue takes registrations: what is asked, of whom, until when."""

from typing import Any, cast

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.base import DeskForm, Group, choose_from, desk_field
from parley.apps.convening.forms.rows import Row, rows_of
from parley.apps.registration import models as m
from parley.apps.registration.services import opening
from parley.core.localtext import LocalTextField, LocalTextWidget

# Texts of several lines, of this app.
LONG = frozenset({"who", "evidence", "notice", "choices"})


def setup_field(column: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """The form field of a column, as the desk shows it."""
    if not (isinstance(column, LocalTextField) and column.name in LONG):
        return desk_field(column, **kwargs)
    field: forms.Field = column.formfield(multiline=True, **kwargs)
    for widget in cast("LocalTextWidget", field.widget).widgets:
        widget.attrs["rows"] = 3 if column.name == "choices" else 2
    return field


class OpeningForm(DeskForm):
    """Whether and how a dialogue takes registrations."""

    groups = (
        Group(gettext_lazy("When"), ("opens_on",)),
        Group(
            gettext_lazy("What the form asks"),
            ("asks_country", "asks_gender", "asks_access_needs", "asks_photo"),
            gettext_lazy(
                "Name, organisation and position are always asked. Ask only what you need: "
                "people read why, and until when it is kept."
            ),
        ),
        Group(gettext_lazy("How long it is kept"), (("keep_days", "keep_evidence_days"), "notice")),
        Group(gettext_lazy("The waitlist, and reminders"), ("offer_days", "reminds")),
    )

    class Meta:
        model = m.Opening
        formfield_callback = setup_field
        fields = (
            "opens_on",
            "asks_country",
            "asks_gender",
            "asks_access_needs",
            "asks_photo",
            "notice",
            "keep_days",
            "keep_evidence_days",
            "offer_days",
            "reminds",
        )
        help_texts = {
            "opens_on": gettext_lazy(
                "Empty: as soon as the dialogue is announced. The last day is among the facts of "
                "the dialogue; a group may have its own."
            ),
            "keep_days": gettext_lazy("Then names go, and only numbers stay."),
        }


class GroupForm(DeskForm):
    """A stakeholder group."""

    groups = (
        Group(gettext_lazy("Who"), ("name", "kind", "who")),
        Group(
            gettext_lazy("How one comes in"),
            ("admission", "vetted", ("seats", "deadline"), "offers", "nominations"),
        ),
        Group(gettext_lazy("Evidence"), ("evidence", "evidence_needed")),
        Group(gettext_lazy("At the dialogue"), (("sight", "colour"),)),
    )

    class Meta:
        model = m.Group
        formfield_callback = setup_field
        fields = (
            "name",
            "kind",
            "who",
            "admission",
            "vetted",
            "seats",
            "offers",
            "deadline",
            "nominations",
            "evidence",
            "evidence_needed",
            "sight",
            "colour",
        )
        help_texts = {
            "kind": gettext_lazy("What it is counted as."),
            "who": gettext_lazy("Such as: Officials who work on cyber matters."),
            "seats": gettext_lazy("Empty: seats are not counted."),
            "nominations": gettext_lazy(
                "How many people each approved person of the group may name; they get an "
                "invitation. 0: none."
            ),
            "colour": gettext_lazy("The badge also shows the group’s name."),
        }

    def blank(self) -> m.Group:
        """What is stored of a new group: nothing."""
        return m.Group()


class QuestionRow(Row):
    """One question."""

    lines = (("text",), ("kind", "required"), ("choices",), ("groups",))

    class Meta:
        model = m.Question
        formfield_callback = setup_field
        fields = ("text", "kind", "choices", "required", "groups")
        widgets = {"groups": forms.CheckboxSelectMultiple}
        help_texts = {
            "groups": gettext_lazy("None ticked: all."),
            "choices": gettext_lazy(
                "For “One of several”: one on each line, in each language in the same order."
            ),
        }

    def __init__(self, *args: Any, asked_of: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "groups", asked_of)
        if not self.fields["groups"].queryset:  # type: ignore[attr-defined]
            del self.fields["groups"]

    @property
    def values(self) -> dict[str, Any]:
        names = self._meta.fields or ()
        taken = {name: self.cleaned_data.get(name, ()) for name in names}
        return {"id": self.cleaned_data["id"], **taken}


class QuestionRows(rows_of(QuestionRow, "questions", opening.QUESTION_FIELDS)):  # type: ignore[misc]
    """The questions, in order."""

    def initial_of(self, row: m.Question) -> dict[str, Any]:
        return {**super().initial_of(row), "groups": [group.pk for group in row.groups.all()]}

    def version_of(self, stored: Any) -> str:
        return opening.version_of_questions(stored)


class MoveForm(forms.Form):
    """A place up or down."""

    direction = forms.ChoiceField(choices=[("up", "up"), ("down", "down")])
