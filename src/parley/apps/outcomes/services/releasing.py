"""Letting the map of a Chatham House consultation out, and taking it back.

The audit says that it was done, and neither what the map shows nor what it is called.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.convening.services import rows
from parley.apps.outcomes.models import MapRelease, OpinionMap
from parley.apps.outcomes.selectors import releases
from parley.core import audit
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText


def _held(actor: Actor, row: OpinionMap) -> OpinionMap:
    """Locked, and read anew: a rule or a phase may be another one by now."""
    require(actor, "release", row)
    rows.locked(actor, row)
    related = OpinionMap.objects.select_related("consultation__dialogue", "consultation__session")
    return related.get(pk=row.pk)


def _changed(actor: Actor, action: str, row: OpinionMap) -> None:
    assert row.consultation is not None  # nobody may release any other
    audit.record(actor, action, row.consultation, dialogue=row.consultation.dialogue_id)


@transaction.atomic
def release(actor: Actor, row: OpinionMap, title: LocalText) -> MapRelease:
    """Show its public form to everybody, under this name; one that is out already gets the name."""
    held = _held(actor, row)
    if problem := releases.why_not(held):
        raise InvalidInput(problem)
    name = LocalText({code: " ".join(text.split()) for code, text in title.items()})
    if not name:
        raise InvalidInput(_("Give it a name: what the consultation is called stays inside."))
    found = releases.release_of(held) or MapRelease(map=held)
    is_new = found.pk is None
    if rows.assign(found, {"title": name}) or is_new:
        rows.checked(found).save()
        _changed(actor, "map.let_out" if is_new else "map.renamed", held)
    return found


@transaction.atomic
def take_back(actor: Actor, row: OpinionMap) -> None:
    """Nobody but those who take part sees it any more. Versions of reports stay as they are."""
    held = _held(actor, row)
    found = releases.release_of(held)
    if found is None:
        raise InvalidInput(_("This map has not been let out."))
    found.delete()
    _changed(actor, "map.taken_back", held)
