"""A world with something to hide: dialogues in every state, sessions under every rule.

Each session carries words of its own in every field; whoever may not see the session must not
meet one of them anywhere.
"""

from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.test import Client

from parley.apps.accounts.models import User
from parley.apps.convening.models import (
    ContributionRole,
    Dialogue,
    Material,
    Picture,
    Rule,
    SeatRole,
    Series,
    Session,
    SessionKind,
    Status,
)
from parley.apps.convening.services import materials
from parley.apps.convening.services.filetypes import checked
from parley.apps.deliberation.models import Consultation, Element, Topic
from parley.apps.evidence.models import Collection
from parley.apps.outcomes.models import Finding, MapRelease, OpenQuestion, Practice, Synthesis
from parley.apps.registration.models import (
    BreakoutPlace,
    BreakoutRound,
    Evidence,
    Group,
    Invitation,
    Listing,
    Note,
    Registration,
    State,
    Transition,
)
from parley.apps.reports.models import Report, ReportComment, Version
from parley.core import search
from parley.core.actors import actor_of
from parley.core.localtext import LocalText
from tests import factories as make
from tests.sessions import signed_in_by_code

PERSONAS = (
    "anonymous",
    "outsider",
    "invited",
    "registered",
    "contributor",
    "facilitator",
    "rapporteur",
    "convener",
    "operator",
)
TEAM = {"facilitator", "rapporteur", "convener"}
INSIDE = {"registered", "contributor", *TEAM}
EVERYONE = set(PERSONAS)
SIGNED_IN = EVERYONE - {"anonymous"}

SEEN_BY_STATE = {state.value: EVERYONE for state in Status} | {"draft": {*TEAM, "operator"}}
SEEN_BY_RULE = {
    "public": EVERYONE,
    "participants": INSIDE,
    "chatham_house": INSIDE,
    "closed_door": {"contributor", "convener"},
    "": {"contributor", "convener"},
}
_SEATS = {
    "invited": SeatRole.INVITED,
    "registered": SeatRole.PARTICIPANT,
    "facilitator": SeatRole.FACILITATOR,
    "rapporteur": SeatRole.RAPPORTEUR,
    "convener": SeatRole.CONVENER,
}


@dataclass
class World:
    """Everybody's account, and the rows that routes are tried with."""

    accounts: dict[str, User]
    series: dict[str, Series] = field(default_factory=dict)
    dialogues: dict[str, Dialogue] = field(default_factory=dict)
    sessions: dict[tuple[str, str], Session] = field(default_factory=dict)
    pictures: dict[tuple[str, str], Picture] = field(default_factory=dict)
    papers: dict[tuple[str, str], Material] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    # Of somebody else, who shows the name to nobody; and what goes with it.
    registrations: dict[str, Registration] = field(default_factory=dict)
    rounds: dict[str, BreakoutRound] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    consultations: dict[tuple[str, str], Consultation] = field(default_factory=dict)
    # By case and kind: see evidence.py.
    collections: dict[tuple[str, str], Collection] = field(default_factory=dict)
    # By where they were told, and whether they are published; by reach, and state: see outcomes.py.
    practices: dict[tuple[str, bool], Practice] = field(default_factory=dict)
    questions: dict[tuple[str, bool], OpenQuestion] = field(default_factory=dict)
    syntheses: dict[str, Synthesis] = field(default_factory=dict)
    released: MapRelease | None = None
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)
    # By case, and by number: see reports.py.
    reports: dict[str, Report] = field(default_factory=dict)
    versions: dict[int, Version] = field(default_factory=dict)
    comments: dict[str, ReportComment] = field(default_factory=dict)

    def client(self, persona: str) -> Client:
        return Client() if persona == "anonymous" else signed_in_by_code(self.accounts[persona])


def sees_dialogue(persona: str, state: str) -> bool:
    return persona in SEEN_BY_STATE[state]


def sees_session(persona: str, state: str, rule: str) -> bool:
    return sees_dialogue(persona, state) and persona in SEEN_BY_RULE[rule]


def canary(state: str, rule: str) -> str:
    """The word that marks all texts of one session."""
    return f"canary{state}{rule.replace('_', '') or 'unstated'}"


def guest_canary(state: str, shown_to: str) -> str:
    """The word that marks what guests said of themselves, by whom they show it to."""
    return f"canary{shown_to}{state}"


def guest_words_seen(persona: str, state: str) -> set[str]:
    """A convener reads all; the others what guests let them read."""
    if not sees_dialogue(persona, state):
        return set()
    seen = {"registered": {"participants", "group"}, "convener": {*Listing.values, "vetting"}}
    seen |= {"facilitator": {"participants"}, "rapporteur": {"participants"}}
    return {guest_canary(state, shown_to) for shown_to in seen.get(persona, ())}


def build(states: tuple[str, ...]) -> World:
    accounts = {
        name: make.user(
            name=name.title(),
            is_operator=name == "operator",
            is_convener=name == "convener",
        )
        for name in PERSONAS
        if name != "anonymous"
    }
    world = World(accounts)
    speaker = make.person(user=accounts["contributor"], slug="the-speaker")
    make.element(
        make.norm(make.instrument(slug="the-instrument"), slug="the-norm"), slug="the-element"
    )
    for state in states:
        _add_dialogue(world, state, speaker)
    search.rebuild()
    return world


