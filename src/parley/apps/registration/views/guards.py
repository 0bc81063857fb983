"""Who may open the pages that show what people said of themselves."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from parley.apps.registration.selectors.board import any_registration
from parley.core.errors import NotAllowed
from parley.core.views import Request, may, personal


@personal
def vetter(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """Conveners of the dialogue, not in a preview; the view gets the dialogue."""
    any_registration(request.actor, **parts)  # or a 404
    if request.actor.preview is not None:
        raise NotAllowed(_("This page shows personal data. End the preview to open it."))
    (row,) = may("vet", any_registration)(request, parts)
    return (row.dialogue,)
