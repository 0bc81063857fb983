"""Forms of practices: at the desk, and what the catalogue is filtered by."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from parley.apps.convening.forms.base import DeskForm, Group, Line, choose_from, desk_field
from parley.apps.convening.forms.rows import Row, rows_of
from parley.apps.deliberation.forms.norms import SessionField
from parley.apps.deliberation.models import Element
from parley.apps.deliberation.selectors.topics import norms_to_choose, sessions_to_choose
from parley.apps.evidence.models import BodyKind, Document, PublicBody
from parley.apps.outcomes.models import Practice, PracticeEvidence, PracticeStatus
from parley.apps.outcomes.selectors.practices import bodies, documents_to_choose
from parley.apps.outcomes.selectors.practices_catalogue import Choices, Wanted
from parley.apps.outcomes.services.practices import EVIDENCE_FIELDS, FIELDS, LINKS
from parley.core import countries
from parley.core.actors import Actor
from parley.core.characters import validate_keepable
from parley.core.localtext import LocalTextField
from parley.core.search import plain

LONG = ("what", "capacity", "cost", "caveats")
MOST_ACTORS = 300


def practice_field(column: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """As everywhere at the desk; what is told at length has room for it."""
    if isinstance(column, LocalTextField):
        if column.name not in LONG:
            return column.formfield(form_class=Line, **kwargs)
        field: Any = column.formfield(multiline=True, **kwargs)
        for widget in field.widget.widgets:
            widget.attrs["rows"] = 6 if column.name == "what" else 3
        return field
    return desk_field(column, **kwargs)


class ActorsField(forms.CharField):
    """Actors, one per line, by the names that they have in any language; states by their code too."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), max_length=20_000, **kwargs)
        self.validators.append(validate_keepable)
        self.known: list[PublicBody] = []

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return "\n".join(str(body) for body in value)

    def clean(self, value: Any) -> list[PublicBody]:
        text = super().clean(value)
        names = list(dict.fromkeys(filter(None, (line.strip() for line in text.splitlines()))))
        if len(names) > MOST_ACTORS:
            raise ValidationError(_("Name at most %(most)d actors.") % {"most": MOST_ACTORS})
        by_name = _by_name(self.known) if names else {}
        found = [by_name.get(plain(name)) for name in names]
        unknown = [name for name, body in zip(names, found, strict=True) if body is None]
        if unknown:
            text = _("No actor of this name is known here: %(names)s. Put it in words instead.")
            raise ValidationError(text % {"names": _(", ").join(unknown[:5])})
        return list(dict.fromkeys(body for body in found if body is not None))


def _by_name(known: Iterable[PublicBody]) -> dict[str, PublicBody]:
    """Names of states as their data has them come after the actors' own."""
    found: dict[str, PublicBody] = {}
    for body in known:
        for name in (*body.name.values(), body.slug, body.country):
            found.setdefault(plain(name), body)
    for body in known:
        if body.country:
            for code, _name in settings.LANGUAGES:
                found.setdefault(plain(countries.name(body.country, code)), body)
    found.pop("", None)
    return found


def element_choices(actor: Actor) -> list[Any]:
    """All elements, each under its norm."""
    return [
        (
            f"{norm.instrument.symbol}, {norm}",
            [(row.pk, str(row.title)) for row in elements],
        )
        for norm, elements in norms_to_choose(actor)
        if elements
    ]


class ElementsField(forms.ModelMultipleChoiceField):
    """Elements to tick, under their norms."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Element.objects.all(),
            label=gettext_lazy("Elements"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )


class PracticeForm(DeskForm):
    """One practice."""

    session = SessionField(
        None,
        label=gettext_lazy("Where it was told"),
        required=False,
        empty_label=gettext_lazy("In no session of its own"),
        help_text=gettext_lazy(
            "Those who may not know what was said there do not see it, published or not."
        ),
    )
    bodies = ActorsField(
        label=gettext_lazy("By whom"),
        required=False,
        help_text=gettext_lazy(
            "States, organisations and others that are known here, one per line."
        ),
    )
    elements = ElementsField()
    groups = (
        Group("", ("title", "what")),
        Group(gettext_lazy("By whom"), ("bodies", "by_whom")),
        Group(gettext_lazy("For which element of a norm"), ("elements",)),
        Group(gettext_lazy("What it takes"), ("capacity", "cost", "caveats")),
        Group(gettext_lazy("How well it is shown"), ("status", "assessed_by")),
        Group(gettext_lazy("Where it was told"), ("session",)),
    )

    class Meta:
        model = Practice
        formfield_callback = practice_field
        fields = FIELDS
        help_texts = {
            "by_whom": gettext_lazy("Where it is not, or not only, by actors that are known here."),
            "caveats": gettext_lazy("What those who do it say about its limits."),
            "assessed_by": gettext_lazy("Only where it has been independently assessed."),
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        row: Practice = kwargs["instance"]
        if row.pk:
            links = {name: list(getattr(row, name).all()) for name in LINKS}
            kwargs["initial"] = {**links, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        choose_from(self, "session", sessions_to_choose(actor, row.dialogue))
        actors, elements = self.fields["bodies"], self.fields["elements"]
        assert isinstance(actors, ActorsField) and isinstance(elements, ElementsField)
        actors.known = bodies(actor)
        elements.choices = element_choices(actor)

    @property
    def markdown(self) -> list[str]:
        return ["what"]

    @property
    def links(self) -> dict[str, list[Any]]:
        return {name: list(self.cleaned_data[name]) for name in LINKS}


class DocumentField(forms.ModelChoiceField):
    """Each by who published it and when, under its collection."""

    def label_from_instance(self, obj: Any) -> str:
        return document_label(obj)


def document_label(document: Document) -> str:
    told = {"actor": document.body, "title": document.title, "year": document.year}
    if document.year is None:
        return _("%(actor)s: %(title)s") % told
    return _("%(actor)s: %(title)s (%(year)d)") % told


def offer_documents(form: forms.BaseForm, name: str, documents: Sequence[Document]) -> None:
    """These and no others, under their collections."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    rows = Document.objects.filter(pk__in=[one.pk for one in documents])
    field.queryset = rows.select_related("body")
    grouped = groupby(documents, key=lambda row: row.collection)
    field.choices = [
        ("", "—"),
        *(
            (str(collection), [(row.pk, document_label(row)) for row in mates])
            for collection, mates in grouped
        ),
    ]


