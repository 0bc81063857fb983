"""Keeping BLAS to one thread.

The passes hold all the work; what is left are products of small matrices. On several threads BLAS would
spend more on waiting than on these, and might round differently.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

_quiet = threading.Lock()
_passes = 0
_limits: Any = None


@cache
def _controller(scipy_linalg_is_loaded: bool) -> Any:
    """Finding the libraries takes a millisecond, so it is done once, and again when scipy brings its own."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@contextmanager
def quiet_blas() -> Iterator[None]:
    """Keep BLAS to one thread while any pass runs; its own threads would only spin and wait.

    Passes may overlap and end in any order: the first sets the limit, the last takes it away.
    """
    global _passes, _limits
    with _quiet:
        _passes += 1
        if _passes == 1:
            _limits = _controller("scipy.linalg" in sys.modules).limit(limits=1, user_api="blas")
    try:
        yield
    finally:
        with _quiet:
            _passes -= 1
            if _passes == 0:
                _limits.restore_original_limits()