def _add_dialogue(world: World, state: str, speaker: object) -> None:
    series = make.series(slug=f"series-{state}", title=LocalText(en=f"Series {state}"))
    dialogue = make.dialogue(slug=state, status=state, series=series, edition=1)
    world.series[state], world.dialogues[state] = series, dialogue
    for persona, role in _SEATS.items():
        make.seat(dialogue, world.accounts[persona], role)
    for rule in ["", *Rule.values]:
        _add_session(world, state, rule, speaker)
    _add_registrations(world, state)
    _add_breakouts(world, state, speaker)


def _add_breakouts(world: World, state: str, speaker: object) -> None:
    """Two rooms; all guests were told to go into the one that the contributor chairs."""
    dialogue = world.dialogues[state]
    plenary = make.session(dialogue, slug="plenary", kind=SessionKind.PLENARY)
    part = {"parent": plenary, "kind": SessionKind.BREAK_OUT, "rule": Rule.PARTICIPANTS}
    room = make.session(dialogue, slug="room-a", **part)
    make.session(dialogue, slug="room-b", **part)
    make.contribution(room, person=speaker, role=ContributionRole.CHAIR)
    world.rounds[state] = BreakoutRound.objects.create(session=plenary, takes_wishes=True)
    for guest in world.groups[state].registrations.all():
        BreakoutPlace.objects.create(
            round=world.rounds[state], registration=guest, room=room, told=room
        )


def _add_registrations(world: World, state: str) -> None:
    """Guests of each choice of being listed, with all that goes with a registration."""
    dialogue = world.dialogues[state]
    group = make.group(
        dialogue, slug="guests", seats=50, nominations=2, evidence=LocalText(en="A letter.")
    )
    world.groups[state] = group
    make.registration(group, world.accounts["registered"], state=State.APPROVED)
    for listing in Listing.values:
        row = _add_guest(group, state, listing)
        if listing == Listing.NOBODY:
            row.photo.save("photo", ContentFile(row.name.encode()))
            world.registrations[state] = row
            world.evidence[state] = _add_evidence(row, guest_canary(state, "vetting"))
    word = guest_canary(state, "vetting")
    world.invitations[state] = make.invitation(group, name=word, address=f"{word}@example.org")


def _add_guest(group: Group, state: str, listing: str) -> Registration:
    word = guest_canary(state, listing)
    account = make.user(name=word, email=f"{word}@example.org")
    row = make.registration(
        group,
        account,
        state=State.APPROVED,
        listing=listing,
        position=word,
        organisation=word,
        access_needs=guest_canary(state, "vetting"),
    )
    make.seat(group.dialogue, account, SeatRole.PARTICIPANT)
    Note.objects.create(registration=row, text=guest_canary(state, "vetting"))
    Transition.objects.create(
        registration=row, after=row.state, reason=guest_canary(state, "vetting"), at=row.state_since
    )
    return row


def _add_evidence(row: Registration, word: str) -> Evidence:
    proof = Evidence(registration=row, filename=f"{word}.pdf", type="pdf", size=len(word))
    proof.file.save(word, ContentFile(word.encode()))
    return proof


def _add_session(world: World, state: str, rule: str, speaker: object) -> None:
    word = canary(state, rule)
    text = LocalText(en=f"Text {word}", fr=f"Texte {word}", ar=f"نص {word}")
    dialogue = world.dialogues[state]
    venue = make.venue(slug=f"venue-{word}", name=text, city=word)
    session = make.session(
        dialogue,
        slug=f"s-{rule.replace('_', '-') or 'unstated'}",
        rule=rule,
        title=text,
        label=text,
        question=text,
        abstract=text,
        room=make.room(venue, name=text),
        join_url=f"https://meet.example/{word}",
    )
    make.contribution(session, person=speaker)
    guest = make.person(slug=f"person-{word}", name=f"Person {word}")
    organisation = make.organisation(slug=f"organisation-{word}", name=text)
    employer = make.organisation(slug=f"employer-{word}", name=text)
    make.affiliation(guest, employer, position=text)
    make.contribution(
        session, person=guest, organisation=organisation, position=text, capacity=text
    )
    world.sessions[state, rule] = session
    common = {"dialogue": dialogue, "session": session}
    # All of them discuss one norm, whose page names those that its reader sees.
    element = Element.objects.get(slug="the-element")
    Topic.objects.create(norm=element.norm, element=element, **common)
    world.pictures[state, rule] = Picture.objects.create(
        illustration="roundtable", alt=text, caption=text, **common
    )
    Material.objects.create(
        title=text, link=f"https://example.org/{word}", rule=Rule.PUBLIC, **common
    )
    paper = checked(ContentFile(f"Text {word}".encode()), f"{word}.txt")
    world.papers[state, rule] = materials.add(
        actor_of(world.accounts["convener"]),
        dialogue,
        {"title": text, "rule": rule or Rule.CLOSED_DOOR, "session": session},
        source=paper,
    )
