"""Changing the programme: sessions, their times and order, and who takes which part."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Literal, NamedTuple

from django.db import transaction
from django.db.models import RestrictedError
from django.utils.translation import gettext as _

from parley.apps.convening.models import Contribution, Dialogue, Material, Picture, Room, Session
from parley.apps.convening.models.limits import MAX_NESTING
from parley.apps.convening.services import directory, materials, pictures, rows, versions
from parley.apps.convening.services.common import changed
from parley.core import search
from parley.core.access import require, visible
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

IN_CALENDAR = frozenset(
    {"title", "label", "starts_at", "ends_at", "day", "room", "join_url", "cancelled"}
)
CONTRIBUTION_FIELDS = ("person", "role", "honorific", "organisation", "position", "capacity")
LONGEST_SHIFT = timedelta(days=1)


class RuleKeeper(NamedTuple):
    """What an upper app has to say where something of its own hangs on the rule of a session.

    Parameters
    ----------
    notices
        In sentences, what is to be known before the rule is changed.
    check
        Raises InvalidInput where this change can't be: of the session as it was, to this rule.
    """

    notices: Callable[[Session], Sequence[str]]
    check: Callable[[Session, str], None]


_keepers: list[RuleKeeper] = []


def keep_rules(keeper: RuleKeeper) -> None:
    """Have an upper app asked before the rule of a session changes."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def rule_notices(session: Session) -> list[str]:
    return [text for keeper in _keepers for text in keeper.notices(session)]


def check_rule(session: Session, rule: str) -> None:
    """Raise InvalidInput where something hangs on the session that this rule would break."""
    if rule != session.rule:
        for keeper in _keepers:
            keeper.check(session, rule)


@transaction.atomic
def add(actor: Actor, dialogue: Dialogue, values: rows.Values) -> Session:
    """A new session. Without a short name it gets one from its title."""
    require(actor, "edit", dialogue)
    # The lock keeps two people from giving the same short name, or nesting in a circle.
    row = rows.locked(actor, dialogue)
    taken = set(row.sessions.values_list("slug", flat=True))
    session = Session(dialogue=row, order=len(taken))
    rows.assign(session, values)
    if not session.slug:
        session.slug = directory.free_slug(taken, str(session.title), "session")
    _check_place(actor, session)
    rows.checked(session).save()
    changed(actor, "session.added", session, dialogue=row.pk)
    return session


@transaction.atomic
def edit(
    actor: Actor,
    session: Session,
    changes: rows.Values,
    *,
    seen: str | None = None,
    move_parts: bool = False,
) -> Session:
    """Change fields; on request the session's parts move with its start."""
    require(actor, "edit", session)
    rows.locked(actor, session.dialogue)
    row = rows.locked(actor, session)
    versions.check(seen, versions.version_of(row, changes))
    start = row.starts_at
    check_rule(row, str(changes.get("rule", row.rule)))
    fields = rows.assign(row, changes)
    if not fields:
        return row
    _check_place(actor, row)
    rows.checked(row)
    row.sequence += bool(IN_CALENDAR & set(fields))
    row.save()
    if move_parts and start and row.starts_at and start != row.starts_at:
        _shift_parts(row, row.starts_at - start)
    changed(actor, "session.edited", row, dialogue=row.dialogue_id, fields=fields)
    return row


def _check_place(actor: Actor, session: Session) -> None:
    """The parent is of the same dialogue and not below the session; the room is one's to use."""
    if session.parent_id is not None:
        _check_parent(session.pk, session.parent_id, _parents_in(session.dialogue_id))
    if session.room is not None and not visible(Room, actor).filter(pk=session.room.pk).exists():
        raise InvalidInput(_("This room is no longer in the directory. Choose another."))


def _parents_in(dialogue: int) -> dict[int, int | None]:
    """Session → what it is part of, as stored now: rows that were read before may be old."""
    return dict(Session.objects.filter(dialogue=dialogue).values_list("pk", "parent"))


def _check_parent(key: int | None, parent: int, parents: Mapping[int, int | None]) -> None:
    if parent not in parents:
        raise InvalidInput(_("A session can only be part of a session of the same dialogue."))
    above: list[int] = []
    step: int | None = parent
    while step is not None:
        if step == key or step in above:
            raise InvalidInput(_("A session can't be part of itself or of one of its parts."))
        above.append(step)
        step = parents[step]
    if len(above) + len(_levels_below(key, parents)) >= MAX_NESTING:
        text = _("Sessions can have at most %(limit)s levels of parts.")
        raise InvalidInput(text % {"limit": MAX_NESTING - 1})


