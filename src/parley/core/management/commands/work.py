"""The jobs worker of `parley serve`: Django's db_worker, quiet unless something fails."""

import logging
from argparse import ArgumentParser
from threading import Event, Thread
from typing import Any

from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from parley.core import clock, orphans


class Command(DatabaseWorker):
    help = "Run the jobs of this database until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--end-with",
            type=int,
            metavar="PARENT",
            help="Stop when this process, its parent, ends.",
        )

    def handle(self, **options: Any) -> None:
        if (parent := options.pop("end_with")) is not None:
            orphans.end_with(parent)
        stop = Event()
        Thread(target=clock.run, args=[stop], name="clock", daemon=True).start()
        try:
            super().handle(**options)
        finally:
            stop.set()

    def configure_logging(self, verbosity: int) -> None:
        """Failed jobs are logged as errors; that it starts and stops is not news."""
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
