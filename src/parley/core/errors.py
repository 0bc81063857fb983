"""The root of all errors that a person may read. Their text is translated and says what to do."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _


class ParleyError(Exception):
    """Something a person can act on; shown as it stands."""


class NotAllowed(ParleyError, PermissionDenied):
    """The actor may see the thing but not do this to it (403)."""


class InvalidInput(ParleyError):
    """What was given can't be taken; `problems` names each place and what was expected."""

    def __init__(self, message: str, problems: Sequence[str] = ()) -> None:
        super().__init__("\n".join([message, *problems]))
        self.message = message
        self.problems = tuple(problems)


def not_found() -> Http404:
    """The one answer for what is not there and for what is hidden."""
    return Http404(_("There is no such page, or it is not open to you."))
