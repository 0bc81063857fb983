"""Nobody is invited twice by a list that is sent twice at once, and nobody names more than may be."""

import pytest

from tests.registration.invitations.racing import MAY_NAME, PEOPLE, TABS
from tests.registration.test_race import place, result, started

__all__ = ["place"]
pytestmark = pytest.mark.postgresql


def test_lists_and_nominations_at_the_same_moment(place: dict[str, str]) -> None:
    assert result(started(place, "tests.registration.invitations.racing")) == {
        "said": {
            f"invited {PEOPLE}": 1,
            "invited 0": TABS - 1,
            "named": MAY_NAME,
            "refused": 6 - MAY_NAME,
        },
        "invitations": PEOPLE + MAY_NAME,
        "mails": PEOPLE + MAY_NAME,
    }
