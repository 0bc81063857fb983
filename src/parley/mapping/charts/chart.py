"""What every chart is: a picture, its title, the same facts in sentences, and in a table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from parley.mapping.charts import svg
from parley.mapping.charts.metrics import is_rtl, text_width, wrap
from parley.mapping.charts.words import ENGLISH, Words

MARGIN = 16.0
NARROW = 560.0

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Estimate:
    """A value with its interval, as shares of 0 to 1; `of` gives None where there is nothing to say."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, value: float, low: float, high: float) -> Estimate | None:
        if not all(map(math.isfinite, (value, low, high))):
            return None
        return cls(float(value), float(low), float(high))


@dataclass(frozen=True)
class Look:
    """How a chart is laid out.

    Parameters
    ----------
    width
        In CSS pixels, at which type has its natural size; below 560 the layout is one for phones.
    heading
        Whether title and finding stand in the picture; without, the page says them.
    key
        Beginning of every id in the picture: differs for two charts of one kind on a page.
    words
        In whose language.
    rows
        The most rows of one chart; further ones stand on another.
    """

    width: float = 720
    heading: bool = True
    key: str = ""
    words: Words = ENGLISH
    rows: int = 40

    @property
    def narrow(self) -> bool:
        return self.width < NARROW


@dataclass(frozen=True)
class Table:
    """The numbers of a chart, as text; the first column names the row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A finished chart.

    Parameters
    ----------
    svg
        The picture, with title and description within it.
    title
        One line.
    description
        What the picture shows, in sentences: its text alternative.
    table
        The same numbers, for a table below the picture.
    """

    svg: str
    title: str
    description: str
    table: Table

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        return self.svg


@dataclass
class Sheet:
    """The paper a chart is drawn on, from top to bottom; `y` is where the next thing goes."""

    look: Look
    kind: str
    y: float = MARGIN
    parts: list[str] = field(default_factory=list)
    definitions: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.look = replace(self.look, key=self.look.key or self.kind)

    @property
    def left(self) -> float:
        return MARGIN

    @property
    def right(self) -> float:
        return self.look.width - MARGIN

    @property
    def inner(self) -> float:
        return self.right - self.left

    def id(self, name: str) -> str:
        return f"{self.look.key}-{name}"

    def add(self, *parts: str) -> None:
        self.parts.extend(parts)

    def heading(self, title: str, finding: str) -> None:
        """The title and, below, what there is to see."""
        if self.look.heading:
            self.paragraph(title, size=18, weight=600, lines=2, leading=23)
            self.y += 2
            self.paragraph(finding, size=13.5, fill="soft", lines=4, leading=19)
            self.y += 12

    def paragraph(
        self,
        content: str,
        *,
        size: float = 12.5,
        weight: int = 400,
        fill: str = "ink",
        lines: int = 3,
        leading: float = 17,
    ) -> None:
        """Text over the whole width, at the side it begins from."""
        self.y = paragraph(
            self.parts,
            (self.left, self.y, self.right, 0),
            content,
            size=size,
            weight=weight,
            fill=fill,
            lines=lines,
            leading=leading,
        )

    def note(self, content: str) -> None:
        """How to read the picture, below it."""
        self.paragraph(content, fill="faint", size=12, leading=16, lines=12)

    def legend(self, items: Iterable[tuple[str, str]], *, gap: float = 22) -> None:
        """Marks with their words, in as many lines as they need. A mark is drawn around (0, 0)."""
        x, size, drawn = self.left, 12.5, False
        for mark, words in items:
            room = self.inner - 20
            words = wrap(words, room, size, lines=1)[0]
            wide = 20 + text_width(words, size)
            if x > self.left and x + wide > self.right:
                x, self.y = self.left, self.y + 20
            place = f"translate({svg.number(x + 7)} {svg.number(self.y + 8)})"
            self.add(svg.group([mark], transform=place))
            self.add(svg.text(x + 20, self.y + 12.5, words, size=size, fill="soft"))
            x += wide + gap
            drawn = True
        self.y += 24 if drawn else 0

    def finish(self, title: str, description: Sequence[str], table: Table) -> Chart:
        words = " ".join(sentence for sentence in description if sentence)
        width, height = self.look.width, math.ceil(self.y + MARGIN - 4)
        names = [self.id("title"), self.id("desc")]
        content = [
            svg.element("title", svg.escape(title), id=names[0]),
            svg.element("desc", svg.escape(words), id=names[1]),
        ]
        if self.definitions:
            content.append(svg.element("defs", *self.definitions))
        sheet = svg.element(
            "rect", class_="chart-sheet", width=width, height=height, fill="#ffffff"
        )
        picture = svg.element(
            "svg",
            *content,
            sheet,
            *self.parts,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {svg.number(width)} {svg.number(height)}",
            width=width,
            height=height,
            class_=f"chart chart-{self.kind}",
            role="img",
            aria_labelledby=" ".join(names),
            direction="ltr",
            font_family=svg.FONTS,
        )
        return Chart(picture, title, words, table)


def paragraph(
    parts: list[str],
    box: Box,
    content: str,
    *,
    size: float,
    lines: int,
    leading: float,
    weight: int = 400,
    fill: str = "ink",
) -> float:
    """Lines of text into the box from its top; returns where they end. Arabic starts at the right."""
    left, top, right, _ = box
    rtl = is_rtl(content)
    for row in wrap(content, right - left, size, lines=lines, weight=weight):
        # Each line is isolated by itself, so that one that begins with a Latin word stays in place.
        parts.append(
            svg.text(
                right if rtl else left,
                top + size * 0.95,
                row,
                size=size,
                weight=None if weight == 400 else weight,
                fill=fill,
                anchor="end" if rtl else None,
                rtl=rtl,
            )
        )
        top += leading
    return top
