"""Joining a cluster: what can't be joined is found out at once, and told."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from parley.mapping import ray_session
from parley.mapping.cluster import Cluster
from parley.mapping.errors import ClusterUnavailable
from parley.mapping.matrix import StanceMatrix


def test_without_ray_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    matrix = StanceMatrix.from_dense([[1.0]])
    monkeypatch.setitem(sys.modules, "ray", None)
    with (
        pytest.raises(ClusterUnavailable, match=r"pip install 'parley\[cluster\]'"),
        Cluster.open(matrix),
    ):
        pass


@pytest.mark.parametrize(
    "address", ["", "head", "head:", ":6379", "head:ray", "ray://head:10001", "http://head:80"]
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(ClusterUnavailable, match="must be local or host:port; got"):
        ray_session._of_a_running_cluster(address)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server


def answered_with(server: socket.socket, reply: bytes) -> None:
    line, _address = server.accept()
    with line:
        line.recv(100)
        line.sendall(reply)


@pytest.mark.parametrize(
    ("reply", "found"),
    [(b"HTTP/1.1 400 Bad Request\r\n", "is not Ray"), (b"", "is not Ray"), (None, "timed out")],
)
def test_what_answers_otherwise_is_found_out_at_once(
    listening: socket.socket, reply: bytes | None, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_session, "_SECONDS_TO_ANSWER", 0.3)
    port = listening.getsockname()[1]
    if reply is not None:
        threading.Thread(target=answered_with, args=(listening, reply), daemon=True).start()
    with pytest.raises(
        ClusterUnavailable, match=f"no cluster answers at 127.0.0.1:{port}.*{found}"
    ):
        ray_session._of_a_running_cluster(f"127.0.0.1:{port}")


def test_a_closed_port_is_found_out_at_once(listening: socket.socket) -> None:
    port = listening.getsockname()[1]
    listening.close()
    start = time.monotonic()
    with pytest.raises(ClusterUnavailable, match="no cluster answers at localhost:"):
        ray_session._of_a_running_cluster(f"localhost:{port}")
    assert time.monotonic() - start < 5


def test_an_answer_as_ray_gives_it_is_enough(listening: socket.socket) -> None:
    reply = bytes(3) + b"\x04" + bytes(5)
    threading.Thread(target=answered_with, args=(listening, reply), daemon=True).start()
    address = f"127.0.0.1:{listening.getsockname()[1]}"
    assert ray_session._of_a_running_cluster(address) == {"address": address}


def test_a_folder_with_a_long_name_is_left_to_ray() -> None:
    short = ray_session._of_a_local_cluster(2, 1000, "/tmp/parley-12345678")
    long = ray_session._of_a_local_cluster(2, 1000, "/tmp/" + "x" * 40)
    assert short["_temp_dir"] == "/tmp/parley-12345678"
    assert "_temp_dir" not in long
