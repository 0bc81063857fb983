"""Forms of a new dialogue: made here, or read from a file."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.exchange import MAX_BYTES, TemplateChoice
from parley.apps.convening.forms.base import choose_from, date_input, short_name, zone_choices
from parley.apps.convening.models import Dialogue
from parley.apps.convening.models.limits import validate_year
from parley.apps.convening.selectors import desk
from parley.core.actors import Actor
from parley.core.characters import validate_keepable
from parley.core.forms import Refusable, ZoneField


class CreateForm(Refusable, forms.Form):
    """From a template, from nothing, or as another edition of one's own."""

    EMPTY, CLONE = "empty", "clone"

    start_from = forms.ChoiceField(label=gettext_lazy("Start from"), widget=forms.RadioSelect)
    edition_of = forms.ModelChoiceField(
        Dialogue.objects.none(),
        label=gettext_lazy("Which of your dialogues?"),
        required=False,
        help_text=gettext_lazy(
            "Its texts, organisers, programme and what is set up for registration are copied; "
            "guests, pictures, materials and seats are not."
        ),
    )
    keep_people = forms.BooleanField(
        label=gettext_lazy("Copy also who takes which part in its sessions"), required=False
    )
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=300, validators=[validate_keepable]
    )
    slug = short_name()
    starts_on = forms.DateField(
        label=gettext_lazy("First day"), widget=date_input(), validators=[validate_year]
    )
    time_zone = ZoneField(
        label=gettext_lazy("Time zone"),
        choices=zone_choices,
        required=False,
        help_text=gettext_lazy(
            "Of the place where the dialogue is held. An edition keeps its own."
        ),
    )

    def __init__(
        self, *args: Any, actor: Actor, templates: Sequence[TemplateChoice], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        own = desk.editions_to_clone(actor)
        choose_from(self, "edition_of", own)
        choices = [(one.name, _("{}: {}").format(one.label, one.description)) for one in templates]
        choices.append((self.EMPTY, _("Nothing: an empty dialogue")))
        if own.exists():
            choices.append((self.CLONE, _("One of your dialogues, as a new edition")))
        else:
            del self.fields["edition_of"], self.fields["keep_people"]
        start = self.fields["start_from"]
        assert isinstance(start, forms.ChoiceField)
        start.choices = choices

    @property
    def start(self) -> str:
        return str(self.cleaned_data["start_from"])

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_clone = cleaned.get("start_from") == self.CLONE
        if is_clone and not cleaned.get("edition_of"):
            self.add_error("edition_of", _("Choose the dialogue to start from."))
        if not is_clone and not cleaned.get("time_zone"):
            self.add_error("time_zone", _("Choose the time zone."))
        return cleaned


class ImportForm(Refusable, forms.Form):
    """A dialogue's file, chosen or pasted."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "dir": "ltr"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("file") and not cleaned.get("text", "").strip():
            self.add_error("file", _("Choose a file, or paste its text."))
        return cleaned

    @property
    def source(self) -> bytes | str:
        """What to read; one byte too much is enough to see that a file is too long."""
        if file := self.cleaned_data.get("file"):
            read: bytes = file.read(MAX_BYTES + 1)
            return read
        return str(self.cleaned_data["text"])
