"""The form by which a guest hands in evidence."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.services.filetypes import ALSO_CALLED
from parley.apps.registration.services import evidence
from parley.core.errors import InvalidInput

ENDINGS = [
    *evidence.TYPES,
    *(other for other, kind in ALSO_CALLED.items() if kind in evidence.TYPES),
]


def _help() -> str:
    text = _("%(types)s; at most %(limit)d MB. Only the conveners who decide will see it.")
    kinds = ", ".join(kind.label for kind in evidence.TYPES)
    return text % {"types": kinds, "limit": evidence.LARGEST // 1024**2}


class EvidenceField(forms.FileField):
    """A file that services/evidence.py will take."""

    def __init__(self, **options: object) -> None:
        accept = ",".join(f".{ending}" for ending in ENDINGS)
        given = {
            "label": gettext_lazy("Your file"),
            "widget": forms.FileInput(attrs={"accept": accept}),
            "help_text": lazy(_help, str)(),
            **options,
        }
        super().__init__(**given)  # type: ignore[arg-type]

    def clean(self, data: UploadedFile | None, initial: object = None) -> UploadedFile | None:
        file: UploadedFile | None = super().clean(data, initial)
        if file:
            try:
                evidence.checked(file)
            except InvalidInput as error:
                raise ValidationError(error.message) from error
        return file


class EvidenceForm(forms.Form):
    upload = EvidenceField()
