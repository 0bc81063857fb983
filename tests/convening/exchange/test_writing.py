"""A document becomes a file that people like to read, and that is the same document again."""

from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.apps.convening.exchange import read_document, write_document
from parley.apps.convening.exchange.schema import Document, document_type
from tests.convening.exchange import strategies

EXAMPLE = Path(__file__).parent / "example.yaml"


@settings(max_examples=40, deadline=None, suppress_health_check=[*HealthCheck])
@given(strategies.documents())
def test_what_is_written_is_read_again(document: Document) -> None:
    written = write_document(document)
    assert read_document(written) == document
    assert read_document(written.encode()) == document


@settings(max_examples=100, deadline=None)
@given(st.lists(strategies.paragraphs.filter(str.strip), min_size=1, max_size=5))
def test_every_text_survives(texts: list[str]) -> None:
    document = read_document(EXAMPLE.read_bytes())
    entry = document.dialogue.model_copy(
        update={"objectives": tuple({"en": text} for text in texts)}
    )
    changed = document_type().model_validate(
        document.model_copy(update={"dialogue": entry}).model_dump()
    )
    again = read_document(write_document(changed))
    assert [text["en"] for text in again.dialogue.objectives] == texts


def test_other_readers_of_yaml_take_texts_for_texts() -> None:
    """Norway is no boolean and a clock no number for them either."""
    document = read_document(EXAMPLE.read_bytes())
    theirs = yaml.safe_load(write_document(document))
    assert theirs["dialogue"]["country"] == "NO"
    assert theirs["sessions"][0]["starts"] == "2027-10-30 09:00"
    assert theirs["sessions"][0]["listed"] is True
    assert theirs["dialogue"]["edition"] == 2


def test_the_example_is_written_as_it_stands() -> None:
    """Order of the fields, literal blocks, quotes only where needed, nothing that is unset."""
    assert write_document(read_document(EXAMPLE.read_bytes())) == EXAMPLE.read_text()
