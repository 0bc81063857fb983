"""What an upper app adds to a dialogue when it leaves as a file, and comes back.

convening/exchange reads, checks, writes and copies the file of a dialogue, and knows only the slot.
A `Section` is what one app has of the dialogue: the groups and questions of registration, say. It
stands in the file under its own name, has a schema of its own, and is left out where there is
nothing. A file without it leaves what is here as it is.

The app gives plain values and takes them; YAML, lines, the order of problems, transactions and the
JSON schema are the file's. Registration happens in each app's registrations.py.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import QuerySet
from pydantic import BaseModel, ConfigDict

from parley.core.actors import Actor
from parley.core.errors import InvalidInput

Path = tuple[str | int, ...]
Wrong = Callable[[Path, str], None]


class Problem(NamedTuple):
    """One thing that is wrong at one place."""

    path: Path
    text: str
    line: int | None = None


class Entry(BaseModel):
    """A part of a document. Nothing that it does not declare."""

    model_config = ConfigDict(frozen=True, extra="forbid")


E = TypeVar("E", bound=Entry)


def as_it_is(entry: E) -> E:
    return entry


def not_moved(entry: E, document: Any, by: timedelta) -> E:
    return entry


def nothing_held(dialogues: QuerySet[Any]) -> None:
    return None


def nothing_wrong(entry: Entry, document: Any) -> Iterable[Problem]:
    return ()


def no_counts(entry: Entry) -> Iterable[tuple[Any, int]]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Section(Generic[E]):
    """One app's part of a dialogue's file. Paths of problems begin inside the section."""

    name: str
    entry: type[E]
    # The values of a dialogue, of what the actor may see; None where there is nothing.
    collect: Callable[[Actor, Any], Mapping[str, Any] | None]
    # Make the dialogue be as the entry says, and answer whether that changed anything. The actor
    # may edit the dialogue, which is as the rest of the file says by then.
    take: Callable[[Actor, Any, E, Wrong], bool]
    # What the schema can't say; the document is whole, and fits the schema.
    problems: Callable[[E, Any], Iterable[Problem]] = nothing_wrong
    # The one form in which equal entries are equal.
    in_order: Callable[[E], E] = as_it_is
    # For another edition, whose days are so much later; of the document as it was.
    moved: Callable[[E, Any, timedelta], E] = not_moved
    # Lock what people lock before they lock their dialogue: an import locks that one at its
    # beginning, and of two who take two locks each, both must begin with the same.
    hold: Callable[[QuerySet[Any]], None] = nothing_held
    # What a person reads of it before it is taken: lazy label, number.
    counts: Callable[[E], Iterable[tuple[Any, int]]] = no_counts
    # A section may name what stands in those before it.
    order: int = 100


_sections: dict[str, Section[Any]] = {}


def add_section(section: Section[Any]) -> None:
    _sections[section.name] = section


def sections() -> tuple[Section[Any], ...]:
    return tuple(sorted(_sections.values(), key=lambda section: (section.order, section.name)))


def given(document: Any) -> Iterator[tuple[Section[Any], Any]]:
    """The sections that a document has, with their entries."""
    for section in sections():
        entry = getattr(document, section.name, None)
        if entry is not None:
            yield section, entry


class Taking:
    """A section on its way in, into one dialogue."""

    def __init__(self, actor: Actor, dialogue: Any, wrong: Wrong) -> None:
        self.actor = actor
        self.dialogue = dialogue
        self.wrong = wrong
        self.changed = False

    def do(self, path: Path, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Change something as the desk does; what that refuses is wrong at this place."""
        self.changed = True
        try:
            return act(self.actor, *args, **kwargs)
        except InvalidInput as error:
            for text in error.problems or (error.message,):
                self.wrong(path, text)
            return None
