"""Materials: files and links, and never a file without its row."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from parley.apps.convening.exchange.loading.owned import content_of
from parley.apps.convening.models import Material
from parley.apps.convening.services import materials, sessions
from parley.apps.convening.services.versions import Conflict
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from tests import factories as make
from tests.convening.services.papers import PDF, paper

ABOUT = {"title": LocalText(en="Canary paper"), "rule": "public"}
LINK = {**ABOUT, "link": "https://example.org/"}
OTHER = PDF.replace(b"1 0 obj", b"2 0 obj")
Commit = Callable[..., Any]


def files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_a_file_lies_under_a_name_of_its_own(world: Any) -> None:
    before = files()
    material = materials.add(world.alice, world.dialogue, ABOUT, source=paper("../Canary.pdf"))
    (path,) = files() - before
    assert path.read_bytes() == PDF
    assert path.relative_to(settings.MEDIA_ROOT).as_posix() == material.file.name
    folder, name = material.file.name.split("/")
    assert (folder, len(name), name.isalnum()) == ("materials", 32, True)
    assert (material.filename, material.type, material.size) == ("Canary.pdf", "pdf", len(PDF))
    assert world.lines() == [("dialogue.material_added", {"material": material.pk})]


def test_only_conveners_change_materials(world: Any) -> None:
    before = files()
    for actor in world.others:
        with pytest.raises(NotAllowed):
            materials.add(actor, world.dialogue, ABOUT, source=paper())
    assert files() == before
    mine = materials.add(world.alice, world.dialogue, ABOUT, source=paper())
    stored = Material.objects.values().get()
    for actor in world.others:
        for change in (
            lambda actor: materials.edit(actor, mine, {"language": "fr"}),
            lambda actor: materials.edit(actor, mine, {}, source=paper(content=OTHER)),
            lambda actor: materials.move(actor, mine, "up"),
            lambda actor: materials.remove(actor, mine),
        ):
            with pytest.raises(NotAllowed):
                change(actor)
    assert Material.objects.values().get() == stored
    assert len(files() - before) == 1


@pytest.mark.parametrize(
    ("values", "source"),
    [
        ({"title": LocalText(), "rule": "public"}, "file"),
        ({**ABOUT, "rule": "secret"}, "file"),
        ({**ABOUT, "language": "<b>"}, "file"),
        (LINK, "file"),
        (ABOUT, None),
        ({**LINK, "link": "javascript:alert(1)"}, None),
    ],
)
def test_what_can_not_be_leaves_nothing(world: Any, values: Any, source: str | None) -> None:
    before = files()
    with pytest.raises(InvalidInput):
        materials.add(world.alice, world.dialogue, values, source=paper() if source else None)
    assert (files(), Material.objects.count(), world.lines()) == (before, 0, [])


def test_a_material_goes_with_a_session_of_its_own_dialogue(world: Any) -> None:
    before = files()
    values = {**ABOUT, "session": make.session(make.dialogue())}
    with pytest.raises(InvalidInput, match="same dialogue"):
        materials.add(world.alice, world.dialogue, values, source=paper())
    assert files() == before


def test_the_file_is_taken_back_when_the_record_fails(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files()

    def fail(*_args: Any, **_data: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(materials, "changed", fail)
    with pytest.raises(RuntimeError):
        materials.add(world.alice, world.dialogue, ABOUT, source=paper())
    assert (files(), Material.objects.count()) == (before, 0)


def test_another_file_takes_its_place(
    world: Any, django_capture_on_commit_callbacks: Commit
) -> None:
    before = files()
    material = materials.add(world.alice, world.dialogue, ABOUT, source=paper())
    former = material.file.name
    with django_capture_on_commit_callbacks() as callbacks:
        again = materials.edit(
            world.alice, material, ABOUT, source=paper("new.txt", b"A text of its own.")
        )
        assert len(files() - before) == 2  # until it is certain
    for callback in callbacks:
        callback()
    (path,) = files() - before
    assert path.read_bytes() == b"A text of its own."
    assert (again.uid, again.filename, again.type) == (material.uid, "new.txt", "txt")
    assert again.file.name != former
    fields = {"material": material.pk, "material_fields": ["file"]}
    assert world.lines()[1:] == [("dialogue.material_replaced", fields)]


def test_the_same_file_again_leaves_no_trace(world: Any) -> None:
    material = materials.add(world.alice, world.dialogue, ABOUT, source=paper())
    before, lines = files(), world.lines()
    materials.edit(world.alice, material, ABOUT, source=paper())
    assert (files(), world.lines()) == (before, lines)


def test_a_failed_replacement_keeps_the_former_file(world: Any) -> None:
    material = materials.add(world.alice, world.dialogue, ABOUT, source=paper())
    before = files()
    with pytest.raises(InvalidInput):
        materials.edit(world.alice, material, {"title": LocalText()}, source=paper(content=OTHER))
    assert files() == before
    assert content_of(Material.objects.get().file) == PDF


def test_a_link_stays_a_link(world: Any) -> None:
    material = materials.add(world.alice, world.dialogue, LINK)
    before = files()
    with pytest.raises(InvalidInput, match="is a link"):
        materials.edit(world.alice, material, {}, source=paper())
    materials.edit(world.alice, material, {"link": "https://example.org/b"})
    material.refresh_from_db()
    assert (material.link, files()) == ("https://example.org/b", before)
    fields = {"material": material.pk, "material_fields": ["link"]}
    assert world.lines()[1:] == [("dialogue.material_edited", fields)]


def test_two_who_replace_the_same_file_meet(world: Any) -> None:
    material = materials.add(world.alice, world.dialogue, ABOUT, source=paper())
    seen = materials.version_of(material, ABOUT)
    materials.edit(world.alice, material, ABOUT, source=paper(content=OTHER), seen=seen)
    with pytest.raises(Conflict):
        materials.edit(world.alice, material, ABOUT, source=paper(), seen=seen)
    assert content_of(Material.objects.get().file) == OTHER


def test_the_order_is_that_of_each_session(world: Any) -> None:
    session = make.session(world.dialogue)
    one, _two, three = (
        materials.add(world.alice, world.dialogue, {**LINK, "title": LocalText(en=name)})
        for name in ("one", "two", "three")
    )
    apart = materials.add(world.alice, world.dialogue, {**LINK, "session": session})
    materials.move(world.alice, three, "up")
    materials.move(world.alice, one, "up")  # it is the first already
    materials.move(world.alice, apart, "down")
    here = world.dialogue.materials.filter(session=None)
    assert [str(row.title) for row in here] == ["one", "three", "two"]
    assert [action for action, _data in world.lines()[4:]] == ["dialogue.materials_reordered"]


@pytest.mark.parametrize("how", ["itself", "its session"])
def test_removing_deletes_the_file_once_it_is_certain(
    world: Any, django_capture_on_commit_callbacks: Commit, how: str
) -> None:
    before = files()
    session = make.session(world.dialogue)
    values = {**ABOUT, "session": session}
    material = materials.add(world.alice, world.dialogue, values, source=paper())
    with django_capture_on_commit_callbacks() as callbacks:
        if how == "itself":
            materials.remove(world.alice, material)
        else:
            sessions.remove(world.alice, session)
        assert len(files() - before) == 1
    for callback in callbacks:
        callback()
    assert (files(), Material.objects.count()) == (before, 0)
    assert "anary" not in str(world.lines())


@pytest.mark.parametrize("wrong", [{}, {"link": "https://example.org", "file": "materials/x"}])
def test_the_database_wants_a_file_or_a_link(world: Any, wrong: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Material.objects.create(dialogue=world.dialogue, **ABOUT, **wrong)


def test_services_take_checked_files_only() -> None:
    """What has not been looked into has another type."""
    assert not isinstance(ContentFile(PDF), type(paper()))
