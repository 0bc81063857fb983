"""Texts that go with a dialogue or a session: files or links, each under a rule of its own."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Literal

from django.core.files.storage import Storage
from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue, Material
from parley.apps.convening.services import rows, versions
from parley.apps.convening.services.common import changed
from parley.apps.convening.services.filetypes import Checked
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

# What changes with the file, so that two people who both replace it meet.
OF_FILE = "digest"


@transaction.atomic
def add(
    actor: Actor, dialogue: Dialogue, values: rows.Values, *, source: Checked | None = None
) -> Material:
    """A file, or, without a `source`, the link in `values`."""
    require(actor, "edit", dialogue)
    row = rows.locked(actor, dialogue)
    material = Material(dialogue=row)
    rows.assign(material, values)
    material.order = len(_beside(material))
    with _taken_back_on_error(material):
        _save(material, source)
        changed(actor, "dialogue.material_added", row, material=material.pk)
    return material


@transaction.atomic
def edit(
    actor: Actor,
    material: Material,
    changes: rows.Values,
    *,
    source: Checked | None = None,
    seen: str | None = None,
) -> Material:
    """Change what is said about a material, its link, or put another file in the place of its own."""
    require(actor, "edit", material)
    row = rows.locked(actor, material)
    versions.check(seen, version_of(row, changes))
    if source is not None and not row.file:
        raise InvalidInput(_("This material is a link. Add the file as a material of its own."))
    former, fields = row.file.name, rows.assign(row, changes)
    if source is not None and source.digest != row.digest:
        fields.append("file")
    if fields:
        with _taken_back_on_error(row):
            _save(row, source if "file" in fields else None)
            action = "dialogue.material_" + ("replaced" if "file" in fields else "edited")
            changed(actor, action, row.dialogue, material=row.pk, material_fields=fields)
    if former and row.file.name != former:
        delete_names([(former, row.file.storage)])
    return row


def version_of(row: Material, columns: Iterable[str]) -> str:
    return versions.version_of(row, [*columns, OF_FILE])


def described(source: Checked) -> dict[str, Any]:
    """What a row says of its file."""
    names = ("filename", "type", "size", "digest")
    return {name: getattr(source, name) for name in names}


def _set_file(material: Material, source: Checked) -> None:
    """Store the file and say in the row what it is; the row is not saved yet."""
    for name, value in described(source).items():
        setattr(material, name, value)
    material.file.save(source.filename, source.content, save=False)


def _save(material: Material, source: Checked | None) -> None:
    session = material.session
    if session is not None and session.dialogue_id != material.dialogue_id:
        raise InvalidInput(_("A material can only go with a session of the same dialogue."))
    if source is not None:
        _set_file(material, source)
    rows.checked(material).save()


@contextmanager
def _taken_back_on_error(material: Material) -> Iterator[None]:
    """File and row, or neither."""
    former = material.file.name
    try:
        yield
    except BaseException:
        if (name := material.file.name) and name != former:
            material.file.storage.delete(name)
        raise


def _beside(material: Material) -> list[Material]:
    """The materials of the same session, or those of the whole dialogue, in order."""
    session = material.session_id
    mates = Material.objects.select_for_update().filter(dialogue=material.dialogue_id)
    return list(mates.filter(session=session))


@transaction.atomic
def move(actor: Actor, material: Material, direction: Literal["up", "down"]) -> None:
    """Swap a material with its neighbour."""
    require(actor, "edit", material)
    rows.locked(actor, material.dialogue)
    row = rows.locked(actor, material)
    mates = _beside(row)
    here = mates.index(row)
    there = here + (-1 if direction == "up" else 1)
    if not 0 <= there < len(mates):
        return
    mates[here], mates[there] = mates[there], mates[here]
    for order, mate in enumerate(mates):
        Material.objects.filter(pk=mate.pk).update(order=order)
    changed(actor, "dialogue.materials_reordered", row.dialogue)


@transaction.atomic
def remove(actor: Actor, material: Material) -> None:
    require(actor, "edit", material)
    row = rows.locked(actor, material)
    dialogue, key = row.dialogue, row.pk
    delete_files([row])
    row.delete()
    changed(actor, "dialogue.material_removed", dialogue, material=key)


def delete_files(materials: Iterable[Material]) -> None:
    """Delete the files once the rows are gone for certain."""
    delete_names((m.file.name, m.file.storage) for m in materials if m.file.name)


def delete_names(named: Iterable[tuple[str, Storage]]) -> None:
    """Delete what lies under these names, once no row names it for certain."""
    for name, storage in named:
        transaction.on_commit(partial(storage.delete, name))
