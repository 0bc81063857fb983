"""Who sees which sessions: every rule, every seat, and what hangs on a session."""

import pytest

from parley.apps.accounts.models import Organisation, Person
from parley.apps.convening.models import (
    Contribution,
    Dialogue,
    Material,
    Picture,
    Room,
    Rule,
    SeatRole,
    Session,
    SessionSeat,
    Venue,
)
from parley.core.access import may, visible
from parley.core.actors import ANONYMOUS, Actor, Preview
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db

RULES = [Rule.PUBLIC, Rule.PARTICIPANTS, Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR, ""]
OPEN = {"public"}
INSIDE = {"public", "participants", "chatham_house"}
ALL = {"public", "participants", "chatham_house", "closed_door", ""}


@pytest.fixture
def dialogue() -> Dialogue:
    """One session of each rule."""
    made = make.dialogue()
    for rule in RULES:
        make.session(made, rule=rule, title=LocalText(en=f"Session {rule or 'unstated'}"))
    return made


def rules_seen(actor: Actor) -> set[str]:
    return {session.rule for session in visible(Session, actor)}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (None, OPEN),
        (SeatRole.INVITED, OPEN),
        (SeatRole.PARTICIPANT, INSIDE),
        (SeatRole.FACILITATOR, INSIDE),
        (SeatRole.RAPPORTEUR, INSIDE),
        (SeatRole.CONVENER, ALL),
    ],
)
def test_a_seat_opens_the_rules_that_it_should(
    dialogue: Dialogue, role: str | None, expected: set[str]
) -> None:
    account = make.user()
    if role:
        make.seat(dialogue, account, role)
    assert rules_seen(make.actor(account)) == expected


def test_strangers_and_operators_see_what_is_public(dialogue: Dialogue) -> None:
    assert rules_seen(ANONYMOUS) == OPEN
    assert rules_seen(make.actor(make.user(is_operator=True, is_convener=True))) == OPEN


def test_a_seat_elsewhere_opens_nothing_here(dialogue: Dialogue) -> None:
    account = make.user()
    make.seat(make.dialogue(), account, SeatRole.CONVENER)
    assert rules_seen(make.actor(account)) == OPEN


def test_a_contributor_sees_their_closed_session_and_no_other(dialogue: Dialogue) -> None:
    account = make.user()
    mine = dialogue.sessions.get(rule=Rule.CLOSED_DOOR)
    other = make.session(dialogue, rule=Rule.CLOSED_DOOR)
    make.contribution(mine, person=make.person(user=account))
    seen = set(visible(Session, make.actor(account)))
    assert mine in seen
    assert other not in seen
    assert {session.rule for session in seen} == INSIDE | {"closed_door"}


def test_somebody_assigned_sees_that_closed_session(dialogue: Dialogue) -> None:
    account = make.user()
    closed = dialogue.sessions.get(rule=Rule.CLOSED_DOOR)
    SessionSeat.objects.create(session=closed, user=account)
    assert rules_seen(make.actor(account)) == OPEN | {"closed_door"}


def test_listed_sessions_are_seen_but_not_joined(dialogue: Dialogue) -> None:
    dialogue.sessions.filter(rule=Rule.PARTICIPANTS).update(listed=True)
    session = visible(Session, ANONYMOUS).get(rule=Rule.PARTICIPANTS)
    participant = make.user()
    make.seat(dialogue, participant, SeatRole.PARTICIPANT)
    assert not may(ANONYMOUS, "join", session)
    assert may(make.actor(participant), "join", session)


@pytest.mark.parametrize("state", ["announced", "open", "concluded", "cancelled"])
def test_published_dialogues_exist_for_everyone(state: str) -> None:
    dialogue = make.dialogue(status=state)
    assert list(visible(Dialogue, ANONYMOUS)) == [dialogue]


