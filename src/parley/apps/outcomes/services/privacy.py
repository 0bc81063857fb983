"""What outcomes hold on a person, to hand out and to erase: which practices they endorse.

Who decided on a finding is forgotten by itself when the account goes; what was decided stays.
"""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parley.apps.outcomes.models import Endorsement, Practice
from parley.apps.outcomes.services import endorsing
from parley.core import privacy
from parley.core.access import visible
from parley.core.privacy import Outlook, Subject, Table, fact, reader_of

ORDER = 40


def _endorsed(subject: Subject) -> QuerySet[Endorsement]:
    return Endorsement.objects.filter(user=subject.key or 0).select_related("practice")


def tables(subject: Subject) -> Iterable[Table]:
    open_to_them = set(visible(Practice, reader_of(subject)).values_list("pk", flat=True))
    rows = tuple(
        (
            fact(
                "practice",
                _("Practice"),
                str(row.practice.title)
                if row.practice_id in open_to_them
                else _("(not open to you)"),
            ),
        )
        for row in _endorsed(subject)
    )
    yield Table("endorsements", _("Practices that you endorse"), rows)


def outlook(subject: Subject) -> Outlook:
    if not _endorsed(subject).exists():
        return Outlook()
    return Outlook(goes=(_("Your endorsements of practices."),))


def erase(subject: Subject) -> None:
    if subject.key is not None:
        endorsing.forget(subject.key)


HOLDING = privacy.Holding("outcomes", ORDER, tables, outlook, erase)
