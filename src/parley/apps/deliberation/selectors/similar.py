"""Which accepted propositions look like one that somebody is writing."""

from collections.abc import Sequence
from dataclasses import dataclass

from parley.apps.deliberation.likeness import Likenesses
from parley.apps.deliberation.models import Proposition
from parley.core.localtext import LocalText

MOST = 4
SHORTEST = 12  # characters, below which everything looks alike
DRAFT = "draft"


@dataclass(frozen=True)
class Similar:
    """`differs`: the words that stand there and not in what is being written."""

    proposition: Proposition
    differs: tuple[str, ...]


def similar_to(text: LocalText, rows: Sequence[Proposition]) -> list[Similar]:
    """The likest first, among propositions that everybody sees."""
    if not any(len(words.strip()) >= SHORTEST for words in text.values()):
        return []
    by_key = {row.pk: row for row in rows}
    found = Likenesses({**{row.pk: row.text for row in rows}, DRAFT: text})
    return [
        Similar(by_key[one.key], one.only_there)
        for one in found.of(DRAFT, by_key, MOST)
        if isinstance(one.key, int)
    ]
