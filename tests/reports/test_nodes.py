"""A laid-out report comes back from JSON as it was."""

import json

import pytest

from parley.apps.reports.layout.nodes import (
    InvalidDocument,
    as_json,
    contents,
    document_from,
    every_text,
)
from tests.reports.samples import document


@pytest.mark.parametrize("language", ["en", "ar"])
def test_comes_back(language: str) -> None:
    made = document(language)
    assert document_from(json.loads(json.dumps(as_json(made)))) == made


def test_what_is_no_document_is_refused() -> None:
    with pytest.raises(InvalidDocument):
        document_from({"nodes": [{"node": "song"}]})


def test_contents_are_its_headings() -> None:
    assert [(one.level, one.number, one.text) for one in contents(document())] == [
        (1, "I", "Summary"),
        (1, "II", "Findings"),
        (2, "A", "Knowledge"),
        (1, "III", "Annex: method"),
    ]


def test_every_text_holds_alternatives_and_what_is_in_pictures() -> None:
    texts = list(every_text(document()))
    assert "Where groups converge: 38 / 42" in texts
    assert any("<title>Where groups converge" in one for one in texts)
