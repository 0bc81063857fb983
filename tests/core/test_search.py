"""Search finds what the reader may see, alike on both databases."""

import pytest

from parley.apps.convening.models import Rule, SeatRole
from parley.core import search
from parley.core.actors import ANONYMOUS, Actor
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db


def found(actor: Actor, query: str) -> list[object]:
    return sorted((hit.object for hit in search.find(actor, query)), key=lambda o: type(o).__name__)


def test_accents_case_and_word_endings_do_not_matter() -> None:
    person, session = make.person(name="Jürg Übermaß"), make.session(make.dialogue())
    make.contribution(session, person=person)
    search.rebuild()
    for query in ("jurg", "JÜRG", "jür", "ubermas", "übermaß jürg"):
        assert found(ANONYMOUS, query) == [person, session], query


def test_all_words_must_match() -> None:
    dialogue = make.dialogue(title=LocalText(en="Norms of behaviour", ar="قواعد السلوك"))
    search.rebuild()
    assert found(ANONYMOUS, "norms behaviour") == [dialogue]
    assert found(ANONYMOUS, "السلوك") == [dialogue]
    assert found(ANONYMOUS, "norms elephants") == []


@pytest.mark.parametrize(
    "query", ["", "   ", '"', "a* OR", "NEAR(", "'; DROP TABLE x; --", "&|!:*"]
)
def test_operators_of_the_database_are_only_words(query: str) -> None:
    make.dialogue(title=LocalText(en="Plain"))
    search.rebuild()
    assert found(ANONYMOUS, query) == []


def test_hidden_sessions_are_found_only_by_those_who_see_them() -> None:
    dialogue = make.dialogue()
    hidden = make.session(dialogue, rule=Rule.CLOSED_DOOR, title=LocalText(en="Canary"))
    speaker = make.person(name="Canary Speaker")
    make.contribution(hidden, person=speaker)
    account = make.user()
    make.seat(dialogue, account, SeatRole.CONVENER)
    search.rebuild()
    assert found(ANONYMOUS, "canary") == []
    assert found(make.actor(make.user()), "canary") == []
    assert found(make.actor(account), "canary") == [speaker, hidden]


def test_an_object_is_indexed_anew_and_forgotten() -> None:
    dialogue = make.dialogue(title=LocalText(en="First"))
    search.index(dialogue)
    dialogue.title = LocalText(en="Second")
    dialogue.save()
    search.index(dialogue)
    assert (found(ANONYMOUS, "first"), found(ANONYMOUS, "second")) == ([], [dialogue])
    search.forget(dialogue)
    assert found(ANONYMOUS, "second") == []


def test_the_order_of_results_tells_nothing_of_hidden_rows() -> None:
    """A rank by how rare a word is would say whether a hidden text holds it."""
    mine = make.dialogue()
    for title in ("Secretword Plain Plain", "Secretword Secretword Plain", "Plain Secretword"):
        make.session(mine, title=LocalText(en=title))
    search.rebuild()
    before = [hit.object.pk for hit in search.find(ANONYMOUS, "secretword plain")]
    hidden = make.dialogue(status="draft")
    for _n in range(30):
        make.session(hidden, title=LocalText(en="Secretword"))
    search.rebuild()
    assert [hit.object.pk for hit in search.find(ANONYMOUS, "secretword plain")] == before
    assert len(before) == 3


def test_what_is_in_a_title_comes_before_what_is_in_a_text() -> None:
    dialogue = make.dialogue()
    text = make.session(dialogue, abstract=LocalText(en="On the attribution of acts"))
    title = make.session(dialogue, title=LocalText(en="Attribution"))
    search.rebuild()
    assert [hit.object for hit in search.find(ANONYMOUS, "attribution")] == [title, text]
