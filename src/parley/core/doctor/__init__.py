"""What is wrong with this installation, and how to mend it."""

from collections.abc import Iterator

from parley.core import diagnoses
from parley.core.doctor import configuration, database, machine
from parley.core.doctor.finding import Finding

__all__ = ["Finding", "examine"]


def examine() -> Iterator[Finding]:
    """Run all checks. Those of the database's content are left out when it can't be read."""
    for check in (*machine.CHECKS, *configuration.CHECKS):
        yield from check()
    reached = list(database.reach())
    yield from reached
    if all(finding.level == "ok" for finding in reached):
        for content_check in (*database.CHECKS, *diagnoses.contributed()):
            yield from content_check()
