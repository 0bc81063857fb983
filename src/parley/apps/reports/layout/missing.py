"""What a report does not show to a reader of what it was written to show."""

from django.conf import settings
from django.utils.translation import get_language

from parley.apps.reports.body.blocks import Body
from parley.apps.reports.layout.building import with_missing
from parley.apps.reports.layout.nodes import Imprint
from parley.apps.reports.layout.state import Missing
from parley.apps.reports.models import Report
from parley.core.actors import Actor

__all__ = ["Missing", "missing"]


def missing(actor: Actor, report: Report, body: Body) -> list[Missing]:
    """Blocks that show nothing, and references that lead nowhere, for this actor; in the active
    language."""
    language = get_language() or settings.LANGUAGE_CODE
    _document, found = with_missing(actor, report, body, language, Imprint())
    return found
