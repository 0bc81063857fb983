"""Tables, without the columns in which nothing stands."""

from collections.abc import Iterable, Sequence

from parley.apps.reports.body.blocks import Block
from parley.apps.reports.layout.nodes import Table, Words
from parley.apps.reports.layout.state import Layout

Rows = Iterable[Sequence[Words]]


def table(
    of: Layout,
    block: Block,
    caption: str,
    head: Sequence[str],
    rows: Rows,
    *,
    numeric: Iterable[int] = (),
    wide: bool = False,
) -> Table:
    """The next one of the report. `numeric` are places in `head`; the first column always stays."""
    listed = [tuple(row) for row in rows]
    kept = [n for n in range(len(head)) if n == 0 or any(row[n] for row in listed)]
    numbers = set(numeric)
    return Table(
        of.anchor(block),
        of.next_table(),
        of.said(caption),
        tuple(head[n] for n in kept),
        tuple(tuple(row[n] for n in kept) for row in listed),
        tuple(place for place, n in enumerate(kept) if n in numbers),
        wide,
        block.uid,
    )