def test_a_draft_exists_for_its_team_and_for_operators() -> None:
    draft = make.dialogue(status="draft")
    make.session(draft)
    seen = {}
    for role in SeatRole.values:
        account = make.user()
        make.seat(draft, account, role)
        actor = make.actor(account)
        seen[role] = (visible(Dialogue, actor).count(), visible(Session, actor).count())
    assert seen == {
        "invited": (0, 0),
        "participant": (0, 0),
        "facilitator": (1, 1),
        "rapporteur": (1, 1),
        "convener": (1, 1),
    }
    assert list(visible(Dialogue, make.actor(make.user(is_operator=True)))) == [draft]
    assert not visible(Dialogue, ANONYMOUS)


def test_an_invited_only_dialogue_is_known_to_those_with_a_seat_or_a_part() -> None:
    hidden = make.dialogue(visibility="invited")
    session = make.session(hidden)
    invited, speaker = make.user(), make.user()
    make.seat(hidden, invited, SeatRole.INVITED)
    make.contribution(session, person=make.person(user=speaker))
    assert not visible(Dialogue, ANONYMOUS)
    assert not visible(Session, make.actor(make.user()))
    for account in (invited, speaker):
        assert list(visible(Dialogue, make.actor(account))) == [hidden]


def test_what_hangs_on_a_closed_session_is_hidden_with_it() -> None:
    dialogue = make.dialogue()
    room = make.room()
    organisation = make.organisation(parent=make.organisation())
    closed = make.session(dialogue, rule=Rule.CLOSED_DOOR, room=room)
    make.contribution(closed, person=make.person(), organisation=organisation)
    common = {"dialogue": dialogue, "session": closed}
    Picture.objects.create(illustration="roundtable", alt=LocalText(en="x"), **common)
    Material.objects.create(link="https://example.org", rule=Rule.PUBLIC, **common)
    everything = (Session, Contribution, Picture, Material, Room, Venue, Person, Organisation)
    assert [visible(model, ANONYMOUS).count() for model in everything] == [0] * 8
    account = make.user()
    make.seat(dialogue, account, SeatRole.CONVENER)
    counts = [visible(model, make.actor(account)).count() for model in everything]
    assert counts == [1, 1, 1, 1, 1, 1, 1, 2]


def test_a_materials_own_rule_holds_in_a_public_session(dialogue: Dialogue) -> None:
    session = dialogue.sessions.get(rule=Rule.PUBLIC)
    for rule in Rule.values:
        Material.objects.create(
            dialogue=dialogue, session=session, rule=rule, link="https://example.org"
        )
    participant, convener = make.user(), make.user()
    make.seat(dialogue, participant, SeatRole.PARTICIPANT)
    make.seat(dialogue, convener, SeatRole.CONVENER)

    def seen(actor: Actor) -> set[str]:
        return {material.rule for material in visible(Material, actor)}

    assert seen(ANONYMOUS) == OPEN
    assert seen(make.actor(participant)) == INSIDE
    assert seen(make.actor(convener)) == ALL - {""}


@pytest.mark.parametrize(
    ("persona", "expected"),
    [
        ("visitor", OPEN),
        ("invited", OPEN),
        ("participant", INSIDE),
        ("facilitator", INSIDE),
        ("convener", ALL),
    ],
)
def test_a_preview_sees_what_the_persona_would(
    dialogue: Dialogue, persona: str, expected: set[str]
) -> None:
    other = make.dialogue()
    make.session(other, rule=Rule.PARTICIPANTS)
    actor = Actor(preview=Preview(persona, dialogue.pk))
    seen = visible(Session, actor)
    assert {session.rule for session in seen} == expected
    assert not seen.filter(dialogue=other).exists()


def test_a_preview_of_a_draft_shows_it_as_it_will_be() -> None:
    draft = make.dialogue(status="draft")
    make.session(draft, rule=Rule.PUBLIC)
    make.session(draft, rule=Rule.CLOSED_DOOR)
    assert rules_seen(Actor(preview=Preview("visitor", draft.pk))) == OPEN


def test_a_previewed_contributor_sees_every_session_with_contributions(dialogue: Dialogue) -> None:
    make.contribution(dialogue.sessions.get(rule=Rule.CLOSED_DOOR))
    actor = Actor(preview=Preview("contributor", dialogue.pk))
    assert rules_seen(actor) == INSIDE | {"closed_door"}
