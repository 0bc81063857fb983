"""Evidence on a guest's own page and beside a registration on the vetters' board."""

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue, FileType
from parley.apps.convening.presenters.times import long_date
from parley.apps.registration.models import Evidence, Registration
from parley.apps.registration.selectors import evidence as find
from parley.apps.registration.selectors import retention
from parley.core.access import may
from parley.core.actors import Actor


def line(evidence: Evidence) -> dict[str, Any]:
    zone = evidence.registration.dialogue.zone
    return {
        "name": evidence.filename,
        "url": reverse("registration-evidence", args=[evidence.uid]),
        "remove_url": reverse("evidence-remove", args=[evidence.uid]),
        "type": FileType(evidence.type).label,
        "size": filesizeformat(evidence.size),
        "added": long_date(evidence.added_at.astimezone(zone).date()),
    }


def _common(actor: Actor, registration: Registration) -> dict[str, Any]:
    rows = find.evidence_of(actor, registration)
    deleted, zone = registration.evidence_deleted_at, registration.dialogue.zone
    return {
        "files": [line(row) for row in rows],
        "asked": registration.group.evidence,
        "missing": not rows and find.awaits_evidence(registration.group, registration.state),
        "until": long_date(retention.evidence_until(registration)),
        "is_decided": registration.state not in retention.UNDECIDED,
        "deleted_on": long_date(deleted.astimezone(zone).date()) if deleted else "",
    }


def _is_about(registration: Registration, context: dict[str, Any]) -> bool:
    group = registration.group
    return bool(
        group.evidence or group.evidence_needed or context["files"] or context["deleted_on"]
    )


def own_panel(actor: Actor, registration: Registration) -> dict[str, Any] | None:
    """What the guest has handed in, what is still missing, and when it is deleted."""
    context = _common(actor, registration)
    if not _is_about(registration, context):
        return None
    return {
        "evidence": {
            **context,
            "days": retention.evidence_days(registration.dialogue),
            "takes": find.takes_evidence(registration),
            "add_url": reverse("evidence-add", args=[registration.dialogue.slug]),
        }
    }


def vetters_panel(actor: Actor, registration: Registration) -> dict[str, Any] | None:
    if not may(actor, "vet", registration):
        return None
    context = _common(actor, registration)
    return {"evidence": context} if _is_about(registration, context) else None


def data_panel(actor: Actor, registration: Registration) -> dict[str, Any] | None:
    """Until when the registration is kept, and what its owner may do about it."""
    if not may(actor, "change", registration):
        return None
    return {"kept_until": long_date(retention.until(registration.dialogue))}


def erase_panel(actor: Actor, registration: Registration) -> dict[str, Any] | None:
    if not may(actor, "vet", registration):
        return None
    parts = [registration.dialogue.slug, registration.uid]
    return {
        "kept_until": long_date(retention.until(registration.dialogue)),
        "erase_url": reverse("registration-erase", args=parts),
    }


def kept(actor: Actor, dialogue: Dialogue) -> dict[str, Any]:
    """What of a dialogue's registrations is kept until when, and what was erased."""
    tallies = retention.tallies_for(actor, dialogue)
    is_over = any(tally.group is None for tally in tallies) or not find.has_registrations(
        actor, dialogue
    )
    return {
        "until": long_date(retention.until(dialogue)),
        "evidence_days": retention.evidence_days(dialogue),
        "erased": sum(tally.count for tally in tallies),
        # Before all are erased, a count of one group might be of one person.
        "rows": [_counted(tally) for tally in sorted(tallies, key=_is_folded)] if is_over else [],
    }


def _is_folded(tally: Any) -> bool:
    return tally.group is None


def _counted(tally: Any) -> list[str]:
    if tally.group is None:
        return [_("Others, added up"), "", str(tally.count)]
    return [str(tally.group.name), tally.get_state_display(), str(tally.count)]
