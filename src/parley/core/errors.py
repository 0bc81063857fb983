"""The root of all errors that a person may read. Their text is translated and says what to do."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied


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
