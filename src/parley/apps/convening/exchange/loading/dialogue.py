"""The dialogue itself: found or made, its fields and its lists."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from parley.apps.convening.exchange.lists import by_order, matched, renumbered
from parley.apps.convening.exchange.loading.log import Log
from parley.apps.convening.exchange.loading.shared import Shared
from parley.apps.convening.exchange.problems import Problem, refuse
from parley.apps.convening.exchange.schema import DialogueEntry
from parley.apps.convening.models import (
    Dialogue,
    Host,
    KeyPoint,
    NormReference,
    PointKind,
    Status,
)
from parley.apps.convening.services import rows
from parley.apps.convening.services.dialogues import IN_CALENDAR
from parley.core.access import require, visible
from parley.core.actors import Actor
from parley.core.errors import NotAllowed

M = TypeVar("M", bound=Model)
E = TypeVar("E")
LISTS = {"uid", "hosts", "objectives", "audience", "norms"}


def find_dialogue(actor: Actor, entry: DialogueEntry) -> Dialogue | None:
    """The dialogue that the entry speaks of, if the actor may change it, or None to make one."""
    named = Dialogue.objects.select_for_update()
    by_slug = named.filter(slug=entry.slug).first()
    by_uid = named.filter(uid=entry.uid).first() if entry.uid else None
    found = by_uid or by_slug
    if found is None:
        _require_may_create(actor)
        return None
    if not visible(Dialogue, actor).filter(pk=found.pk).exists():
        _refuse_taken(entry, "uid" if by_uid else "slug")
    require(actor, "edit", found)
    if by_slug is not None and by_slug != found:
        _refuse_taken(entry, "slug")
    if entry.uid and found.uid != entry.uid:
        text = _("the dialogue %(slug)s has another uid; leave uid out to change that dialogue")
        refuse([Problem(("dialogue", "uid"), text % {"slug": repr(entry.slug)})])
    if entry.status != found.status:
        require(actor, "publish", found)
    return found


def _require_may_create(actor: Actor) -> None:
    if actor.preview is not None or not (actor.is_system or actor.is_convener):
        raise NotAllowed(_("Only conveners may create dialogues."))


def _refuse_taken(entry: DialogueEntry, name: str) -> None:
    text = _("%(name)s is taken; choose another one")
    given = repr(str(getattr(entry, name)))
    refuse([Problem(("dialogue", name), text % {"name": given})])


def take_fields(
    log: Log, entry: DialogueEntry, shared: Shared, existing: Dialogue | None
) -> tuple[Dialogue, list[str]]:
    """The dialogue with the entry's fields, and which of them differ from before."""
    dialogue = existing or Dialogue()
    names = [name for name in type(entry).model_fields if name not in LISTS]
    values: dict[str, Any] = {name: getattr(entry, name) for name in names}
    values["series_id"] = shared.series.pk if shared.series is not None else None
    if entry.uid:
        values["uid"] = entry.uid
    _check_edition(log, dialogue, values)
    was_cancelled = dialogue.status == Status.CANCELLED
    fields = rows.assign(dialogue, values)
    is_renewed = was_cancelled != (dialogue.status == Status.CANCELLED)
    if existing is not None and (is_renewed or IN_CALENDAR & {*fields}):
        dialogue.sequence += 1
    if existing is None or (fields and not log.problems):
        refuse(log.problems)
        dialogue.save()
    return dialogue, fields


def _check_edition(log: Log, dialogue: Dialogue, values: dict[str, Any]) -> None:
    """Said here, because the database only says that something is there twice."""
    if values["series_id"] is None or values["edition"] is None:
        return
    same = Dialogue.objects.filter(series=values["series_id"], edition=values["edition"])
    if same.exclude(pk=dialogue.pk).exists():
        text = _("the series already has an edition %(edition)d")
        log.wrong(("dialogue", "edition"), text % {"edition": values["edition"]})


def take_lists(dialogue: Dialogue, entry: DialogueEntry, shared: Shared) -> list[str]:
    """Hosts, objectives, audience and norms; answers the names of those that changed."""
    found = []
    hosts = [
        {"organisation_id": shared.organisations[host.organisation].pk, "role": host.role}
        for host in entry.hosts
    ]
    if take_list(dialogue.hosts.all(), hosts, lambda: Host(dialogue=dialogue), {*hosts[0]} if hosts else set()):
        found.append("hosts")
    return found
