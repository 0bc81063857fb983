"""A norm taken apart, and those who keep it or do not."""

from typing import Any

import pytest
from django.test import Client

from parley.apps.convening.models import SeatRole
from parley.apps.deliberation.models import Proposition
from parley.core.localtext import LocalText
from tests import factories as make


@pytest.fixture
def keeper(db: None) -> Any:
    return make.user(is_convener=True, name="Kofi Keeper")


@pytest.fixture
def keeps(keeper: Any, signed_in: Any) -> Client:
    client: Client = signed_in(keeper)
    return client


@pytest.fixture
def instrument(keeper: Any) -> Any:
    return make.instrument(
        slug="a-70-174",
        symbol="A/70/174",
        title=LocalText(en="Report of the experts"),
        link="https://example.org/70",
        created_by=keeper,
    )


@pytest.fixture
def norm(instrument: Any) -> Any:
    return make.norm(
        instrument,
        slug="13c",
        label="13(c)",
        title=LocalText(en="Territory"),
        text=LocalText(en="Not knowingly.", fr="Pas sciemment."),
        paraphrased=True,
        source="paragraph 13 (c)",
    )


@pytest.fixture
def element(norm: Any) -> Any:
    return make.element(
        norm, slug="knowledge", title=LocalText(en="Knowledge"), question=LocalText(en="What?")
    )


@pytest.fixture
def sentence(element: Any) -> Proposition:
    """One of the library."""
    return Proposition.objects.create(
        element=element, number=1, text=LocalText(en="Actual knowledge is required.")
    )


@pytest.fixture
def convened() -> Any:
    """convened() → a dialogue and the account that convenes it."""

    def made(**fields: Any) -> tuple[Any, Any]:
        dialogue, account = make.dialogue(**fields), make.user()
        make.seat(dialogue, account, SeatRole.CONVENER)
        return dialogue, account

    return made
