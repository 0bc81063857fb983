"""A matrix as a table to take away."""

from parley.apps.evidence.cells import Cell
from parley.apps.evidence.models import PublicBody
from parley.apps.evidence.presenters import matrix as table
from parley.apps.evidence.presenters.matrix import Looked, region
from parley.apps.evidence.presenters.words import is_votes

# The columns keep their names, and the cells their codes, in every language: programs read them.
WHO = ("actor", "kind", "country_code", "region")
CHOICES = {
    Cell.SUPPORTS: "yes",
    Cell.OPPOSES: "no",
    Cell.UNDECIDED: "abstain",
    Cell.NOT_RECORDED: "not_recorded",
}


def matrix_table(looked: Looked) -> list[list[str]]:
    """As the reader asked for it; a cell that says what a group says is marked with an asterisk."""
    matrix = looked.matrix
    votes = is_votes(matrix.collection)
    rows = [[*WHO, *(one.label for one in matrix.columns)]]
    for body in table.in_order(looked):
        cells = []
        for column in matrix.columns:
            cell = matrix.at(body.pk, column.key)
            mark = "*" if (body.pk, column.key) in matrix.bound else ""
            cells.append(CHOICES[cell] if votes else cell.value + mark)
        rows.append([*_who(body), *cells])
    return rows


def _who(body: PublicBody) -> list[str]:
    return [str(body.name), body.kind, body.country, region(body)]
