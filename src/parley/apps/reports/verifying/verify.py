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
_ABOUT = ("languages", "title", "number", "published_on", "digest", "parley")


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
    yield whole.files(archive, manifest)
    yield whole.content(archive, manifest, digest)
    sources = Sources(archive)
    for doing, look in _inside(archive, manifest, sources):
        progress(doing)
        yield _tried(doing, look)


def _inside(
    archive: Files, manifest: dict[str, Any], sources: Sources
) -> Iterator[tuple[str, Callable[[], Check]]]:
    """In an order: findings are held against the maps that were drawn anew."""
    yield "the tables", lambda: whole.tables(archive)
    yield "the documents", lambda: documents.imprints(archive, manifest)
    yield "linked data and charts", lambda: documents.copies(archive, manifest)
    yield "the matrices", lambda: maps.cells(sources)
    yield "the participants", lambda: maps.nobody_alone(sources)
    yield "the opinion maps, drawn anew", lambda: maps.drawn_anew(sources)
    yield "the numbers of findings", lambda: findings.counts(archive, sources)
    yield "the verdicts of findings", lambda: findings.verdicts(archive, sources)
    yield "the sheet of findings", lambda: findings.sheet(archive)
    yield "findings in the documents", lambda: documents.findings(archive, manifest)


def _tried(doing: str, look: Callable[[], Check]) -> Check:
    """What was changed may hold anything: whatever can't be read is not what was packed."""
    try:
        return look()
    except (InvalidPackage, LookupError, TypeError, ValueError, AttributeError) as error:
        told = (
            str(error) if isinstance(error, InvalidPackage) else f"{type(error).__name__}: {error}"
        )
        return Check(doing.capitalize(), differs=[f"can’t be read: {told}"])
