"""Charts in a Word file: pictures of twice the pixels, with what they show in words.

Not as SVG, which Word draws with the fonts that it has: a chart's labels are measured in fonts of its
own, and would run into each other. The vectors are in the data package.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from parley.apps.outcomes.bridge.showing import png
from parley.apps.reports.files.word.xml import NAMESPACES, tag

# English metric units, of which a twentieth of a point has 635 and a pixel of CSS 9525.
_TWENTIETH, _PIXEL = 635, 9525
_SCALE = 2


class Size(NamedTuple):
    """In English metric units."""

    width: int
    height: int


class Picture(NamedTuple):
    name: str
    relationship: str
    content: bytes


@dataclass
class Pictures:
    """The pictures of a file, each kept once; `first` is the number of the first relationship."""

    first: int
    kept: dict[str, Picture] = field(default_factory=dict)

    def of(self, svg: str) -> Picture:
        digest = sha256(svg.encode("utf-8", "replace")).hexdigest()
        if digest not in self.kept:
            count = len(self.kept)
            name = f"chart{count + 1}.png"
            self.kept[digest] = Picture(name, f"rId{self.first + count}", png(svg))
        return self.kept[digest]


def within(content: bytes, width: int, height: int) -> Size:
    """The size of a PNG on paper: no larger than on a screen, nor than these twentieths of a point."""
    across, down = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    pixel = _PIXEL / _SCALE
    shrink = min(1, width * _TWENTIETH / (across * pixel), height * _TWENTIETH / (down * pixel))
    return Size(round(across * pixel * shrink), round(down * pixel * shrink))


def drawing(picture: Picture, number: int, size: Size, title: str, description: str) -> str:
    """A picture in the line of the text. `description` is read out in its place."""
    extent = {"cx": size.width, "cy": size.height}
    names: Mapping[str, str | int] = {"id": number, "name": f"Picture {number}"}
    return tag(
        "w:drawing",
        tag(
            "wp:inline",
            tag("wp:extent", **extent),
            tag("wp:docPr", **names, descr=description, title=title),
            tag("wp:cNvGraphicFramePr", tag("a:graphicFrameLocks", noChangeAspect=1)),
            tag("a:graphic", tag("a:graphicData", _pic(picture, names, extent), uri=NAMESPACES["pic"])),
            distT=0, distB=0, distL=0, distR=0,
        ),
    )  # fmt: skip


def _pic(picture: Picture, names: Mapping[str, str | int], extent: Mapping[str, int]) -> str:
    origin = tag("a:off", x=0, y=0)
    return tag(
        "pic:pic",
        tag("pic:nvPicPr", tag("pic:cNvPr", **names), tag("pic:cNvPicPr")),
        tag(
            "pic:blipFill",
            tag("a:blip", r_embed=picture.relationship),
            tag("a:stretch", tag("a:fillRect")),
        ),
        tag(
            "pic:spPr",
            tag("a:xfrm", origin, tag("a:ext", **extent)),
            tag("a:prstGeom", tag("a:avLst"), prst="rect"),
        ),
    )
