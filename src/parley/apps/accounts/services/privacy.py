"""What accounts and the directory hold on a person."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from parley.apps.accounts import personas
from parley.apps.accounts.models import FormerSlug, Person, User
from parley.core import privacy, search
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from parley.core.privacy import Facts, Outlook, Subject, Table, fact, table

ORDER = 300


def _entry(subject: Subject) -> Person | None:
    return Person.objects.filter(user=subject.key).first() if subject.key else None


def names(subject: Subject) -> Iterable[str]:
    if subject.account is not None:
        yield subject.account.name
    if (person := _entry(subject)) is not None:
        yield person.name


def tables(subject: Subject) -> Iterable[Table]:
    if (account := subject.account) is None:
        return
    person = _entry(subject)
    yield table(subject, "account", _("Your account"), [account], ["password"])
    if person is not None:
        yield table(subject, "person", _("Your entry in the directory"), [person])
        yield table(
            subject, "affiliations", _("Your positions"), person.affiliations.all(), ["person"]
        )
    own = {"user": account}
    yield table(subject, "addresses", _("Your addresses"), EmailAddress.objects.filter(**own))
    # The secret part of a passkey or an app is neither shown nor of use to its owner.
    yield table(
        subject,
        "second_factors",
        _("What you sign in with"),
        Authenticator.objects.filter(**own),
        ["data"],
    )
    yield table(
        subject, "services", _("Services you sign in by"), SocialAccount.objects.filter(**own)
    )
    devices = UserSession.objects.filter(**own)
    yield table(subject, "devices", _("Where you are signed in"), devices, ["session_key", "data"])
    yield Table("record", _("What you did, and what was done to your account"), _record(account))


def _record(account: User) -> tuple[Facts, ...]:
    """The lines of the audit record. Only the number in them leads to the account."""
    itself = Q(subject_type=account._meta.label_lower, subject_id=str(account.pk))
    lines = AuditRecord.objects.filter(Q(actor_user=account.pk) | itself)
    return tuple(
        (
            fact("at", _("Time"), line.at),
            fact("action", _("Act"), line.action),
            fact("about", _("About"), f"{line.subject_type} {line.subject_id}".strip()),
        )
        for line in lines
    )


def outlook(subject: Subject) -> Outlook:
    account = subject.account
    if account is None:
        return Outlook()
    if settings.DEMO and account.email in {persona.email for persona in personas.known()}:
        text = _("This account belongs to the demonstration: others sign in to it too.")
        return Outlook(forbids=(text,))
    goes = [
        _("Your account: address, name, language, and what you sign in with."),
        _("Where you are signed in; you are signed out everywhere."),
    ]
    if _entry(subject) is not None:
        goes.append(_("Your biography and your present positions in the directory."))
    return Outlook(
        tuple(goes),
        (
            _(
                "The record of what was done on this site. It calls you “account %(number)s”, and "
                "nothing says any more who that was."
            )
            % {"number": account.pk},
            _(
                "What others wrote or showed of you in texts, files and pictures. Ask the conveners."
            ),
            _("Backups that the operators made before. They are deleted in their own time."),
        ),
    )


@transaction.atomic
def erase(subject: Subject) -> None:
    if (person := _entry(subject)) is not None:
        _erase_entry(person)
    if subject.account is not None:
        subject.account.delete()


def _erase_entry(person: Person) -> None:
    """It goes, unless programmes name it: then the name alone stays."""
    key = person.pk
    try:
        with transaction.atomic():
            search.forget(person)
            person.delete()
    except ProtectedError:
        person.user, person.bio = None, LocalText()
        person.save()
        person.affiliations.all().delete()
        search.index(person)
    else:
        FormerSlug.objects.filter(kind=Person._meta.label_lower, entry=key).delete()


HOLDING = privacy.Holding("accounts", ORDER, tables, outlook, erase, names=names)
