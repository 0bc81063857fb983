"""What consultations hold on a person, to hand out and to erase.

Stances stand under pseudonyms. As long as a consultation has its secret, those of a person can be
found again; once it is sealed nobody can tell whose they are, and they are nobody's data.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parley.apps.deliberation.models import (
    Consultation,
    OnRecord,
    Phase,
    Proposition,
    Speaker,
    Stance,
)
from parley.apps.deliberation.selectors import pseudonyms
from parley.apps.deliberation.services import steps
from parley.core import privacy
from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.privacy import Facts, Outlook, Subject, Table, fact, reader_of

ORDER = 50


def _unsealed(subject: Subject) -> Iterator[tuple[Consultation, Actor]]:
    """Each consultation in which a person's own can be found, with the person as it knows them."""
    if subject.key is None:
        return
    person = Actor(user_id=subject.key)
    rows = Consultation.objects.exclude(phase=Phase.SEALED).exclude(secret=None)
    for consultation in rows.select_related("secret", "dialogue").iterator():
        yield consultation, person


def _stances(consultation: Consultation, person: Actor) -> QuerySet[Stance]:
    name = pseudonyms.respondent(consultation, person)
    return Stance.objects.filter(proposition__consultation=consultation, respondent=name)


def _submitted(consultation: Consultation, person: Actor) -> QuerySet[Proposition]:
    key = pseudonyms.author(consultation, person)
    return Proposition.objects.filter(consultation=consultation, author_key=key)


def _on_records(subject: Subject) -> QuerySet[OnRecord]:
    return OnRecord.objects.filter(user=subject.key or 0).select_related("consultation")


def names(subject: Subject) -> Iterable[str]:
    yield from Speaker.objects.filter(user=subject.key or 0).values_list("name", flat=True)


def tables(subject: Subject) -> Iterable[Table]:
    reader = reader_of(subject)
    open_to_them = set(visible(Consultation, reader).values_list("pk", flat=True))
    held: list[Facts] = []
    written: list[Facts] = []
    for consultation, person in _unsealed(subject):
        is_open = consultation.pk in open_to_them
        stances = _stances(consultation, person).select_related("proposition", "group")
        held += [_stance(consultation, stance, is_open) for stance in stances]
        written += [
            _written(consultation, row, is_open) for row in _submitted(consultation, person)
        ]
    yield Table("stances", _("Your stances"), tuple(held))
    yield Table("propositions", _("Propositions that you submitted"), tuple(written))
    records = tuple(
        (_titled(row.consultation, row.consultation_id in open_to_them), _name(row.name))
        for row in _on_records(subject)
    )
    yield Table("on_record", _("Where you answer on record"), records)
    spoken = Speaker.objects.filter(user=subject.key or 0).select_related("room__consultation")
    floor = tuple(
        (_titled(row.room.consultation, row.room.consultation_id in open_to_them), _name(row.name))
        for row in spoken
    )
    yield Table("speakers", _("Where you asked for the floor"), floor)


def _titled(consultation: Consultation, is_open: bool) -> privacy.Fact:
    title = str(consultation.title) if is_open else _("(not open to you)")
    return fact("consultation", _("Consultation"), title)


def _name(name: str) -> privacy.Fact:
    return fact("name", _("Name"), name)


def _words(proposition: Proposition, is_open: bool) -> privacy.Fact:
    text = str(proposition.text) if is_open else _("(not open to you)")
    return fact("proposition", _("Proposition"), text)


def _stance(consultation: Consultation, stance: Stance, is_open: bool) -> Facts:
    group: Any = str(stance.group.name) if stance.group else None
    return (
        _titled(consultation, is_open),
        _words(stance.proposition, is_open),
        fact("value", _("Your stance"), stance.get_value_display()),
        fact("reserved", _("With a reservation"), stance.reserved),
        fact("reservation", _("Reservation"), stance.reservation),
        fact("group", _("Stakeholder group"), group),
        fact("day", _("Day"), stance.day.isoformat()),
    )


def _written(consultation: Consultation, row: Proposition, is_open: bool) -> Facts:
    day = row.submitted_on.isoformat() if row.submitted_on else None
    return (
        _titled(consultation, is_open),
        # They are their own words, whatever the door.
        fact("proposition", _("Proposition"), str(row.text)),
        fact("state", _("State"), row.get_state_display()),
        fact("reason", _("Reason"), row.reason),
        fact("day", _("Day"), day),
    )


def outlook(subject: Subject) -> Outlook:
    goes, stays = [], []
    found = [pair for pair in _unsealed(subject) if _stances(*pair).exists()]
    if any(not _stays_counted(consultation) for consultation, _person in found):
        goes.append(_("Your stances in consultations."))
    if any(_stays_counted(consultation) for consultation, _person in found):
        stays.append(
            _(
                "Your stances in confidential consultations that are closed stay in the totals, "
                "which were shown already, and so do reservations. Nobody can tell any more that "
                "they were yours."
            )
        )
    if _on_records(subject).exists():
        goes.append(_("Your name beside stances that you took on record."))
    if any(_submitted(*pair).exists() for pair in _unsealed(subject)):
        goes.append(_("That propositions which you submitted are yours, and your name with them."))
        stays.append(_("The words of propositions that you submitted."))
    if subject.key is not None and Consultation.objects.filter(phase=Phase.SEALED).exists():
        stays.append(
            _(
                "What you may have said in consultations that are sealed: nobody can tell which "
                "stances were yours, so nothing of it leads to you."
            )
        )
    return Outlook(tuple(goes), tuple(stays))


def _stays_counted(consultation: Consultation) -> bool:
    """Where one person less in a total that was shown would tell what that person held."""
    return consultation.is_confidential and consultation.phase == Phase.CLOSED


@transaction.atomic
def erase(subject: Subject) -> None:
    _on_records(subject).delete()
    for consultation, person in _unsealed(subject):
        stances = _stances(consultation, person)
        if _stays_counted(consultation):
            stances.update(respondent=uuid4())
        else:
            steps.rename(consultation, pseudonyms.respondent(consultation, person))
            stances.delete()
        _submitted(consultation, person).update(author_key=None, author=None)
    Proposition.objects.filter(author=subject.key or 0).update(author=None)
    Speaker.objects.filter(user=subject.key or 0).delete()


HOLDING = privacy.Holding("deliberation", ORDER, tables, outlook, erase, names=names)
