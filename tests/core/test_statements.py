"""Queries kept for a kind of reader: what they are kept by, and what may not be kept."""

from dataclasses import fields, replace
from typing import Any

import pytest
from django.db.models import Q, QuerySet
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.models import Dialogue, Series, Session
from parley.core import access, statements
from parley.core.access import visible
from parley.core.actors import Actor, Preview
from parley.core.statements import Prepared
from tests import factories as make

ACTORS = st.builds(
    Actor,
    user_id=st.none() | st.integers(1, 5),
    label=st.sampled_from(["anonymous", "Ada", "Bob"]),
    is_operator=st.booleans(),
    is_convener=st.booleans(),
    system=st.sampled_from(["", "job"]),
    preview=st.none()
    | st.builds(Preview, st.sampled_from(["visitor", "convener"]), st.integers(1, 2)),
)


@pytest.fixture
def prepared() -> Any:
    """`prepared`, without a trace in the list of the project's own statements."""
    yield Prepared
    ours = [each for each in statements.everything if each.__module__ == __name__]
    for each in ours:
        statements.everything.remove(each)
    statements.forget()


@given(ACTORS, ACTORS)
def test_actors_are_of_a_kind_when_only_who_they_are_differs(one: Actor, other: Actor) -> None:
    shapes = {field.name for field in fields(Actor)} - {"user_id", "label"}
    same = all(getattr(one, name) == getattr(other, name) for name in shapes)
    same = same and one.is_signed_in == other.is_signed_in
    assert (statements._kind_of(one) == statements._kind_of(other)) == same
    assert (hash(statements._kind_of(one)) == hash(statements._kind_of(other))) or not same


LOOKS: dict[str, Any] = {
    "compares": lambda value: value == 1,
    "searches": lambda value: value in (1, 2),
    "orders": lambda value: value < 5,
    "computes": lambda value: range(value),
    "prints": lambda value: f"{value}",
    "converts": lambda value: int(value),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.django_db
def test_a_prepared_query_can_not_decide_by_who_asks(prepared: Any, look: Any) -> None:
    def by_reader(actor: Actor) -> QuerySet[Dialogue]:
        look(actor.user_id)
        return Dialogue.objects.all()

    def by_value(_actor: Actor, value: int) -> QuerySet[Dialogue]:
        look(value)
        return Dialogue.objects.all()

    reader = Actor(user_id=1)
    with pytest.raises(TypeError, match="must not look at them"):
        prepared(by_reader)(reader)
    with pytest.raises(TypeError, match="must not look at them"):
        prepared(by_value)(reader, 1)


@pytest.mark.django_db
def test_rows_fetched_beforehand_are_refused(prepared: Any) -> None:
    def with_sessions(actor: Actor) -> QuerySet[Dialogue]:
        return visible(Dialogue, actor).prefetch_related("sessions")

    with pytest.raises(TypeError, match="with_sessions: rows that are fetched beforehand"):
        prepared(with_sessions)(Actor())


@pytest.mark.django_db
def test_a_query_that_nothing_can_fulfil_answers_nothing(prepared: Any) -> None:
    def nothing(actor: Actor) -> QuerySet[Dialogue]:
        return visible(Dialogue, actor).filter(access.NOTHING)

    make.dialogue()
    assert prepared(nothing)(Actor()) == []


@pytest.mark.django_db
def test_each_answer_is_asked_for_anew(prepared: Any) -> None:
    @prepared
    def in_dialogue(actor: Actor, dialogue: int) -> QuerySet[Session]:
        return visible(Session, actor).filter(dialogue=dialogue).select_related("dialogue")

    dialogue, other = make.dialogue(), make.dialogue()
    first = make.session(dialogue, rule="public")
    assert in_dialogue(Actor(), dialogue.pk) == [first]
    (found,) = in_dialogue(Actor(), dialogue.pk)
    found.title = {}  # what one reader's page does to its rows is nobody else's business
    second = make.session(dialogue, rule="public")
    make.session(other, rule="public")
    again = in_dialogue(Actor(), dialogue.pk)
    assert sorted(row.pk for row in again) == [first.pk, second.pk]
    assert again[0].title == first.title
    assert again[0].dialogue == dialogue


@pytest.mark.django_db
def test_a_changed_policy_is_heeded_at_once(prepared: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    @prepared
    def all_series(actor: Actor) -> QuerySet[Series]:
        return visible(Series, actor)

    series = make.series()
    stranger = Actor(user_id=make.user().pk)
    assert all_series(stranger) == []
    monkeypatch.setattr(access, "_widenings", {})
    access.widen(Series, lambda _actor: Q(pk=series.pk))
    assert all_series(stranger) == [series]
    monkeypatch.setattr(access, "_policies", dict(access._policies))
    closed = type(access._policies[Series])()
    monkeypatch.setattr(closed, "scope", lambda _actor: access.NOTHING)
    monkeypatch.setattr(access, "_widenings", {})
    access.register(closed)
    assert all_series(stranger) == []


def test_the_same_person_with_another_power_is_another_kind() -> None:
    person = Actor(user_id=3)
    for change in (
        {"is_operator": True},
        {"is_convener": True},
        {"preview": Preview("invited", 1)},
    ):
        assert statements._kind_of(replace(person, **change)) != statements._kind_of(person)
