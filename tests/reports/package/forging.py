"""Packages that somebody has changed, and has made look whole again."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import polars

from parley.apps.reports.files import package, readme, tables
from parley.apps.reports.files.jsonld import linked
from tests.reports.package.world import changed

Files = dict[str, bytes]


def resigned(content: bytes, change: Callable[[Files], object]) -> bytes:
    """With every digest worked out again, and all that is made of the rest made again: as by somebody
    who knows how a package is made."""

    def forge(files: Files) -> None:
        change(files)
        names = [one for one in files if one not in package._OWN]
        kept = {name: content for name, content in files.items() if package.is_content(name)}
        listed = package.content_list(kept)
        manifest = json.loads(files[package.MANIFEST])
        told = {name: value for name, value in manifest.items() if name != "files"}
        told["digest"] = package.digest(listed)
        files[package.CONTENT] = listed
        documents = package.documents_of(_Reading(files), told)
        files[package.LINKED] = package.as_bytes(linked(documents, files, told))
        others = sorted({*names, package.CONTENT, package.LINKED})
        files[package.README] = readme.text(told, others).encode()
        entries = [package._entry(name, files[name]) for name in sorted({*others, package.README})]
        files[package.MANIFEST] = package.as_bytes({**told, "files": entries})

    return changed(content, forge)


class _Reading(dict[str, bytes]):
    @property
    def names(self) -> list[str]:
        return sorted(self)

    def read(self, name: str) -> bytes:
        return self[name]


def in_json(name: str, change: Callable[[Any], object]) -> Callable[[Files], None]:
    def forge(files: Files) -> None:
        told = json.loads(files[name])
        change(told)
        files[name] = package.as_bytes(told)

    return forge


def in_table(stem: str, place: int, column: str, value: Any) -> Callable[[Files], None]:
    """One cell, in both files of a table."""

    def forge(files: Files) -> None:
        frame = polars.read_parquet(io.BytesIO(files[f"{stem}.parquet"]))
        rows = frame.to_dicts()
        assert rows[place][column] != value
        rows[place][column] = value
        new = polars.DataFrame(rows, schema=frame.schema)
        files[f"{stem}.parquet"] = tables.as_parquet(new)
        files[f"{stem}.csv"] = tables.as_csv(new)

    return forge


def in_findings_csv(place: int, column: str, value: str) -> Callable[[Files], None]:
    def forge(files: Files) -> None:
        head, *rows = csv.reader(io.StringIO(files["findings.csv"].decode("utf-8-sig")))
        rows[place][head.index(column)] = value
        text = io.StringIO()
        csv.writer(text).writerows([head, *rows])
        sheet = text.getvalue().encode("utf-8-sig")
        files |= tables.parquet_beside("findings", sheet, [])
        files["findings.csv"] = tables.csv_beside(files["findings.parquet"])

    return forge
