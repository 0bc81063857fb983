"""Forms of pictures."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.base import DeskForm, Group, choose_from, desk_field
from parley.apps.convening.models import Dialogue, Illustration, Picture
from parley.apps.convening.selectors import desk
from parley.apps.convening.services import pictures
from parley.core.actors import Actor
from parley.core.errors import InvalidInput


class PictureForm(DeskForm):
    """What is said about a picture."""

    groups: Sequence[Group] = (
        Group(
            gettext_lazy("About the picture"), ("alt", "caption", "credit", "session", "is_lead")
        ),
    )

    class Meta:
        model = Picture
        formfield_callback = desk_field
        fields = ("alt", "caption", "credit", "session", "is_lead")
        labels = {"session": gettext_lazy("Session")}
        help_texts = {
            "alt": gettext_lazy(
                "What the picture shows, for people who can’t see it. Without it, no picture."
            ),
            "credit": gettext_lazy("Who made it."),
            "session": gettext_lazy("Empty: it goes with the whole dialogue."),
            "is_lead": gettext_lazy("It stands at the top of the page and on cards."),
        }

    def __init__(self, *args: Any, actor: Actor, dialogue: Dialogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "session", desk.sessions_to_choose(actor, dialogue))


class NewPictureForm(PictureForm):
    """A picture of one's own, or one of the drawings."""

    upload = forms.FileField(
        label=gettext_lazy("Your picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=gettext_lazy(
            "JPEG or PNG of at most 40 million pixels, or WebP of at most 12; at most 10 MB. It is "
            "written anew: where and with what it was taken is not kept."
        ),
    )
    illustration = forms.ChoiceField(
        label=gettext_lazy("Or a drawing that comes with Parley"),
        choices=Illustration.choices,
        required=False,
        widget=forms.RadioSelect,
    )

    def blank(self) -> Picture:
        """What is stored of a new picture: nothing."""
        return Picture()

    def clean_upload(self) -> pictures.Pixels | None:
        upload = self.cleaned_data["upload"]
        if upload is None:
            return None
        try:
            return pictures.encoded(upload)
        except InvalidInput as error:
            raise ValidationError(error.message) from error

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = [bool(cleaned.get(name)) for name in ("upload", "illustration")]
        if "upload" not in self.errors and sum(given) != 1:
            self.add_error("upload", _("Choose either a file or a drawing."))
        return cleaned

    @property
    def source(self) -> pictures.Pixels | Illustration:
        upload: pictures.Pixels | None = self.cleaned_data["upload"]
        return upload or Illustration(self.cleaned_data["illustration"])
