"""The short form of a guest, and the address of somebody who has no link yet."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.base import country_choices
from parley.apps.convening.models import Format
from parley.apps.registration.models import (
    Gender,
    Group,
    Listing,
    Mode,
    Opening,
    Question,
    QuestionKind,
    Registration,
)
from parley.core.addresses import folded
from parley.core.characters import validate_keepable
from parley.core.forms import Refusable

LONGEST_LINE, LONGEST_TEXT = 300, 4000
MOST_RADIOS = 6
YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))
AUTOCOMPLETE = {
    "name": "name",
    "honorific": "honorific-prefix",
    "position": "organization-title",
    "organisation": "organization",
    "country": "country",
}


class AddressForm(forms.Form):
    """Where to send the link to."""

    address = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send you a link that leads to the form. You need no password."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_address(self) -> str:
        return folded(str(self.cleaned_data["address"]))


class GuestForm(Refusable, forms.ModelForm):
    """What is asked of everybody, what the dialogue asks beyond, and the group's questions."""

    class Meta:
        model = Registration
        fields = (
            "name",
            "honorific",
            "position",
            "organisation",
            "country",
            "gender",
            "mode",
            "access_needs",
            "listing",
        )
        labels = {
            "honorific": gettext_lazy("Title, such as Dr or Ambassador"),
            "mode": gettext_lazy("How will you take part?"),
            "access_needs": gettext_lazy("What do you need to take part fully?"),
            "listing": gettext_lazy("Who may see your name in the list of participants?"),
        }
        help_texts = {
            "access_needs": gettext_lazy("Such as step-free access, captions or a diet."),
            "name": gettext_lazy("As it should stand on your badge."),
        }
        widgets = {
            "mode": forms.RadioSelect,
            "listing": forms.RadioSelect,
            "access_needs": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(
        self,
        *args: Any,
        group: Group,
        opening: Opening,
        questions: list[Question],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.group, self.questions = group, questions
        self.is_new = self.instance.pk is None
        for name, autocomplete in AUTOCOMPLETE.items():
            self.fields[name].widget.attrs["autocomplete"] = autocomplete
        self._leave_out_unasked(opening)
        self._offer_modes()
        self._offer("listing", Listing.choices)
        for question in questions:
            self.fields[_key(question)] = _field(question)
            self.initial[_key(question)] = self.instance.answer_to(question)
        if self.is_new:
            self.fields["consent"] = forms.BooleanField(
                label=_("I have read this, and agree that my data are used so.")
            )
        if "access_needs" in self.fields:
            self.fields["access_needs"].validators.append(validate_keepable)

    def _leave_out_unasked(self, opening: Opening) -> None:
        if not opening.asks_country:
            del self.fields["country"]
        else:
            old = self.fields["country"]
            choice = forms.ChoiceField(choices=country_choices, required=False, label=old.label)
            choice.widget.attrs["autocomplete"] = "country"
            self.fields["country"] = choice
        if not opening.asks_gender:
            del self.fields["gender"]
        else:
            self._offer("gender", [("", "—"), *Gender.choices])
        if not opening.asks_access_needs:
            del self.fields["access_needs"]

    def _offer_modes(self) -> None:
        """Only a hybrid dialogue leaves the choice."""
        if self.group.dialogue.format == Format.HYBRID:
            self._offer("mode", Mode.choices)
        else:
            del self.fields["mode"]

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        given = {n: self.cleaned_data[n] for n in self.Meta.fields if n in self.cleaned_data}
        if "mode" not in self.fields and self.is_new:
            online = self.group.dialogue.format == Format.VIRTUAL
            given["mode"] = Mode.ONLINE if online else Mode.IN_PERSON
        return {**given, "answers": self._answers()}

    def _answers(self) -> dict[str, str]:
        """Those to the questions asked here, beside any that were asked elsewhere."""
        asked = {
            str(question.pk): str(self.cleaned_data[_key(question)]) for question in self.questions
        }
        kept = {k: v for k, v in self.instance.answers.items() if k not in asked}
        return kept | {key: answer for key, answer in asked.items() if answer}

    def clean_access_needs(self) -> str:
        return _unix(self.cleaned_data["access_needs"])

    def clean(self) -> dict[str, Any]:
        for question in self.questions:
            if isinstance(text := self.cleaned_data.get(_key(question)), str):
                self.cleaned_data[_key(question)] = _unix(text)
        return self.cleaned_data


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")


def _key(question: Question) -> str:
    return f"question-{question.pk}"


def _field(question: Question) -> forms.Field:
    common: dict[str, Any] = {"label": str(question.text), "required": question.required}
    if question.kind == QuestionKind.TEXT:
        area = forms.Textarea(attrs={"rows": 3})
        return forms.CharField(
            max_length=LONGEST_TEXT, widget=area, validators=[validate_keepable], **common
        )
    if question.kind == QuestionKind.YES_NO:
        return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **common)
    if question.kind == QuestionKind.CHOICE:
        lines = enumerate(str(question.choices).splitlines())
        choices = [(str(number), line) for number, line in lines]
        if len(choices) > MOST_RADIOS:
            return forms.ChoiceField(choices=[("", "—"), *choices], **common)
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    return forms.CharField(max_length=LONGEST_LINE, validators=[validate_keepable], **common)
