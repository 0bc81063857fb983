"""Forms of materials."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.base import DeskForm, Group, choose_from, desk_field
from parley.apps.convening.models import Dialogue, FileType, Material
from parley.apps.convening.selectors import desk
from parley.apps.convening.services import filetypes, materials
from parley.core import locales
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

ABOUT = ("title", "language", "rule", "session")
ABOUT_IT = Group(gettext_lazy("About it"), ("title", "language", "rule", "session"))


def _upload_help() -> str:
    text = _("%(types)s; at most %(limit)d MB. It is kept and handed out as it is.")
    kinds = ", ".join(FileType.labels)
    return text % {"types": kinds, "limit": settings.LARGEST_MATERIAL // 1024**2}


def _upload_field(label: Any) -> forms.FileField:
    endings = ",".join(f".{ending}" for ending in (*FileType.values, *filetypes.ALSO_CALLED))
    return forms.FileField(
        label=label,
        required=False,
        widget=forms.FileInput(attrs={"accept": endings}),
        help_text=lazy(_upload_help, str)(),
    )


def _language_choices(kept: str) -> list[tuple[str, str]]:
    """All languages by name; those of the interface first, and one that a file brought."""
    names = locales.language_names()
    own = {kept: locales.language_name(kept)} if kept and kept not in names else {}
    first = {code: names[code] for code, _name in settings.LANGUAGES}
    return [("", "—"), *(first | own | names).items()]


class MaterialForm(DeskForm):
    """What is said about a material, and what it is."""

    class Meta:
        model = Material
        formfield_callback = desk_field
        fields: Sequence[str] = ABOUT
        labels = {"session": gettext_lazy("Session")}
        help_texts = {
            "rule": gettext_lazy("Who may see it."),
            "session": gettext_lazy("Empty: it goes with the whole dialogue."),
        }

    def __init__(self, *args: Any, actor: Actor, dialogue: Dialogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "session", desk.sessions_to_choose(actor, dialogue))
        column = self.fields["language"]
        self.fields["language"] = forms.ChoiceField(
            choices=_language_choices(self.instance.language),
            required=False,
            label=column.label,
            help_text=column.help_text,
        )

    def version_of(self, row: Model) -> str:
        assert isinstance(row, Material)
        return materials.version_of(row, self.columns)

    def clean_upload(self) -> filetypes.Checked | None:
        upload = self.cleaned_data["upload"]
        if upload is None:
            return None
        try:
            return filetypes.checked(upload, upload.name)
        except InvalidInput as error:
            raise ValidationError(error.message) from error

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors and cleaned.get("upload"):
            self.add_error("upload", _("Choose the file again: browsers don’t keep it."))
        return cleaned

    @property
    def source(self) -> filetypes.Checked | None:
        return self.cleaned_data.get("upload")


class NewMaterialForm(MaterialForm):
    """A file, or a link."""

    groups = (Group(gettext_lazy("A file or a link"), ("upload", "link")), ABOUT_IT)
    upload = _upload_field(gettext_lazy("Your file"))

    class Meta(MaterialForm.Meta):
        fields = (*ABOUT, "link")
        labels = {**MaterialForm.Meta.labels, "link": gettext_lazy("Or a link")}

    def blank(self) -> Material:
        """What is stored of a new material: nothing."""
        return Material()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        given = [bool(cleaned.get(name)) for name in ("upload", "link")]
        if not {"upload", "link"} & self.errors.keys() and sum(given) != 1:
            self.add_error("upload", _("Choose either a file or a link."))
        return cleaned


class FileForm(MaterialForm):
    """What is said about a file; perhaps another one in its place."""

    groups = (Group(gettext_lazy("The file"), ("upload",)), ABOUT_IT)
    upload = _upload_field(gettext_lazy("Another file in its place"))

    def stored_instead(self, row: Model) -> list[tuple[str, str]]:
        assert isinstance(row, Material)
        return [*super().stored_instead(row), (_("File"), row.filename)]


class LinkForm(MaterialForm):
    """A link, and what is said about it."""

    groups = (Group(gettext_lazy("The link"), ("link",)), ABOUT_IT)

    class Meta(MaterialForm.Meta):
        fields = (*ABOUT, "link")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["link"].required = True
