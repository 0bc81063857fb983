"""The vetting board: which registrations, in which order, and how many of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from parley.apps.convening.models import Dialogue
from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.registration.models import (
    HOLDING,
    Evidence,
    Group,
    Note,
    Question,
    Registration,
    State,
    Transition,
)
from parley.core.access import get_visible, visible
from parley.core.actors import Actor

ON_A_PAGE = 50
ORDERS = {
    "newest": ("-submitted_at", "-pk"),
    "oldest": ("submitted_at", "pk"),
    "name": ("name", "pk"),
    "organisation": ("organisation", "name", "pk"),
    "country": ("country", "name", "pk"),
    "changed": ("-state_since", "-pk"),
}


@dataclass(frozen=True)
class Filter:
    """What a convener wants to see of the board; empty values restrict nothing."""

    state: str = ""
    group: str = ""  # its short name
    country: str = ""
    mode: str = ""
    evidence: str = ""  # "yes" or "no"
    note: str = ""
    words: str = ""
    sort: str = "newest"


@dataclass
class Tally:
    """How many registrations of a group are in which state."""

    group: Group
    by_state: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def taken(self) -> int:
        return sum(self.by_state.get(state, 0) for state in HOLDING)

    @property
    def free(self) -> int | None:
        """None where seats are not counted."""
        return None if self.group.seats is None else max(0, self.group.seats - self.taken)

    @property
    def waiting(self) -> int:
        return self.by_state.get(State.WAITLISTED, 0)


def any_registration(actor: Actor, slug: str) -> Registration:
    """One that is not stored: whoever may vet it may vet all of the dialogue."""
    return Registration(dialogue=dialogue_for(actor, slug))


def tallies(actor: Actor, dialogue: Dialogue) -> list[Tally]:
    """For each group, in order."""
    groups = visible(Group, actor).filter(dialogue=dialogue)
    found = {group.pk: Tally(group) for group in groups}
    rows = visible(Registration, actor).filter(dialogue=dialogue)
    for key, state, count in (
        rows.order_by().values_list("group", "state").annotate(count=Count("pk"))
    ):
        found[key].by_state[state] = count
    return list(found.values())


def matching(actor: Actor, dialogue: Dialogue, wanted: Filter) -> QuerySet[Registration]:
    """The registrations that fit a filter, in its order."""
    rows = visible(Registration, actor).filter(_conditions(wanted), dialogue=dialogue)
    for name, model in (("evidence", Evidence), ("note", Note)):
        if chosen := getattr(wanted, name):
            there = Exists(model._default_manager.filter(registration=OuterRef("pk")))
            rows = rows.filter(there if chosen == "yes" else ~there)
    return rows.order_by(*ORDERS.get(wanted.sort, ORDERS["newest"]))


# Whoever was declined or has withdrawn is not decided upon again by “all”.
CLOSED = (State.DECLINED, State.CANCELLED)


def uids_of_all(actor: Actor, dialogue: Dialogue, wanted: Filter) -> list[str]:
    """All that fit a filter; of those that are closed only if it asks for just these."""
    rows = matching(actor, dialogue, wanted)
    if not wanted.state:
        rows = rows.exclude(state__in=CLOSED)
    return [str(uid) for uid in rows.values_list("uid", flat=True)]


def _conditions(wanted: Filter) -> Q:
    plain = {
        "state": wanted.state,
        "group__slug": wanted.group,
        "country": wanted.country,
        "mode": wanted.mode,
    }
    q = Q(**{name: value for name, value in plain.items() if value})
    for word in wanted.words.split():
        q &= Q(name__icontains=word) | Q(organisation__icontains=word)
    return q


SHOWN = ("uid", "name", "position", "organisation", "country", "group", "mode", "state")
Line = dict[str, Any]


def page_of(rows: QuerySet[Registration], number: int | str) -> Page[Line]:
    """One page of the board: of each registration the columns that its line shows.

    Which they are is asked first: to sort whole lines costs a database many times as much.
    """
    found: Paginator[Any] = Paginator(rows.values_list("pk", flat=True), ON_A_PAGE)
    page = found.get_page(number)
    keys = list(page.object_list)
    flags = {
        name: Exists(model._default_manager.filter(registration=OuterRef("pk")))
        for name, model in (("has_evidence", Evidence), ("has_note", Note))
    }
    lines = Registration.objects.filter(pk__in=keys).annotate(**flags).order_by()
    by_key = {line["pk"]: line for line in lines.values("pk", *SHOWN, "submitted_at", *flags)}
    page.object_list = [by_key[key] for key in keys if key in by_key]
    return page


def countries_in(actor: Actor, dialogue: Dialogue) -> list[str]:
    rows = visible(Registration, actor).filter(dialogue=dialogue).exclude(country="")
    return list(rows.order_by("country").values_list("country", flat=True).distinct())


def chosen(actor: Actor, dialogue: Dialogue, uids: Iterable[str]) -> list[Registration]:
    """Some registrations of the dialogue, those who applied first coming first."""
    keys = [key for key in map(_uuid, uids) if key is not None]
    rows = visible(Registration, actor).filter(dialogue=dialogue)
    found: list[Registration] = []
    for start in range(0, len(keys), 500):  # SQLite takes so many values at once, not thousands
        part = rows.filter(uid__in=keys[start : start + 500])
        found += part.select_related("group", "user", "dialogue")
    return sorted(found, key=lambda row: (-row.priority, row.submitted_at, row.pk))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None


# One registration


@dataclass(frozen=True)
class File:
    """All that is known of one registration, for who decides on it."""

    registration: Registration
    questions: list[Question]
    transitions: list[Transition]
    notes: list[Note]
    groups: list[Group]


def file_of(actor: Actor, registration: Registration) -> File:
    own = {"registration": registration}
    dialogue = registration.dialogue
    history = visible(Transition, actor).filter(**own)
    return File(
        registration,
        list(visible(Question, actor).filter(dialogue=dialogue)),
        list(history.select_related("by", "left_group", "joined_group")),
        list(visible(Note, actor).filter(**own).select_related("author")),
        list(visible(Group, actor).filter(dialogue=dialogue).exclude(pk=registration.group_id)),
    )


def note_to_delete(actor: Actor, slug: str, uid: UUID, note: int) -> Note:
    rows = visible(Note, actor).select_related("registration__dialogue")
    return get_visible(
        rows, actor, pk=note, registration__uid=uid, registration__dialogue__slug=slug
    )


# The waitlist


def waiting_in(actor: Actor, dialogue: Dialogue) -> dict[Group, list[Registration]]:
    """Who waits in each group, in the order in which seats are offered."""
    rows = visible(Registration, actor).filter(dialogue=dialogue, state=State.WAITLISTED)
    found: dict[Group, list[Registration]] = {}
    ordered = rows.select_related("group").order_by(
        "group__order", "group", "-priority", "state_since", "pk"
    )
    for row in ordered:
        found.setdefault(row.group, []).append(row)
    return found


def reasons_of_place(actor: Actor, rows: Sequence[Registration]) -> dict[int, Transition]:
    """Why each of them stands where it stands: by its key the last line of its history."""
    history = visible(Transition, actor).filter(
        registration__state=State.WAITLISTED, registration__in=[row.pk for row in rows]
    )
    return {
        line.registration_id: line for line in history.select_related("by").order_by("at", "pk")
    }


def steps_in(actor: Actor, dialogue: Dialogue, batch: UUID) -> list[Transition]:
    """The steps that were taken at one stroke."""
    rows = visible(Transition, actor).filter(registration__dialogue=dialogue, batch=batch)
    return list(rows.select_related("registration__group", "registration__dialogue"))
