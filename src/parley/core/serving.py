"""What `parley serve` does: makes ready, then keeps a web server and a jobs worker running."""

import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from parley import __version__
from parley.core import locks
from parley.core.errors import ParleyError

Say = Callable[[str], None]
Stops = SimpleQueue[int]

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 8.0
LOOK_SECONDS = 0.2
RESTART_SECONDS = 5.0
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 (not bound here)


class CannotServe(ParleyError):
    """The server can't start, or did not stay."""


def pending_migrations() -> list[str]:
    """The migrations that this database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _backwards in plan]


# Static files


def _static_print() -> str:
    """A digest of what there is to collect, from names, sizes and times."""
    found = hashlib.sha256(repr((__version__, settings.STORAGES["staticfiles"])).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda entry: entry[0]):
            status = Path(storage.path(name)).stat()
            found.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return found.hexdigest()


def _stamp() -> Path:
    root = Path(settings.STATIC_ROOT)
    return root.with_name(root.name + ".stamp")


def static_is_current() -> bool:
    if not (_stamp().exists() and (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()):
        return False
    return _stamp().read_text() == _static_print()


def collect_static() -> None:
    """Copy static files to where they are served from, under names that say their content."""
    fingerprint = _static_print()
    call_command("collectstatic", interactive=False, verbosity=0)
    _stamp().write_text(fingerprint)


# The port


def require_free(host: str, port: int) -> None:
    """Refuse a port that anything listens on.

    The web server itself would share it silently, and each would get some of the requests.
    """
    try:
        kind, _type, _proto, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(kind, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as error:
        raise CannotServe(
            f"Port {port} of {host} can't be used: {error.strerror}. "
            "Stop what uses it, or choose another with --port."
        ) from None


def answers(host: str, port: int) -> bool:
    """Whether a web server responds there, with whatever status."""
    connected = http.client.HTTPConnection(ANYWHERE.get(host, host), port, timeout=2)
    try:
        connected.request("GET", "/healthz")
        connected.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connected.close()
    return True


# Children


@dataclass
class Child:
    """A process of ours, holding the lock that tells that it runs."""

    name: str
    lock: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = field(default=0.0)

    def start(self) -> None:
        with locks.held(self.lock) as descriptor:
            # A group of its own: Ctrl-C reaches only us, and we tell each child once.
            self.process = subprocess.Popen(  # noqa: S603 (our own modules)
                self.command, pass_fds=[descriptor], process_group=0
            )
        self.started = time.monotonic()

    @property
    def status(self) -> int | None:
        """None while it runs."""
        return self.process.poll() if self.process else 0

    def signal(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self) -> None:
        """End it and whatever it started."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _server(host: str, port: int, workers: int) -> Child:
    arguments = (host, str(port), str(workers), str(os.getpid()))
    command = (sys.executable, "-P", "-m", "parley.core.server", *arguments)
    return Child("server", locks.SERVER, command)


def _worker() -> Child:
    options = ("--interval", "0.5", "--no-startup-delay", "--queue-name", "*", "--no-reload")
    ours = ("-P", "-m", "django", "work", "--end-with", str(os.getpid()))
    command = (sys.executable, *ours, *options)
    return Child("jobs worker", locks.JOBS, command)


@contextmanager
def stop_requests() -> Iterator[Stops]:
    """The signals that ask to stop, as they come; their handlers are put back afterwards."""
    stops: Stops = SimpleQueue()

    def ask(number: int, _frame: Any) -> None:
        stops.put(number)  # the one queue that a signal handler may use

    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:  # nohup means it
            signal.signal(number, ask)
    try:
        yield stops
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait(stops: Stops, seconds: float) -> bool:
    """Whether somebody asked to stop within this time."""
    try:
        stops.get(timeout=seconds)
    except Empty:
        return False
    return True


def _stop(children: Sequence[Child], stops: Stops) -> None:
    """Ask all to finish; a second request to stop, or too long a wait, ends them."""
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while any(child.status is None for child in children) and time.monotonic() < deadline:
        if _wait(stops, 0.05):
            break
    for child in children:
        child.kill()


def _revive(worker: Child, say: Say) -> None:
    """Start a worker that ended again, though not without end when it can't live at all."""
    if worker.status is not None and time.monotonic() - worker.started >= RESTART_SECONDS:
        say(f"The jobs worker stopped by itself (status {worker.status}). It is started again.")
        worker.start()


@dataclass(frozen=True)
class Plan:
    """What to serve, and what to say once pages are answered."""

    host: str
    port: int
    workers: int
    jobs: bool
    greeting: str


def _watch(plan: Plan, server: Child, worker: Child | None, stops: Stops, say: Say) -> None:
    """Return when asked to stop; raise when the server is gone."""
    greeted = False
    while not _wait(stops, LOOK_SECONDS):
        if server.status is not None:
            raise CannotServe(f"The web server stopped by itself (status {server.status}).")
        if worker:
            _revive(worker, say)
        if not greeted and answers(plan.host, plan.port):
            say(plan.greeting)
            greeted = True


def run(plan: Plan, say: Say) -> None:
    """Serve until told to stop."""
    server = _server(plan.host, plan.port, plan.workers)
    worker = _worker() if plan.jobs else None
    children = [child for child in (server, worker) if child]
    connection.close()
    with stop_requests() as stops:
        try:
            for child in children:
                child.start()
            _watch(plan, server, worker, stops, say)
        finally:
            _stop(children, stops)
