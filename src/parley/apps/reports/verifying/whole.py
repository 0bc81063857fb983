"""Whether every file is as it was packed, and tables say the same in both their formats."""

from collections.abc import Mapping
from typing import Any

from parley.apps.outcomes.bridge import remaking
from parley.apps.reports.files import tables as both
from parley.apps.reports.files.archive import Files, InvalidPackage
from parley.apps.reports.files.package import (
    CONTENT,
    MANIFEST,
    content_list,
    digest,
    is_content,
)
from parley.apps.reports.verifying.told import Check


def files(archive: Files, manifest: Mapping[str, Any]) -> Check:
    """Each by its digest; none more, and none less, than the manifest lists."""
    check = Check("Files, by their digests")
    listed = _listed(manifest)
    for name, expected in sorted(listed.items()):
        if name not in archive:
            check.differs.append(f"{name}: it is missing")
            continue
        try:
            check.expect(f"{name}, its SHA-256", expected, digest(archive.read(name)))
        except InvalidPackage as error:
            check.differs.append(str(error))
    for name in archive.names:
        if name not in listed and name != MANIFEST:
            check.differs.append(f"{name}: the manifest does not list it")
    return check


def _listed(manifest: Mapping[str, Any]) -> dict[str, str]:
    try:
        return {str(one["name"]): str(one["sha256"]) for one in manifest["files"]}
    except (KeyError, TypeError) as error:
        raise InvalidPackage("manifest.json does not list the files") from error


def content(archive: Files, manifest: Mapping[str, Any], printed: str) -> Check:
    """What the report says: its list of digests, and the digest of this list."""
    check = Check("What the report says, by the digest printed in it")
    names = [name for name in archive.names if is_content(name)]
    try:
        recomputed = content_list({name: archive.read(name) for name in names})
        stored = archive.read(CONTENT)
    except InvalidPackage as error:
        check.differs.append(str(error))
        return check
    check.expect(f"{CONTENT}, its lines", _lines(stored), _lines(recomputed))
    expected = printed.strip().lower().removeprefix("sha256:") or manifest.get("digest")
    check.expect("the digest", expected, digest(recomputed))
    if printed:
        check.expect("the digest in manifest.json", expected, manifest.get("digest"))
    return check


def _lines(of: bytes) -> str:
    return f"{len(of.splitlines())} with SHA-256 {digest(of)}"


def tables(archive: Files) -> Check:
    """A table is there twice, and says the same."""
    check = Check("Tables, CSV and Parquet alike")
    for name in archive.names:
        stem = name.removesuffix(".parquet")
        beside = f"{stem}.csv"
        if stem == name or beside not in archive:
            continue
        table, sheet = archive.read(name), archive.read(beside)
        written = remaking.csv_of if "/map/" in name else both.csv_beside
        try:
            same = written(table) == sheet
        except ValueError as error:
            check.differs.append(f"{name}: {error}")
            continue
        if same:
            check.same += 1
        else:
            check.differs.append(f"{beside} says something else than {name}")
    return check
