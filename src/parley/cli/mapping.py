"""`parley map`: from a file of stances to a report. Starts no Django."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parley.cli.base import Failed, say

if TYPE_CHECKING:
    from parley.mapping.matrix import StanceMatrix
    from parley.mapping.progress import Progress
    from parley.mapping.result import OpinionMap
    from parley.mapping.settings import MapSettings

PATH = click.Path(exists=True, path_type=Path)


def _pairs(_ctx: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """`role=column` as often as it is given."""
    pairs = [one.partition("=") for one in given]
    if wrong := [name for name, equals, _value in pairs if not equals]:
        raise click.BadParameter(f"expected ROLE=COLUMN; got {wrong[0]!r}", param=option)
    return {name.strip(): value.strip() for name, _equals, value in pairs}


@click.command("map")
@click.argument("source", metavar="INPUT", required=False, type=PATH)
@click.option("--groups", type=PATH, help="Table from actor to stakeholder group.")
@click.option("--elements", type=PATH, help="Table from proposition to element (and text).")
@click.option("--propositions", type=PATH, help="Table from proposition to its text.")
@click.option("--stances", help="What the values say, as “supports=agree,opposes=disagree”.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    callback=_pairs,
    metavar="ROLE=NAME",
    help="Name of a column that is not recognised: actor, proposition, stance, time, group, element, text.",
)
@click.option(
    "--lenient", is_flag=True, help="Leave out what is wrong instead of stopping; say what it was."
)
@click.option(
    "--published-groups", is_flag=True, help="Take Polis's published groups as known groups."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the report. [default: INPUT's name with “-map”]",
)
@click.option("--title", help="Head of the report. [default: INPUT's name]")
@click.option("--png", is_flag=True, help="Write the charts as PNG as well as SVG.")
@click.option("--identities", is_flag=True, help="Keep the actors' ids in the report's tables.")
@click.option(
    "--method",
    type=click.Choice(["components", "ideal-points"]),
    help="How actors are placed. [default: components]",
)
@click.option(
    "--max-groups", type=int, metavar="N", help="The most groups to look for. [default: 5]"
)
@click.option("--min-cell", type=int, metavar="N", help="Publish no count below N. [default: 0]")
@click.option("--bootstraps", type=int, metavar="N", help="To try out stability. [default: 200]")
@click.option("--seed", type=int, metavar="N", help="Of all random draws. [default: 1]")
@click.option(
    "--basic", is_flag=True, help="Positions, groups and contrasts only: no tests of structure."
)
@click.option(
    "--threads",
    type=click.IntRange(min=1),
    metavar="N",
    default=1,
    show_default=True,
    help="To work with, of this machine; the result is the same.",
)
@click.option("--cluster", metavar="ADDRESS", help="Work on a Ray cluster: HOST:PORT, or “local”.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the result for machines, and nothing else."
)
@click.option(
    "--compare",
    type=PATH,
    nargs=2,
    metavar="BEFORE AFTER",
    help="Compare two inputs, or two maps: what changed, and is it more than chance?",
)
def map_(source: Path | None, compare: tuple[Path, Path] | None, **options: Any) -> None:
    """Map the opinions in INPUT, and write a report.

    INPUT is a table of stances (CSV, Excel, Parquet; a line for each stance, or one for each actor), or the
    folder of a Polis export. The report is a folder: index.html to read and print, the charts, the
    tables as CSV and Parquet, and the method with every threshold and exclusion.
    """
    from parley.mapping.errors import MappingError

    if (source is None) == (compare is None):
        raise click.UsageError("Give one INPUT, or --compare BEFORE AFTER.")
    try:
        if compare:
            _compare(*compare, options)
        elif source:
            _map(source, options)
    except MappingError as error:
        raise Failed(str(error)) from error


def _map(source: Path, options: dict[str, Any]) -> None:
    from parley.mapping.pipeline import map_opinions
    from parley.mapping.progress import part
    from parley.mapping.report import check_folder, write_report

    settings = _settings(options)
    output = options["output"] or _beside(source, "map")
    # Before the work, not after it.
    check_folder(output)
    with _progress(options["as_json"]) as progress:
        stances = _read(source, options, part(progress, 0.0, 0.2))
        opinion_map = map_opinions(
            stances,
            settings,
            threads=options["threads"],
            cluster=options["cluster"],
            progress=part(progress, 0.2, 0.9),
        )
        folder = write_report(
            opinion_map,
            output,
            title=options["title"] or _name(source),
            png=options["png"],
            identities=options["identities"],
            progress=part(progress, 0.9, 1.0),
        )
    if options["as_json"]:
        from parley.mapping.report import as_json

        click.echo(_printed(as_json(opinion_map, folder)))
        return
    _tell(opinion_map)
    say(opinion_map.summary())
    say(f"\nreport: {folder / 'index.html'}")


def _compare(before: Path, after: Path, options: dict[str, Any]) -> None:
    from parley.mapping.report import check_folder, compare, write_comparison

    output = options["output"] or _beside(after, "comparison")
    check_folder(output)
    with _progress(options["as_json"]) as progress:
        maps = [
            _opened(path, options, start, progress)
            for path, start in ((before, 0.0), (after, 0.45))
        ]
        comparison = compare(*maps)
        folder = write_comparison(
            comparison,
            output,
            title=options["title"] or f"{_name(before)} → {_name(after)}",
            png=options["png"],
        )
        progress("done", 1.0)
    if options["as_json"]:
        click.echo(_printed(comparison.as_json(folder)))
        return
    for one in maps:
        _tell(one)
    say(comparison.summary())
    say(f"\nreport: {folder / 'index.html'}")


def _tell(opinion_map: OpinionMap) -> None:
    """What was wrong with the input, and what else one should know of it."""
    for problem in opinion_map.intake.problems:
        click.echo(f"left out: {problem}", err=True)
    for note in opinion_map.intake.notes:
        click.echo(f"note: {note}", err=True)


def _printed(result: dict[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False, allow_nan=False)


def _opened(path: Path, options: dict[str, Any], start: float, progress: Progress) -> Any:
    """A map that was saved, or one made now."""
    from parley.mapping.artefact import MANIFEST, load
    from parley.mapping.pipeline import map_opinions
    from parley.mapping.progress import part

    for folder in (path, path / "map"):
        if (folder / MANIFEST).is_file():
            return load(folder)
    stances = _read(path, options, part(progress, start, start + 0.1))
    steps = part(progress, start + 0.1, start + 0.45)
    return map_opinions(
        stances,
        _settings(options),
        threads=options["threads"],
        cluster=options["cluster"],
        progress=steps,
    )


def _read(source: Path, options: dict[str, Any], progress: Progress) -> StanceMatrix:
    from parley.mapping.readers import read

    names = (
        "columns",
        "stances",
        "groups",
        "elements",
        "propositions",
        "published_groups",
        "lenient",
    )
    given: dict[str, Any] = {name: options[name] or None for name in names[:5]}
    flags = {name: options[name] for name in names[5:]}
    return read(source, **given, **flags, progress=progress)


def _settings(options: dict[str, Any]) -> MapSettings:
    from parley.mapping.settings import MapSettings

    names = ("method", "max_groups", "min_cell", "bootstraps", "seed")
    given = {name: options[name] for name in names if options[name] is not None}
    return MapSettings.basic(**given) if options["basic"] else MapSettings(**given)


def _beside(source: Path, what: str) -> Path:
    return Path(f"{_name(source)}-{what}")


def _name(source: Path) -> str:
    """What an input is called: a folder by its name, a file without its ending."""
    whole = source.resolve()
    return whole.name if whole.is_dir() else whole.stem


@contextmanager
def _progress(silent: bool) -> Iterator[Progress]:
    """A bar on stderr, where somebody looks at it."""
    import sys

    if silent or not sys.stderr.isatty():
        yield lambda _doing, _share: None
        return
    with click.progressbar(length=1000, file=sys.stderr, item_show_func=str) as bar:

        def show(doing: str, share: float) -> None:
            bar.update(max(int(share * 1000) - bar.pos, 0), doing)

        yield show
