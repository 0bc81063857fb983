"""What the benchmarks share: a demo of their own, a server, CPU times, tables."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARLEY = str(Path(sys.executable).parent / "parley")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Sample:
    """Repeated measurements of one thing, in milliseconds."""

    values: Sequence[float]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def least(self) -> float:
        """What it costs when nothing else is in the way: the figure to compare."""
        return min(self.values)

    @property
    def spread(self) -> str:
        return f"{min(self.values):.2f}–{max(self.values):.2f}"

    def against(self, baseline: Sample) -> str:
        return f"× {self.least / baseline.least:.1f}" if baseline.least else "-"


def sample(measure: Callable[[], float], repeats: int) -> Sample:
    return Sample([measure() for _n in range(repeats)])


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns; the first is text, the others are figures."""
    widths = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]
    for row in (head, *rows):
        first, *others = (
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  " + "  ".join((first, *others)))


@dataclass(frozen=True)
class Spent:
    """What a process took, its children included: CPU seconds, peak memory in MB; and what it printed."""

    cpu: float
    peak_mb: float
    output: str


def spent(*command: str | Path, **environment: str) -> Spent:
    """Run a command in a process of its own, and ask the system what it took.

    The peak of a process begins with that of the one that starts it, so a benchmark that asks for memory holds no
    large data itself.
    """
    process = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        env=clean_environment(**environment),
        text=True,
    )
    assert process.stdout is not None
    with process.stdout as printed:
        output = printed.read()
    _number, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[1:]} ended with status {process.returncode}")
    return Spent(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output)


def least_spent(repeats: int, *command: str | Path, **environment: str) -> Spent:
    """The cheapest of several runs: what it costs when least is in the way."""
    runs = [spent(*command, **environment) for _n in range(repeats)]
    return min(runs, key=lambda run: run.cpu)


def verdict(what: str, found: float, most: float, unit: str) -> None:
    """Say whether a target of the project is met. A missed one is a finding, not a failure."""
    said = "met" if found <= most else "MISSED"
    print(f"  target {said}: {what} {found:.4g} {unit}, at most {most:g} {unit}")


def verdict_at_least(what: str, found: float, least: float) -> None:
    """The same for what should be large."""
    said = "met" if found >= least else "MISSED"
    print(f"  target {said}: {what} {found:.4g}, at least {least:.4g}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without the caller's own settings of Parley."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PARLEY_", "DJANGO_"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**kept, "PARLEY_CONFIG": os.devnull, **more}


@contextmanager
def demo_data(**more: str) -> Iterator[Path]:
    """A data folder with the demo in it, gone afterwards; this process is set to use it.

    `more` is set in the environment, such as PARLEY_DATABASE_URL.
    """
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as folder:
        os.environ.update(clean_environment(PARLEY_DATA=folder, PARLEY_DEMO="1", **more))
        os.environ["DJANGO_SETTINGS_MODULE"] = "parley.settings.base"
        loaded = subprocess.run(
            [PARLEY, "demo", "--no-serve"], check=False, capture_output=True, text=True
        )
        if loaded.returncode:
            raise SystemExit(f"the demo could not be loaded: {loaded.stderr.strip()}")
        _start_django()
        yield Path(folder)


def _start_django() -> None:
    """As `parley serve` does it: pages name their static files by content."""
    import django

    django.setup()
    from parley.core import serving

    serving.collect_static()


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """`parley serve` on the demo's data: its process and port."""
    port = free_port()
    server = subprocess.Popen(
        [PARLEY, "serve", "--port", str(port), "--no-jobs"], stdout=subprocess.DEVNULL
    )
    try:
        wait_for_page(port, server)
        yield server.pid, port
    finally:
        stop(server)


def wait_for_page(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Return when the home page is served; raise when that takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"the server ended by itself, status {process.returncode}")
        connected = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connected.request("GET", "/")
            if connected.getresponse().status == http.HTTPStatus.OK:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            connected.close()
    raise SystemExit(f"no page was served within {seconds:.0f} s")


def stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def stop_group(process: subprocess.Popen[bytes], seconds: float = 20) -> None:
    """Stop a process and all of its group, and wait until the last of them is gone."""
    deadline = time.monotonic() + seconds
    number: int = signal.SIGTERM
    while True:
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
        process.poll()  # or it would stay as a zombie, and its group with it
        time.sleep(0.2)
        number = signal.SIGKILL if time.monotonic() > deadline else 0


def cpu_seconds(process: int) -> float:
    """User and system time of a process and of all that it started and that still run."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        number = int(folder.name)
        parents[number] = int(fields[1])
        used[number] = (int(fields[11]) + int(fields[12])) / TICKS

    def belongs(number: int) -> bool:
        while number > 1:
            if number == process:
                return True
            number = parents.get(number, 0)
        return False

    return sum(seconds for number, seconds in used.items() if belongs(number))
