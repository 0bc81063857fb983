"""The web server, as a process of its own: `python -m parley.core.server HOST PORT WORKERS PARENT`."""

import sys
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from parley.core.orphans import end_with

# What is being answered may end within it; below the grace that serving.py gives.
KILL_SECONDS = 6
# Connections at a time: each live view is one.
CONNECTIONS = 4096


def _application() -> Any:
    # Not by a name that the server resolves: it would look in the working directory first.
    from django.utils.module_loading import import_string

    from parley.core.rsgi import Application

    return Application(import_string("parley.wsgi.answer"))


def serve(host: str, port: int, workers: int) -> None:
    """Answer requests until told to stop by SIGTERM or SIGINT."""
    server = Server(
        "parley.core.rsgi",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        backpressure=CONNECTIONS,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
        websockets=False,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=_application, wrap_loader=False)


if __name__ == "__main__":
    end_with(parent=int(sys.argv[4]))
    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
