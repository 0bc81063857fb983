"""What `parley check` says about signing in."""

from typing import Any

import pytest

from parley.apps.accounts import diagnosis
from parley.core.doctor import configuration, examine
from parley.core.doctor.finding import Finding
from parley.settings.config import Provider
from tests.accounts.conftest import with_app
from tests.factories import user

pytestmark = pytest.mark.django_db


def configured(settings: Any, **values: Any) -> None:
    settings.CONFIG = settings.CONFIG.model_copy(update=values)


def provider(server: str, secret: str = "s3cret") -> Provider:
    return Provider(name="Ministry", server=server, client_id="x", secret=secret)


def one(found: Any) -> Finding:
    (finding,) = list(found)
    return finding


@pytest.mark.parametrize(
    ("server", "secret", "level"),
    [
        ("https://id.example", "s3cret", "ok"),
        ("http://127.0.0.1:9400", "s3cret", "ok"),
        ("http://id.example", "s3cret", "problem"),
        ("https://id.example", "", "note"),
    ],
)
def test_providers_are_asked_safely(settings: Any, server: str, secret: str, level: str) -> None:
    configured(settings, oidc=[provider(server, secret)])
    finding = one(configuration.providers())
    assert (finding.check, finding.level) == ("sign-in", level)
    assert "s3cret" not in finding.message


@pytest.mark.parametrize(
    ("base_url", "count", "level"),
    [
        ("https://dialogues.example", 1, "ok"),
        ("https://dialogues.example", 0, "note"),
        ("http://127.0.0.1:8000", 0, "ok"),
        ("http://127.0.0.1:8000", 1, "problem"),
    ],
)
def test_proxies_are_trusted_where_there_are_some(
    settings: Any, base_url: str, count: int, level: str
) -> None:
    configured(settings, base_url=base_url)
    settings.TRUSTED_PROXIES = count
    assert one(configuration.proxies()).level == level


def test_operators_and_conveners_without_a_second_factor_are_told_of(settings: Any) -> None:
    user(email="guest@example.org")
    with_app(user(is_convener=True))
    user(is_convener=True, is_active=False)
    assert one(diagnosis.second_factors()).level == "ok"
    user(email="boss@example.org", is_operator=True)
    finding = one(diagnosis.second_factors())
    assert (finding.level, "boss@example.org" in finding.message) == ("note", True)
    assert "require_second_factor" in finding.mend
    settings.REQUIRE_SECOND_FACTOR = True
    assert "when they next sign in" in one(diagnosis.second_factors()).message


def test_it_is_among_all_checks() -> None:
    assert {"proxies", "second factor"} <= {finding.check for finding in examine()}
