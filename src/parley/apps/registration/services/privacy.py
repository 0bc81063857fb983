"""What registrations hold on a person, to hand out and to erase."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import CASCADE, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from parley.apps.registration.models import Invitation, Mail, Note, Registration, Transition
from parley.apps.registration.services import erasing
from parley.apps.registration.services.states import REGISTRATION
from parley.core import privacy
from parley.core.access import visible
from parley.core.addresses import folded
from parley.core.privacy import (
    Attached,
    Facts,
    Outlook,
    Subject,
    Table,
    fact,
    reader_of,
    table,
)

ORDER = 100
THEIRS = (Note, Transition, Mail)


def _registrations(subject: Subject) -> QuerySet[Registration]:
    rows = Registration.objects.filter(user=subject.key or 0)
    return rows.select_related("dialogue", "group", "user", "invitation")


def _invitations(subject: Subject) -> QuerySet[Invitation]:
    """To the address, and those that a registration of the person came by."""
    found = Invitation.objects.filter(address=folded(subject.address))
    own = _registrations(subject).exclude(invitation=None).values("invitation")
    return (found | Invitation.objects.filter(pk__in=own)).select_related("dialogue", "group")


def names(subject: Subject) -> Iterable[str]:
    yield from _registrations(subject).values_list("name", flat=True)
    yield from _invitations(subject).values_list("name", flat=True)


def tables(subject: Subject) -> Iterable[Table]:
    rows = tuple(_told(subject, row) for row in _registrations(subject))
    yield Table("registrations", _("Your registrations"), rows)
    for relation in Registration._meta.related_objects:
        if relation.on_delete is CASCADE:
            yield _going_with(subject, relation)
    invitations = _invitations(subject)
    yield table(subject, "invitations", _("Invitations to you"), invitations, ["nominated_by"])
    nominated = Invitation.objects.filter(nominated_by__in=_registrations(subject))
    count = (fact("count", _("Number"), nominated.count()),)
    yield Table("nominations", _("People whom you nominated"), (count,) if nominated else ())


def _going_with(subject: Subject, relation: Any) -> Table:
    """What goes with a registration, whichever module it is of.

    Notes, reasons and mails are about the person and theirs to read now; the rest (a place that
    is only planned) as they may read it anyway.
    """
    model = relation.related_model
    found = model._default_manager if model in THEIRS else visible(model, reader_of(subject))
    found = found.filter(**{f"{relation.field.name}__in": _registrations(subject)})
    label = capfirst(str(model._meta.verbose_name_plural))
    return table(subject, str(model._meta.model_name), label, found, ["digest", "registration"])


def _told(subject: Subject, row: Registration) -> Facts:
    """With the questions that were answered in their words."""
    hidden = frozenset({"invitation", "answers", "entry"})
    said = privacy.facts(reader_of(subject), row, hidden)
    asked = {str(question.pk): question for question in row.dialogue.questions.all()}
    answers = (
        fact(f"answer_{key}", str(asked[key].text) if key in asked else key, answer)
        for key, answer in row.answers.items()
    )
    return (*said, *answers)


def files(subject: Subject) -> Iterable[Attached]:
    for row in _registrations(subject):
        for proof in row.evidence.all():
            yield Attached(proof.filename, proof.file.storage, str(proof.file.name))
        if photo := row.photo.name:
            yield Attached("photo", row.photo.storage, photo)


def outlook(subject: Subject) -> Outlook:
    goes, stays = [], []
    rows = list(_registrations(subject))
    if rows:
        titles = _(", ").join(_("“%(title)s”") % {"title": row.dialogue.title} for row in rows)
        text = _(
            "Your registrations with their files, history, notes and mails: %(dialogues)s. A seat "
            "that you have goes to somebody else."
        )
        goes.append(text % {"dialogues": titles})
        stays.append(_("That there was one more registration, as a number."))
        stays.append(
            _("Lists that conveners downloaded before. They have to delete them by themselves.")
        )
    if _invitations(subject).exists():
        goes.append(_("Invitations to you."))
    if _has_vetted(subject):
        stays.append(_("What you noted and decided on others, without your name."))
    return Outlook(tuple(goes), tuple(stays))


def _has_vetted(subject: Subject) -> bool:
    key, own = subject.key or 0, _registrations(subject).values("pk")
    decided = Transition.objects.filter(by=key).exclude(registration__in=own)
    return decided.exists() or Note.objects.filter(author=key).exists()


@transaction.atomic
def erase(subject: Subject) -> None:
    _invitations(subject).filter(registration=None).delete()
    for row in list(_registrations(subject)):
        erasing.remove(REGISTRATION, row)
    Invitation.objects.filter(address=folded(subject.address)).delete()


HOLDING = privacy.Holding("registration", ORDER, tables, outlook, erase, files, names)
