"""Reading a source into chunks of stances, with the ids in their order and what else is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parley.mapping.errors import InvalidStances
from parley.mapping.matrix import Intake, Labels
from parley.mapping.progress import Progress
from parley.mapping.readers.attributes import labels_of
from parley.mapping.readers.chunks import Chunks
from parley.mapping.readers.findings import Findings, Places
from parley.mapping.readers.gathering import ABOUT, Gathering
from parley.mapping.readers.ids import NotNumbers, Numbers, Order, Texts
from parley.mapping.readers.sources import Source
from parley.mapping.readers.tables import BATCH, Table
from parley.mapping.readers.wide import layout_of, places, unfolded

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Collected:
    """All that a source says; the stances are in the chunks that were given to `collect`."""

    actors: Order
    propositions: Order
    groups: Labels | None
    elements: Labels | None
    texts: tuple[str, ...]
    intake: Intake


def collect(source: Source, chunks: Chunks, progress: Progress | None = None) -> Collected:
    """Read all of it: once, or again where ids turn out to be texts, or the file to be untidy.

    Raises
    ------
    InvalidStances
        At the first problem, unless lenient; and where no stance is left.
    """
    import polars as pl

    ids: dict[str, Numbers | Texts] = {}
    table: Table | None = source.table
    while table is not None:
        chunks.clear()
        for role in ("actor", "proposition"):
            ids[role] = Texts() if isinstance(ids.get(role), Texts) else Numbers(role)
        try:
            return _finished(source, table, *_read(source, table, ids, chunks, progress))
        except NotNumbers as error:
            ids[error.role] = Texts()
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
            table = table.careful()
            if table is None:
                raise
    raise AssertionError("the loop ends by returning or raising")


def _read(
    source: Source,
    table: Table,
    ids: Mapping[str, Numbers | Texts],
    chunks: Chunks,
    progress: Progress | None,
) -> tuple[Gathering, Places]:
    findings = Findings(source.options.lenient)
    rejected = source.rejected()
    gathering = Gathering(source.words, findings, chunks, rejected, ids, source.roles is None)
    where = (
        _read_wide(source, table, gathering)
        if source.roles is None
        else _read_long(source, table, gathering, progress)
    )
    return gathering, where


def _read_long(
    source: Source, table: Table, gathering: Gathering, progress: Progress | None
) -> Places:
    roles = source.roles or {}
    done, about = 0, table.about if progress is not None else 0
    for batch in table.batches(sorted(set(roles.values())), rows=BATCH):
        columns = {role: batch.frame[str(place)] for role, place in roles.items()}
        gathering.add(columns, table.where, batch.numbers, batch.faults)
        done += batch.frame.height
        if progress is not None:
            progress("reading", min(done / max(about, 1), 0.99))
    if progress is not None:
        progress("reading", 1.0)
    return table.where


def _read_wide(source: Source, table: Table, gathering: Gathering) -> Places:
    layout = layout_of(table, source.words, source.options.columns)
    if layout.left_out and not source.is_matrix_of_polis:
        named = ", ".join(table.names[n] for n in layout.left_out)
        gathering.findings.note(f"columns that hold no stances were left out: {named}")
    taken = {layout.actor, *layout.propositions}
    if layout.group is not None:
        taken.add(layout.group)

    def where(fields: Sequence[int]) -> list[str]:
        return places(table, layout, fields)

    for batch in table.batches(sorted(taken), rows=max(1, BATCH // len(layout.propositions))):
        fields = unfolded(batch, layout, table.names)
        gathering.add(fields.columns, where, fields.numbers, fields.faults)
    return where


def _finished(source: Source, table: Table, gathering: Gathering, where: Places) -> Collected:
    findings = gathering.findings
    if not findings.lines:
        raise InvalidStances(f"there is a header ({', '.join(table.names)}) but nothing below it")
    actors, propositions = gathering.ids["actor"].order(), gathering.ids["proposition"].order()
    if sum(findings.dropped.values()) == findings.lines:
        reasons = ", ".join(f"{reason} ({n:,})" for reason, n in findings.dropped.most_common(5))
        raise InvalidStances(f"none of {findings.lines:,} entries is a stance: {reasons}")
    described = _descriptions(source, gathering, actors, propositions)
    texts = described.get("text")
    return Collected(
        actors,
        propositions,
        labels_of(described["group"]) if "group" in described else None,
        labels_of(described["element"]) if "element" in described else None,
        () if texts is None else tuple(texts.fill_null("").to_list()),
        findings.intake(where),
    )


def _descriptions(
    source: Source, gathering: Gathering, actors: Order, propositions: Order
) -> dict[str, pl.Series]:
    """Groups, elements and texts: of the tables where one tells them, else of the columns."""
    said: dict[str, pl.Series] = {}
    rejected = source.annexes["propositions"].rejected() if source.comments else {}
    for annex in source.annexes.values():
        for role in annex.columns:
            if role in ABOUT and role not in said:
                order = actors if ABOUT[role] == "actor" else propositions
                said[role] = annex.values(role, order.ids, gathering.findings, rejected)
    for role, attribute in gathering.attributes.items():
        if role not in said:
            order = actors if attribute.about == "actor" else propositions
            said[role] = attribute.values(order, gathering.findings)
    return {role: values for role, values in said.items() if values.null_count() < len(values)}
