"""Files that no row names are found and swept; all others stay, whatever they look like."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from parley.apps.convening.models import Material, Picture, SeatRole
from parley.apps.convening.services import materials, pictures
from parley.core import strays
from parley.core.doctor import database
from parley.core.localtext import LocalText
from tests import factories as make
from tests.convening.services.images import jpeg
from tests.convening.services.papers import paper

pytestmark = pytest.mark.django_db
TWO_DAYS = 48 * 3600


@pytest.fixture
def root(tmp_path: Path, settings: Any) -> Path:
    """Two days ago a picture and a material were stored, and two files without a row."""
    settings.MEDIA_ROOT = tmp_path
    dialogue, alice = make.dialogue(), make.user()
    make.seat(dialogue, alice, SeatRole.CONVENER)
    actor = make.actor(alice)
    about = {"title": LocalText(en="Paper"), "rule": "public"}
    materials.add(actor, dialogue, about, source=paper())
    materials.add(actor, dialogue, {**about, "link": "https://example.org/"})
    alt = {"alt": LocalText(en="A hall")}
    pictures.add(actor, dialogue, alt, source=pictures.encoded(jpeg()))
    storage = Material().file.storage
    for name in ("materials/left", "pictures/left.webp"):
        storage.save(name, ContentFile(b"left"))
    for path in files(tmp_path):
        os.utime(path, (time.time() - TWO_DAYS,) * 2)
    storage.save("materials/young", ContentFile(b"young"))
    return tmp_path


def files(root: Path) -> set[Path]:
    return {path for path in root.rglob("*") if path.is_file()}


def test_only_old_files_without_a_row_are_swept(root: Path) -> None:
    before = files(root)
    left = {root / "materials/left", root / "pictures/left.webp"}
    assert {*strays.strays()} == left
    assert files(root) == before
    assert {*strays.sweep()} == left
    kept = {Material.objects.exclude(file="").get().file.name, Picture.objects.get().image.name}
    assert files(root) == {root / name for name in (*kept, "materials/young")}
    assert strays.sweep() == []


def test_the_doctor_tells_of_them(root: Path) -> None:
    found = [(finding.level, finding.message) for finding in database.files()]
    assert found == [("ok", "All 2 are there."), ("note", "2 belong to nothing any more.")]
    strays.sweep()
    assert [finding.level for finding in database.files()] == ["ok"]
