"""Commands about published reports: verify a package, write out a version's files."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parley.cli.base import Failed, say, start

if TYPE_CHECKING:
    from parley.apps.reports.verifying.told import Check

ACTOR = "command line"
# Lines of one kind that are shown; all of them are in what --json prints.
MOST_LINES = 20


@click.command()
@click.argument("package", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--digest", default="", metavar="SHA256", help="The digest that is printed in the report."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def verify(package: Path, digest: str, as_json: bool) -> None:
    """Verify the data package of a report: digests, maps, numbers and verdicts.

    Everything is worked out again from what is in PACKAGE, without a database, settings or a
    network. It ends with status 0 only if all agrees.
    """
    from parley.apps.reports.files.archive import InvalidPackage
    from parley.apps.reports.verifying import verify as check

    def progress(doing: str) -> None:
        if not as_json:
            click.echo(f"checking {doing} …", err=True)

    try:
        found = check(package, digest, progress)
    except InvalidPackage as error:
        raise Failed(f"{package}: {error}") from error
    if as_json:
        say(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    else:
        _tell(found.about)
        for one in found.checks:
            _told(one)
        say("\nAll agrees." if found.agrees else "\nNot all agrees.")
    if not found.agrees:
        click.get_current_context().exit(1)


def _tell(about: dict[str, Any]) -> None:
    """What its manifest says it is; that it is so has not been checked yet."""
    title, languages = about["title"], about["languages"]
    if isinstance(title, dict) and isinstance(languages, list):
        say("\n".join(str(title[code]) for code in languages[:1] if code in title))
    say(f"version {about['number']}, published on {about['published_on']}")
    say(f"digest {about['digest']}")


def _told(check: "Check") -> None:
    parts = [f"{check.same:,} the same"]
    for count, words in (
        (len(check.near), "with other bytes but the same numbers"),
        (len(check.differs), "wrong"),
        (len(check.unknown), "that can’t be worked out again"),
    ):
        if count:
            parts.append(f"{count:,} {words}")
    say(f"\n{check.title}: {', '.join(parts)}")
    for mark, lines in (("≈", check.near), ("✗", check.differs), ("–", _reasons(check.unknown))):
        for line in lines[:MOST_LINES]:
            say(f"  {mark} {line}")
        if len(lines) > MOST_LINES:
            say(f"  {mark} and {len(lines) - MOST_LINES:,} more")


def _reasons(lines: list[str]) -> list[str]:
    """Each reason once, with how many it holds for; the only one with its name."""
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(line.partition(": ")[2], []).append(line)
    return [
        named[0] if len(named) == 1 else f"{reason} ({len(named):,} times)"
        for reason, named in found.items()
    ]


@click.command()
@click.argument("slug")
@click.option(
    "--version", "number", type=click.IntRange(min=1), help="Which one. [default: the latest]"
)
@click.option(
    "--to",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to, made if it is not there.",
)
def report(slug: str, number: int | None, folder: Path) -> None:
    """Write the files of a published report: package, PDF and Word.

    SLUG is the short name of the dialogue. Files of the same names are replaced.
    """
    start()
    from django.http import Http404

    from parley.apps.convening.selectors.dialogues import dialogue_for
    from parley.apps.reports.selectors.versions import latest, versions_of
    from parley.core.actors import system_actor

    actor = system_actor(ACTOR)
    try:
        every = versions_of(actor, dialogue_for(actor, slug))
    except Http404:
        raise Failed(f"There is no dialogue of the short name {slug}.") from None
    found = latest([one for one in every if number in (None, one.number)])
    if found is None:
        which = f"no version {number} of its report" if number else "no published report"
        raise Failed(f"{slug}: there is {which}, or it was withdrawn.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in _files(found, f"{slug}-report-{found.number}"):
        (folder / name).write_bytes(content)
        say(f"{folder / name}")


def _files(version: Any, stem: str) -> Iterator[tuple[str, bytes]]:
    """The package, and each edition, under names that say what they are."""
    from parley.apps.reports.selectors.versions import editions_of

    found = [(f"{stem}.zip", version.package)]
    for edition in editions_of(version):
        found += [(f"{stem}-{edition.language}.pdf", edition.pdf)]
        found += [(f"{stem}-{edition.language}.docx", edition.docx)]
    for name, stored in found:
        with stored.open("rb") as file:
            yield name, file.read()


COMMANDS = (verify, report)
