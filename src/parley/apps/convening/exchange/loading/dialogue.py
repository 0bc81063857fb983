"""The dialogue itself: found or made, its fields and its lists."""

from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from parley.apps.convening.exchange.lists import same, take_list
from parley.apps.convening.exchange.loading.log import Log
from parley.apps.convening.exchange.loading.shared import Shared
from parley.apps.convening.exchange.problems import refuse
from parley.apps.convening.exchange.schema import DialogueEntry
from parley.apps.convening.models import (
    Dialogue,
    Host,
    KeyPoint,
    NormReference,
    PointKind,
)
from parley.apps.convening.services import rows
from parley.apps.convening.services.dialogues import next_statuses
from parley.core.access import require, visible
from parley.core.actors import Actor
from parley.core.errors import NotAllowed
from parley.core.exports import Problem

NO_FIELDS = {"uid", "hosts", "objectives", "audience", "norms"}
NORM = ("label", "text", "origin", "link")


def named_by(entry: DialogueEntry) -> QuerySet[Dialogue]:
    """Those that the entry may speak of: at most one by its short name, and one by its uid."""
    names = Q(slug=entry.slug)
    return Dialogue.objects.filter(names | Q(uid=entry.uid) if entry.uid else names)


def find_dialogue(actor: Actor, entry: DialogueEntry, *, only_new: bool) -> Dialogue | None:
    """The dialogue that the entry speaks of, if the actor may change it, or None to make one."""
    named = named_by(entry).select_for_update().order_by("pk")
    by_slug = next((row for row in named if row.slug == entry.slug), None)
    by_uid = next((row for row in named if entry.uid and row.uid == entry.uid), None)
    found = by_uid or by_slug
    if found is None or only_new:
        _require_may_create(actor)
    if found is None:
        return None
    if only_new or not visible(Dialogue, actor).filter(pk=found.pk).exists():
        _refuse_taken(entry, "uid" if by_uid else "slug")
    require(actor, "edit", found)
    if by_slug is not None and by_slug != found:
        _refuse_taken(entry, "slug")
    if entry.uid and found.uid != entry.uid:
        text = _("the dialogue %(slug)s has another uid; leave uid out to change that dialogue")
        refuse([Problem(("dialogue", "uid"), text % {"slug": repr(entry.slug)})])
    if entry.status not in {None, found.status}:
        require(actor, "publish", found)
        _refuse_leap(entry, found)
    return found


def _require_may_create(actor: Actor) -> None:
    if actor.preview is not None or not (actor.is_system or actor.is_convener):
        raise NotAllowed(_("Only conveners may create dialogues."))


def _refuse_taken(entry: DialogueEntry, name: str) -> None:
    text = _("%(name)s is taken; choose another one")
    given = repr(str(getattr(entry, name)))
    refuse([Problem(("dialogue", name), text % {"name": given})])


def _refuse_leap(entry: DialogueEntry, found: Dialogue) -> None:
    """A file takes the steps that there are on the desk, one at a time."""
    allowed = next_statuses(found.status)
    if entry.status not in allowed:
        text = _("the dialogue is %(status)s here; its next step can be %(next)s, not %(given)s")
        values = {
            "status": str(found.status),
            "next": ", ".join(allowed),
            "given": str(entry.status),
        }
        refuse([Problem(("dialogue", "status"), text % values)])


def check_edition(
    log: Log, entry: DialogueEntry, shared: Shared, existing: Dialogue | None
) -> None:
    """Said here, because the database would only say that something is there twice."""
    if shared.series is None or entry.edition is None:
        return
    same_edition = Dialogue.objects.filter(series=shared.series, edition=entry.edition)
    if any(row != existing for row in same_edition):
        text = _("the series already has an edition %(edition)d")
        log.wrong(("dialogue", "edition"), text % {"edition": entry.edition})


def take_fields(dialogue: Dialogue, entry: DialogueEntry, shared: Shared) -> list[str]:
    """The entry's own fields; answers the names of those that differ from before."""
    names = [name for name in type(entry).model_fields if name not in NO_FIELDS]
    values: dict[str, Any] = {name: getattr(entry, name) for name in names}
    if entry.status is None:  # a new dialogue is a draft
        del values["status"]
    values["series_id"] = shared.series.pk if shared.series is not None else None
    if entry.uid:
        values["uid"] = entry.uid
    return rows.assign(dialogue, values)


def take_lists(dialogue: Dialogue, entry: DialogueEntry, shared: Shared) -> list[str]:
    """Hosts, objectives, audience and norms; answers the names of those that changed."""
    # An old file may name two organisations that are one now.
    named = [(shared.organisations[host.organisation].pk, host.role) for host in entry.hosts]
    hosts = [{"organisation_id": key, "role": role} for key, role in dict.fromkeys(named)]
    norms = [{name: getattr(norm, name) for name in NORM} for norm in entry.norms]
    changes = {
        "hosts": take_list(
            dialogue.hosts.all(),
            hosts,
            lambda: Host(dialogue=dialogue),
            same("organisation_id", "role"),
        ),
        "norms": take_list(
            dialogue.norms.all(),
            norms,
            lambda: NormReference(dialogue=dialogue),
            same(*NORM),
            same("label"),
        ),
    }
    for name, kind in (("objectives", PointKind.OBJECTIVE), ("audience", PointKind.AUDIENCE)):
        changes[name] = take_list(
            dialogue.points.filter(kind=kind),
            [{"text": text} for text in getattr(entry, name)],
            partial(KeyPoint, dialogue=dialogue, kind=kind),
            same("text"),
        )
    return [name for name, is_changed in changes.items() if is_changed]
