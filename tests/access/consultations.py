"""Consultations of the world: under every rule, in every phase; and the routes that lead to them.

All stand in one announced dialogue, each under a session of its rule, with words of its own; those
that nobody but its moderators may read, and those that nobody may read at all, are marked too.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

from parley.apps.convening.models import Dialogue, Rule, Session
from parley.apps.deliberation.models import (
    CONFIDENTIAL,
    Consultation,
    LiveRoom,
    OnRecord,
    Phase,
    Proposition,
    PropositionState,
    Results,
    Stance,
)
from parley.core.localtext import LocalText
from tests import factories as make
from tests.access.targets import Target, Targets
from tests.access.world import SEEN_BY_RULE, SIGNED_IN, World

STATE = "announced"
N_RESPONDENTS = 14
DAY = date(2026, 5, 4)
CODES = "CDFGHJKMNPQRTWXY3479"
LEADERS = {"convener", "facilitator"}
# Conveners and facilitators run it; they are asked nothing.
RESPONDERS = {"registered", "contributor"}


def canary_of(rule: str, phase: str) -> str:
    """The word that marks all that may be read of one consultation."""
    return f"canaryround{rule.replace('_', '')}{phase}"


def waiting_word(rule: str, phase: str) -> str:
    """In what was submitted and is not accepted."""
    return f"canarywaiting{rule.replace('_', '')}{phase}"


# In words of too few people, in the name of an author, in what stands under a pseudonym.
NEVER = "canarysecret"


def sees(persona: str, rule: str, phase: str) -> bool:
    if phase == Phase.DRAFT:
        return leads(persona, rule)
    return persona in SEEN_BY_RULE[rule]


def leads(persona: str, rule: str) -> bool:
    return persona in LEADERS and persona in SEEN_BY_RULE[rule]


def sees_results(persona: str, rule: str, phase: str) -> bool:
    """Those of a sealed one are held back here, for everybody but who runs it."""
    if phase in (Phase.DRAFT, Phase.COLLECTING):
        return False
    return sees(persona, rule, phase) and (phase != Phase.SEALED or leads(persona, rule))


def words_seen(persona: str) -> set[str]:
    """The board of propositions alone says what waits: see `waiting_on_the_board`."""
    return {canary_of(*case) for case in cases() if sees(persona, *case)}


def waiting_on_the_board(persona: str) -> set[str]:
    return {waiting_word(*case) for case in cases() if leads(persona, case[0])}


def cases() -> list[tuple[str, str]]:
    return [(rule.value, phase.value) for rule in Rule for phase in Phase]


def add_to(world: World) -> None:
    dialogue = world.dialogues[STATE]
    for place, (rule, phase) in enumerate(cases()):
        session = world.sessions[STATE, rule]
        world.consultations[rule, phase] = _add(dialogue, session, rule, phase, place)


def _add(dialogue: Dialogue, session: Session, rule: str, phase: str, place: int) -> Consultation:
    word = canary_of(rule, phase)
    text = LocalText(en=f"Text {word}", fr=f"Texte {word}", ar=f"نص {word}")
    consultation = make.consultation(
        dialogue,
        session=session,
        slug=f"{rule}-{phase}".replace("_", "-"),
        title=text,
        introduction=text,
        rule=rule,
        phase=phase,
        on_record=rule not in CONFIDENTIAL,
        results=Results.HELD if phase == Phase.SEALED else Results.LIVE,
    )
    asked = [make.proposition(consultation, text=text) for _ in range(2)]
    _add_waiting(consultation, waiting_word(rule, phase))
    if phase in (Phase.OPEN, Phase.CLOSED, Phase.SEALED):
        _answer(consultation, asked, word)
    code = f"{CODES[place % 20]}{CODES[place // 5]}HJKM"
    room = LiveRoom.objects.create(
        consultation=consultation, code=code, running=phase == Phase.OPEN, proposition=asked[0]
    )
    if phase == Phase.OPEN:
        room.speakers.create(user=make.user(name=NEVER), name=f"Speaker {word}")
    return consultation


def _add_waiting(consultation: Consultation, word: str) -> None:
    hidden = LocalText(en=f"Text {word}", fr=f"Texte {word}", ar=f"نص {word}")
    for place, state in enumerate(
        (PropositionState.SUBMITTED, PropositionState.DECLINED, PropositionState.WITHDRAWN)
    ):
        make.proposition(
            consultation,
            number=1_000_000 + place,
            text=hidden,
            state=state,
            reason=word if state == PropositionState.DECLINED else "",
            author_key=uuid4(),
            # By choice; where who said what is confidential, no name stands there.
            author=make.user(name=word) if consultation.on_record else None,
        )


def _answer(consultation: Consultation, asked: list[Proposition], word: str) -> None:
    """Too few have a reservation for any to be read; one answers on record where that may be."""
    names = [uuid4() for _ in range(N_RESPONDENTS)]
    rows = []
    for proposition in asked:
        for place, name in enumerate(names):
            row = Stance(proposition=proposition, respondent=name, day=DAY)
            row.value = 1 if place < N_RESPONDENTS // 2 else -1
            row.reserved = place in (1, 2)
            row.reservation = NEVER if row.reserved else ""
            rows.append(row)
    Stance.objects.bulk_create(rows)
    if consultation.on_record:
        OnRecord.objects.create(
            consultation=consultation,
            respondent=names[0],
            user=make.user(name=NEVER),
            name=f"Delegation {word}",
            since=DAY,
        )


# The rows that routes are tried with

Case = Callable[[str, str, str], bool]


def by_case(case_sees: Case, turning: bool = True, **parts: Any) -> Targets:
    """Each consultation; for most routes a quarter of them in turn."""

    def targets(world: World) -> Iterator[Target]:
        for turn, ((rule, phase), row) in enumerate(world.consultations.items()):
            yield Target(
                {"slug": STATE, "consultation": row.slug, **parts},
                lambda persona, r=rule, p=phase: case_sees(persona, r, p),
                turn=turn if turning else None,
            )

    return targets


def consultations(**parts: Any) -> Targets:
    return by_case(sees, **parts)


every_consultation = by_case(sees, turning=False)
every_first_proposition = by_case(sees, turning=False, number=1)
every_results = by_case(sees_results, turning=False)
with_results = by_case(sees_results)


def files(world: World) -> Iterator[Target]:
    """Behind a closed door there is no file."""
    for target in with_results(world):
        if not target.kwargs["consultation"].startswith("closed-door"):
            yield target


def polis_files(world: World) -> Iterator[Target]:
    for target in with_results(world):
        if target.kwargs["consultation"].startswith("public"):
            yield target


def waiting(world: World) -> Iterator[Target]:
    """What waits for a moderator."""
    rows = Proposition.objects.filter(state=PropositionState.SUBMITTED)
    uids = dict(rows.values_list("consultation__slug", "uid"))
    for target in consultations()(world):
        uid = uids[target.kwargs["consultation"]]
        yield replace(target, kwargs={**target.kwargs, "uid": uid})


def asked(world: World) -> Iterator[Target]:
    """Propositions that one takes a stance on: whoever is not signed in is told so first."""
    for target in consultations(number=1)(world):
        yield replace(target, sees=lambda p, of=target.sees: p == "anonymous" or of(p))


def desks(world: World) -> Iterator[Target]:
    for state in world.dialogues:
        led = {"convener", "facilitator"} if state == STATE else {"convener"}
        yield Target({"slug": state}, led.__contains__)


def codes(world: World) -> Iterator[Target]:
    """Of the rooms that are open; whoever is not signed in is asked for that first."""
    for (rule, phase), row in world.consultations.items():
        seen_by = SIGNED_IN & SEEN_BY_RULE[rule] if phase == Phase.OPEN else set()
        yield Target({"code": row.live_room.code}, {*seen_by, "anonymous"}.__contains__)
