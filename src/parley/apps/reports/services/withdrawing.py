"""What may still happen to a version: it can be withdrawn, and be given a DOI. Nothing else."""

from functools import partial

from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.convening.services import rows
from parley.apps.reports.body.doi import bare_doi, is_doi
from parley.apps.reports.models import Report, Version
from parley.apps.reports.services.common import changed
from parley.core import search
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText


def _held(actor: Actor, version: Version) -> tuple[Report, Version]:
    """Both locked, the report first, as everywhere."""
    report = rows.locked(actor, version.report)
    return report, rows.locked(actor, version)


@transaction.atomic
def withdraw(actor: Actor, version: Version, reason: LocalText) -> Version:
    """Its files go. Its number, its day and the reason stay, for those who have cited it."""
    require(actor, "withdraw", version)
    report, row = _held(actor, version)
    if row.is_withdrawn:
        raise InvalidInput(_("This version has been withdrawn already."))
    given = LocalText({code: text.strip() for code, text in reason.items()})
    missing = [code for code in row.languages if code not in given]
    if missing:
        raise InvalidInput(_("Give the reason in each language of the version."))
    for edition in row.editions.all():
        for file in (edition.pdf, edition.docx):
            _forget(file)
        edition.pdf = edition.docx = ""
        edition.save(update_fields=["pdf", "docx"])
    _forget(row.package)
    row.package = ""
    row.withdrawn_at, row.withdrawn_because = timezone.now(), given
    row.save(update_fields=["package", "withdrawn_at", "withdrawn_because"])
    changed(actor, "report.version_withdrawn", report, version=row.number)
    search.forget(row)
    return row


def _forget(file: FieldFile) -> None:
    """Once it is sure that the row names it no longer."""
    if file.name:
        transaction.on_commit(partial(file.storage.delete, file.name))


@transaction.atomic
def name_doi(actor: Actor, version: Version, doi: str) -> Version:
    """The one that it was given after it was published. It stays: it was perhaps cited by it."""
    require(actor, "publish", version.report)
    report, row = _held(actor, version)
    given = bare_doi(doi)
    if not is_doi(given):
        raise InvalidInput(_("A DOI looks like 10.5555/12345678. Type it as it was given to you."))
    if row.doi:
        raise InvalidInput(_("This version has a DOI already, and keeps it."))
    if row.is_withdrawn:
        raise InvalidInput(_("This version has been withdrawn."))
    if report.versions.filter(doi=given).exists():
        raise InvalidInput(_("Another version has this DOI. Each has its own."))
    row.doi = given
    row.save(update_fields=["doi"])
    changed(actor, "report.doi_named", report, version=row.number, doi=given)
    return row
