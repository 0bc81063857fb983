"""The web server, as a process of its own: `python -m parley.core.server HOST PORT WORKERS PARENT`."""

import logging
import sys
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels, logger
from granian.server import Server

from parley.core.orphans import end_with

KILL_SECONDS = 3
# Few of them work at a time (parley/wsgi.py sees to it); the others wait for slow connections.
THREADS = 64


def _is_news(record: logging.LogRecord) -> bool:
    """That there may be so many threads is meant, and no option of the server says so."""
    return f"spawning up to {THREADS} Python threads" not in record.getMessage()


def _application() -> Any:
    # Not by the name of parley.wsgi: the server would look for it in the working directory first.
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def serve(host: str, port: int, workers: int) -> None:
    """Answer requests until told to stop by SIGTERM or SIGINT."""
    logger.addFilter(_is_news)
    server = Server(
        "parley.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
        websockets=False,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=_application, wrap_loader=False)


if __name__ == "__main__":
    end_with(parent=int(sys.argv[4]))
    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
