"""Forms of open questions at the desk."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from parley.apps.convening.forms.base import DeskForm, Group, choose_from, desk_field
from parley.apps.deliberation.forms.norms import SessionField
from parley.apps.deliberation.models import Element
from parley.apps.deliberation.selectors.topics import sessions_to_choose
from parley.apps.outcomes.forms.practices import DocumentField, element_choices, offer_documents
from parley.apps.outcomes.models import OpenQuestion
from parley.apps.outcomes.selectors.practices import documents_to_choose
from parley.apps.outcomes.selectors.questions import findings_to_choose
from parley.apps.outcomes.services.questions import FIELDS
from parley.core.actors import Actor
from parley.core.localtext import LocalTextField


def question_field(column: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    if isinstance(column, LocalTextField):
        field: Any = column.formfield(multiline=True, **kwargs)
        for widget in field.widget.widgets:
            widget.attrs["rows"] = 3
        return field
    return desk_field(column, **kwargs)


class FindingField(forms.ModelChoiceField):
    """Each by its kind, what it is about, and its dialogue."""

    def label_from_instance(self, obj: Any) -> str:
        told = {
            "kind": obj.get_kind_display(),
            "about": obj.called or obj.get_matter_display(),
            "dialogue": obj.synthesis.dialogue,
        }
        return _("%(kind)s: %(about)s (%(dialogue)s)") % told


class QuestionForm(DeskForm):
    """One open question."""

    session = SessionField(
        None,
        label=gettext_lazy("Where it was raised"),
        required=False,
        empty_label=gettext_lazy("In no session of its own"),
        help_text=gettext_lazy(
            "Those who may not know what was said there do not see it, published or not."
        ),
    )
    element = forms.ModelChoiceField(
        Element.objects.all(),
        label=gettext_lazy("Element of a norm"),
        required=False,
        empty_label="—",
    )
    answered_by_finding = FindingField(
        None, label=gettext_lazy("A finding that answers it"), required=False, empty_label="—"
    )
    answered_by_document = DocumentField(
        None,
        label=gettext_lazy("A document that answers it"),
        required=False,
        empty_label="—",
        help_text=gettext_lazy("Of the collections of evidence that are shown with this dialogue."),
    )
    groups = (
        Group("", ("text", "element", "session")),
        Group(
            pgettext_lazy("question", "Answer"),
            ("status", "answer", "answered_by_finding", "answered_by_document"),
        ),
    )

    class Meta:
        model = OpenQuestion
        formfield_callback = question_field
        fields = FIELDS
        help_texts = {
            "answer": gettext_lazy("In words, where no finding and no document says it."),
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row: OpenQuestion = kwargs["instance"]
        choose_from(self, "session", sessions_to_choose(actor, row.dialogue))
        element = self.fields["element"]
        assert isinstance(element, forms.ModelChoiceField)
        element.choices = [("", "—"), *element_choices(actor)]
        self._offer_answers(actor, row)

    def _offer_answers(self, actor: Actor, row: OpenQuestion) -> None:
        """Where there is nothing to choose, or the actor may not see what was chosen, it is not
        asked, and stays as it is."""
        findings = findings_to_choose(actor, row.dialogue)
        choose_from(self, "answered_by_finding", findings)
        documents = documents_to_choose(actor, row.dialogue, [row.answered_by_document_id])
        offer_documents(self, "answered_by_document", documents)
        offered = {
            "answered_by_finding": {one.pk for one in findings},
            "answered_by_document": {one.pk for one in documents},
        }
        for name, keys in offered.items():
            chosen = getattr(row, f"{name}_id")
            if not keys or (chosen is not None and chosen not in keys):
                del self.fields[name]

    @property
    def columns(self) -> list[str]:
        """What was not asked stays."""
        return [name for name in super().columns if name in self.fields]

    @property
    def markdown(self) -> list[str]:
        return []
