"""The picture that is stored for the bytes in a file."""

from io import BytesIO

from parley.apps.convening.services import pictures

# The chunks of a still picture without metadata, in the order in which they may stand.
STILL = ([b"VP8 "], [b"VP8L"], [b"VP8X", b"ALPH", b"VP8 "])
ONLY_ALPHA = 0x10


def stored_form(data: bytes) -> bytes:
    """The bytes themselves if they are as Parley writes pictures, else the picture written anew.

    Writing anew loses a little each time. Only what Parley has written is spared it, so that
    an export and its import are the same; metadata and anything hidden behind the picture
    make it another kind of file. InvalidInput where the bytes are no picture at all.
    """
    anew = pictures.encoded(BytesIO(data)).webp
    return data if _is_bare_webp(data) else anew


def _is_bare_webp(data: bytes) -> bool:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or _size(data, 4) != len(data) - 8:
        return False
    names, at = [], 12
    while at < len(data):
        names.append(data[at : at + 4])
        at += 8 + _size(data, at + 4) + _size(data, at + 4) % 2
    return at == len(data) and names in STILL and _has_no_extras(data, names)


def _size(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


def _has_no_extras(data: bytes, names: list[bytes]) -> bool:
    """Of an extended picture: neither profile, EXIF, XMP nor animation, only transparency."""
    return names[0] != b"VP8X" or data[20] == ONLY_ALPHA
