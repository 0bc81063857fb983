"""Forms of propositions at the desk: written one by one or pasted, and decided on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.base import KeepsLanguages, Line
from parley.apps.deliberation.likeness import Likeness
from parley.apps.deliberation.models import LONGEST_PROPOSITION, Element, Proposition
from parley.apps.deliberation.services.moderating import LONGEST_REASON
from parley.core.characters import validate_keepable
from parley.core.forms import Refusable
from parley.core.localtext import LocalText
from parley.core.sheets import CSV, XLSX

LONGEST_PASTE = 100_000  # characters
MOST_LINES = 300


class ElementForm(Refusable, forms.Form):
    """On which element."""

    element = forms.ModelChoiceField(
        Element.objects.none(),
        label=gettext_lazy("Element"),
        required=False,
        empty_label=gettext_lazy("On none"),
    )

    def __init__(self, *args: Any, elements: QuerySet[Element], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["element"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = elements
        if not elements:
            del self.fields["element"]

    @property
    def element_given(self) -> Element | None:
        return self.cleaned_data.get("element")


class PropositionForm(KeepsLanguages, ElementForm):
    """A proposition in the interface's languages; those it has in others stay."""

    text = Line(
        multiline=True,
        max_length=LONGEST_PROPOSITION,
        label=gettext_lazy("Proposition"),
        help_text=gettext_lazy(
            "One sentence that one can agree or disagree with, and that says one thing only."
        ),
    )
    field_order = ("text", "element")

    def __init__(
        self, *args: Any, row: Proposition | None = None, fixed: bool = False, **kwargs: Any
    ) -> None:
        """`fixed`: its words can't change any more, only its element."""
        if row is not None:
            shown = {"text": row.edited_text or row.text, "element": row.element_id}
            kwargs["initial"] = {**shown, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for widget in self.fields["text"].widget.widgets:
            widget.attrs["rows"] = 2
        if fixed:
            self.fields["text"].disabled = True
            self.fields["text"].help_text = gettext_lazy(
                "People take stances on these words, so they can’t change any more."
            )
        if row is not None:
            self.keep_languages(Proposition(text=row.edited_text or row.text))


@dataclass(frozen=True)
class PastedLine:
    """One line that was pasted, as it would be taken, or what is wrong with it."""

    number: int
    text: str
    problem: str


class PasteForm(ElementForm):
    """Many propositions in one language, one on each line."""

    language = forms.ChoiceField(label=gettext_lazy("Language"))
    lines = forms.CharField(
        label=gettext_lazy("Propositions"),
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 10}),
        validators=[validate_keepable],
        help_text=gettext_lazy("One on each line. Empty lines are left out."),
    )
    field_order = ("language", "element", "lines")

    def __init__(self, *args: Any, known: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The lines with their problems, in order.
        self.read: list[PastedLine] = []
        self.known = {text.casefold() for text in known}
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(settings.LANGUAGES)

    def _read(self, lines: str) -> list[PastedLine]:
        found: list[PastedLine] = []
        seen = set(self.known)
        for number, line in enumerate(lines.splitlines(), start=1):
            text = " ".join(line.split())
            if text:
                found.append(PastedLine(number, text, self._problem(text, seen)))
                seen.add(text.casefold())
        return found

    def _problem(self, text: str, seen: set[str]) -> str:
        if len(text) > LONGEST_PROPOSITION:
            told = {"n": len(text), "limit": LONGEST_PROPOSITION}
            return _("%(n)d characters: at most %(limit)d are possible.") % told
        return _("This stands there already.") if text.casefold() in seen else ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.read = self._read(cleaned.get("lines", ""))
        if len(self.read) > MOST_LINES:
            told = {"limit": MOST_LINES}
            self.add_error("lines", _("At most %(limit)d lines at once.") % told)
        elif any(line.problem for line in self.read):
            self.add_error("lines", _("Some lines can’t be taken: see below which, and why."))
        return cleaned

    @property
    def texts(self) -> list[LocalText]:
        language = self.cleaned_data["language"]
        return [LocalText({language: line.text}) for line in self.read]


class LibraryForm(Refusable, forms.Form):
    """Which propositions of the norm to take up."""

    chosen = forms.ModelMultipleChoiceField(
        Proposition.objects.none(),
        error_messages={"required": gettext_lazy("Tick at least one.")},
    )

    def __init__(self, *args: Any, offered: Sequence[Proposition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Proposition.objects.filter(pk__in=[row.pk for row in offered])
        self.offered = offered

    @property
    def picked(self) -> list[Proposition]:
        """In the order in which they are offered."""
        wanted = {row.pk for row in self.cleaned_data["chosen"]}
        return [row for row in self.offered if row.pk in wanted]


class DeclineForm(Refusable, forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[validate_keepable],
        help_text=gettext_lazy("The author reads it on their own page. It is sent to nobody."),
    )


class NumberedField(forms.ModelChoiceField):
    """A proposition, named by its number and its words."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number}. {obj.text}"


class MergeForm(Refusable, forms.Form):
    """With which accepted proposition."""

    target = NumberedField(
        Proposition.objects.none(), label=gettext_lazy("Merge with"), empty_label=None
    )

    def __init__(
        self,
        *args: Any,
        targets: Sequence[Proposition],
        likely: Sequence[Likeness],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["target"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Proposition.objects.filter(pk__in=[row.pk for row in targets])
        if likely:
            self.initial.setdefault("target", likely[0].key)


class ActForm(forms.Form):
    """A decision that needs no words."""

    act = forms.ChoiceField(
        choices=[(one, one) for one in ("accept", "undo", "take_out", "remove", "up", "down")]
    )


class ExportForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("File"),
        choices=[(XLSX, gettext_lazy("Excel (XLSX)")), (CSV, gettext_lazy("Text (CSV)"))],
        widget=forms.RadioSelect,
        initial=XLSX,
    )
