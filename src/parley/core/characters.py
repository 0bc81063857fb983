"""Which characters a text may have: neither YAML nor PostgreSQL holds all of them."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Line ends and tabs are fine.
UNKEEPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def validate_keepable(text: str) -> None:
    if found := UNKEEPABLE.search(text):
        character = f"U+{ord(found[0]):04X}"
        message = _("This text has an invisible character, %(character)s. Type the text again.")
        raise ValidationError(message % {"character": character})
