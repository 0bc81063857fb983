"""The jobs worker of `parley serve`: Django's db_worker, quiet unless something fails."""

import logging
from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from parley.core import orphans


class Command(DatabaseWorker):
    help = "Run the jobs of this database until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--end-with", type=int, metavar="PARENT", help="Stop when this process, its parent, ends."
        )

    def handle(self, **options: Any) -> None:
        if (parent := options.pop("end_with")) is not None:
            orphans.end_with(parent)
        super().handle(**options)

    def configure_logging(self, verbosity: int) -> None:
        """Failed jobs are logged as errors; that it starts and stops is not news."""
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