def _levels_below(key: int | None, parents: Mapping[int, int | None]) -> list[set[int]]:
    """The parts of a session, their parts, and so on; each once, even in a circle."""
    levels: list[set[int]] = []
    seen = set() if key is None else {key}
    last = seen
    while last := {part for part, parent in parents.items() if parent in last} - seen:
        levels.append(last)
        seen = seen | last
    return levels


@transaction.atomic
def shift(actor: Actor, session: Session, by: timedelta) -> Session:
    """Move a session, and its parts with it, earlier or later."""
    require(actor, "edit", session)
    rows.locked(actor, session.dialogue)
    row = rows.locked(actor, session)
    if row.starts_at is None:
        raise InvalidInput(_("This session has no time yet. Give it one first."))
    if not timedelta(0) < abs(by) <= LONGEST_SHIFT:
        raise InvalidInput(_("A session moves by at most a day at once. Edit it instead."))
    _shift(row, by)
    _shift_parts(row, by)
    minutes = int(by.total_seconds() // 60)
    changed(actor, "session.moved", row, dialogue=row.dialogue_id, minutes=minutes)
    return row


def _shift(session: Session, by: timedelta) -> None:
    if session.starts_at is not None and session.ends_at is not None:
        session.starts_at += by
        session.ends_at += by
        session.sequence += 1
        rows.possible(session).save()


def _shift_parts(session: Session, by: timedelta) -> None:
    for part in Session.objects.select_for_update().filter(pk__in=_keys_below(session)):
        part.dialogue = session.dialogue
        _shift(part, by)


@transaction.atomic
def reorder(actor: Actor, session: Session, direction: Literal["up", "down"]) -> None:
    """Swap a session with its neighbour among those at the same time and place in the order."""
    require(actor, "edit", session)
    rows.locked(actor, session.dialogue)
    row = rows.locked(actor, session)
    siblings = list(
        Session.objects.select_for_update().filter(
            dialogue=row.dialogue_id, parent=row.parent_id, starts_at=row.starts_at, day=row.day
        )
    )
    here = siblings.index(row)
    there = here + (-1 if direction == "up" else 1)
    if not 0 <= there < len(siblings):
        return
    siblings[here], siblings[there] = siblings[there], siblings[here]
    for order, sibling in enumerate(siblings):
        Session.objects.filter(pk=sibling.pk).update(order=order)
    changed(actor, "session.reordered", row, dialogue=row.dialogue_id)


@transaction.atomic
def remove(actor: Actor, session: Session) -> None:
    """Take a session out of the programme, with its parts."""
    require(actor, "edit", session)
    rows.locked(actor, session.dialogue)
    row = rows.locked(actor, session)
    leaving = [row, *Session.objects.filter(pk__in=_keys_below(row))]
    for one in leaving:
        search.forget(one)
    dialogue, key = row.dialogue, row.pk
    delete_rows(leaving)
    changed(actor, "session.removed", dialogue, session=key, parts=len(leaving) - 1)


def delete_rows(leaving: Sequence[Session]) -> None:
    """With their files. What an upper app holds on to keeps them all."""
    pictures.delete_files(Picture.objects.filter(session__in=leaving))
    materials.delete_files(Material.objects.filter(session__in=leaving))
    try:
        Session.objects.filter(pk__in=[session.pk for session in leaving]).delete()
    except RestrictedError:
        raise InvalidInput(
            _(
                "Something belongs to this session or to a part of it: a consultation, a practice or "
                "an open question. Delete it or move it first, or cancel the session: then it stays in "
                "the programme, marked as cancelled."
            )
        ) from None


def _keys_below(session: Session) -> set[int]:
    parents = _parents_in(session.dialogue_id)
    return set().union(*_levels_below(session.pk, parents))


@transaction.atomic
def set_contributions(
    actor: Actor, session: Session, given: Sequence[rows.Values], *, seen: str | None = None
) -> None:
    """Who takes which part, in order. People and organisations may be new ones."""
    require(actor, "edit", session)
    row = rows.locked(actor, session)
    existing = list(row.contributions.all())
    versions.check(seen, versions.version_of_rows(existing, CONTRIBUTION_FIELDS))
    dialogue = row.dialogue
    people = directory.people_given(actor, dialogue, [v["person"] for v in given])
    organisations = directory.organisations_given(
        actor, dialogue, [v["organisation"] for v in given]
    )
    named = [
        {**values, "person": person, "organisation": organisation}
        for values, person, organisation in zip(given, people, organisations, strict=True)
    ]
    rows.replace(existing, named, Contribution, session=row)
    changed(actor, "session.people_edited", row, dialogue=row.dialogue_id, contributions=len(named))
