"""Stances held by the workers of a Ray cluster, on one machine or many.

A pass is one call to each worker, which applies the kernel to the blocks it holds and sends back small
results. Numbers of actors and stances are all that travels: no ids, no names, no wording.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.mapping.blocks import Stances
from parley.mapping.errors import ClusterUnavailable
from parley.mapping.matrix import StanceMatrix
from parley.mapping.pieces import LEAST, Described, Divisible, Held, Piece, enough, pieces
from parley.mapping.ray_session import session
from parley.mapping.store import ParquetStore
from parley.mapping.threads import Threads
from parley.mapping.worker import Introduction, Worker, versions

_log = logging.getLogger(__name__)

# Stances in a block at most. Larger than in memory: each block sends a result of its own.
BLOCK = 8_000_000

# How often the worker of one share may be lost within one pass, before it looks like no accident.
_MOST_LOSSES = 3


class Cluster(Described):
    """Stances whose passes run on the workers of a cluster. Made by `Cluster.open`.

    The results are the same to the byte as in memory. A worker that is lost is noticed: what it held is
    loaded again, by a new worker or by one that is left, and the pass goes on.
    """

    def __init__(
        self,
        ray: Any,
        source: StanceMatrix | Divisible,
        shares: Sequence[Sequence[Piece]],
        patience: float,
    ) -> None:
        super().__init__(source)
        self._ray = ray
        self._source = source
        self._shares = shares
        self._patience = patience
        self._worker_class = ray.remote(num_cpus=1, max_restarts=0, scheduling_strategy="SPREAD")(
            Worker
        )
        self._workers: list[Any] = []

    @classmethod
    @contextmanager
    def open(
        cls,
        source: StanceMatrix | Divisible,
        address: str = "local",
        workers: int | None = None,
        *,
        block: int = BLOCK,
        least: int = LEAST,
        patience: float = 60.0,
    ) -> Iterator[Cluster]:
        """Hand the stances to the workers of a cluster, which hold them until the end of the `with`.

        Parameters
        ----------
        source
            A stance matrix, whose stances are sent, or stances in files. Workers that find the same files
            under the same path read them; to others what stands in them is sent.
        address
            `local` for a cluster of processes on this machine that ends with the `with`; or `host:port` of
            the head of a running cluster, which this machine must be part of.
        workers
            Each is a process on one CPU; as many as the cluster has CPUs if None, and never more than there
            are pieces worth a worker.
        block
            Stances in a block at most.
        least
            Stances below which nothing is divided.
        patience
            Seconds to wait for workers.

        Raises
        ------
        ClusterUnavailable
            Where the cluster can't be joined or gives too few workers, where their versions differ from those
            here, or, later, where workers are lost again and again.
        """
        if workers is not None and workers < 1:
            raise ClusterUnavailable(f"a cluster needs 1 worker or more; got {workers}")
        with session(address, workers, source.n_actors) as ray:
            hands = workers or max(int(ray.cluster_resources().get("CPU", 1)), 1)
            parts = pieces(source, enough(source.n_stances, hands, block, least))
            cluster = cls(ray, source, shared_out(parts, hands), patience)
            try:
                cluster._begin()
                yield cluster
            finally:
                cluster._dismiss()

    def run(
        self,
        kernel: Callable[..., Any],
        shared: tuple[Any, ...] = (),
        per_actor: tuple[NDArray[Any], ...] = (),
    ) -> Iterator[Any]:
        """See `parley.mapping.blocks.Stances.run`."""
        work = self._ray.put((kernel, shared))
        pending: dict[Any, tuple[int, Any]] = {}
        results: dict[int, list[Any]] = {}
        losses = [0] * len(self._shares)

        def submit(share: int) -> None:
            worker = self._workers[share]
            rows = slice(self._shares[share][0].first, self._shares[share][-1].last)
            own = tuple(array[rows] for array in per_actor)
            pending[worker.apply.remote(share, work, own)] = share, worker

        for share in range(len(self._shares)):
            submit(share)
        for share in range(len(self._shares)):
            while share not in results:
                (call,), _others = self._ray.wait(list(pending), num_returns=1)
                which, worker = pending.pop(call)
                try:
                    results[which] = self._result(call)
                except _Lost as loss:
                    losses[which] += 1
                    self._replace(which, worker, losses[which], loss)
                    submit(which)
            yield from results.pop(share)

    def introductions(self) -> list[Introduction]:
        """Of the workers, in the order of the actors whose stances they hold."""
        return [self._result(worker.introduce.remote()) for worker in self._workers]

    # ---- workers

    def _begin(self) -> None:
        self._workers = [self._worker_class.remote() for _share in self._shares]
        asked = [worker.introduce.remote() for worker in self._workers]
        ready, missing = self._ray.wait(asked, num_returns=len(asked), timeout=self._patience)
        if missing:
            raise ClusterUnavailable(
                f"the cluster gave {len(ready)} of {len(asked)} workers within {self._patience:g} s;"
                " ask for fewer, or free CPUs"
            )
        for call in asked:
            self._check(call)
        for share in range(len(self._shares)):
            try:
                self._load(share)
            except _Lost as loss:
                self._replace(share, self._workers[share], 1, loss)

    def _check(self, call: Any) -> None:
        """A worker with other versions might round differently."""
        try:
            found = self._result(call)
        except (_Lost, ImportError) as error:
            raise ClusterUnavailable(
                f"a worker could not start; is Parley installed there? {error}"
            ) from error
        for name, here in versions().items():
            if found.versions[name] != here:
                raise ClusterUnavailable(
                    f"the worker on {found.host} has {name} {found.versions[name]}; expected {here}"
                    " as here, for the same result to the byte"
                )

    def _load(self, share: int) -> None:
        worker = self._workers[share]
        self._result(worker.forget.remote(share))
        read_there = isinstance(self._source, ParquetStore) and self._result(
            worker.finds.remote(self._source.folder, self._source.digest)
        )
        for piece in self._shares[share]:
            sent = piece if read_there else Held(piece.block())
            self._result(worker.keep.remote(share, sent))

    def _replace(self, share: int, lost: Any, losses: int, loss: Exception) -> None:
        """Give a share whose worker is lost to another, and load it there."""
        if self._workers[share] is not lost:  # another pass has noticed before
            return
        _log.warning("a worker is lost (%s); what it held is loaded again", loss)
        while losses <= _MOST_LOSSES:
            self._workers[share] = self._successor(share, lost, losses)
            try:
                self._load(share)
            except _Lost:
                losses += 1
            else:
                return
        raise ClusterUnavailable(
            f"the worker of actors {self._shares[share][0].first} to {self._shares[share][-1].last - 1}"
            f" was lost {losses} times, last: {loss}; it may lack memory: take more workers"
        ) from loss

    def _successor(self, share: int, lost: Any, losses: int) -> Any:
        """A new worker; if the cluster has no room for one, another that is left, a different one each time."""
        fresh = self._worker_class.remote()
        ready, _missing = self._ray.wait([fresh.introduce.remote()], timeout=self._patience)
        if ready:
            self._check(ready[0])
            return fresh
        self._ray.kill(fresh)
        neighbours = [*self._workers[share + 1 :], *self._workers[:share]]
        if others := [worker for worker in neighbours if worker is not lost]:
            return others[(losses - 1) % len(others)]
        raise ClusterUnavailable(
            f"all workers are lost, and the cluster gave no other within {self._patience:g} s"
        )

    def _result(self, call: Any) -> Any:
        """What a call returned. Its own error is raised as in memory; a lost worker as `_Lost`."""
        errors = self._ray.exceptions
        try:
            return self._ray.get(call)
        except errors.RayTaskError as error:
            raise error.cause from error
        except errors.RayError as error:
            raise _Lost(str(error).strip().partition("\n")[0]) from error

    def _dismiss(self) -> None:
        for worker in self._workers:
            self._ray.kill(worker)


class _Lost(Exception):
    """A worker has ended, or can't be reached."""


