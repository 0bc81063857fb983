#!/usr/bin/env python3
"""Run a command beside a PostgreSQL cluster of its own: `with_postgres.py CMD…`.

The cluster lives in a temporary directory on a free port, and ends with the command, however that ends.
The command finds it by PARLEY_DATABASE_URL. Needs nothing but the standard library.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

NAME = "parley"
START_ATTEMPTS = 3
READY_SECONDS = 60
STOP_SECONDS = 15
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Nothing in this cluster outlives the command, so nothing needs to reach the disk.
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_connections=100",
)


class ClusterFailed(Exception):
    """The cluster could not be made or started."""


class Stopped(Exception):
    """A signal asks the whole run to end."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


@dataclass(frozen=True)
class Cluster:
    """Where one cluster lives; `user` is set where the server must not run as ourselves."""

    programs: Path
    folder: Path
    user: str | None
    password: str

    def command(self, program: str, *arguments: object) -> list[str]:
        return [str(self.programs / program), *(str(argument) for argument in arguments)]

    @property
    def identity(self) -> dict[str, Any]:
        """How `subprocess` becomes the server's user, which keeps its pid ours to signal."""
        group = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid} if self.user else {}
        return {"cwd": self.folder, "stdin": subprocess.DEVNULL, "start_new_session": True, **group}

    def url(self, port: int) -> str:
        return f"postgres://{NAME}:{self.password}@127.0.0.1:{port}/{NAME}"


def find_programs() -> Path:
    """The newest server under Debian's folder, else the one on the path."""
    debian = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if debian:
        return max(debian, key=lambda path: float(path.parent.name))
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise ClusterFailed("no PostgreSQL server found; run scripts/system-packages.sh postgresql")


def server_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise ClusterFailed(
            "running as root, and there is no user postgres to run the server as"
        ) from None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_checked(cluster: Cluster, command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **cluster.identity)
    if done.returncode:
        raise ClusterFailed(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")


def make_cluster(cluster: Cluster) -> None:
    secret = cluster.folder / "password"
    secret.write_text(cluster.password, encoding="ascii")
    if cluster.user:
        shutil.chown(secret, cluster.user)
        shutil.chown(cluster.folder, cluster.user)
    options = (
        "--auth-local=trust",
        "--auth-host=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    )
    where = ("--pgdata", cluster.folder / "data", "--username", NAME, "--pwfile", secret)
    run_checked(cluster, cluster.command("initdb", *where, *options))


def is_ready(cluster: Cluster, port: int) -> bool:
    probe = cluster.command("pg_isready", "--quiet", "--host", cluster.folder, "--port", port)
    return subprocess.run(probe, check=False, **cluster.identity).returncode == 0


def launch(cluster: Cluster, port: int) -> subprocess.Popen[bytes]:
    settings = (*FAST, "listen_addresses=127.0.0.1", f"unix_socket_directories={cluster.folder}")
    options = [part for setting in settings for part in ("-c", setting)]
    command = cluster.command("postgres", "-D", cluster.folder / "data", "-p", port, *options)
    with (cluster.folder / "log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, **cluster.identity)


def wait_until_ready(cluster: Cluster, server: subprocess.Popen[bytes], port: int) -> bool:
    """False when the server ended by itself, as it does when its port was taken meanwhile."""
    deadline = time.monotonic() + READY_SECONDS
    while server.poll() is None:
        if is_ready(cluster, port):
            return True
        if time.monotonic() > deadline:
            raise ClusterFailed(f"PostgreSQL was not ready after {READY_SECONDS} seconds")
        time.sleep(0.1)
    return False


def stop(server: subprocess.Popen[bytes]) -> None:
    for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, by force
        if server.poll() is not None:
            return
        server.send_signal(request)
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue


@contextmanager
def temporary_folder() -> Iterator[Path]:
    # /tmp, not TMPDIR: the server's user must reach it, and a socket's path may have 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="parley-postgres-", dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(cluster: Cluster) -> Iterator[str]:
    """Yield the database's address while its server runs."""
    make_cluster(cluster)
    for _ in range(START_ATTEMPTS):
        port = free_port()
        server = launch(cluster, port)
        try:
            if wait_until_ready(cluster, server, port):
                create = ("--host", cluster.folder, "--port", port, "--username", NAME, NAME)
                run_checked(cluster, cluster.command("createdb", *create))
                yield cluster.url(port)
                return
        finally:
            stop(server)
    raise ClusterFailed(
        f"PostgreSQL did not start:\n{(cluster.folder / 'log').read_text(encoding='utf-8')}"
    )


def raise_stopped(number: int, _frame: FrameType | None) -> None:
    for other in SIGNALS:
        signal.signal(other, signal.SIG_IGN)  # a second Ctrl-C must not interrupt the clearing up
    raise Stopped(number)


def finish(command: subprocess.Popen[bytes], patience: float) -> None:
    """Let the command end by itself for a while, then ask it to, then make it."""
    for request in (None, signal.SIGTERM, signal.SIGKILL):
        if request is not None:
            command.send_signal(request)
        try:
            command.wait(patience if request is None else STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return


def run(arguments: Sequence[str], url: str) -> int:
    command = subprocess.Popen(arguments, env={**os.environ, "PARLEY_DATABASE_URL": url})
    try:
        status = command.wait()
    except Stopped as stopped:
        # A terminal sends Ctrl-C to the command as well, so it deserves time to end by itself.
        finish(command, patience=STOP_SECONDS if stopped.number == signal.SIGINT else 0)
        raise
    return status if status >= 0 else 128 - status


def main(arguments: Sequence[str]) -> int:
    if not arguments:
        print("usage: with_postgres.py CMD…", file=sys.stderr)
        return 2
    for number in SIGNALS:
        signal.signal(number, raise_stopped)
    try:
        with temporary_folder() as folder:
            cluster = Cluster(find_programs(), folder, server_user(), secrets.token_hex(16))
            with running(cluster) as url:
                return run(arguments, url)
    except Stopped as stopped:
        return 128 + stopped.number
    except (ClusterFailed, OSError) as error:
        print(f"with_postgres: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
