"""Sessions are those of Django, found in another way."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore as Djangos
from django.contrib.sessions.models import Session
from django.utils import timezone

from parley.core.sessions import SessionStore

pytestmark = pytest.mark.django_db


def stored(**said: str) -> str:
    session = SessionStore()
    session.update(said)
    session.save()
    assert session.session_key is not None
    return session.session_key


def test_each_reads_what_the_other_wrote() -> None:
    assert dict(Djangos(stored(word="one")).items()) == {"word": "one"}
    theirs = Djangos()
    theirs["word"] = "two"
    theirs.save()
    assert dict(SessionStore(theirs.session_key).items()) == {"word": "two"}


def test_one_query_finds_it(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    key = stored(word="one")
    with django_assert_num_queries(1):
        assert SessionStore(key)["word"] == "one"


def test_one_that_is_over_or_unknown_is_empty_and_gets_another_key() -> None:
    key = stored(word="one")
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    for old in (key, "a" * 32, "x' OR '1'='1"):
        session = SessionStore(old)
        assert dict(session.items()) == {}
        assert session.session_key is None
