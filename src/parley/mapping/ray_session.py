"""Joining a Ray cluster, or starting one on this machine; saying quickly and clearly if that can't be."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from parley.mapping.errors import ClusterUnavailable

# Ray itself would try for two minutes.
_SECONDS_TO_ANSWER = 5.0

# How a client of HTTP/2, on which Ray speaks, opens a conversation; a server answers in kind.
_SETTINGS = b"\x04"
_OPENING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(3) + _SETTINGS + bytes(5)

# Ray keeps sockets in its folder, whose names must not exceed 107 bytes; it adds 65.
_LONGEST_FOLDER = 40

# Read by Ray when it is imported. Unless told otherwise it reports its use to its makers, and writes
# what happens to workers, and errors of calls whose results nobody waits for, to the standard output,
# where they would stand in the middle of what is printed there on purpose.
_ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_IGNORE_UNHANDLED_ERRORS": "1",
    "RAY_DEDUP_LOGS_SKIP_REGEX": ".",
}

# For arguments and results under way, beside what is needed for each actor.
_STORE, _STORE_PER_ACTOR = 200 * 2**20, 200


@contextmanager
def session(address: str, workers: int | None, n_actors: int) -> Iterator[Any]:
    """The module ray, joined to the cluster at `address` ("local" or "host:port") while inside.

    A process that is part of a cluster already stays so.

    Raises
    ------
    ClusterUnavailable
        Where Ray is not installed, or nothing that speaks its language answers, or it refuses.
    """
    ray = _installed()
    if ray.is_initialized():
        _same(ray, address)
        yield ray
        return
    with tempfile.TemporaryDirectory(prefix="parley-", ignore_cleanup_errors=True) as folder:
        options = (
            _of_a_local_cluster(workers, n_actors, folder)
            if address == "local"
            else _of_a_running_cluster(address)
        )
        try:
            ray.init(log_to_driver=False, logging_level="ERROR", **options)
        except Exception as error:
            raise ClusterUnavailable(
                f"the cluster at {address} could not be joined: {error}; expected the token of the cluster"
                " (RAY_AUTH_TOKEN_PATH) and a machine that is part of it"
            ) from error
        try:
            yield ray
        finally:
            ray.shutdown()


def _installed() -> Any:
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    try:
        import ray
    except ImportError as error:
        raise ClusterUnavailable(
            "a cluster needs Ray, which is not installed here; expected: pip install 'parley[cluster]'"
        ) from error
    return ray


def _same(ray: Any, address: str) -> None:
    here = ray.get_runtime_context().gcs_address
    if address not in ("local", here):
        raise ClusterUnavailable(
            f"this process is already part of the cluster at {here}; leave it with ray.shutdown()"
            f" before opening {address}"
        )


def _of_a_local_cluster(workers: int | None, n_actors: int, folder: str) -> dict[str, Any]:
    """Nothing but the workers, nothing left behind, nothing reported to anybody."""
    place = {"_temp_dir": folder} if len(os.fsencode(folder)) <= _LONGEST_FOLDER else {}
    return {
        "address": "local",
        "num_cpus": workers,
        "num_gpus": 0,
        "object_store_memory": _STORE + _STORE_PER_ACTOR * n_actors,
        "include_dashboard": False,
        **place,
    }


def _of_a_running_cluster(address: str) -> dict[str, Any]:
    host, colon, port = address.rpartition(":")
    if not colon or not host or not port.isdigit() or "/" in host:
        raise ClusterUnavailable(
            f"the address of a cluster must be local or host:port; got {address!r}"
        )
    try:
        with socket.create_connection((host.strip("[]"), int(port)), _SECONDS_TO_ANSWER) as line:
            if os.environ.get("RAY_USE_TLS", "0") == "0":
                line.sendall(_OPENING)
                if line.recv(4)[3:] != _SETTINGS:
                    raise OSError("what answers there is not Ray")
    except (OSError, OverflowError) as error:
        raise ClusterUnavailable(
            f"no cluster answers at {address}: {error}; expected the address of its head, which"
            " `ray start --head` prints (the port is 6379 unless chosen)"
        ) from error
    return {"address": address}
