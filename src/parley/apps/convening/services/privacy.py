"""What dialogues hold on a person: seats, contributions, and who is named as a contact."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from parley.apps.convening.models import (
    Contribution,
    Dialogue,
    Seat,
    SeatRole,
    Session,
    SessionSeat,
)
from parley.apps.convening.services.common import changed
from parley.core import privacy
from parley.core.access import visible
from parley.core.actors import ANONYMOUS, actor_of, system_actor
from parley.core.privacy import Facts, Outlook, Subject, Table

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
    return Dialogue.objects.filter(contact_email__iexact=subject.address)


def tables(subject: Subject) -> Iterable[Table]:
    key = subject.key or 0
    seats = Seat.objects.filter(user=key)
    rooms = SessionSeat.objects.filter(user=key)
    yield Table("seats", _("Your parts in dialogues"), _told(subject, seats, Dialogue))
    opened = _told(subject, rooms, Session)
    yield Table("closed_sessions", _("Closed sessions that are open to you"), opened)
    parts = _told(subject, _contributions(subject), Session)
    yield Table("contributions", _("Where you speak"), parts)
    names = _titles_for(subject, Dialogue)
    contacts = [
        (
            privacy.fact("dialogue", _("Dialogue"), names[dialogue.pk]),
            privacy.fact("name", _("Contact person"), dialogue.contact_name),
            privacy.fact("address", _("Contact address"), dialogue.contact_email),
        )
        for dialogue in _contacts(subject)
    ]
    yield Table("contacts", _("Where you are the contact person"), tuple(contacts))


def _titles_for(subject: Subject, model: type[Model]) -> defaultdict[int, str]:
    """What is not published to the person has no title for them, though they are named in it."""
    reader = actor_of(subject.account) if subject.account else ANONYMOUS
    titles = {row.pk: str(row) for row in visible(model, reader)}
    return defaultdict(lambda: _("(not open to you)"), titles)


def _told(subject: Subject, rows: Iterable[Model], place: type[Model]) -> tuple[Facts, ...]:
    name, label = str(place._meta.model_name), capfirst(str(place._meta.verbose_name))
    titles, left_out = _titles_for(subject, place), frozenset({name, "person", "order"})
    return tuple(
        (
            privacy.fact(name, label, titles[getattr(row, f"{name}_id")]),
            *privacy.facts(row, left_out),
        )
        for row in rows
    )


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
