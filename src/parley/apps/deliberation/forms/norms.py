"""Forms of the library of norms, and of what a dialogue discusses."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.base import DeskForm, Group, Line, choose_from, desk_field
from parley.apps.convening.forms.rows import Row, rows_of
from parley.apps.convening.models import Session
from parley.apps.convening.models.limits import YEARS
from parley.apps.convening.presenters.programme import full_title
from parley.apps.deliberation import models as m
from parley.apps.deliberation.services.norms_elements import ELEMENT_FIELDS, PROPOSITION_FIELDS
from parley.apps.deliberation.services.norms_topics import TOPIC_FIELDS


def library_field(column: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """As everywhere at the desk; who adopted a text is a line, and a note on it is not."""
    if column.name == "body":
        return column.formfield(form_class=Line, **kwargs)
    if column.name == "note":
        return column.formfield(multiline=True, **kwargs)
    return desk_field(column, **kwargs)


class LibraryForm(DeskForm):
    """Nothing here is written in markdown."""

    @property
    def markdown(self) -> list[str]:
        return []


class InstrumentForm(LibraryForm):
    groups = (Group("", (("symbol", "year"), "title", "body", "adopted_on", "link", "note")),)

    class Meta:
        model = m.Instrument
        formfield_callback = library_field
        fields = ("symbol", "year", "title", "body", "adopted_on", "link", "note")
        help_texts = {
            "note": gettext_lazy("Such as: whose translation it is, or under which licence."),
        }

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data["year"]
        if year is not None and year not in YEARS:
            raise forms.ValidationError(_("Give a year between 1900 and 2199."))
        return year


class NormForm(LibraryForm):
    groups = (Group("", (("label", "source"), "title", "text", "paraphrased", "link")),)

    class Meta:
        model = m.Norm
        formfield_callback = library_field
        fields = ("label", "source", "title", "text", "paraphrased", "link")
        help_texts = {
            "link": gettext_lazy("Empty: that of the instrument."),
        }

    def blank(self) -> m.Norm:
        """What is stored of a new norm: nothing."""
        return m.Norm()


class ElementRow(Row):
    """One element of a norm."""

    lines = (("title",), ("question",))

    class Meta:
        model = m.Element
        formfield_callback = desk_field
        fields = ELEMENT_FIELDS


ElementRows = rows_of(ElementRow, "elements", ELEMENT_FIELDS)


def sentence_field(column: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    return desk_field(column, max_length=m.LONGEST_PROPOSITION, **kwargs)


class PropositionRow(Row):
    """One sentence that stands with an element."""

    lines = (("text",),)

    class Meta:
        model = m.Proposition
        formfield_callback = sentence_field
        fields = PROPOSITION_FIELDS


PropositionRows = rows_of(PropositionRow, "propositions", PROPOSITION_FIELDS)


class SessionField(forms.ModelChoiceField):
    """Each as the programme calls it."""

    def label_from_instance(self, obj: Any) -> str:
        return str(full_title(obj.label, obj.title))


class TopicRow(Row):
    """A norm or an element, and where it is discussed."""

    session = SessionField(
        Session.objects.none(),
        label=gettext_lazy("Where"),
        required=False,
        empty_label=gettext_lazy("The dialogue as a whole"),
    )
    about = forms.ChoiceField(label=gettext_lazy("What is discussed"))
    lines = (("about", "session"),)

    class Meta:
        model = m.Topic
        formfield_callback = desk_field
        fields = ("session",)

    def __init__(self, *args: Any, norms: Any, sessions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "session", sessions)
        about = self.fields["about"]
        assert isinstance(about, forms.ChoiceField)
        self.by_key = {}
        choices: list[Any] = [("", "—")]
        for norm, elements in norms:
            group = [(f"norm-{norm.pk}", _("%(label)s as a whole") % {"label": norm.label})]
            self.by_key[f"norm-{norm.pk}"] = (norm, None)
            for element in elements:
                group.append((f"element-{element.pk}", f"{norm.label}: {element.title}"))
                self.by_key[f"element-{element.pk}"] = (norm, element)
            choices.append((f"{norm.instrument.symbol}, {norm}", group))
        about.choices = choices

    @property
    def values(self) -> dict[str, Any]:
        norm, element = self.by_key[self.cleaned_data["about"]]
        return {"session": self.cleaned_data["session"], "norm": norm, "element": element}


def key_of(topic: m.Topic) -> str:
    return f"element-{topic.element_id}" if topic.element_id else f"norm-{topic.norm_id}"


class TopicRows(rows_of(TopicRow, "topics", TOPIC_FIELDS)):  # type: ignore[misc]
    """What a dialogue discusses, in order."""

    def initial_of(self, row: m.Topic) -> dict[str, Any]:
        return {"id": row.pk, "session": row.session_id, "about": key_of(row)}


class MoveForm(forms.Form):
    """A place up or down."""

    direction = forms.ChoiceField(choices=[("up", "up"), ("down", "down")])
