"""The convener's own words for a kind of mail."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from parley.apps.convening.models import Dialogue
from parley.apps.convening.services import rows, versions
from parley.apps.registration.models import MailKind, MailText
from parley.apps.registration.services import wording
from parley.core import audit
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText

FIELDS = ("subject", "body")
LONGEST_SUBJECT = 200


def begun(dialogue: Dialogue, kind: MailKind) -> MailText:
    """The standard words with their placeholders, to begin one's own with. Not stored."""
    named = {name: "{" + name + "}" for name in wording.PLACEHOLDERS}
    written = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            written[code] = wording.standard(kind, dialogue, named)
    return MailText(
        dialogue=dialogue,
        kind=kind,
        subject=LocalText({code: subject for code, (subject, _body) in written.items()}),
        body=LocalText({code: body.strip() for code, (_subject, body) in written.items()}),
    )


def text_of(dialogue: Dialogue, kind: MailKind) -> MailText:
    """What is sent: the convener's words, else the standard ones."""
    own = MailText.objects.filter(dialogue=dialogue, kind=kind).first()
    return own or begun(dialogue, kind)


@transaction.atomic
def write(
    actor: Actor, dialogue: Dialogue, kind: MailKind, changes: rows.Values, *, seen: str | None
) -> None:
    """Use these words from now on. The standard ones, unchanged, are not kept as one's own."""
    require(actor, "edit", dialogue)
    rows.locked(actor, dialogue)
    row = text_of(dialogue, kind)
    versions.check(seen, versions.version_of(row, FIELDS))
    if not rows.assign(row, changes):
        return
    if problems := problems_in(kind, row.subject, row.body):
        raise InvalidInput(_("This can’t be sent so."), problems)
    standard = begun(dialogue, kind)
    if (row.subject, row.body) == (standard.subject, standard.body):
        _forget(row)
    else:
        rows.checked(row).save()
    audit.record(actor, "registration.mail_written", dialogue, kind=str(kind))


def _forget(row: MailText) -> None:
    if row.pk is not None:
        row.delete()


@transaction.atomic
def restore(actor: Actor, dialogue: Dialogue, kind: MailKind) -> None:
    """Send the standard words again."""
    require(actor, "edit", dialogue)
    deleted, _by_model = MailText.objects.filter(dialogue=dialogue, kind=kind).delete()
    if deleted:
        audit.record(actor, "registration.mail_restored", dialogue, kind=str(kind))


def problems_in(kind: MailKind, subject: LocalText, body: LocalText) -> list[str]:
    """Why a mail of this kind can't be sent in these words, each reason with what to do."""
    found = []
    for text in (*subject.values(), *body.values()):
        for name in wording.unknown_placeholders(text):
            line = _("There is no placeholder {%(name)s}. There are: %(known)s.")
            found.append(line % {"name": name, "known": _known()})
    if any(len(text) > LONGEST_SUBJECT for text in subject.values()):
        line = _("The subject has at most %(number)d characters.")
        found.append(line % {"number": LONGEST_SUBJECT})
    if set(subject) != set(body):
        found.append(_("Write subject and text in the same languages."))
    if kind in wording.NEED_LINK and not all("{link}" in text for text in body.values()):
        found.append(_("Guests need their link: write {link} alone on a line of the text."))
    return list(dict.fromkeys(found))


def _known() -> str:
    return ", ".join("{" + name + "}" for name in wording.PLACEHOLDERS)
