"""What is found when a report is checked."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    STOPS = "stops"  # no version is published with it
    WARNS = "warns"


class Topic(StrEnum):
    """Of what kind a problem is, in the order in which they are told."""

    DIALOGUE = "dialogue"  # not everybody sees it
    REACH = "reach"  # nor its findings
    EMPTY = "empty"
    TITLE = "title"
    MISSING_TEXT = "missing_text"
    CORRECTION = "correction"
    DOI = "doi"
    SYNTHETIC = "synthetic"
    NAME = "name"
    SMALL_CELL = "small_cell"
    TAMPERED = "tampered"
    UNSEALED = "unsealed"
    FINDING = "finding"
    CLAIM = "claim"
    QUOTATION = "quotation"
    HIDDEN = "hidden"
    COMMENT = "comment"
    PERIOD = "period"
    LEFT_OUT = "left_out"
    UNDECIDED = "undecided"
    LINK = "link"


@dataclass(frozen=True)
class Problem:
    """One of them, in words.

    Parameters
    ----------
    block
        Uid of the block where it stands; none for the report as a whole.
    finding
        Uid of the finding that is to be mended, if it is one.
    language
        In which it is, where it is not in all of them.
    private
        Only those who see everything of the dialogue may be told: it confirms what a rule hides.
    """

    kind: Topic
    block: str
    text: str
    level: Level = Level.STOPS
    finding: str = ""
    language: str = ""
    private: bool = False

    @property
    def stops(self) -> bool:
        return self.level == Level.STOPS
