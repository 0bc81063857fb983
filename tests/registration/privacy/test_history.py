"""A dialogue's history tells of registrations in sentences, and names no guest as the object."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

import parley.apps.registration
from parley.apps.accounts.models import User
from parley.apps.registration.presenters.history import ACTIONS
from parley.apps.registration.services import erasing
from tests import factories as make
from tests.registration.privacy.world import NAME, guest

# Records that do not say which dialogue they belong to stand in no history.
ELSEWHERE = "breakouts."


def recorded() -> set[str]:
    """What this app writes into the audit record, from its source."""
    sources = Path(parley.apps.registration.__file__).parent.glob("services/*.py")
    call = re.compile(r'\b(?:audit\.record|changed)\(\s*[^"()]*?"([a-z]+\.[a-z_]+)"')
    return {action for source in sources for action in call.findall(source.read_text())}


def test_every_act_has_a_sentence() -> None:
    found = {action for action in recorded() if not action.startswith(ELSEWHERE)}
    assert "registration.evidence_added" in found
    assert found - set(ACTIONS) == set()


@pytest.mark.django_db
def test_the_history_says_what_was_done_and_not_to_whom(signed_in: Any) -> None:
    account, row = guest()
    convener = User.objects.get(name="Carl Convener")
    page = reverse("dialogue-history", args=[row.dialogue.slug])
    text = signed_in(convener).get(page).content.decode()
    assert f"<strong>{NAME}</strong> registered" in text
    assert "<strong>Carl Convener</strong> approved a registration" in text
    erasing.erase(make.actor(convener), row)
    assert "erased a registration" in signed_in(convener).get(page).content.decode()
    account.delete()
    text = signed_in(convener).get(page).content.decode()
    assert NAME not in text and "a former account</strong> registered" in text
    assert not re.search(r"</strong> [a-z]+\.[a-z_]+<", text)
