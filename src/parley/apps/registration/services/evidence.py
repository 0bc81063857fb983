"""Evidence: adding a file, taking it away, deleting it when its time is over.

Files lie under random names and are handed out by views/evidence.py alone.
"""

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.convening.models import FileType
from parley.apps.convening.services import filetypes
from parley.apps.convening.services.materials import delete_names
from parley.apps.registration.models import Evidence, Registration
from parley.apps.registration.selectors.evidence import takes_evidence
from parley.core import audit
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

TYPES = (FileType.PDF, FileType.DOCX, FileType.JPEG, FileType.PNG)
LARGEST = 10 * 1024**2
MOST = 5


def checked(file: "UploadedFile[bytes]") -> filetypes.Checked:
    """The file, looked into; InvalidInput says what was expected."""
    name = file.name or ""
    if filetypes.type_of(name) not in TYPES:
        kinds = ", ".join(kind.label for kind in TYPES)
        text = _("Files of this kind can’t be taken. Choose one of: %(types)s.")
        raise InvalidInput(text % {"types": kinds})
    if (file.size or 0) > LARGEST:
        text = _("The file is larger than %(limit)d MB. Make it smaller and choose it again.")
        raise InvalidInput(text % {"limit": LARGEST // 1024**2})
    return filetypes.checked(file, name)


@transaction.atomic
def attach(actor: Actor, registration: Registration, file: "UploadedFile[bytes]") -> Evidence:
    """Add a file to one's own registration, while nothing is decided."""
    require(actor, "change", registration)
    source = checked(file)
    row = Registration.objects.select_for_update().get(pk=registration.pk)
    if not takes_evidence(row):
        raise InvalidInput(_("Your registration takes no files any more."))
    present = row.evidence.all()
    if any(known.digest == source.digest for known in present):
        raise InvalidInput(_("You have added this file already."))
    if len(present) >= MOST:
        limit = ngettext("At most %(n)d file.", "At most %(n)d files.", MOST) % {"n": MOST}
        raise InvalidInput(_("Remove another file first. %(limit)s") % {"limit": limit})
    evidence = _stored(row, source)
    row.evidence_deleted_at = None
    row.save(update_fields=["evidence_deleted_at"])
    audit.record(actor, "registration.evidence_added", row, dialogue=row.dialogue_id)
    return evidence


def _stored(row: Registration, source: filetypes.Checked) -> Evidence:
    """File and row, or neither."""
    evidence = Evidence(
        registration=row,
        filename=source.filename,
        type=source.type,
        size=source.size,
        digest=source.digest,
    )
    evidence.file.save(source.filename, source.content, save=False)
    try:
        evidence.save()
    except BaseException:
        evidence.file.storage.delete(str(evidence.file.name))
        raise
    return evidence


@transaction.atomic
def remove(actor: Actor, evidence: Evidence) -> None:
    """Take back what one has added, while nothing is decided."""
    require(actor, "remove", evidence)
    registration = evidence.registration
    if not takes_evidence(registration):
        raise InvalidInput(_("It was decided on this registration, so its files stay as they are."))
    delete([evidence])
    audit.record(
        actor, "registration.evidence_removed", registration, dialogue=registration.dialogue_id
    )


@transaction.atomic
def delete_as_announced(actor: Actor, registration: Registration) -> None:
    """The days after the decision are over. That there was evidence is still said."""
    delete(registration.evidence.all())
    Registration.objects.filter(pk=registration.pk).update(evidence_deleted_at=timezone.now())
    audit.record(
        actor, "registration.evidence_deleted", registration, dialogue=registration.dialogue_id
    )


def delete(rows: Iterable[Evidence]) -> None:
    for evidence in rows:
        delete_names([(str(evidence.file.name), evidence.file.storage)])
        evidence.delete()
