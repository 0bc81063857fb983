"""Forms of a report's blocks. What is in them depends on the block."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.reports.body.blocks import LEVELS, Block, Kind
from parley.apps.reports.services.editing import FIELDS, LONGEST_LINE
from parley.core.characters import validate_keepable
from parley.core.forms import Refusable
from parley.core.localtext import LONGEST_TEXT, LocalText, direction

# Group of choices → value and label of each.
Choices = Sequence[tuple[Any, Sequence[tuple[str, Any]]]]
TEXT = "text_"

LABELS: Mapping[Kind, Any] = {
    Kind.HEADING: gettext_lazy("Heading"),
    Kind.TEXT: gettext_lazy("Text"),
    Kind.QUOTE: gettext_lazy("Words before the quotation"),
    Kind.CHART: gettext_lazy("Caption"),
}
SHOWS: Mapping[Kind, Any] = {
    Kind.QUOTE: gettext_lazy("Quotation"),
    Kind.FINDING: gettext_lazy("Finding"),
    Kind.PRACTICE: gettext_lazy("Practice"),
    Kind.QUESTION: gettext_lazy("Open question"),
    Kind.CHART: gettext_lazy("Chart"),
}


def languages_of(report_languages: Iterable[str], block: Block) -> list[str]:
    """Those of the report, and others that the block has words in."""
    ours = [code for code, _name in settings.LANGUAGES]
    wanted = [code for code in report_languages if code in ours]
    return wanted + [code for code in ours if code in block.text and code not in wanted]


class BlockForm(Refusable, forms.Form):
    """One block: its words in each language of the report, and what it shows."""

    def __init__(
        self,
        *args: Any,
        block: Block,
        languages: Iterable[str],
        choices: Choices = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.block = block
        self.languages = languages_of(languages, block)
        names = FIELDS[block.kind]
        if "of" in names:
            self.fields["of"] = self._of(choices)
        if "text" in names:
            for code in self.languages:
                self.fields[f"{TEXT}{code}"] = self._words(code)
        if "level" in names:
            self.fields["level"] = _level(block)
        if "own" in names:
            self.fields["own"] = _own(block)

    def _words(self, code: str) -> forms.Field:
        is_long = self.block.kind is Kind.TEXT
        attrs = {"lang": code, "dir": direction(code)}
        widget = (
            forms.Textarea(attrs={**attrs, "rows": _rows(self.block.text.get(code, ""))})
            if is_long
            else forms.TextInput(attrs=attrs)
        )
        label = LABELS[self.block.kind]
        if len(self.languages) > 1:
            name = str(dict(settings.LANGUAGES)[code])
            label = _("%(text)s: %(language)s") % {"text": label, "language": name}
        return forms.CharField(
            label=label,
            required=False,
            strip=not is_long,
            max_length=LONGEST_TEXT if is_long else LONGEST_LINE,
            widget=widget,
            initial=self.block.text.get(code, ""),
            validators=[validate_keepable],
        )

    def _of(self, choices: Choices) -> forms.Field:
        """What is shown now can stay, even where it is not offered any more."""
        offered: list[Any] = [(group, list(rows)) for group, rows in choices if rows]
        known = {value for _group, rows in offered for value, _label in rows}
        if self.block.of and self.block.of not in known:
            offered.insert(
                0, (self.block.of, _("What it shows now, which can’t be chosen any more"))
            )
        elif not self.block.of:
            offered.insert(0, ("", "—"))
        return forms.ChoiceField(
            label=SHOWS[self.block.kind], choices=offered, initial=self.block.of
        )

    @property
    def has_words(self) -> bool:
        return any(name.startswith(TEXT) for name in self.fields)

    @property
    def changes(self) -> dict[str, Any]:
        """What was given, for the service; words in other languages stay."""
        given = self.cleaned_data
        found: dict[str, Any] = {name: given[name] for name in ("of", "own") if name in given}
        if "level" in given:
            found["level"] = int(given["level"])
        if "text" in FIELDS[self.block.kind]:
            found["text"] = self.text
        return found

    @property
    def text(self) -> LocalText:
        kept = {
            code: words for code, words in self.block.text.items() if code not in self.languages
        }
        # Browsers send line ends as CRLF.
        typed = {
            code: str(self.cleaned_data[f"{TEXT}{code}"]).replace("\r\n", "\n")
            for code in self.languages
        }
        return LocalText({**kept, **typed})


def _rows(text: str) -> int:
    """About as many as it takes, for browsers that do not see to that themselves."""
    lines = sum(1 + len(line) // 70 for line in text.split("\n"))
    return min(max(lines + 1, 5), 20)


def _level(block: Block) -> forms.Field:
    labels = {
        1: _("First: a part of the report (I, II …)"),
        2: _("Second: a section of it (A, B …)"),
        3: _("Third (1, 2 …)"),
    }
    return forms.ChoiceField(
        label=_("Level"),
        choices=[(level, labels[level]) for level in LEVELS],
        initial=block.level,
    )


def _own(block: Block) -> forms.Field:
    return forms.BooleanField(
        label=_("This is the rapporteur’s own assessment"),
        help_text=_(
            "It is marked so wherever it is printed. It needs no finding, and must not sound as if "
            "it had one."
        ),
        required=False,
        initial=block.own,
    )


class MoveForm(forms.Form):
    """An act on a block that needs no words."""

    act = forms.ChoiceField(choices=[(one, one) for one in ("up", "down", "remove")])
