"""What the tests of invitations share."""

from typing import Any

import pytest

from parley.apps.registration.models import Admission, Group
from parley.core.localtext import LocalText
from tests import factories as make


@pytest.fixture
def group(host: Any) -> Group:
    name = LocalText(en="Press", fr="Presse", ar="الصحافة")
    return make.group(host.dialogue, slug="press", name=name, admission=Admission.INVITATION)
