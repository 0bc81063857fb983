"""All checks of a package, one after the other."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from parley.apps.reports.files.archive import Archive, Files, InvalidPackage
from parley.apps.reports.files.package import manifest_of
from parley.apps.reports.verifying import documents, findings, maps, whole
from parley.apps.reports.verifying.sources import Sources
from parley.apps.reports.verifying.told import Check, Verified, without_empty

Progress = Callable[[str], None]
_ABOUT = ("title", "number", "published_on", "digest", "parley")


def quiet(_doing: str) -> None:
    """Whoever does not want to know how far it is."""


def verify(package: Path, digest: str = "", progress: Progress = quiet) -> Verified:
    """Check the package; `digest` is the one that is printed in the report, if known.

    Raises
    ------
    InvalidPackage
        Where it is no package of a report.
    OSError
        Where the file can't be read.
    """
    with package.open("rb") as file:
        archive = Archive(file)
        manifest = manifest_of(archive)
        about = {name: manifest.get(name) for name in _ABOUT}
        checks = _checks(archive, manifest, digest, progress)
        return Verified(about, without_empty(checks))


def _checks(
    archive: Files, manifest: dict[str, Any], digest: str, progress: Progress
) -> Iterator[Check]:
    progress("the files")
    files = whole.files(archive, manifest)
    yield files
    yield whole.content(archive, manifest, digest)
    try:
        yield from _inside(archive, manifest, progress)
    except InvalidPackage as error:
        # What can't be read is not what was packed.
        yield Check("What is in it", differs=[str(error)])


def _inside(archive: Files, manifest: dict[str, Any], progress: Progress) -> Iterator[Check]:
    yield whole.tables(archive)
    yield documents.imprints(archive, manifest)
    yield documents.copies(archive, manifest)
    sources = Sources(archive)
    yield maps.cells(sources)
    progress("the opinion maps, drawn anew")
    yield maps.drawn_anew(sources)
    progress("the findings")
    yield findings.counts(archive, sources)
    yield findings.verdicts(archive, sources)
    yield findings.sheet(archive)
    yield documents.findings(archive, manifest)
