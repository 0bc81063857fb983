import subprocess
import sys
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from parley.apps.convening.models import Illustration, Picture
from parley.apps.convening.services import pictures
from parley.apps.convening.services.pictures import Pixels, encoded
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from tests import factories as make
from tests.convening.services.images import (
    ORIENTATION,
    animation,
    drawing,
    huge_png,
    jpeg,
    saved,
    telling_jpeg,
)

ALT = {"alt": LocalText(en="A hall")}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF_JS = b"GIF89a=1;alert(1)//" + b"\0" * 200


def files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pictures_become_webp(form: str) -> None:
    image = Image.open(BytesIO(encoded(saved(drawing(), form)).webp))
    assert (image.format, image.size, image.mode) == ("WEBP", (60, 40), "RGB")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_pixel_is_taken(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    image = Image.open(BytesIO(encoded(saved(Image.new(mode, (60, 40)), form)).webp))
    assert (image.size, image.mode) == ((60, 40), "RGBA" if mode in {"LA", "RGBA"} else "RGB")


def test_nothing_but_the_pixels_is_kept() -> None:
    raw = telling_jpeg().getvalue()
    assert b"anary" in raw
    out = encoded(BytesIO(raw)).webp
    assert b"anary" not in out
    image = Image.open(BytesIO(out))
    assert dict(image.getexif()) == {}
    assert {"exif", "icc_profile", "xmp", "comment"} & image.info.keys() == set()


def test_what_is_hidden_behind_a_picture_is_lost() -> None:
    raw = jpeg().getvalue() + b"<script>canary</script>PK\x03\x04"
    assert b"canary" not in encoded(BytesIO(raw)).webp


def test_pictures_stand_upright() -> None:
    """Orientation 6: the camera was turned; white is to be on the right, not above."""
    image = Image.open(BytesIO(encoded(telling_jpeg(orientation=6)).webp)).convert("L")
    assert image.size == (40, 60)
    assert image.getpixel((35, 30)) > 200 > 50 > image.getpixel((5, 30))


def test_large_pictures_become_smaller() -> None:
    image = Image.open(BytesIO(encoded(jpeg((5000, 1000))).webp))
    assert image.size == (2400, 480)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "LA", "1", "I;16", "CMYK"])
def test_large_pictures_look_the_same_when_they_are_small(mode: str) -> None:
    """They are taken in strips: none of them is missing, shifted or doubled."""
    source = drawing((3300, 6601)).convert("L" if mode == "I;16" else mode).convert(mode)
    file = saved(source, "JPEG" if mode == "CMYK" else "PNG")
    image = Image.open(BytesIO(encoded(file).webp)).convert("L")
    assert image.size == (1200, 2400)
    white = [image.getpixel((600, row)) for row in range(0, 1195, 5)]
    black = [image.getpixel((600, row)) for row in range(1205, 2400, 5)]
    assert (min(white) > 250, max(black) < 5) == (True, True)


def test_large_pictures_stand_upright_too() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    for form in ("JPEG", "PNG", "WEBP"):
        file = saved(drawing((3600, 1800)), form, exif=exif)
        image = Image.open(BytesIO(encoded(file).webp)).convert("L")
        assert image.size == (1200, 2400), form
        assert image.getpixel((1000, 1200)) > 200 > 50 > image.getpixel((200, 1200))


@pytest.mark.parametrize(
    ("file", "limit"),
    [(huge_png(8_000, 5_001), 40), (saved(drawing((4_000, 3_001)), "WEBP"), 12)],
    ids=["png", "webp"],
)
def test_pixels_are_counted_before_they_are_decoded(
    file: BytesIO, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_args: object, **_more: object) -> None:
        pytest.fail("it was decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", never)
    with pytest.raises(InvalidInput, match=f"more than {limit} million pixels"):
        encoded(file)


