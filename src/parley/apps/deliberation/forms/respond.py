"""What participants send: a stance, a proposition, a name for the record."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.deliberation.models import (
    LONGEST_PROPOSITION,
    Consultation,
    Element,
    Value,
)
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText, LocalTextFormField
from parley.core.templatetags.parley import localized

MOST_SKIPPED = 300
VALUES = {
    "agree": (Value.AGREE, False),
    "reserved": (Value.AGREE, True),
    "pass": (Value.PASS, False),
    "disagree": (Value.DISAGREE, False),
}
BACK = "back"


@dataclass(frozen=True)
class Answer:
    """A stance, or its taking back: then `value` is None."""

    value: Value | None
    reserved: bool = False
    reservation: str = ""


def answer_in(sent: QueryDict) -> Answer:
    """Read by hand: it is asked hundreds of times a second."""
    chosen = sent.get("value", "")
    if chosen == BACK:
        return Answer(None)
    if chosen not in VALUES:
        raise InvalidInput(_("Please choose one of the answers."))
    value, reserved = VALUES[chosen]
    return Answer(value, reserved, sent.get("reservation", "") if reserved else "")


def numbers_in(text: str) -> list[int]:
    """Numbers of propositions out of an address: what is none is left out."""
    parts = text.split(",")[:MOST_SKIPPED]
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 10]


def written_in(sent: QueryDict) -> LocalText:
    """What somebody has typed of a proposition so far."""
    given = {code: sent.get(f"text_{code}", "") for code, _name in settings.LANGUAGES}
    return LocalText({code: text[:LONGEST_PROPOSITION] for code, text in given.items()})


class ProposalForm(forms.Form):
    """A proposition of one's own."""

    text = LocalTextFormField(
        label=gettext_lazy("Your proposition"),
        multiline=True,
        max_length=LONGEST_PROPOSITION,
        help_text=gettext_lazy(
            "One sentence that one can agree or disagree with, about one thing only. Write it in "
            "any language; in several if you like."
        ),
    )
    element = forms.ModelChoiceField(
        Element.objects.none(),
        label=gettext_lazy("What it is about"),
        required=False,
        empty_label=gettext_lazy("None of them in particular"),
    )
    named = forms.BooleanField(
        label=gettext_lazy("Show my name with it"),
        required=False,
        help_text=gettext_lazy(
            "Everybody who sees the proposition reads it. Otherwise nobody does."
        ),
    )

    def __init__(
        self, *args: Any, consultation: Consultation, elements: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["element"]
        choice.queryset = elements
        choice.label_from_instance = lambda element: localized(element.title)
        if not elements:
            del self.fields["element"]
        if consultation.is_confidential:
            del self.fields["named"]


class OnRecordForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name that stands beside your stances"),
        max_length=200,
        help_text=gettext_lazy("Such as the name of your delegation."),
    )
    understood = forms.BooleanField(
        label=gettext_lazy(
            "I know that everybody who sees the results reads all my stances with this name."
        )
    )
