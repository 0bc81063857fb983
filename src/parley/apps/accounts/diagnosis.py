"""What `parley check` says about accounts."""

from collections.abc import Iterator

from django.conf import settings

from parley.apps.accounts import selectors
from parley.core.doctor.finding import Finding, note, ok


def second_factors() -> Iterator[Finding]:
    """Who of those that see most signs in with a mail alone."""
    lacking = selectors.without_second_factor()
    if not lacking:
        yield ok("second factor", "All operators and conveners have one.")
    elif settings.REQUIRE_SECOND_FACTOR:
        yield note(
            "second factor",
            f"{len(lacking)} operators or conveners have none yet, {lacking[0]} for one. They set "
            "it up when they next sign in.",
        )
    else:
        yield note(
            "second factor",
            f"{len(lacking)} operators or conveners sign in with a mail alone, {lacking[0]} for one.",
            "Set require_second_factor to true, and they are asked to set one up.",
        )
