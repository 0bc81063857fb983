"""Forms of who keeps a collection."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.base import DeskForm, Group, choose_from, desk_field
from parley.apps.convening.forms.rows import Row, rows_of
from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Element
from parley.apps.evidence import models as m
from parley.apps.evidence.exchange.cells import LENGTHS
from parley.apps.evidence.selectors.matrix import Column, letter
from parley.apps.evidence.services.bodies import MEMBER_FIELDS, names_of
from parley.core.characters import validate_keepable
from parley.core.templatetags.parley import localized


def evidence_field(column: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    if column.name in ("title", "name"):
        limit = LENGTHS["actor" if column.name == "name" else "document"]
        return desk_field(column, max_length=limit, **kwargs)
    if column.name == "norm":
        return column.formfield(form_class=NormField, **kwargs)
    if column.name in ("document", "supersedes"):
        return column.formfield(form_class=Described, **kwargs)
    if column.name in ("body", "member"):
        return column.formfield(form_class=BodyField, **kwargs)
    if column.name == "quotation":
        kwargs["widget"] = forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    return desk_field(column, **kwargs)


class NormField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.instrument.symbol}, {obj.label} {localized(obj.title)}".strip()


class BodyField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(localized(obj.name))


class Described(forms.ModelChoiceField):
    """A document or a position, in a line."""

    def label_from_instance(self, obj: Any) -> str:
        if isinstance(obj, m.Document):
            return called(obj)
        parts = [obj.get_stance_display(), obj.get_level_display()]
        parts += [called(obj.document)] if obj.document else []
        return " · ".join(map(str, parts))


def called(document: m.Document) -> str:
    """Whose, of when, and how it is called."""
    said = f"{localized(document.body.name)}: {localized(document.title)}"
    return f"{said} ({document.year})" if document.year else said


class DialoguesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(localized(obj.title))


class CollectionForm(DeskForm):
    """What a collection is of, and where it is shown."""

    dialogues = DialoguesField(
        Dialogue.objects.none(),
        label=gettext_lazy("Dialogues"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "It is shown there once it is published; their conveners and rapporteurs see it before."
        ),
    )
    groups = (
        Group("", ("kind", "norm", "title", "description")),
        Group(gettext_lazy("Where it comes from"), ("source", "link", "licence")),
        Group(gettext_lazy("Where it is shown"), ("dialogues",)),
    )

    class Meta:
        model = m.Collection
        formfield_callback = evidence_field
        fields = ("kind", "norm", "title", "description", "source", "link", "licence")
        help_texts = {
            "kind": gettext_lazy(
                "Positions on the propositions of a norm, or votes on roll calls."
            ),
            "norm": gettext_lazy("Positions need one: they are on its propositions."),
            "source": gettext_lazy("Who gathered it, and how it is to be cited."),
        }

    def __init__(self, *args: Any, norms: Any, dialogues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "norm", norms)
        choose_from(self, "dialogues", dialogues)
        if not dialogues.exists():
            del self.fields["dialogues"]
        if self.instance.pk:
            del self.fields["kind"]
            shown = self.instance.dialogues.filter(pk__in=dialogues.values("pk"))
            self.initial["dialogues"] = list(shown.values_list("pk", flat=True))

    @property
    def columns(self) -> list[str]:
        return [name for name in super().columns if name in self.fields]

    @property
    def chosen_dialogues(self) -> Iterable[Dialogue]:
        found: Iterable[Dialogue] = self.cleaned_data.get("dialogues", [])
        return found


class RowForm(DeskForm):
    """Nothing in a row of a collection is written in markdown."""

    @property
    def markdown(self) -> list[str]:
        return []


class DocumentForm(RowForm):
    groups = (
        Group(
            "", ("body", "title", ("year", "published_on"), ("symbol", "language"), "link", "note")
        ),
    )

    class Meta:
        model = m.Document
        formfield_callback = evidence_field
        fields = ("body", "title", "year", "published_on", "symbol", "language", "link", "note")
        help_texts = {
            "published_on": gettext_lazy("If the day is known; it says the year too."),
            "language": gettext_lazy("Of the document, as a code such as fr."),
        }

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "body", bodies)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day = cleaned.get("published_on")
        if day is not None and "year" in cleaned and cleaned["year"] is None:
            cleaned["year"] = day.year
        return cleaned


class ReadingsForm(forms.Form):
    """How far a document has been read: for the norm as a whole, and for each element."""

    EXTENTS = (("", gettext_lazy("Nothing said")), *m.Extent.choices)

    def __init__(
        self, *args: Any, elements: list[Element], readings: list[m.Reading], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        said = {one.element_id: one for one in readings}
        self.places: list[Element | None] = [None, *elements]
        for place in self.places:
            one, name = said.get(place.pk if place else None), self.name_of(place)
            self.fields[f"extent-{name}"] = forms.ChoiceField(
                choices=self.EXTENTS,
                required=False,
                label=self.label_of(place),
                initial=one.extent if one else "",
            )
            self.fields[f"note-{name}"] = forms.CharField(
                max_length=m.Reading._meta.get_field("note").max_length,
                required=False,
                label=_("Note: %(place)s") % {"place": self.label_of(place)},
                initial=one.note if one else "",
                validators=[validate_keepable],
            )

    @staticmethod
    def name_of(place: Element | None) -> str:
        return str(place.pk) if place else "norm"

    @staticmethod
    def label_of(place: Element | None) -> str:
        if place is None:
            return _("For the norm as a whole")
        return f"{letter(place.order)} {localized(place.title)}"

    @property
    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        names = [self.name_of(place) for place in self.places]
        return [(self[f"extent-{name}"], self[f"note-{name}"]) for name in names]

    @property
    def extents(self) -> dict[Element | None, tuple[str, str]]:
        cleaned, found = self.cleaned_data, {}
        for place in self.places:
            name = self.name_of(place)
            if extent := cleaned[f"extent-{name}"]:
                found[place] = (extent, cleaned[f"note-{name}"])
        return found


class PropositionField(forms.ModelChoiceField):
    """Each by its label in the norm."""

    labels: dict[int, str]

    def label_from_instance(self, obj: Any) -> str:
        return f"{self.labels.get(obj.pk, '')} {localized(obj.text)}".strip()


def position_field(column: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    if column.name == "proposition":
        return column.formfield(form_class=PropositionField, **kwargs)
    return evidence_field(column, **kwargs)


class PositionForm(RowForm):
    groups = (
        Group("", ("body", "proposition", ("stance", "level"))),
        Group(
            gettext_lazy("Where it stands"),
            ("document", ("place", "source"), "quotation"),
            gettext_lazy(
                "The document is where the actor says it; the address is where you read of it."
            ),
        ),
        Group("", ("note", "supersedes")),
    )

    class Meta:
        model = m.Position
        formfield_callback = position_field
        fields = (
            "body",
            "proposition",
            "stance",
            "level",
            "document",
            "place",
            "source",
            "quotation",
            "note",
            "supersedes",
        )
        help_texts = {
            "quotation": gettext_lazy("In the words of the document, and in its language."),
            "supersedes": gettext_lazy(
                "Only where the actor has given up the earlier one: a later date alone says nothing."
            ),
        }

    def __init__(
        self,
        *args: Any,
        bodies: Any,
        propositions: Any,
        columns: Iterable[Column],
        documents: Any,
        replaceable: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "body", bodies)
        choose_from(self, "document", documents)
        choose_from(self, "proposition", propositions)
        field = self.fields["proposition"]
        assert isinstance(field, PropositionField)
        field.labels = {column.key: column.label for column in columns}
        if replaceable is not None and replaceable.exists():
            choose_from(self, "supersedes", replaceable)
        else:
            del self.fields["supersedes"]

    @property
    def columns(self) -> list[str]:
        return [name for name in super().columns if name in self.fields]


class RollCallForm(DeskForm):
    groups = (Group("", (("symbol", "held_on"), "title", "link")),)

    class Meta:
        model = m.RollCall
        formfield_callback = evidence_field
        fields = ("symbol", "held_on", "title", "link")
        help_texts = {"symbol": gettext_lazy("Such as A/RES/73/27.")}


class VoteForm(forms.Form):
    """One actor's vote in a roll call."""

    body = BodyField(m.PublicBody.objects.none(), label=gettext_lazy("Actor"))
    choice = forms.ChoiceField(
        choices=(*m.Choice.choices, ("", gettext_lazy("Not recorded"))),
        required=False,
        label=gettext_lazy("Vote"),
    )

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "body", bodies)


class BodyForm(DeskForm):
    groups = (Group("", ("kind", "country", "name")),)

    class Meta:
        model = m.PublicBody
        formfield_callback = evidence_field
        fields = ("kind", "country", "name")
        help_texts = {
            "country": gettext_lazy("Of a state."),
            "name": gettext_lazy("A state may go without: it is then called as its country is."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("name") and cleaned.get("country"):
            cleaned["name"] = names_of(cleaned["country"])
        elif not cleaned.get("name"):
            self.add_error("name", _("Give a name in at least one language."))
        return cleaned


class MemberRow(Row):
    """One member of a group of states."""

    lines = (("member", "since", "until"),)

    class Meta:
        model = m.Membership
        formfield_callback = evidence_field
        fields = MEMBER_FIELDS

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "member", bodies)


MemberRows = rows_of(MemberRow, "members", MEMBER_FIELDS)
