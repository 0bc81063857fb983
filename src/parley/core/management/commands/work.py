"""The jobs worker of `parley serve`: Django's db_worker, quiet unless something fails."""

import logging

from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker


class Command(DatabaseWorker):
    help = "Run the jobs of this database until stopped."

    def configure_logging(self, verbosity: int) -> None:
        """Failed jobs are logged as errors; that it starts and stops is not news."""
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
