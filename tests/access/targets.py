"""The rows that routes are tried with, and for whom each exists."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from parley.apps.registration.models import Listing, Selection
from tests.access.world import (
    EVERYONE,
    SEEN_BY_STATE,
    World,
    canary,
    guest_canary,
    sees_dialogue,
    sees_session,
)

Sees = Callable[[str], bool]


@dataclass(frozen=True)
class Target:
    """One address of a route: its parts, and which personas the row exists for."""

    kwargs: dict[str, Any]
    sees: Sees = EVERYONE.__contains__
    # Of a row that stands in each state under each rule: in which, under which.
    case: tuple[str, str] | None = None
    # Of one of many rows alike: its place among them. Each reader tries a quarter of them.
    turn: int | None = None
    # Who gets the page of those for whom the row exists, where that is not the same for all rows.
    allowed: frozenset[str] | None = None


Targets = Callable[[World], Iterator[Target]]


def nothing(world: World) -> Iterator[Target]:
    yield Target({})


def series(world: World) -> Iterator[Target]:
    for state, row in world.series.items():
        yield Target({"slug": row.slug}, lambda p, s=state: sees_dialogue(p, s))


def dialogues(world: World) -> Iterator[Target]:
    for state, row in world.dialogues.items():
        yield Target({"slug": row.slug}, lambda p, s=state: sees_dialogue(p, s))


def _by_session(world: World, parts: Callable[[str, str], dict[str, Any]]) -> Iterator[Target]:
    for state, rule in world.sessions:
        sees = lambda p, s=state, r=rule: sees_session(p, s, r)  # noqa: E731
        yield Target(parts(state, rule), sees, (state, rule))


def sessions(world: World) -> Iterator[Target]:
    rows = world.sessions
    return _by_session(world, lambda s, r: {"slug": s, "session": rows[s, r].slug})


def people(world: World) -> Iterator[Target]:
    return _by_session(world, lambda s, r: {"slug": f"person-{canary(s, r)}"})


def organisations(world: World) -> Iterator[Target]:
    return _by_session(world, lambda s, r: {"slug": f"organisation-{canary(s, r)}"})


def employers(world: World) -> Iterator[Target]:
    """Where somebody of a session works, and nobody else has anything to do with."""
    return _by_session(world, lambda s, r: {"slug": f"employer-{canary(s, r)}"})


def all_organisations(world: World) -> Iterator[Target]:
    yield from organisations(world)
    yield from employers(world)


def venues(world: World) -> Iterator[Target]:
    return _by_session(world, lambda s, r: {"slug": f"venue-{canary(s, r)}"})


def instruments(world: World) -> Iterator[Target]:
    yield Target({"instrument": "the-instrument"})


def norms(world: World) -> Iterator[Target]:
    """Of public record."""
    yield Target({"instrument": "the-instrument", "norm": "the-norm"})


def _with(targets: Targets, **parts: Any) -> Targets:
    """The same rows, with further parts in the address."""

    def more(world: World) -> Iterator[Target]:
        for target in targets(world):
            yield replace(target, kwargs={**target.kwargs, **parts})

    return more


def pictures(world: World) -> Iterator[Target]:
    return _by_session(world, lambda s, r: {"uid": world.pictures[s, r].uid})


def dialogue_pictures(world: World) -> Iterator[Target]:
    rows = world.pictures
    return _by_session(world, lambda s, r: {"slug": s, "uid": rows[s, r].uid})


def papers(world: World) -> Iterator[Target]:
    """Files under the same rule as their session."""
    return _by_session(world, lambda s, r: {"uid": world.papers[s, r].uid})


def dialogue_papers(world: World) -> Iterator[Target]:
    rows = world.papers
    return _by_session(world, lambda s, r: {"slug": s, "uid": rows[s, r].uid})


def personas(world: World) -> Iterator[Target]:
    """There is no demonstration here, so there is nobody to sign in as."""
    yield Target({"persona": "convener"}, set().__contains__)


def no_token(world: World) -> Iterator[Target]:
    yield Target({"token": "invented"})


def passkeys(world: World) -> Iterator[Target]:
    """The convener's, which nobody else may know of, operators neither."""
    made = Authenticator.objects.create(
        user=world.accounts["convener"], type=Authenticator.Type.WEBAUTHN, data={"name": "canaryof"}
    )
    yield Target({"pk": made.pk}, {"convener"}.__contains__)


