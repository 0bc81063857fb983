"""From chunks to a stance matrix: the second pass, in memory."""

from __future__ import annotations

import numpy as np

from parley.mapping.matrix import Intake, StanceMatrix
from parley.mapping.progress import Progress
from parley.mapping.readers.chunks import CellOf, Chunks
from parley.mapping.readers.collecting import Collected
from parley.mapping.sorting import BUCKET, Buckets, Plan, bins_of, gathered, plan

AGAIN = "answered again later"


def matrix_of(
    collected: Collected, chunks: Chunks, progress: Progress | None = None
) -> StanceMatrix:
    """The matrix of what was collected; the chunks are used up."""
    n_actors, n_propositions = len(collected.actors.ids), len(collected.propositions.ids)
    buckets = Buckets(plan_of(collected, chunks))
    cell_of = CellOf(collected.propositions)
    for chunk in chunks.drain():
        buckets.add(*chunk.placed(collected.actors, cell_of), chunk.times)
    if progress is not None:
        progress("sorting", 0.5)
    indptr, cells, again = gathered(buckets.drain(), n_actors, n_propositions)
    if progress is not None:
        progress("sorting", 1.0)
    return StanceMatrix(
        collected.actors.ids,
        collected.propositions.ids,
        indptr,
        cells,
        collected.groups,
        collected.elements,
        collected.texts,
        with_again(collected.intake, again),
    )


def plan_of(collected: Collected, chunks: Chunks, size: int = BUCKET) -> Plan:
    """How to divide the actors."""
    n_actors = len(collected.actors.ids)
    in_bins = np.zeros_like(bins_of(np.zeros(0, dtype=np.uint32), n_actors))
    for chunk in chunks:
        in_bins += bins_of(collected.actors.of(chunk.actor_base, chunk.actors), n_actors)
    return plan(in_bins, n_actors, len(collected.propositions.ids), size)


def with_again(intake: Intake, again: int) -> Intake:
    """The intake with the answers that a later one replaced."""
    if not again:
        return intake
    dropped = {**intake.dropped, AGAIN: again}
    ordered = dict(sorted(dropped.items(), key=lambda item: -item[1]))
    return Intake(intake.lines, ordered, intake.problems, intake.notes)
