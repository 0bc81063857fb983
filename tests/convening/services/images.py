"""Pictures and what pretends to be one."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageDraw

GPS, ORIENTATION, ARTIST = 0x8825, 0x0112, 0x013B


def drawing(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """White above, black below: one sees which way is up."""
    image = Image.new(mode, size, "white")
    ImageDraw.Draw(image).rectangle([0, size[1] // 2, size[0], size[1]], fill="black")
    return image


def saved(image: Image.Image, form: str, **options: object) -> BytesIO:
    file = BytesIO()
    image.save(file, form, **options)
    return BytesIO(file.getvalue())


def jpeg(size: tuple[int, int] = (60, 40)) -> BytesIO:
    return saved(drawing(size), "JPEG")


def telling_jpeg(orientation: int = 1) -> BytesIO:
    """A photograph that says where it was taken, by whom, and has more in its comments."""
    exif = Image.Exif()
    exif[ARTIST] = "Canary Photographer"
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (43.0, 46.0, 12.0)
    return saved(
        drawing(),
        "JPEG",
        exif=exif,
        comment=b"canary comment",
        icc_profile=b"canary profile" * 20,
        xmp=b"<x:canary/>",
    )


def huge_png(width: int, height: int) -> BytesIO:
    """A few bytes that claim to be an enormous picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return BytesIO(b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b""))


def animation(form: str) -> BytesIO:
    second = Image.new("RGB", (60, 40), "red")
    return saved(drawing(), form, save_all=True, append_images=[second], duration=100)
