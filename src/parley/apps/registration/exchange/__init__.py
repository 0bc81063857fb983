"""What conveners set up for registration, in a dialogue's file. Never who comes, or was invited."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from parley.apps.registration.exchange.checks import problems_of
from parley.apps.registration.exchange.collecting import collect
from parley.apps.registration.exchange.order import in_order, moved
from parley.apps.registration.exchange.schema import RegistrationEntry
from parley.apps.registration.exchange.taking import hold, take
from parley.core.exports import Section


def _counts(entry: RegistrationEntry) -> Iterator[tuple[Any, int]]:
    yield _("Stakeholder groups"), len(entry.groups)
    yield _("Questions to guests"), len(entry.questions)
    yield _("Mails in own words"), len(entry.mails)
    yield _("Online rooms"), len(entry.online_rooms)
    yield _("Sessions that break out"), len(entry.break_outs)


SECTION = Section(
    name="registration",
    entry=RegistrationEntry,
    collect=collect,
    take=take,
    problems=problems_of,
    in_order=in_order,
    moved=moved,
    hold=hold,
    counts=_counts,
    order=10,
)
