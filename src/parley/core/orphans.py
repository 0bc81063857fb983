"""No process of ours may outlive the one that watches over it."""

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1  # from linux/prctl.h


def end_with_parent() -> None:
    """Have SIGTERM come when the parent ends, though it be by SIGKILL, which it can't pass on.

    A forgotten server would keep its port, which the next one would silently share.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
