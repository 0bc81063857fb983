"""How much a file may hold: long lines of organisations, many entries, long dialogues."""

import pytest

from parley.apps.convening.exchange import checks, read_document
from parley.apps.convening.exchange.schema import Document, document_type
from tests.convening.exchange.helpers import GOOD, changed
from tests.convening.exchange.helpers import reading_problems as problems


def organisations(parents: dict[str, str | None]) -> Document:
    """The good document, hosted by all of these."""
    tree = read_document(GOOD).model_dump()
    tree["organisations"] = [
        {"slug": slug, "name": "O", "parent": parent} for slug, parent in parents.items()
    ]
    tree["dialogue"]["hosts"] = [{"organisation": slug, "role": "organiser"} for slug in parents]
    return document_type().model_validate(tree)


def test_only_those_on_a_circle_are_parts_of_themselves() -> None:
    parents = {"a": "b", "b": "c", "c": "d", "d": "b", "e": "e", "f": "a", "g": None, "h": "g"}
    found = checks.problems_of(organisations(parents))
    assert [(problem.path[1], problem.text) for problem in found] == [
        (number, "an organisation can't be a part of itself") for number in (1, 2, 3, 4)
    ]


def test_a_long_line_of_organisations_is_checked_to_its_end() -> None:
    """Far deeper than Python's own stack, and with one look at each."""
    count = 20_000
    document = organisations(
        {f"o{n}": f"o{n + 1}" if n < count - 1 else None for n in range(count)}
    )
    found = checks.problems_of(document)
    assert found == [
        (("organisations",), "expected at most 2000 entries, got 20000", None),
    ]


@pytest.mark.parametrize("kind", ["organisations", "people", "venues"])
def test_two_thousand_entries_of_a_kind_are_enough(kind: str) -> None:
    tree = read_document(GOOD).model_dump()
    tree[kind] = [{"slug": f"x{n}", "name": "X"} for n in range(2001)]
    texts = [problem.text for problem in checks.problems_of(document_type().model_validate(tree))]
    assert "expected at most 2000 entries, got 2001" in texts
    tree[kind].pop()
    texts = [problem.text for problem in checks.problems_of(document_type().model_validate(tree))]
    assert not [text for text in texts if "at most" in text]


def test_nothing_lasts_for_ever() -> None:
    """The same limits as at the desk."""
    assert problems(changed("  ends_on: 2027-10-31", "  ends_on: 2028-10-30")) == [
        "line 6: dialogue.ends_on: a dialogue lasts at most 366 days"
    ]
    long = changed("    ends: 2027-10-30 10:00", "    ends: 2027-12-01 10:00")
    assert "a session lasts at most 31 days" in "".join(problems(long))
