"""Pictures: nothing of what was uploaded is kept but the pixels.

An upload is decoded, turned upright, made small enough and written anew as WebP. So neither
metadata (where a photograph was taken) nor a second file hidden behind the first survives.
"""

import struct
import warnings
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from PIL.ExifTags import Base

from parley.apps.convening.models import Dialogue, Illustration, Picture
from parley.apps.convening.services import rows, versions
from parley.apps.convening.services.common import changed
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

MOST_BYTES = 10 * 1024 * 1024
# However small a file is, decoding takes four bytes for each pixel, and fifteen of WebP's.
MOST_PIXELS = {"JPEG": 40_000_000, "PNG": 40_000_000, "WEBP": 12_000_000}
LONGEST_SIDE = 2400
ROWS_AT_ONCE = 128
FORMATS = tuple(MOST_PIXELS)
# What Pillow's decoders raise on files that are not what they claim to be.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


@dataclass(frozen=True)
class Pixels:
    """A picture that `encoded` has written anew; services take no other."""

    webp: bytes


def encoded(upload: IO[bytes]) -> Pixels:
    """The picture in an upload as WebP, or InvalidInput that says what was expected."""
    raw = upload.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise InvalidInput(_("The file is larger than 10 MB. Make the picture smaller."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(raw), formats=FORMATS) as image:
                _refuse_too_many(image)
                return Pixels(_webp(image))
    except BROKEN as error:
        raise InvalidInput(
            _("This is not a picture that can be read. Choose a JPEG, PNG or WebP file.")
        ) from error


def _refuse_too_many(image: Image.Image) -> None:
    limit = MOST_PIXELS[image.format or "WEBP"]
    if image.width * image.height > limit:
        text = _(
            "The picture has more than %(limit)d million pixels, the most for a %(format)s file. "
            "Make it smaller first."
        )
        raise InvalidInput(text % {"limit": limit // 1_000_000, "format": image.format})


def _webp(image: Image.Image) -> bytes:
    """Of an animation, the first frame."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    # A JPEG is decoded at a half, a quarter or an eighth at once, where that is large enough.
    image.draft(mode, (LONGEST_SIDE, LONGEST_SIDE))
    small = _reduced(image, mode)
    if small is not image:
        image.close()
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=None)
    flat = ImageOps.exif_transpose(small).convert(mode)
    # Pixels alone go into a new image: Pillow would write an old one's colour profile again.
    clean = Image.frombytes(mode, flat.size, flat.tobytes())
    out = BytesIO()
    clean.save(out, "WEBP", quality=84, method=4)
    return out.getvalue()


def _reduced(image: Image.Image, mode: str) -> Image.Image:
    """At a whole fraction of its size, still larger than it is to be, a strip at a time.

    A large picture is never in memory twice: converting it, which a palette and transparency
    need before they can be scaled smoothly, would take as much again as decoding it.
    """
    factor = max(image.size) * 4 // (5 * LONGEST_SIDE)
    if factor < 2:
        return image.convert(mode) if image.mode == "P" else image
    width, height = image.size
    size = (-(-width // factor), -(-height // factor))
    small = Image.new(mode, size)
    step = ROWS_AT_ONCE * factor
    for top in range(0, height, step):
        strip = image.crop((0, top, width, min(top + step, height)))
        small.paste(strip.convert(mode).reduce(factor), (0, top // factor))
    small.getexif()[Base.Orientation] = image.getexif().get(Base.Orientation, 1)
    return small


@transaction.atomic
def add(
    actor: Actor,
    dialogue: Dialogue,
    values: rows.Values,
    *,
    source: Pixels | Illustration,
) -> Picture:
    """A picture of one's own, or one of the drawings that come with Parley."""
    require(actor, "edit", dialogue)
    row = rows.locked(actor, dialogue)
    picture = Picture(dialogue=row, order=row.pictures.count())
    rows.assign(picture, values)
    _check_session(picture)
    if isinstance(source, Illustration):
        picture.illustration = source
        rows.checked(picture).save()
    else:
        _save_with_file(picture, source)
    _only_lead(picture)
    changed(actor, "dialogue.picture_added", row, picture=picture.pk)
    return picture


def _check_session(picture: Picture) -> None:
    if picture.session is not None and picture.session.dialogue_id != picture.dialogue_id:
        raise InvalidInput(_("A picture can only go with a session of the same dialogue."))


def _save_with_file(picture: Picture, pixels: Pixels) -> None:
    """File and row, or neither."""
    picture.image.save("picture.webp", ContentFile(pixels.webp), save=False)
    try:
        rows.checked(picture).save()
    except BaseException:
        picture.image.delete(save=False)
        raise


def _only_lead(picture: Picture) -> None:
    if picture.is_lead:
        others = Picture.objects.filter(dialogue=picture.dialogue_id).exclude(pk=picture.pk)
        others.update(is_lead=False)


@transaction.atomic
def edit(
    actor: Actor, picture: Picture, changes: rows.Values, *, seen: str | None = None
) -> Picture:
    """Change what is said about a picture. Its file never changes: browsers keep it for good."""
    require(actor, "edit", picture)
    row = rows.locked(actor, picture)
    versions.check(seen, versions.version_of(row, changes))
    fields = rows.assign(row, changes)
    if fields:
        _check_session(row)
        rows.checked(row).save()
        _only_lead(row)
        changed(
            actor, "dialogue.picture_edited", row.dialogue, picture=row.pk, picture_fields=fields
        )
    return row


@transaction.atomic
def remove(actor: Actor, picture: Picture) -> None:
    require(actor, "edit", picture)
    row = rows.locked(actor, picture)
    dialogue, key = row.dialogue, row.pk
    delete_files([row])
    row.delete()
    changed(actor, "dialogue.picture_removed", dialogue, picture=key)


def delete_files(pictures: Iterable[Picture]) -> None:
    """Delete the files once the rows are gone for certain."""
    for picture in pictures:
        if name := picture.image.name:
            transaction.on_commit(partial(picture.image.storage.delete, name))
