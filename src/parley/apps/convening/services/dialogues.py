"""Changing a dialogue: its facts and texts, its lists, and its status."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.accounts.models import Organisation, User
from parley.apps.convening.models import (
    Dialogue,
    Format,
    Host,
    KeyPoint,
    NormReference,
    Seat,
    SeatRole,
    Session,
    Status,
)
from parley.apps.convening.services import directory, rows, versions
from parley.apps.convening.services.common import changed
from parley.core import mail
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText

# What a calendar entry shows: a change of it must reach those who already have the entry.
IN_CALENDAR = frozenset({"title", "starts_on", "ends_on", "time_zone", "format", "city", "country"})
NOUN = "dialogue"
HOST_FIELDS = ("organisation", "role")
POINT_FIELDS = ("kind", "text")
NORM_FIELDS = ("label", "text", "origin", "link")


def suggested_slug(title: str) -> str:
    """A short name for a new dialogue that no other has."""
    return directory.free_slug(set(Dialogue.objects.values_list("slug", flat=True)), title, NOUN)


@transaction.atomic
def create(actor: Actor, values: rows.Values) -> Dialogue:
    """An empty draft that the actor convenes."""
    if actor.preview is not None or not (actor.is_convener or actor.is_system):
        raise NotAllowed(_("Only conveners may create dialogues."))
    dialogue = Dialogue(format=Format.IN_PERSON)
    rows.assign(dialogue, values)
    rows.checked(dialogue).save()
    if actor.user_id is not None:
        Seat.objects.create(dialogue=dialogue, user_id=actor.user_id, role=SeatRole.CONVENER)
    changed(actor, "dialogue.created", dialogue)
    return dialogue


@transaction.atomic
def edit(
    actor: Actor,
    dialogue: Dialogue,
    changes: rows.Values,
    *,
    seen: str | None = None,
    move_programme: bool = False,
) -> Dialogue:
    """Change fields. Sessions keep their clock times when the zone changes; on request they
    move by as many days as the first day does."""
    require(actor, "edit", dialogue)
    row = rows.locked(actor, dialogue)
    versions.check(seen, versions.version_of(row, changes))
    zone, first = row.zone, row.starts_on
    fields = rows.assign(row, changes)
    if not fields:
        return row
    rows.checked(row)
    row.sequence += bool(IN_CALENDAR & set(fields))
    row.save()
    days = row.starts_on - first if move_programme else timedelta(0)
    moved = _carry_programme(row, zone, days)
    changed(actor, "dialogue.edited", row, fields=fields, sessions_moved=moved)
    return row


def _carry_programme(dialogue: Dialogue, old_zone: ZoneInfo, days: timedelta) -> int:
    """Keep the sessions' clock times in the dialogue's zone, `days` later."""
    if not days and dialogue.zone == old_zone:
        return 0
    moved = 0
    for session in Session.objects.select_for_update().filter(dialogue=dialogue):
        session.dialogue = dialogue
        before = (session.day, session.starts_at)
        if session.day is not None:
            session.day += days
        if session.starts_at is not None and session.ends_at is not None:
            length = session.ends_at - session.starts_at
            clock = session.starts_at.astimezone(old_zone).replace(tzinfo=None) + days
            session.starts_at = _instant(clock, dialogue.zone)
            session.ends_at = session.starts_at + length
        if before != (session.day, session.starts_at):
            session.sequence += 1
            rows.possible(session).save()
            moved += 1
    return moved


def _instant(clock: datetime, zone: ZoneInfo) -> datetime:
    return clock.replace(tzinfo=zone).astimezone(UTC)


@transaction.atomic
def set_hosts(
    actor: Actor, dialogue: Dialogue, given: Sequence[rows.Values], *, seen: str | None = None
) -> None:
    """Who holds the dialogue, in order. Organisations may be new ones."""
    require(actor, "edit", dialogue)
    row = rows.locked(actor, dialogue)
    existing = list(row.hosts.all())
    versions.check(seen, versions.version_of_rows(existing, HOST_FIELDS))
    organisations = directory.organisations_given(actor, row, [v["organisation"] for v in given])
    named = [{**v, "organisation": o} for v, o in zip(given, organisations, strict=True)]
    _refuse_twice(named)
    # Made anew: two organisations that swap roles would each be there twice for a moment.
    row.hosts.all().delete()
    rows.replace([], [{**v, "id": None} for v in named], Host, dialogue=row)
    changed(actor, "dialogue.hosts_edited", row, hosts=len(named))


def _refuse_twice(named: Sequence[rows.Values]) -> None:
    pairs: set[tuple[Organisation, str]] = set()
    for values in named:
        pair = (values["organisation"], values["role"])
        if pair in pairs:
            text = _("%(organisation)s is listed twice with the same role.")
            raise InvalidInput(text % {"organisation": values["organisation"]})
        pairs.add(pair)


@transaction.atomic
def set_points(
    actor: Actor, dialogue: Dialogue, given: Sequence[rows.Values], *, seen: str | None = None
) -> None:
    """The objectives, and who the dialogue brings together."""
    require(actor, "edit", dialogue)
    row = rows.locked(actor, dialogue)
    existing = list(row.points.all())
    versions.check(seen, versions.version_of_rows(existing, POINT_FIELDS))
    rows.replace(existing, given, KeyPoint, dialogue=row)
    changed(actor, "dialogue.points_edited", row, points=len(given))


@transaction.atomic
def set_norms(
    actor: Actor, dialogue: Dialogue, given: Sequence[rows.Values], *, seen: str | None = None
) -> None:
    """The norms under discussion."""
    require(actor, "edit", dialogue)
    row = rows.locked(actor, dialogue)
    existing = list(row.norms.all())
    versions.check(seen, versions.version_of_rows(existing, NORM_FIELDS))
    rows.replace(existing, given, NormReference, dialogue=row)
    changed(actor, "dialogue.norms_edited", row, norms=len(given))


class Step(models.TextChoices):
    """What one can do with the status of a dialogue."""

    ANNOUNCE = "announce", gettext_lazy("Announce")
    OPEN = "open", gettext_lazy("Open the dialogue")
    CONCLUDE = "conclude", gettext_lazy("Conclude the dialogue")
    CANCEL = "cancel", gettext_lazy("Cancel the dialogue")
    UNPUBLISH = "unpublish", gettext_lazy("Unpublish")


PUBLISHED = frozenset({Status.ANNOUNCED, Status.OPEN, Status.CONCLUDED, Status.CANCELLED})
TRANSITIONS: dict[Step, tuple[frozenset[Status], Status]] = {
    Step.ANNOUNCE: (frozenset({Status.DRAFT}), Status.ANNOUNCED),
    Step.OPEN: (frozenset({Status.ANNOUNCED}), Status.OPEN),
    Step.CONCLUDE: (frozenset({Status.ANNOUNCED, Status.OPEN}), Status.CONCLUDED),
    Step.CANCEL: (frozenset({Status.ANNOUNCED, Status.OPEN}), Status.CANCELLED),
    Step.UNPUBLISH: (PUBLISHED, Status.DRAFT),
}


def steps_from(status: str) -> list[Step]:
    """What can be done next."""
    return [step for step, (allowed, _to) in TRANSITIONS.items() if status in allowed]


def next_statuses(status: str) -> list[Status]:
    """What the status can become in one step."""
    return [TRANSITIONS[step][1] for step in steps_from(status)]


@transaction.atomic
def take_step(actor: Actor, dialogue: Dialogue, step: Step, *, reason: str = "") -> Dialogue:
    """Announce, open, conclude, cancel or unpublish; tells the other conveners."""
    require(actor, "publish", dialogue)
    row = rows.locked(actor, dialogue)
    allowed, target = TRANSITIONS[step]
    if row.status not in allowed:
        text = _("This can't be done while the dialogue is in the state “%(status)s”.")
        raise InvalidInput(text % {"status": row.get_status_display()})
    before, row.status = row.status, target
    row.save()
    if Status.CANCELLED in {before, target}:
        _renew_calendars(row)
    data: dict[str, Any] = {"before": before, "after": str(target)}
    if reason:
        data["reason"] = reason
    changed(actor, f"dialogue.{step.value}", row, **data)
    tell_conveners(actor, row)
    return row


def _renew_calendars(dialogue: Dialogue) -> None:
    """A cancellation, and taking one back, must reach every calendar that has an entry."""
    Dialogue.objects.filter(pk=dialogue.pk).update(sequence=F("sequence") + 1)
    Session.objects.filter(dialogue=dialogue).update(sequence=F("sequence") + 1)
    dialogue.refresh_from_db(fields=["sequence"])


def tell_conveners(actor: Actor, dialogue: Dialogue) -> None:
    """Write to the other conveners that the status is now another."""
    title = LocalText({code: " ".join(text.split()) for code, text in dialogue.title.items()})
    seats = Seat.objects.filter(dialogue=dialogue, role=SeatRole.CONVENER)
    conveners = User.objects.filter(pk__in=seats.values("user"), is_active=True)
    for user in (one for one in conveners if one.pk != actor.user_id):
        context = {
            "dialogue": dialogue,
            "title": title,
            "actor": actor.label,
            "url": settings.BASE_URL + reverse("dialogue-edit", args=[dialogue.slug]),
        }
        language = user.language or settings.LANGUAGE_CODE
        mail.send(user.email, "dialogue_status", context, language=language)
