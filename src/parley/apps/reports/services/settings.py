"""What a report is called, in which languages it is published, and what its next version says of itself."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.convening.services import rows, versions
from parley.apps.reports.body.doi import bare_doi, is_doi
from parley.apps.reports.models import Report
from parley.apps.reports.services import revisions
from parley.apps.reports.services.common import changed
from parley.apps.reports.services.composing import checked_languages
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

FIELDS = ("title", "subtitle", "languages", "correction", "doi", "demonstration")
# Where one of these changes, something else would be published than what was approved.
APPROVED = ("languages", "correction", "demonstration")


@transaction.atomic
def set_up(
    actor: Actor, report: Report, values: dict[str, Any], *, seen: str | None = None
) -> Report:
    require(actor, "edit", report)
    held = rows.locked(actor, report)
    versions.check(seen, versions.version_of(held, FIELDS))
    given = _checked(values)
    texts = {name: given.pop(name) for name in ("title", "subtitle") if name in given}
    if texts:
        revisions.written(actor, held, **texts)
    differing = rows.assign(held, given)
    if not differing:
        return held
    unapproved = held.is_approved and bool({*differing}.intersection(APPROVED))
    if unapproved:
        held.take_approval_away()
    held.save(update_fields=[*differing, "stage", "approved_by", "approved_at"])
    told = {"unapproved": True} if unapproved else {}
    changed(actor, "report.set_up", held, fields=differing, **told)
    return held


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in values.items() if name in FIELDS}
    if "title" in given and not given["title"]:
        raise InvalidInput(_("Give the report a title, in at least one language."))
    if "languages" in given:
        given["languages"] = checked_languages(given["languages"])
    if given.get("doi"):
        given["doi"] = bare_doi(given["doi"])
        if not is_doi(given["doi"]):
            raise InvalidInput(_("A DOI begins with 10. and a number, such as 10.5555/12345678."))
    return given
