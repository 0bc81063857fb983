"""The open questions of a dialogue as a table."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from parley.apps.outcomes.selectors.questions import Asked
from parley.core import sheets


def written(rows: Sequence[Asked]) -> bytes:
    head = [
        _("Question"),
        _("Norm"),
        _("Element"),
        _("Status"),
        _("Answer"),
        _("Answered by the finding"),
        _("Answered by the document"),
        _("Raised in"),
        _("Asked before in"),
        _("Asked again in"),
        _("Synthetic"),
    ]
    return sheets.written([head, *(_cells(one) for one in rows)], sheets.CSV)


def _cells(one: Asked) -> list[str]:
    question, finding, document = one.question, one.finding, one.document
    element = question.element
    wording = ""
    if finding is not None:
        wording = str(finding.called or finding.get_kind_display())
    return [
        str(question.text),
        element.norm.label if element else "",
        str(element.title) if element else "",
        str(question.get_status_display()),
        str(question.answer),
        wording,
        f"{document.body}: {document.title}, {document.link}".rstrip(", ") if document else "",
        str(question.session.title) if question.session else "",
        str(one.before.dialogue.title) if one.before else "",
        str(one.after.dialogue.title) if one.after else "",
        _("yes") if question.synthetic else _("no"),
    ]
