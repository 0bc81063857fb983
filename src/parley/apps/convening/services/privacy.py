"""What dialogues hold on a person: seats, contributions, and who is named as a contact."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parley.apps.convening.models import (
    Contribution,
    Dialogue,
    Seat,
    SeatRole,
    SessionSeat,
)
from parley.apps.convening.services.common import changed
from parley.core import privacy
from parley.core.access import visible
from parley.core.actors import ANONYMOUS, system_actor
from parley.core.addresses import folded
from parley.core.privacy import Outlook, Subject, Table, fact, reader_of, table

ORDER = 200
PRIVACY = system_actor("privacy")


def _contributions(subject: Subject) -> QuerySet[Contribution]:
    rows = Contribution.objects.filter(person__user=subject.key or 0)
    return rows.select_related("session", "session__dialogue", "organisation")


def _public(subject: Subject) -> QuerySet[Contribution]:
    """What everybody can read: the record of a public programme."""
    return _contributions(subject).filter(pk__in=visible(Contribution, ANONYMOUS).values("pk"))


def _others(subject: Subject) -> QuerySet[Contribution]:
    return _contributions(subject).exclude(pk__in=_public(subject).values("pk"))


def _contacts(subject: Subject) -> QuerySet[Dialogue]:
    """The contact's address is shown as it was typed, so it is compared here: see `folded`."""
    stated = Dialogue.objects.exclude(contact_email="").values_list("pk", "contact_email")
    theirs = [key for key, address in stated if folded(address) == folded(subject.address)]
    return Dialogue.objects.filter(pk__in=theirs)


def tables(subject: Subject) -> Iterable[Table]:
    key = subject.key or 0
    seats = Seat.objects.filter(user=key)
    rooms = SessionSeat.objects.filter(user=key)
    parts = _contributions(subject)
    yield table(subject, "seats", _("Your parts in dialogues"), seats)
    yield table(subject, "closed_sessions", _("Closed sessions that are open to you"), rooms)
    yield table(subject, "contributions", _("Where you speak"), parts, ["person", "order"])
    known = set(visible(Dialogue, reader_of(subject)).filter(pk__in=_contacts(subject)))
    contacts = [
        (
            fact("dialogue", _("Dialogue"), str(row) if row in known else _("(not open to you)")),
            fact("name", _("Contact person"), row.contact_name),
            fact("address", _("Contact address"), row.contact_email),
        )
        for row in _contacts(subject)
    ]
    yield Table("contacts", _("Where you are the contact person"), tuple(contacts))


def outlook(subject: Subject) -> Outlook:
    goes, stays = [], []
    key = subject.key or 0
    if Seat.objects.filter(user=key).exists():
        goes.append(_("Your parts in dialogues, and your access to what is open to them."))
    if _others(subject).exists():
        goes.append(_("Your name in programmes and sessions that are not public."))
    if _contacts(subject).exists():
        goes.append(_("Your name and address as the contact person of dialogues."))
    if named := _titles(_public(subject)):
        text = _(
            "Your name in the public programme of %(dialogues)s, as the conveners published it: it "
            "is the record of who spoke. Ask them if it shall not stand there."
        )
        stays.append(text % {"dialogues": named})
    stays += [
        _("“%(title)s” has no other convener. An operator will have to appoint one.")
        % {"title": dialogue.title}
        for dialogue in _left_alone(key)
    ]
    return Outlook(tuple(goes), tuple(stays))


def _titles(rows: QuerySet[Contribution]) -> str:
    titles = dict.fromkeys(str(row.session.dialogue.title) for row in rows)
    return _(", ").join(_("“%(title)s”") % {"title": title} for title in titles)


def _left_alone(account: int) -> list[Dialogue]:
    """Dialogues of which nobody else is a convener."""
    conveners = Seat.objects.filter(role=SeatRole.CONVENER)
    own = conveners.filter(user=account).values("dialogue")
    shared = conveners.exclude(user=account).values("dialogue")
    return list(Dialogue.objects.filter(pk__in=own).exclude(pk__in=shared))


@transaction.atomic
def erase(subject: Subject) -> None:
    """Public contributions stay; the account itself takes its seats along."""
    touched = {}
    for row in _others(subject):
        touched[row.session_id] = row.session
        row.delete()
    for session in touched.values():
        changed(PRIVACY, "session.people_edited", session, dialogue=session.dialogue_id)
    for dialogue in _contacts(subject):
        dialogue.contact_name = dialogue.contact_email = ""
        dialogue.save(update_fields=["contact_name", "contact_email", "updated_at"])
        fields = ["contact_email", "contact_name"]
        changed(PRIVACY, "dialogue.edited", dialogue, fields=fields)


HOLDING = privacy.Holding("convening", ORDER, tables, outlook, erase)
