"""Outcomes of the world: findings in every state for each reach; practices and questions of sessions
under every rule; maps that are drawn. What may be read of each carries a word of its own.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

from parley.apps.accounts.models import Person
from parley.apps.convening.models import Rule, SeatRole, Session
from parley.apps.deliberation.models import Element, Phase, Proposition
from parley.apps.evidence.models import Document
from parley.apps.outcomes.models import (
    Endorsement,
    Finding,
    FindingKind,
    FindingState,
    MapRelease,
    MapStatus,
    OpenQuestion,
    OpinionMap,
    Practice,
    PracticeEvidence,
    Reach,
    Subject,
    Synthesis,
    SynthesisSource,
)
from parley.apps.outcomes.selectors import maps
from parley.apps.outcomes.selectors.sources import source_of
from parley.apps.outcomes.services import drawing
from parley.core.localtext import LocalText
from tests import factories as make
from tests.access.consultations import NEVER
from tests.access.evidence import KINDS
from tests.access.targets import Sees, Target, Targets, dialogues
from tests.access.world import EVERYONE, INSIDE, SEEN_BY_RULE, TEAM, World

STATE = "announced"
REPORTERS = {"rapporteur", "convener"}
# A session that everybody sees in the programme, and in which only participants hear what is said.
LISTED = "listed"
WHERE = ("", *(rule.value for rule in Rule), LISTED, "nowhere")
HEARD = {**SEEN_BY_RULE, LISTED: INSIDE, "nowhere": EVERYONE}
REACHED = {Reach.TEAM: TEAM, Reach.PARTICIPANTS: INSIDE, Reach.PUBLIC: EVERYONE}
SEATS = {
    "invited": SeatRole.INVITED,
    "registered": SeatRole.PARTICIPANT,
    "facilitator": SeatRole.FACILITATOR,
    "rapporteur": SeatRole.RAPPORTEUR,
    "convener": SeatRole.CONVENER,
}


def gathered_word(noun: str, where: str, published: bool) -> str:
    """Of a practice or a question."""
    state = "told" if published else "kept"
    return f"canary{noun}{where.replace('_', '') or 'unstated'}{state}"


def sees_gathered(persona: str, where: str, published: bool) -> bool:
    return persona in HEARD[where] and (published or persona in REPORTERS)


# A map that a convener has let out, and one that could be: what the consultations are called is for
# those who take part, what stands on the map that is out for everybody.
MAP_INSIDE, MAP_KEPT, MAP_OUT = "canarymapinside", "canarymapkept", "canarymapout"

# Beside its states: a finding that was accepted, and rests on what is among participants or behind
# closed doors; and one from there that a convener has let out.
BOUND, BEHIND, RELEASED = "bound", "behind", "released"
FINDINGS = (*FindingState.values, BOUND, BEHIND, RELEASED)
DECIDED = {FindingState.ACCEPTED.value, FindingState.JOINED.value, RELEASED}


def finding_word(reach: str, state: str) -> str:
    return f"canaryfinding{reach}{state}"


def sees_finding(persona: str, reach: str, state: str) -> bool:
    reached = REACHED[Reach(reach)]
    if state == BEHIND:
        return persona == "convener" or (persona == "contributor" and persona in reached)
    if persona in REPORTERS:
        return True
    return persona in (
        reached & INSIDE if state == BOUND else reached if state in DECIDED else set()
    )


def words_seen(persona: str) -> set[str]:
    gathered = {
        gathered_word(noun, where, published)
        for noun in ("practice", "question")
        for where in WHERE
        for published in (True, False)
        if sees_gathered(persona, where, published)
    }
    findings = {
        finding_word(reach, state)
        for reach in Reach.values
        for state in FINDINGS
        if sees_finding(persona, reach, state)
    }
    of_maps = {MAP_INSIDE, MAP_KEPT} if persona in INSIDE else set()
    return gathered | findings | of_maps | {MAP_OUT}


def add_to(world: World) -> None:
    """After consultations and evidence."""
    listed = make.session(
        world.dialogues[STATE], slug="s-listed", rule=Rule.PARTICIPANTS, listed=True
    )
    for where in WHERE:
        session = listed if where == LISTED else world.sessions.get((STATE, where))
        for published in (True, False):
            _add_practice(world, where, session, published)
            _add_question(world, where, session, published)
    for reach in Reach.values:
        _add_synthesis(world, reach)
    _draw_maps(world)
    _let_map_out(world)


def _text(word: str) -> LocalText:
    return LocalText(en=f"Text {word}", fr=f"Texte {word}", ar=f"نص {word}")


def _add_practice(world: World, where: str, session: Session | None, published: bool) -> None:
    word = gathered_word("practice", where, published)
    text = _text(word)
    row = Practice.objects.create(
        slug=f"practice-{word}",
        dialogue=world.dialogues[STATE],
        session=session,
        title=text,
        what=text,
        by_whom=text,
        capacity=text,
        cost=text,
        caveats=text,
        status="assessed",
        assessed_by=word,
        published=published,
    )
    row.elements.add(Element.objects.get(slug="the-element"))
    PracticeEvidence.objects.create(practice=row, title=word, link=f"https://example.org/{word}")
    # Of a collection that is not published: it shows through no practice.
    hidden = Document.objects.filter(collection__slug="kept-positions").first()
    PracticeEvidence.objects.create(practice=row, document=hidden)
    Endorsement.objects.create(practice=row, user=make.user(name=NEVER))
    world.practices[where, published] = row


def _add_question(world: World, where: str, session: Session | None, published: bool) -> None:
    text = _text(gathered_word("question", where, published))
    world.questions[where, published] = OpenQuestion.objects.create(
        dialogue=world.dialogues[STATE],
        session=session,
        element=Element.objects.get(slug="the-element"),
        text=text,
        answer=text,
        status="answered",
        published=published,
    )


def _add_synthesis(world: World, reach: str) -> None:
    """Each in a dialogue of its own, for a dialogue has one."""
    dialogue = make.dialogue(slug=f"outcome-{reach}")
    for persona, role in SEATS.items():
        make.seat(dialogue, world.accounts[persona], role)
    closed = make.session(dialogue, rule=Rule.CLOSED_DOOR)
    make.contribution(closed, person=Person.objects.get(slug="the-speaker"))
    behind = make.consultation(dialogue, session=closed, rule=Rule.CLOSED_DOOR)
    row = Synthesis.objects.create(dialogue=dialogue, reach=reach)
    SynthesisSource.objects.create(
        synthesis=row, collection=world.collections["published", KINDS[0]]
    )
    world.syntheses[reach] = row
    first = _add_finding(world, row, "accepted")
    for state in ("proposed", "rejected"):
        _add_finding(world, row, state)
    _add_finding(world, row, "joined", joined_into=first)
    accepted = {"state": FindingState.ACCEPTED, "bound": True}
    _add_finding(world, row, BOUND, **accepted)
    _add_finding(world, row, BEHIND, behind=behind, **accepted)
    _add_finding(world, row, RELEASED, behind=behind, released=True, **accepted)


def _add_finding(world: World, row: Synthesis, case: str, **fields: Any) -> Finding:
    word = finding_word(row.reach, case)
    values = {
        "subject": Subject.OWN,
        "kind": FindingKind.CONVERGENCE,
        "element": Element.objects.get(slug="the-element"),
        "state": case,
        "wording": _text(word),
        "reason": word if case == FindingState.REJECTED else "",
        "decided_by": None if case == FindingState.PROPOSED else make.user(name=NEVER),
    }
    made = Finding.objects.create(synthesis=row, **values | fields)
    world.findings[row.reach, case] = made
    return made


# Consultations and a collection of which there is a map to open.
DRAWN = (("public", "closed"), ("chatham_house", "closed"), ("closed_door", "closed"))


def _draw_maps(world: World) -> None:
    rows = [world.consultations[case] for case in DRAWN]
    element = Element.objects.get(slug="the-element")
    library = element.propositions.filter(consultation=None)
    for origin in library:
        copies = Proposition.objects.filter(consultation__in=rows, number=origin.number)
        copies.update(element=element, origin=origin)
    rows += [world.collections["published", kind] for kind in KINDS]
    for source in map(source_of, rows):
        drawing.queue(source, maps.fingerprint(source))
    assert {row.status for row in OpinionMap.objects.all()} == {MapStatus.READY}


def _let_map_out(world: World) -> None:
    """Two consultations of a dialogue whose findings are for everybody; the map of one is out."""
    dialogue = world.syntheses[Reach.PUBLIC].dialogue
    for slug, word in (("map-out", MAP_OUT), ("map-kept", MAP_KEPT)):
        row = make.consultation(
            dialogue,
            slug=slug,
            rule=Rule.CHATHAM_HOUSE,
            phase=Phase.CLOSED,
            title=_text(MAP_INSIDE),
            attribution=MAP_INSIDE,
        )
        asked = [make.proposition(row, text=_text(word)) for _ in range(3)]
        for number in range(12):
            who = uuid4()
            for at, proposition in enumerate(asked):
                make.stance(proposition, respondent=who, value=1 if (number + at) % 2 else -1)
        source = source_of(row)
        drawing.queue(source, maps.fingerprint(source))
    out = OpinionMap.objects.get(consultation__slug="map-out", current=True)
    world.released = MapRelease.objects.create(map=out, title=_text(MAP_OUT))


# The rows that routes are tried with


def with_outcome(**parts: Any) -> Targets:
    """All dialogues, those of which there are findings too."""

    def targets(world: World) -> Iterator[Target]:
        for target in dialogues(world):
            yield replace(target, kwargs={**target.kwargs, **parts})
        for reach in Reach.values:
            yield Target({"slug": f"outcome-{reach}", **parts})

    return targets


def reported(world: World) -> Iterator[Target]:
    """The desk of an outcome exists for those who report."""
    every = (*world.dialogues, *(f"outcome-{reach}" for reach in Reach.values))
    for turn, slug in enumerate(every):
        yield Target({"slug": slug}, REPORTERS.__contains__, turn=turn)


def sources(world: World) -> Iterator[Target]:
    """Of what findings are drawn from."""
    for reach, row in world.syntheses.items():
        at = {"slug": f"outcome-{reach}", "key": row.sources.get().pk}
        yield Target(at, REPORTERS.__contains__)


def findings(world: World) -> Iterator[Target]:
    """Whoever reports reads what is not decided on at the desk, and not here."""
    for (reach, state), row in world.findings.items():
        stands = state not in (FindingState.PROPOSED, FindingState.REJECTED)
        yield Target(
            {"uid": row.uid}, lambda p, r=reach, s=state, t=stands: t and sees_finding(p, r, s)
        )


def findings_at_the_desk(world: World) -> Iterator[Target]:
    for turn, ((reach, state), row) in enumerate(world.findings.items()):
        yield Target(
            {"slug": f"outcome-{reach}", "uid": row.uid},
            lambda p, r=reach, s=state: p in REPORTERS and sees_finding(p, r, s),
            turn=turn,
        )


def practices(world: World) -> Iterator[Target]:
    for (where, published), row in world.practices.items():
        yield Target({"slug": row.slug}, lambda p, w=where, t=published: sees_gathered(p, w, t))


def endorsing(world: World) -> Iterator[Target]:
    """Nobody endorses a draft."""
    for (_where, published), target in zip(world.practices, practices(world), strict=True):
        yield target if published else replace(target, allowed=frozenset())


def practices_at_the_desk(world: World) -> Iterator[Target]:
    for turn, target in enumerate(practices(world)):
        at = {"slug": STATE, "practice": target.kwargs["slug"]}
        yield replace(target, kwargs=at, turn=turn)


def questions_at_the_desk(world: World) -> Iterator[Target]:
    for turn, ((where, published), row) in enumerate(world.questions.items()):
        yield Target(
            {"slug": STATE, "uid": row.uid},
            lambda p, w=where, t=published: sees_gathered(p, w, t),
            turn=turn,
        )


def _map_of(world: World, rule: str) -> tuple[dict[str, Any], Sees]:
    row = world.consultations[rule, "closed"]
    return {"slug": STATE, "consultation": row.slug}, SEEN_BY_RULE[rule].__contains__


def released_maps(world: World) -> Iterator[Target]:
    yield Target({"slug": f"outcome-{Reach.PUBLIC}", "uid": world.released.uid})
    yield Target({"slug": STATE, "uid": world.released.uid}, set().__contains__)


def maps_at_the_desk(world: World) -> Iterator[Target]:
    """Whoever sees a map hears that it is not theirs to let out."""
    for slug in ("map-out", "map-kept"):
        at = {"slug": f"outcome-{Reach.PUBLIC}", "consultation": slug}
        yield Target(at, INSIDE.__contains__)
    for rule in ("public", "chatham_house", "closed_door"):
        kwargs, seen = _map_of(world, rule)
        yield Target(kwargs, seen)


def drawn(**parts: Any) -> Targets:
    """Of the maps there are, files: behind a closed door there is none."""

    def targets(world: World) -> Iterator[Target]:
        for rule in ("public", "chatham_house", "closed_door"):
            kwargs, seen = _map_of(world, rule)
            leaves = seen if rule != "closed_door" else set().__contains__
            yield Target({**kwargs, **parts}, leaves)

    return targets


def compared(**parts: Any) -> Targets:
    """Two maps, for those who see both; none of which one is behind a closed door."""

    def targets(world: World) -> Iterator[Target]:
        keys = {
            rule: f"c{world.consultations[rule, 'closed'].pk}"
            for rule in ("public", "chatham_house", "closed_door")
        }
        keys |= {kind: f"e{world.collections['published', kind].pk}" for kind in KINDS}
        pairs = {
            ("public", "positions"): EVERYONE,
            ("public", "chatham_house"): INSIDE,
            ("closed_door", "public"): set(),
        }
        for (before, after), seen in pairs.items():
            at = {"before": keys[before], "after": keys[after]}
            yield Target({"slug": STATE, **at, **parts}, seen.__contains__)

    return targets
