"""One person applies to two groups at the same moment, which hold a lock each."""

import pytest

from parley.apps.registration.models import Mode, Registration
from parley.apps.registration.services import registering
from parley.core.errors import InvalidInput
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_whoever_comes_in_by_two_doors_at_once_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other has come in between the look and the entry."""
    dialogue, account = make.dialogue(), make.user()
    group, other = make.group(dialogue), make.group(dialogue)
    look = registering._row_of

    def and_then_the_other_comes(*given: object) -> Registration:
        row = look(*given)  # type: ignore[arg-type]
        make.registration(other, account)
        return row

    monkeypatch.setattr(registering, "_row_of", and_then_the_other_comes)
    monkeypatch.setattr(registering.rows, "checked", lambda row: row)
    with pytest.raises(InvalidInput, match="registered already"):
        registering.register(account, group, {"name": "Ada", "mode": Mode.IN_PERSON})
