"""Checking a package of a report on any machine: no database, no settings, no network.

The numbers are worked out again from what they were made of. Its errors are told in English, as all of
the command line is.
"""

from parley.apps.reports.verifying.told import Verified
from parley.apps.reports.verifying.verify import verify

__all__ = ["Verified", "verify"]
