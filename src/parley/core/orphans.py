"""No process of ours may outlive the one that watches over it."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # from linux/prctl.h


def end_with(parent: int) -> None:
    """Have SIGTERM come when the parent ends, though it be by SIGKILL, which it can't pass on.

    A forgotten server would keep its port, which the next one would silently share. The parent is
    named by its process id, because it may have ended before we came to ask.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
    if os.getppid() != parent:
        raise SystemExit(f"The process {parent} that started this one has ended.")
