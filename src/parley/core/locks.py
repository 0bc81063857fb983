"""What of Parley is running on this data folder, told by file locks.

A lock lives exactly as long as some process holds it open: after a crash there is nothing to clear.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from parley.core.errors import ParleyError

SERVER, JOBS = "server", "jobs"


class InUse(ParleyError):
    """Something that needs the data folder for itself met a running Parley."""


def _open(name: str) -> int:
    folder = Path(settings.CONFIG.data)
    folder.mkdir(parents=True, exist_ok=True)
    return os.open(folder / f".{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def held(name: str) -> Iterator[int]:
    """Hold a lock that others may hold too; a child that inherits it keeps holding it."""
    descriptor = _open(name)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield descriptor
    finally:
        os.close(descriptor)


def is_held(name: str) -> bool:
    try:
        descriptor = _open(name)
    except PermissionError:
        return False  # nobody who can't write here serves from here
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextmanager
def alone() -> Iterator[None]:
    """Keep servers and workers from starting on this folder, where none is running already."""
    descriptors = [_open(name) for name in (SERVER, JOBS)]
    try:
        for descriptor in descriptors:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise InUse(
            "Parley is running on this data folder. Stop it first, then try again."
        ) from None
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
