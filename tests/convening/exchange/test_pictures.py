"""Pictures inside a file: only the picture is kept, and a failed import leaves none."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image

from parley.apps.convening import models as m
from parley.apps.convening.exchange import export_dialogue, import_dialogue, read_document
from parley.apps.convening.exchange.loading.owned import content_of
from parley.apps.convening.exchange.schema import Document, document_type
from parley.core.localtext import LocalText
from tests import factories as make
from tests.convening.exchange.helpers import (
    SYSTEM,
    UID,
    example,
    other_dialogue,
    problems,
    stored,
)

pytestmark = pytest.mark.django_db


def webp(colour: str = "red", **options: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 6), colour).save(out, "WEBP", **options)
    return out.getvalue()


def with_picture(data: bytes, uid: str | None = f"{UID}77") -> Document:
    picture = {"alt": {"en": "A square."}, "webp": data, "uid": uid}
    tree = example().model_dump() | {"pictures": [picture]}
    return document_type().model_validate(tree)


def files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.usefixtures("media")
@pytest.mark.parametrize("uid", [f"{UID}77", None])
def test_a_picture_travels_in_the_file(
    uid: str | None, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    document = with_picture(webp(), uid)
    dialogue = import_dialogue(SYSTEM, document).dialogue
    picture = dialogue.pictures.get()
    assert (picture.width, picture.height, picture.illustration) == (8, 6, "")
    assert [path.read_bytes() for path in files()] == [webp()]
    assert not import_dialogue(SYSTEM, document).changed
    exported = read_document(export_dialogue(SYSTEM, dialogue))
    assert exported.pictures[0].webp == webp()
    assert not import_dialogue(SYSTEM, exported).changed
    assert dialogue.pictures.get() == picture
    with django_capture_on_commit_callbacks(execute=True):
        import_dialogue(SYSTEM, example())
    assert files() == []


@pytest.mark.usefixtures("media")
def test_metadata_does_not_travel() -> None:
    exif = Image.Exif()
    exif[0x9286] = "taken in the closed room"
    import_dialogue(SYSTEM, with_picture(webp(exif=exif.tobytes())))
    assert b"closed room" not in files()[0].read_bytes()
    before = stored()
    assert not import_dialogue(SYSTEM, with_picture(webp(exif=exif.tobytes()))).changed
    assert stored() == before


@pytest.mark.usefixtures("media")
@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        webp()[:30],
        b"",
        b"RIFF\x04\x00\x00\x00WEBP",
    ],
)
def test_what_is_no_picture_is_refused_and_leaves_no_file(data: bytes) -> None:
    good = {"alt": {"en": "A good one."}, "webp": webp()}
    bad = {"alt": {"en": "A bad one."}, "webp": data}
    document = document_type().model_validate(example().model_dump() | {"pictures": [good, bad]})
    assert problems(SYSTEM, document) == [
        "pictures[1].webp: This is not a picture that can be read. Choose a JPEG, PNG or WebP file."
    ]
    assert files() == []


@pytest.mark.usefixtures("media")
def test_what_hides_behind_a_picture_is_cut_off() -> None:
    import_dialogue(SYSTEM, with_picture(webp() + b"<script>alert(1)</script>"))
    assert b"script" not in files()[0].read_bytes()


@pytest.mark.usefixtures("media")
def test_a_picture_keeps_its_file() -> None:
    """Browsers keep a picture for good: another one has another address."""
    import_dialogue(SYSTEM, with_picture(webp()))
    assert problems(SYSTEM, with_picture(webp("blue"))) == [
        "pictures[0].uid: a picture keeps its file; leave uid out to show another one"
    ]
    import_dialogue(SYSTEM, with_picture(webp("blue"), None))
    assert content_of(m.Picture.objects.get().image) == webp("blue")


@pytest.mark.usefixtures("media")
def test_large_pictures_stay_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file holds so many pictures; of the others it says that they are there."""
    dialogue = import_dialogue(SYSTEM, with_picture(webp())).dialogue
    monkeypatch.setattr("parley.apps.convening.exchange.collecting.MAX_EMBEDDED", 10)
    exported = read_document(export_dialogue(SYSTEM, dialogue))
    assert exported.pictures[0].webp is None
    assert not import_dialogue(SYSTEM, exported).changed
    m.Dialogue.objects.all().delete()
    assert problems(SYSTEM, exported) == [
        "pictures[0]: the picture itself is not in this file, and not here either"
    ]


@pytest.mark.usefixtures("media")
def test_the_same_picture_twice_is_two_files() -> None:
    pictures = [{"alt": {"en": "One."}, "webp": webp()}, {"alt": {"en": "Two."}, "webp": webp()}]
    document = document_type().model_validate(example().model_dump() | {"pictures": pictures})
    dialogue = import_dialogue(SYSTEM, document).dialogue
    assert len({picture.image.name for picture in dialogue.pictures.all()}) == 2
    assert not import_dialogue(SYSTEM, document).changed


def test_a_picture_moves_to_a_session_by_its_uid() -> None:
    import_dialogue(SYSTEM, example())
    picture = m.Picture.objects.get()
    tree = example().model_dump()
    tree["sessions"][0]["pictures"], tree["pictures"] = tree["pictures"], ()
    import_dialogue(SYSTEM, document_type().model_validate(tree))
    assert [*m.Picture.objects.values_list("pk", "session__slug")] == [(picture.pk, "opening")]


def test_pictures_and_materials_of_another_dialogue_are_not_taken_over() -> None:
    import_dialogue(SYSTEM, example())
    other = make.dialogue()
    material = m.Material.objects.create(
        dialogue=other, title=LocalText(en="Paper"), link="https://example.org", rule="public"
    )
    tree = other_dialogue().model_dump()
    tree["pictures"] = [{"uid": f"{UID}05", "illustration": "dialogue", "alt": "Mine now."}]
    tree["materials"] = [
        {"uid": material.uid, "title": "Mine", "link": "https://example.org", "rule": "public"}
    ]
    assert problems(SYSTEM, document_type().model_validate(tree)) == [
        f"pictures.{UID}05: this belongs to another dialogue; leave uid out",
        f"materials.{material.uid}: this belongs to another dialogue; leave uid out",
    ]


@pytest.mark.usefixtures("media")
def test_a_picture_whose_file_has_gone_is_exported_without_it() -> None:
    dialogue = import_dialogue(SYSTEM, with_picture(webp())).dialogue
    files()[0].unlink()
    exported = read_document(export_dialogue(SYSTEM, dialogue))
    assert exported.pictures[0].webp is None
    assert not import_dialogue(SYSTEM, exported).changed


def test_an_illustration_is_exchanged_for_another_under_its_uid() -> None:
    import_dialogue(SYSTEM, example())
    picture = m.Picture.objects.get()
    import_dialogue(SYSTEM, example(("illustration: roundtable", "illustration: territory")))
    assert [*m.Picture.objects.values_list("pk", "illustration")] == [(picture.pk, "territory")]