class EvidenceRow(Row):
    """A document of a collection, or a title and a link."""

    document = DocumentField(
        None, label=pgettext_lazy("evidence", "Document"), required=False, empty_label="—"
    )
    lines = (("document", "place"), ("title", "link"))

    class Meta:
        model = PracticeEvidence
        formfield_callback = desk_field
        fields = EVIDENCE_FIELDS
        help_texts = {
            "place": gettext_lazy("Such as “para. 12”."),
            "title": gettext_lazy("Where no collection has the document."),
        }

    def __init__(self, *args: Any, documents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_documents(self, "document", documents)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.get(name) for name in ("document", "title", "link")):
            raise ValidationError(_("Give a document, a title or a link."))
        return cleaned


EvidenceRows = rows_of(EvidenceRow, "evidence", EVIDENCE_FIELDS)


def evidence_rows(data: Any, actor: Actor, practice: Practice, stored: Any) -> Any:
    named = [row.document_id for row in stored]
    documents = documents_to_choose(actor, practice.dialogue, named)
    return EvidenceRows(data, stored=stored, documents=documents)


class MoveForm(forms.Form):
    direction = forms.ChoiceField(choices=[("up", "up"), ("down", "down")])


class PublishForm(forms.Form):
    to = forms.ChoiceField(choices=[("published", "published"), ("draft", "draft")])


class EndorseForm(forms.Form):
    """One tap each."""

    act = forms.ChoiceField(choices=[("endorse", "endorse"), ("withdraw", "withdraw")])


ANY = gettext_lazy("Any")


class CatalogueForm(forms.Form):
    """What the catalogue is filtered by; what is no choice filters nothing."""

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    about = forms.ChoiceField(label=gettext_lazy("Norm or element"), required=False)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"), required=False, choices=[("", ANY), *PracticeStatus.choices]
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of actor"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    dialogue = forms.ChoiceField(label=gettext_lazy("Dialogue"), required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("Sort by"),
        required=False,
        choices=[
            ("newest", gettext_lazy("Latest dialogue")),
            ("title", gettext_lazy("Title")),
            ("status", gettext_lazy("How well it is shown")),
            ("endorsed", gettext_lazy("Endorsements")),
        ],
    )

    def __init__(self, data: Any, *, choices: Choices) -> None:
        super().__init__(data, auto_id="filter-%s")
        kinds = dict(BodyKind.choices)
        self._offer("about", _about_choices(choices.elements))
        self._offer("kind", [(kind, kinds[kind]) for kind in choices.kinds])
        self._offer("country", [(code, countries.name(code)) for code in choices.countries])
        self._offer("dialogue", [(row.slug, str(row.title)) for row in choices.dialogues])

    def _offer(self, name: str, found: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ANY), *found]

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        given["words"] = given.pop("q", "").strip()
        return Wanted(**given)

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields if name != "order")


def _about_choices(elements: Iterable[Element]) -> list[Any]:
    """Each norm as a whole, then its elements."""
    found = []
    for norm, rows in groupby(elements, key=lambda row: row.norm):
        address = f"{norm.instrument.slug}/{norm.slug}"
        whole = (address, _("%(label)s as a whole") % {"label": norm.label})
        parts = [(f"{address}/{row.slug}", f"{norm.label}: {row.title}") for row in rows]
        found.append((f"{norm.instrument.symbol}, {norm}", [whole, *parts]))
    return found
