"""Guards that pages of this app share."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.core.errors import NotAllowed
from parley.core.views import Request, may

_editor = may("edit", dialogue_for)


def vetter(request: Request, parts: dict[str, Any]) -> Sequence[Any]:
    """A convener of the dialogue, as oneself: what guests said of themselves is for no preview."""
    found = _editor(request, {"slug": parts["slug"]})
    if request.actor.preview is not None:
        raise NotAllowed(_("This page shows personal data. End the preview to open it."))
    return found
