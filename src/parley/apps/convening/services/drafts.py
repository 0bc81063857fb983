"""Deleting a draft that was made by mistake. What was ever announced stays: it is unpublished or
cancelled, for people may hold its address; so does what people have given."""

from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue, Material, Picture, Session, Status
from parley.apps.convening.services import materials, pictures, rows
from parley.apps.convening.services.dialogues import PUBLISHED
from parley.core import audit, search
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

_kept: dict[type[Model], Q] = {}


def keep(model: type[Model], which: Q | None = None) -> None:
    """These rows of a model, which have a `dialogue`, keep it from being deleted: all, unless said which."""
    _kept[model] = which or Q()


def why_not(dialogue: Dialogue) -> str:
    """Why it can't be deleted, whoever wants to; empty where it can."""
    if dialogue.status != Status.DRAFT or _was_announced(dialogue):
        return _(
            "This dialogue has been announced, so its address may be known. Cancel or unpublish it instead."
        )
    if there := [model for model, which in _kept.items() if _has(dialogue, model, which)]:
        things = ", ".join(str(model._meta.verbose_name_plural) for model in there)
        text = _("There is more in it than a draft, and it stays with that: %(things)s.")
        return text % {"things": things}
    return ""


def _has(dialogue: Dialogue, model: type[Model], which: Q) -> bool:
    return model._default_manager.filter(which, dialogue=dialogue).exists()


def _was_announced(dialogue: Dialogue) -> bool:
    """Whether a step at the desk, or a file, has led back from there."""
    return audit.trail(dialogue).filter(data__before__in=[*PUBLISHED]).exists()


@transaction.atomic
def delete(actor: Actor, dialogue: Dialogue) -> None:
    """For good, with its sessions, files and seats."""
    require(actor, "delete", dialogue)
    row = rows.locked(actor, dialogue)
    if reason := why_not(row):
        raise InvalidInput(reason)
    here: dict[str, Any] = {"dialogue": row}
    pictures.delete_files(Picture.objects.filter(**here))
    materials.delete_files(Material.objects.filter(**here))
    for gone in (*Session.objects.filter(**here), row):
        search.forget(gone)
    audit.record(actor, "dialogue.deleted", row)
    row.delete()
