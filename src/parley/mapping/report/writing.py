"""Writing the report of one map."""

from __future__ import annotations

from pathlib import Path

from parley.mapping.progress import Progress, silent
from parley.mapping.report import figures, method, page
from parley.mapping.report.folder import mark, whole
from parley.mapping.report.machine import result
from parley.mapping.report.tabular import write_tables
from parley.mapping.result import OpinionMap


def write_report(
    opinion_map: OpinionMap,
    folder: str | Path,
    *,
    title: str = "",
    png: bool = False,
    identities: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Write the report of a map to a folder, all of it or nothing.

    Parameters
    ----------
    folder
        Made, if it is not there. One that holds a report is replaced, any other is left alone.
    title
        What was mapped, for the head of the page.
    png
        Write the charts as PNG, too.
    identities
        Keep the actors' ids, in tables and map. Otherwise actors are numbered by their position,
        and nothing in the folder leads back to an id.
    progress
        Called with what is being done and the share that is done.

    Returns
    -------
    The folder. Same map, title and options: same bytes.

    Raises
    ------
    InvalidArtefact
        If the folder holds something else.

    Examples
    --------
    >>> import tempfile
    >>> from parley.mapping import StanceMatrix, map_opinions
    >>> found = map_opinions(StanceMatrix.from_dense([[1, 1, -1], [1, -1, 1]] * 3))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sorted(path.name for path in write_report(found, f"{folder}/report").iterdir())
    ['charts', 'index.html', 'map', 'method.md', 'report.json', 'tables']
    """
    report = progress or silent
    shown = opinion_map if identities else opinion_map.anonymous()
    with whole(folder) as new:
        report("drawing the charts", 0.0)
        contents = page.contents(shown, opinion_map.intake, title, identities)
        figures.write_charts(contents.figures, new / "charts", png)
        report("writing the tables", 0.6)
        write_tables(shown, new / "tables")
        shown.save(new / "map", identities=identities)
        report("writing the page", 0.8)
        (new / "index.html").write_text(page.written(contents, png), "utf-8", newline="\n")
        (new / "method.md").write_text(method.written(shown, title), "utf-8", newline="\n")
        mark(new, result(opinion_map))
    report("done", 1.0)
    return Path(folder)