def test_a_huge_picture_does_not_fill_the_memory() -> None:
    """The largest one takes less than twice what decoding it takes."""
    code = """
import io, resource, sys
import django
django.setup()
from PIL import Image, ImageFile
from parley.apps.convening.services.pictures import encoded
file = io.BytesIO(open(sys.argv[1], "rb").read())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
encoded(file)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    with NamedTemporaryFile(suffix=".png") as file:
        Image.new("RGBA", (8_000, 5_000), (10, 20, 30, 128)).save(file, "PNG", compress_level=1)
        file.flush()
        made = subprocess.run(
            [sys.executable, "-c", code, file.name], capture_output=True, text=True, check=True
        )
    assert int(made.stdout) < 270  # MB; it was 370


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_of_an_animation_the_first_frame_stays(form: str) -> None:
    image = Image.open(BytesIO(encoded(animation(form)).webp)).convert("L")
    assert getattr(image, "n_frames", 1) == 1
    assert image.getpixel((30, 5)) > 200


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(SVG, id="svg"),
        pytest.param(b"<?xml version='1.0'?>" + SVG, id="svg with a declaration"),
        pytest.param(GIF_JS, id="script that is a GIF too"),
        pytest.param(saved(drawing(), "GIF").getvalue(), id="gif"),
        pytest.param(saved(drawing(), "BMP").getvalue(), id="bmp"),
        pytest.param(saved(drawing(), "TIFF").getvalue(), id="tiff"),
        pytest.param(b"%PDF-1.7 " + jpeg().getvalue(), id="pdf with a picture in it"),
        pytest.param(jpeg((400, 400)).getvalue()[:600], id="truncated jpeg"),
        pytest.param(saved(drawing(), "PNG").getvalue()[:-30], id="truncated png"),
        pytest.param(saved(drawing(), "WEBP").getvalue()[:-30], id="truncated webp"),
        pytest.param(huge_png(60_000, 60_000).getvalue(), id="bomb"),
        pytest.param(huge_png(9_000, 9_000).getvalue(), id="more than 40 million pixels"),
        pytest.param(huge_png(2**31 - 1, 1).getvalue(), id="one line without end"),
        pytest.param(jpeg().getvalue() + b"\0" * 10 * 1024 * 1024, id="more than 10 MB"),
        pytest.param(b"#!/bin/sh\necho", id="script"),
    ],
)
def test_anything_else_is_refused(raw: bytes) -> None:
    with pytest.raises(InvalidInput):
        encoded(BytesIO(raw))


@given(
    st.sampled_from(["JPEG", "PNG", "WEBP"]),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=8),
    st.integers(0, 2000),
)
def test_damage_never_gets_further_than_an_answer(
    form: str, hits: list[tuple[int, int]], cut: int
) -> None:
    raw = bytearray(saved(drawing(), form).getvalue())
    for place, value in hits:
        raw[place % len(raw)] = value
    try:
        out = encoded(BytesIO(raw[: cut % (len(raw) + 1) or None]))
    except InvalidInput:
        return
    assert Image.open(BytesIO(out.webp)).format == "WEBP"


def test_only_conveners_add_pictures(world: Any) -> None:
    before = files()
    for actor in world.others:
        with pytest.raises(NotAllowed):
            pictures.add(actor, world.dialogue, ALT, source=encoded(jpeg()))
    assert files() == before
    mine = pictures.add(world.alice, world.dialogue, ALT, source=encoded(jpeg()))
    for actor in world.others:
        with pytest.raises(NotAllowed):
            pictures.edit(actor, mine, {"credit": "x"})
        with pytest.raises(NotAllowed):
            pictures.remove(actor, mine)
    assert len(files() - before) == 1


def test_a_picture_lies_under_a_name_of_its_own(world: Any) -> None:
    picture = pictures.add(world.alice, world.dialogue, ALT, source=encoded(jpeg((80, 50))))
    assert (picture.width, picture.height) == (80, 50)
    folder, name = picture.image.name.split("/")
    assert (folder, name[-5:], len(name)) == ("pictures", ".webp", 37)
    assert world.lines() == [("dialogue.picture_added", {"picture": picture.pk})]


@pytest.mark.parametrize("values", [{"alt": LocalText()}, {}])
def test_without_alternative_text_nothing_is_stored(
    world: Any, values: dict[str, LocalText]
) -> None:
    before = files()
    with pytest.raises(InvalidInput):
        pictures.add(world.alice, world.dialogue, values, source=encoded(jpeg()))
    assert files() == before
    assert Picture.objects.count() == 0


def test_a_picture_goes_with_a_session_of_its_own_dialogue(world: Any) -> None:
    before = files()
    values = {**ALT, "session": make.session(make.dialogue())}
    with pytest.raises(InvalidInput):
        pictures.add(world.alice, world.dialogue, values, source=encoded(jpeg()))
    assert files() == before


def test_one_picture_leads(world: Any) -> None:
    lead = {**ALT, "is_lead": True}
    first = pictures.add(world.alice, world.dialogue, lead, source=Illustration.REFECTORY)
    second = pictures.add(world.alice, world.dialogue, lead, source=Illustration.DIALOGUE)
    leads = world.dialogue.pictures.filter(is_lead=True)
    assert list(leads) == [second]
    pictures.edit(world.alice, first, {"is_lead": True})
    assert list(leads.all()) == [first]


def test_removing_deletes_the_file_once_it_is_certain(
    world: Any, django_capture_on_commit_callbacks: Any
) -> None:
    before = files()
    picture = pictures.add(world.alice, world.dialogue, ALT, source=encoded(jpeg()))
    with django_capture_on_commit_callbacks() as callbacks:
        pictures.remove(world.alice, picture)
        assert len(files() - before) == 1
    for callback in callbacks:
        callback()
    assert files() == before
    assert Picture.objects.count() == 0


def test_services_take_pixels_only() -> None:
    """What has not been written anew has another type."""
    assert isinstance(encoded(jpeg()), Pixels)