def shared_out(parts: Sequence[Piece], hands: int) -> list[Sequence[Piece]]:
    """Neighbouring pieces for each worker, as even in number as can be.

    Examples
    --------
    >>> [list(share) for share in shared_out("abcde", 2)]
    [['a', 'b', 'c'], ['d', 'e']]
    """
    edges = np.linspace(0, len(parts), min(hands, len(parts)) + 1)
    places = np.ceil(edges).astype(int).tolist()
    return [parts[start:end] for start, end in pairwise(places)]


@contextmanager
def open_stances(
    source: StanceMatrix | Divisible,
    cluster: str | None = None,
    threads: int = 1,
    *,
    workers: int | None = None,
) -> Iterator[Stances]:
    """The stances, with passes on threads of this process or on the workers of a cluster.

    Parameters
    ----------
    source
        A stance matrix, or stances in files.
    cluster
        `local`, or `host:port` of a running cluster; None for no cluster.
    threads
        Of this process, where there is no cluster.
    workers
        Of the cluster: see `Cluster.open`.

    Examples
    --------
    >>> from parley.mapping.counts import count
    >>> matrix = StanceMatrix.from_dense([[1, 1], [0, -1]])
    >>> with open_stances(matrix, threads=2) as stances:
    ...     count(stances).cells.tolist()
    [[0, 1, 1], [1, 0, 1]]
    """
    if cluster is None:
        yield Threads(source, threads)
    else:
        with Cluster.open(source, cluster, workers) as opened:
            yield opened
