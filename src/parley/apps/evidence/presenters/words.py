"""What the cells of a matrix are called, in the active language."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parley.apps.evidence.cells import Cell
from parley.apps.evidence.models import Collection, CollectionKind


class Word(NamedTuple):
    """A cell in print: a sign that needs no colour, a word, and what it means."""

    sign: str
    label: str
    meaning: str = ""


# In the order in which columns are sorted and legends read.
OF_POSITIONS = (
    Cell.SUPPORTS,
    Cell.CONDITIONAL,
    Cell.UNDECIDED,
    Cell.CONTESTED,
    Cell.OPPOSES,
    Cell.SILENT,
    Cell.LEFT_OUT,
    Cell.NOT_READ,
)
OF_VOTES = (Cell.SUPPORTS, Cell.UNDECIDED, Cell.OPPOSES, Cell.NOT_RECORDED)


def cells_of(collection: Collection) -> tuple[Cell, ...]:
    return OF_VOTES if is_votes(collection) else OF_POSITIONS


def is_votes(collection: Collection) -> bool:
    return collection.kind == CollectionKind.VOTES


def words_for(collection: Collection) -> Mapping[Cell, Word]:
    return _votes() if is_votes(collection) else _positions()


def _positions() -> dict[Cell, Word]:
    return {
        Cell.SUPPORTS: Word("+", pgettext("position", "Supports"), _("holds the proposition")),
        Cell.CONDITIONAL: Word(
            "(+)",
            pgettext("position", "Supports on conditions"),
            _("holds it, with a condition or a reservation"),
        ),
        Cell.UNDECIDED: Word(
            "?", pgettext("position", "Undecided"), _("says that it has not made up its mind")
        ),
        Cell.CONTESTED: Word(
            "≠",
            pgettext("position", "Contested"),
            _("sources that all still count differ on what it holds"),
        ),
        Cell.OPPOSES: Word("−", pgettext("position", "Opposes"), _("holds the contrary")),
        Cell.SILENT: Word(
            "○",
            pgettext("position", "Silent"),
            _("a document of the actor has been read in full for this, and says nothing on it"),
        ),
        Cell.LEFT_OUT: Word(
            "…",
            pgettext("position", "Left out"),
            _("there are positions, and your filters leave all of them out"),
        ),
        Cell.NOT_READ: Word(
            "·",
            pgettext("position", "Not read"),
            _("nothing of the actor has been read in full for this: it may have said anything"),
        ),
    }


def _votes() -> dict[Cell, Word]:
    return {
        Cell.SUPPORTS: Word("+", pgettext("vote", "Yes")),
        Cell.UNDECIDED: Word("0", pgettext("vote", "Abstention")),
        Cell.OPPOSES: Word("−", pgettext("vote", "No")),
        Cell.NOT_RECORDED: Word(
            "·",
            pgettext("vote", "Not recorded"),
            _("not recorded as present; this tells nothing of what it holds"),
        ),
    }


def number(value: int) -> str:
    if 0 <= value < 1000:
        return str(value)
    return number_format(value, use_l10n=True, force_grouping=True)
