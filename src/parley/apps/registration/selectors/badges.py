"""What goes on badges, and for whom they are printed."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import Group, Mode, Registration, State
from parley.apps.registration.selectors import codes
from parley.core.access import get_visible, visible
from parley.core.actors import Actor
from parley.core.errors import NotAllowed
from parley.core.localtext import LocalText

COMES = (State.APPROVED, State.ATTENDED)


@dataclass(frozen=True)
class Badge:
    """What stands on one: no more than its owner lets everybody in the building read."""

    uid: UUID
    name: str
    honorific: str
    organisation: str
    group: LocalText
    colour: str
    photo: str
    code: str


@dataclass(frozen=True)
class Pick:
    """Which of those approved: by words in name or organisation, by group, or one by one."""

    words: str = ""
    group: int | None = None
    only: Collection[UUID] | None = None
    online_too: bool = False


def badges_for(actor: Actor, dialogue: Dialogue, pick: Pick) -> list[Badge]:
    """For those who vet the dialogue, by name."""
    if actor.preview is not None:
        raise NotAllowed(_("A preview shows nobody’s registration. End it to print badges."))
    rows = visible(Registration, actor).filter(dialogue=dialogue, state__in=COMES)
    rows = rows.filter(dialogue__in=visible(Dialogue, actor))
    if pick.only is not None:
        rows = rows.filter(uid__in=pick.only)
    elif not pick.online_too:
        rows = rows.filter(mode=Mode.IN_PERSON)
    if pick.group is not None:
        rows = rows.filter(group=pick.group)
    wanted = pick.words.casefold().split()
    found = (row for row in rows.select_related("group") if _has(row, wanted))
    return [badge_of(row) for row in found]


def _has(row: Registration, words: list[str]) -> bool:
    text = f"{row.name} {row.organisation}".casefold()
    return all(word in text for word in words)


def badge_of(row: Registration) -> Badge:
    return Badge(
        uid=row.uid,
        name=row.name,
        honorific=row.honorific,
        organisation=row.organisation,
        group=row.group.name,
        colour=row.group.colour,
        photo=row.photo.name or "",
        code=codes.code_of(row),
    )


def groups_of(actor: Actor, dialogue: Dialogue) -> list[Group]:
    return list(visible(Group, actor).filter(dialogue=dialogue))


def registration_with_photo(actor: Actor, uid: UUID) -> Registration:
    return get_visible(Registration, actor, uid=uid)


def direction_of(text: str) -> str:
    """Which way a text runs: as its first letter that says so."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            break
    return "ltr"
