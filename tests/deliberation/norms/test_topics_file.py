"""Topics in a dialogue's file: out, in, and into the next edition."""

from datetime import date
from typing import Any

import pytest

from parley.apps.convening.exchange import (
    clone_edition,
    export_dialogue,
    import_dialogue,
    read_document,
)
from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Topic
from parley.core.actors import system_actor
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db
ACTOR = system_actor("test")


@pytest.fixture
def dialogue(element: Any) -> Dialogue:
    """It discusses the norm, and its second session an element of it."""
    row = make.dialogue(slug="d")
    make.session(row, slug="s1")
    second = make.session(row, slug="s2")
    Topic.objects.create(dialogue=row, norm=element.norm, order=0)
    Topic.objects.create(dialogue=row, norm=element.norm, element=element, session=second, order=1)
    return row


def topics_of(dialogue: Dialogue) -> list[tuple[str, str, str]]:
    return [
        (
            topic.norm.slug,
            topic.element.slug if topic.element else "",
            topic.session.slug if topic.session else "",
        )
        for topic in dialogue.topics.all()
    ]


BOTH = [("13c", "", ""), ("13c", "knowledge", "s2")]


def test_they_go_out_and_come_back_as_they_were(dialogue: Dialogue) -> None:
    text = export_dialogue(ACTOR, dialogue)
    assert "norm: a-70-174/13c" in text
    assert not import_dialogue(ACTOR, read_document(text)).changed
    Topic.objects.all().delete()
    assert import_dialogue(ACTOR, read_document(text)).changed
    assert topics_of(dialogue) == BOTH


def test_a_file_without_them_leaves_them(dialogue: Dialogue) -> None:
    text = export_dialogue(ACTOR, dialogue)
    before, _norms, rest = text.partition("\nnorms:\n")
    assert rest.startswith("  topics:")
    without = (
        before + "\n" + "\n".join(line for line in rest.splitlines() if not line.startswith(" "))
    )
    assert not import_dialogue(ACTOR, read_document(without)).changed
    assert topics_of(dialogue) == BOTH


def test_the_next_edition_discusses_the_same(dialogue: Dialogue) -> None:
    made = clone_edition(
        ACTOR, dialogue, slug="next", title=LocalText(en="Next"), starts_on=date(2028, 5, 10)
    )
    assert topics_of(made) == BOTH and topics_of(dialogue) == BOTH


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("a-70-174/13c", "a-70-174/13x", "There is no norm “a-70-174/13x” here."),
        ("element: knowledge", "element: ignorance", "expected one of knowledge, got 'ignorance'"),
        ("session: s2\n", "session: s9\n", "expected a short name that stands in sessions"),
        ("norm: a-70-174/13c", "norm: 13c", "expected a norm such as a-70-174/13c, got '13c'"),
    ],
)
def test_what_is_wrong_is_named_by_place(
    dialogue: Dialogue, old: str, new: str, problem: str
) -> None:
    text = export_dialogue(ACTOR, dialogue).replace(old, new)
    with pytest.raises(InvalidInput) as caught:
        import_dialogue(ACTOR, read_document(text))
    assert any(problem in line and "norms.topics" in line for line in caught.value.problems)
    assert topics_of(dialogue) == BOTH
