"""Lists as tests write them, and the norm that they are about."""

import csv
import io
from typing import Any

from parley.apps.deliberation.models import Element, Norm, Proposition
from parley.apps.evidence.exchange import votes, words
from parley.apps.evidence.exchange.tables import Table, read_text
from parley.apps.evidence.models import Collection
from tests import factories as make


def norm_with(**numbers: int) -> Norm:
    """norm_with(A=2, B=1): elements A and B with so many propositions, in this order."""
    norm = make.norm()
    for order, (_letter, number) in enumerate(numbers.items()):
        element = make.element(norm, order=order)
        for _one in range(number):
            make.library_proposition(element)
    return norm


def collection_on(norm: Norm, **fields: Any) -> Collection:
    return make.collection(norm=norm, **fields)


def text_of(*rows: dict[str, str]) -> str:
    """A CSV with the heads that any of the rows has."""
    heads = list(dict.fromkeys(head for row in rows for head in row))
    file = io.StringIO()
    writer = csv.DictWriter(file, heads, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def positions(*rows: dict[str, str]) -> Table:
    return read_text(text_of(*rows), words.column_of)


def vote_rows(*rows: dict[str, str]) -> Table:
    return read_text(text_of(*rows), votes.column_of)


def row(**cells: str) -> dict[str, str]:
    """Estonia supports A1, by its own words."""
    return {
        "actor": "Estonia",
        "proposition": "A1",
        "stance": "supports",
        "evidence": "direct text",
        **cells,
    }


def elements_of(collection: Collection) -> list[Element]:
    return list(Element.objects.filter(norm=collection.norm_id).order_by("order"))


def propositions_of(collection: Collection) -> list[Proposition]:
    rows = Proposition.objects.filter(element__norm=collection.norm_id, consultation=None)
    return list(rows.order_by("element__order", "number"))
