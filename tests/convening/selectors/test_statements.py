"""Prepared queries answer as the plain ones do, for everybody; scopes keep what that rests on."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from unittest import mock

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parley.apps.convening.models import Dialogue, Session
from parley.apps.convening.selectors import programme
from parley.apps.deliberation.models import Consultation, Norm, Proposition, Topic
from parley.apps.evidence.models import Collection
from parley.apps.outcomes.models import Ground, MapStatus, OpinionMap
from parley.core import access, preview, statements
from parley.core.access import visible
from parley.core.actors import ANONYMOUS, Actor, Preview, actor_of, system_actor
from parley.core.localtext import LocalText
from tests import factories as make
from tests.access import consultations, evidence, outcomes
from tests.access.world import World, build

pytestmark = pytest.mark.django_db
STATES = ("draft", "announced", "concluded")
Questions = Callable[[], set[tuple[Any, ...]]]


def each(model: type[Model], *columns: str, **only: Any) -> Questions:
    """What one may ask with these columns of the rows that there are."""
    return lambda: set(model._default_manager.filter(**only).order_by().values_list(*columns))


# What each prepared query is asked with: one that is not listed fails.
QUESTIONS: dict[str, Questions] = {
    "_dialogue": each(Dialogue, "slug"),
    "_whole_dialogue": each(Dialogue, "slug"),
    "_session": each(Session, "dialogue__slug", "slug"),
    "_hosts": each(Dialogue, "pk"),
    "_sessions_in": each(Dialogue, "pk"),
    "_contributions_in": each(Dialogue, "pk"),
    "_pictures": each(Dialogue, "pk"),
    "_materials": each(Dialogue, "pk"),
    "_openings": each(Dialogue, "pk"),
    "_own_rows": each(Dialogue, "pk"),
    "_any_own": lambda: {()},
    "_topics": each(Dialogue, "pk"),
    "_in_dialogue": each(Dialogue, "pk"),
    "_in_session": each(Session, "pk", consultations__isnull=False),
    "_parts": each(Consultation, "pk"),
    "_seen": each(Consultation, "pk"),
    "_maps_around": lambda: {
        (row.pk, row.series_id or 0) for row in Dialogue.objects.filter(status="announced")
    },
    "_asked": each(
        Proposition,
        "consultation__dialogue__slug",
        "consultation__slug",
        "number",
        number=1,
        consultation__isnull=False,
    ),
    "_seats": each(Dialogue, "pk"),
    "_with_cards": lambda: {()},
    "_all_hosts": lambda: {()},
    "_all_leads": lambda: {()},
    "_all_series": lambda: {()},
    "_collection": each(Collection, "slug"),
    "_dialogues_with": each(Collection, "pk"),
    "_library": each(Norm, "pk"),
    "_positions": each(Collection, "pk"),
    "_readings": each(Collection, "pk"),
    "_present": each(Collection, "pk"),
    "_roll_calls": each(Collection, "pk"),
    "_votes": each(Collection, "pk"),
    "_voters": each(Collection, "pk"),
    "_of_session": each(Session, "pk", consultations__isnull=False),
    "_told_in": each(Session, "pk"),
    "_raised_in": each(Session, "pk"),
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = build(STATES)
        consultations.add_to(made)
        for state, dialogue in made.dialogues.items():
            dialogue.hosts.create(organisation=make.organisation(), role="organiser")
            dialogue.points.create(kind="objective", text=LocalText(en=state))
            dialogue.norms.create(label=state, text=LocalText(en=state))
            Topic.objects.create(dialogue=dialogue, norm=make.norm())
            lead = dialogue.pictures.order_by("pk").first()
            dialogue.pictures.filter(pk=lead and lead.pk).update(is_lead=True)
        evidence.add_to(made)
        outcomes.add_to(made)
        for (reach, _state), finding in made.findings.items():
            asked = made.consultations["public" if reach == "public" else "participants", "closed"]
            source, _ = finding.synthesis.sources.get_or_create(consultation=asked)
            Ground.objects.create(finding=finding, source=source)
        for row in Consultation.objects.exclude(maps__current=True):
            OpinionMap.objects.create(consultation=row, status=MapStatus.READY, current=True)
        yield made
        transaction.set_rollback(True)


def everybody(world: World) -> list[Actor]:
    """All personas, all previews of two dialogues, nobody, and a job."""
    shown = [world.dialogues[state].pk for state in ("draft", "announced")]
    previews = [Preview(persona, key) for persona in preview.PERSONAS for key in shown]
    return [
        ANONYMOUS,
        system_actor("job"),
        *(actor_of(account) for account in world.accounts.values()),
        *(Actor(label="preview", preview=each) for each in previews),
    ]


def test_every_prepared_query_is_tried_here() -> None:
    assert {one.__name__ for one in statements.everything} == set(QUESTIONS)
    assert len(statements.everything) == len(QUESTIONS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_prepared_query_answers_as_the_plain_one(world: World, name: str) -> None:
    (statement,) = (one for one in statements.everything if one.__name__ == name)
    statements.forget()
    found: set[tuple[Any, ...]] = set()
    questions = QUESTIONS[name]()
    for actor in everybody(world):
        for values in questions:
            answer, plain = statement(actor, *values), list(statement.build(actor, *values))
            assert [*map(whole, answer)] == [*map(whole, plain)], (actor, values)
            found.add(tuple(map(str, answer)))
    assert len(found) > 1  # the law would say little if all saw the same


def whole(row: Any, *above: Any) -> Any:
    """All that a row holds, with the rows that came with it."""
    if not isinstance(row, Model) or any(row is one for one in above):
        return row
    own = {name: value for name, value in vars(row).items() if name != "_state"}
    came = row._state.fields_cache.items()
    return own, {name: other and whole(other, row, *above) for name, other in came}


def test_readers_of_a_kind_share_one_query_and_each_get_their_own_rows(world: World) -> None:
    statements.forget()
    accounts = (world.accounts[name] for name in ("outsider", "invited", "registered"))
    dialogue = world.dialogues["announced"]
    rules = [
        sorted({row.rule for row in programme._sessions_in(actor_of(account), dialogue.pk)})
        for account in accounts
    ]
    listed = ["participants", "public"]  # the one of participants stands in the programme for all
    assert rules == [listed, listed, ["chatham_house", "participants", "public"]]
    assert statements._compiled.cache_info().currsize == 1


def queries_of(actors: list[Actor]) -> list[Any]:
    """The SQL of all that exists for each of these actors."""
    shown = (visible(model, actor) for actor in actors for model in access._policies)
    found = [rows.query.get_compiler(rows.db, elide_empty=False).as_sql() for rows in shown]
    return [(sql.replace("(%s)", "%s"), values) for sql, values in found]


def test_a_scope_depends_on_the_actor_alone(world: World) -> None:
    """It asks nothing, and neither the clock nor what is in the database changes it."""
    with CaptureQueriesContext(connection) as asked:
        before = queries_of(everybody(world))
    assert not asked.captured_queries
    Dialogue.objects.update(status="draft")
    with mock.patch.object(timezone, "now", return_value=datetime(2050, 1, 1, tzinfo=UTC)):
        assert queries_of(everybody(world)) == before


def test_a_scope_is_the_same_for_all_actors_of_a_kind(world: World) -> None:
    """Whoever it is stands in the values of the SQL only, where the kept one has a stand-in."""
    actors = everybody(world)
    kinds = [statements._kind_of(actor) for actor in actors]
    exactly, kept = queries_of(actors), queries_of(kinds)
    assert [sql for sql, _values in exactly] == [sql for sql, _values in kept]
    assert len(set(kinds)) == len(actors) - len(world.accounts) + 3
