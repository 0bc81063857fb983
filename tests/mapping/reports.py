"""Making reports to look into, and reading them back."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from lxml import html

from parley.mapping import MapSettings, OpinionMap, StanceMatrix, map_opinions
from tests.mapping.planted import planted

DATA = Path(__file__).parent / "data"
BREXIT = DATA / "brexit-consensus"
QUICK = MapSettings(bootstraps=10, null_draws=20, folds=3)

HOSTILE = [
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '"><svg onload="alert(1)">',
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "@SUM(A1)",
    "-2+3",
    "{{ 7*7 }}{% raw %}",
    "a | b\n# heading [x](http://evil.example)",
    "]]>--><!-- x",
]


def camps(n: int = 100, p: int = 30, seed: int = 4, **named: Any) -> StanceMatrix:
    """Three groups, dense; with ids, texts, groups and elements where given."""
    stances = planted(n, p, 3, 1.0, 1.6, seed=seed, uneven=0.0)[0].dense()
    ids = {key: named[key] for key in ("actors", "propositions") if key in named}
    return StanceMatrix.from_dense(stances, **ids)


def mapped(stances: StanceMatrix, **settings: Any) -> OpinionMap:
    chosen = {**QUICK.as_dict(), **settings}
    return map_opinions(stances, MapSettings(**chosen))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def page(folder: Path) -> Any:
    return html.fromstring((folder / "index.html").read_bytes())


def shown(folder: Path) -> str:
    """The words of the page, without those of its style sheet."""
    root = page(folder)
    for style in root.xpath("//style"):
        style.drop_tree()
    return " ".join(root.text_content().replace("\u00a0", " ").split())


def values(folder: Path) -> Iterator[tuple[str, Any]]:
    """Every single value that stands in any file of a report, with where it stands."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".parquet":
            table = pl.read_parquet(path)
            yield from (
                (f"{name} {column}", one) for column in table.columns for one in table[column]
            )
            yield from ((name, column) for column in table.columns)
        elif path.suffix == ".csv":
            rows = csv.reader(path.read_text("utf-8-sig").splitlines())
            yield from ((name, cell) for row in rows for cell in row)
        elif path.suffix == ".json":
            yield from ((name, one) for one in leaves(json.loads(path.read_text("utf-8"))))
        elif path.suffix in (".html", ".svg"):
            parsed = html.fromstring(path.read_bytes())
            yield from ((name, one) for one in parsed.itertext())
        elif path.is_file():
            yield name, path.read_text("utf-8")


def leaves(tree: Any) -> Iterator[Any]:
    if isinstance(tree, dict):
        for key, one in tree.items():
            yield key
            yield from leaves(one)
    elif isinstance(tree, list):
        for one in tree:
            yield from leaves(one)
    else:
        yield tree


def numbers_in(value: Any) -> set[int]:
    """The whole numbers that a value is, or names: `487`, `1,487`."""
    if isinstance(value, bool) or value is None:
        return set()
    if isinstance(value, int | float | np.number):
        return {int(value)} if float(value).is_integer() else set()
    found = re.findall(
        r"(?<![\d.,\w])\d{1,3}(?:,\d{3})+(?![\w]|[.,]\d)|(?<![\d.,\w])\d+(?![\w]|[.,]\d)",
        str(value),
    )
    return {int(one.replace(",", "")) for one in found}


class Tags(HTMLParser):
    """Which tags are open; none may be closed that is not."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)
        self.wrong += self.open

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in {"meta"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        """It is its own end."""

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"/{tag} at {self.getpos()}")
