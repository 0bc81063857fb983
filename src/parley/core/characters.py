"""Which characters a text may have: neither YAML nor PostgreSQL holds all of them."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Line ends and tabs are fine.
# What mail programs and phones make a link of, or what would break a line of a mail.
LINKING = re.compile(r"://|\bwww\.|[\r\n\t\x85\u2028\u2029]|[\u202a-\u202e\u2066-\u2069]", re.I)
UNKEEPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def validate_keepable(text: str) -> None:
    if found := UNKEEPABLE.search(text):
        character = f"U+{ord(found[0]):04X}"
        message = _("This text has an invisible character, %(character)s. Type the text again.")
        raise ValidationError(message % {"character": character})


def validate_plain(text: str) -> None:
    """A name as guests write it: one line without a web address, since mails carry it to others."""
    validate_keepable(text)
    if LINKING.search(text):
        raise ValidationError(_("Write the name alone, on one line and without a web address."))