def other_sessions(world: World) -> Iterator[Target]:
    made = UserSession.objects.create(
        user=world.accounts["convener"], session_key="elsewhere", ip="192.0.2.1", user_agent="x"
    )
    yield Target({"pk": made.pk}, {"convener"}.__contains__)


def no_provider(world: World) -> Iterator[Target]:
    yield Target({"provider_id": "none"}, set().__contains__)


def no_mail(world: World) -> Iterator[Target]:
    yield Target({"key": "0" * 32}, set().__contains__)


# A row of registration exists for its owner, who is nobody of these personas, and the conveners.
VETTERS = {"convener"}


def guests(world: World) -> Iterator[Target]:
    """Registrations, each in the address of its dialogue."""
    for state, row in world.registrations.items():
        yield Target({"slug": state, "uid": row.uid}, VETTERS.__contains__)


def proofs(world: World) -> Iterator[Target]:
    for row in world.evidence.values():
        yield Target({"uid": row.uid}, VETTERS.__contains__)


def own_registrations(world: World) -> Iterator[Target]:
    """Dialogues in which the persona "registered" has a registration; links in mails lead here, so
    a visitor is led to sign in."""
    for state in world.registrations:
        seen_by = {"anonymous"} | ({"registered"} if sees_dialogue("registered", state) else set())
        yield Target({"slug": state}, seen_by.__contains__)


def own_pages(world: World) -> Iterator[Target]:
    """Their owner's; whoever is not signed in may be the owner. Those of a draft nobody's."""
    for target in own_registrations(world):
        owner = set() if target.kwargs["slug"] == "draft" else {"registered"}
        yield Target(target.kwargs, {*owner, "anonymous"}.__contains__)


def no_invitation(world: World) -> Iterator[Target]:
    """A real link shows what it is for: see tests/registration/guest."""
    yield Target({"token": "invented"}, set().__contains__)


def notes(world: World) -> Iterator[Target]:
    """On registrations, by somebody who vets no more: only its author deletes a note."""
    for target in guests(world):
        note = world.registrations[target.kwargs["slug"]].notes.get()
        yield Target({**target.kwargs, "note": note.pk}, target.sees)


def draws(world: World) -> Iterator[Target]:
    """Balanced selections, with the guest drawn."""
    for state, row in world.registrations.items():
        made = Selection.objects.create(
            dialogue=row.dialogue, wanted=1, seed=1, state="drawn", chosen=[row.pk], pool=[row.pk]
        )
        yield Target({"slug": state, "uid": made.uid}, VETTERS.__contains__)


def rounds(world: World) -> Iterator[Target]:
    """Break-outs exist for those who come, to say what they wish, and for the conveners."""
    for state, row in world.rounds.items():
        seen_by = {"convener"} if state == "draft" else {"convener", "registered"}
        yield Target({"slug": state, "uid": row.uid}, seen_by.__contains__)


def guests_in_rounds(world: World) -> Iterator[Target]:
    for target in rounds(world):
        person = world.registrations[target.kwargs["slug"]].uid
        yield Target({**target.kwargs, "person": person}, target.sees)


def own_rounds(world: World) -> Iterator[Target]:
    for target in own_pages(world):
        uid = world.rounds[target.kwargs["slug"]].uid
        yield Target({**target.kwargs, "uid": uid}, target.sees)


def rooms(world: World) -> Iterator[Target]:
    """A break-out, for the conveners, who was told to go there, and who chairs it."""
    for state in world.rounds:
        seen_by = {"convener"} if state == "draft" else {"convener", "registered", "contributor"}
        yield Target({"slug": state, "session": "room-a"}, seen_by.__contains__)


def names_in_the_room(persona: str) -> set[str]:
    states = [status for status in SEEN_BY_STATE if persona == "contributor"]
    return {guest_canary(state, shown_to) for state in states for shown_to in Listing.values}


def others_nominations(world: World) -> Iterator[Target]:
    """Somebody else's: they exist for nobody who nominates; signing in may help a visitor."""
    for state, row in world.invitations.items():
        yield Target({"slug": state, "uid": row.uid}, {"anonymous"}.__contains__)


def photos(world: World) -> Iterator[Target]:
    for row in world.registrations.values():
        yield Target({"uid": row.uid}, VETTERS.__contains__)


# Whoever stands at the door learns the names of those who are expected, and no more.
HOSTS = {"facilitator", "convener"}


def names_at_the_door(persona: str) -> set[str]:
    states = [status for status in SEEN_BY_STATE if persona in HOSTS]
    return {guest_canary(state, shown_to) for state in states for shown_to in Listing.values}
