"""What a list of positions amounts to, before any of it is stored."""

from dataclasses import dataclass, field

from parley.apps.evidence.exchange.recognising import Found
from parley.apps.evidence.exchange.tables import Row, line_of
from parley.apps.evidence.models import Document, Extent, Position, Reading

# Whose, its title, year and symbol.
DocumentKey = tuple[str, str, int | None, str]
PositionKey = tuple[str, int, DocumentKey | None, str, str, str, str, str]


@dataclass
class DocumentSaid:
    """A document as the rows say it is; `row` is the first that names it."""

    who: Found
    key: DocumentKey
    row: int
    values: dict[str, object]
    stored: Document | None = None

    @property
    def changes(self) -> dict[str, object]:
        """What the rows know and the stored document does not, or knows otherwise."""
        return {name: said for name, said in self.values.items() if said != self._stored(name)}

    def _stored(self, name: str) -> object:
        return getattr(self.stored, name) if self.stored else None


@dataclass
class PositionSaid:
    who: Found
    key: PositionKey
    row: int
    note: str
    name: str  # by which other rows speak of it
    replaces: str
    earlier: PositionKey | None = None
    stored: Position | None = None


@dataclass
class ReadingSaid:
    document: DocumentKey
    element: int | None
    extent: str
    note: str
    row: int
    stored: Reading | None = None

    @property
    def stands(self) -> bool:
        """Just so; and what has been read does not become unread."""
        if self.stored is None:
            return False
        if self.stored.extent == Extent.FULL and self.extent == Extent.LOCATED:
            return True
        same_note = not self.note or self.note == line_of(self.stored.note)
        return self.stored.extent == self.extent and same_note


@dataclass(frozen=True)
class Line:
    """A row that was looked at."""

    row: Row
    who: Found | None
    problems: tuple[str, ...]
    is_known: bool = False  # it stands in the collection already, just so


@dataclass
class Plan:
    """What a list amounts to: to be stored if nothing is wrong with any row."""

    lines: list[Line] = field(default_factory=list)
    actors: dict[str, Found] = field(default_factory=dict)
    documents: dict[DocumentKey, DocumentSaid] = field(default_factory=dict)
    positions: dict[PositionKey, PositionSaid] = field(default_factory=dict)
    readings: dict[tuple[DocumentKey, int | None], ReadingSaid] = field(default_factory=dict)

    @property
    def bad(self) -> list[Line]:
        return [line for line in self.lines if line.problems]

    @property
    def new_actors(self) -> list[Found]:
        return [one for one in self.actors.values() if one.body is None]

    @property
    def new_rows(self) -> int:
        return sum(not line.is_known and not line.problems for line in self.lines)
