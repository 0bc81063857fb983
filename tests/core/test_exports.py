"""The slot for sections of a dialogue's file, with one that no app has."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from parley.apps.convening.exchange import (
    clone_edition,
    export_dialogue,
    fields,
    import_dialogue,
    read_document,
)
from parley.apps.convening.exchange.jsonschema import json_schema
from parley.apps.convening.exchange.schema import Document
from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters.file import shown
from parley.core import exports
from parley.core.actors import Actor, system_actor
from parley.core.errors import InvalidInput
from parley.core.exports import Entry, Problem, Section, Wrong
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")
FILE = """\
parley: 1
dialogue:
  slug: oslo
  title: Oslo dialogue
  starts_on: 2027-10-30
  ends_on: 2027-10-31
  time_zone: Europe/Oslo
  format: in_person
pictures:
  - illustration: roundtable
    alt: A table
rehearsals:
  questions:
    - slug: second
      text: What next?
      closes: 2027-10-31
    - slug: first
      text: What now?
"""


class QuestionEntry(Entry):
    slug: fields.Slug
    text: fields.GivenText
    closes: fields.Day | None = None


class RehearsalsEntry(Entry):
    questions: tuple[QuestionEntry, ...] = ()


class Store:
    """What an upper app would have in its tables."""

    def __init__(self) -> None:
        self.kept: dict[str, RehearsalsEntry] = {}

    def collect(self, actor: Actor, dialogue: Dialogue) -> dict[str, Any] | None:
        found = self.kept.get(dialogue.slug)
        return found and found.model_dump()

    def take(self, actor: Actor, dialogue: Dialogue, entry: RehearsalsEntry, wrong: Wrong) -> bool:
        for one in entry.questions:
            if one.slug == "taken":
                wrong(("questions", one.slug), "this name is taken")
        was, self.kept[dialogue.slug] = self.kept.get(dialogue.slug), entry
        return was != entry


def problems(entry: RehearsalsEntry, document: Document) -> Iterable[Problem]:
    for n, one in enumerate(entry.questions):
        if one.closes and one.closes > document.dialogue.ends_on:
            yield Problem(("questions", n, "closes"), "the dialogue is over by then")


def in_order(entry: RehearsalsEntry) -> RehearsalsEntry:
    return RehearsalsEntry(questions=tuple(sorted(entry.questions, key=lambda q: q.slug)))


def moved(entry: RehearsalsEntry, _document: Any, by: timedelta) -> RehearsalsEntry:
    later = [q.model_copy(update={"closes": q.closes and q.closes + by}) for q in entry.questions]
    return RehearsalsEntry(questions=tuple(later))


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    kept = Store()
    monkeypatch.setattr(exports, "_sections", dict(exports._sections))
    exports.add_section(
        Section(
            name="rehearsals",
            entry=RehearsalsEntry,
            collect=kept.collect,
            take=kept.take,
            problems=problems,
            in_order=in_order,
            moved=moved,
            counts=lambda entry: [("Rehearsals", len(entry.questions))],
        )
    )
    return kept


def told(source: str) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        import_dialogue(SYSTEM, read_document(source))
    return list(caught.value.problems)


def test_a_section_goes_in_and_comes_out(store: Store) -> None:
    document = read_document(FILE)
    dialogue = import_dialogue(SYSTEM, document).dialogue
    assert [one.slug for one in store.kept["oslo"].questions] == ["first", "second"]
    exported = export_dialogue(SYSTEM, dialogue)
    # What people read stands before pictures, which may be long.
    assert exported.index("rehearsals:") < exported.index("pictures:")
    assert not import_dialogue(SYSTEM, read_document(exported)).changed
    assert export_dialogue(SYSTEM, dialogue) == exported


def test_a_change_in_a_section_alone_is_a_change(store: Store) -> None:
    import_dialogue(SYSTEM, read_document(FILE))
    assert import_dialogue(SYSTEM, read_document(FILE.replace("What now", "And now"))).changed
    last = AuditRecord.objects.latest("pk")
    assert (last.action, last.data["fields"]) == ("dialogue.imported", ["rehearsals"])


def test_without_the_section_nothing_is_taken_from_the_app(store: Store) -> None:
    import_dialogue(SYSTEM, read_document(FILE))
    kept = dict(store.kept)
    assert not import_dialogue(SYSTEM, read_document(FILE[: FILE.index("rehearsals")])).changed
    assert store.kept == kept


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "slug: first",
            "slgu: first",
            (
                "line 17: rehearsals.questions[1].slug: this field is missing",
                (
                    "line 17: rehearsals.questions[1].slgu: there is no such field; did you mean "
                    "slug?"
                ),
            ),
        ),
        (
            "closes: 2027-10-31",
            "closes: 2027-11-01",
            ("line 16: rehearsals.questions[0].closes: the dialogue is over by then",),
        ),
        (
            "slug: first",
            "slug: taken",
            ("rehearsals.questions.taken: this name is taken",),
        ),
    ],
)
def test_problems_are_named_by_place_and_nothing_is_stored(
    store: Store, old: str, new: str, problem: tuple[str, ...]
) -> None:
    assert told(FILE.replace(old, new)) == [*problem]
    assert not Dialogue.objects.exists()


def test_the_section_of_another_edition_is_moved(store: Store) -> None:
    dialogue = import_dialogue(SYSTEM, read_document(FILE)).dialogue
    title = LocalText(en="Next")
    clone_edition(SYSTEM, dialogue, slug="next", title=title, starts_on=date(2028, 10, 30))
    assert [one.closes for one in store.kept["next"].questions] == [None, date(2028, 10, 31)]


def test_editors_and_readers_of_a_file_know_of_the_section(store: Store) -> None:
    assert '"rehearsals"' in json_schema()
    facts = shown(read_document(FILE), is_known=False)["facts"]
    assert {"label": "Rehearsals", "value": 2} in facts


def test_a_section_that_nobody_registered_is_no_field() -> None:
    assert '"rehearsals"' not in json_schema()
    (problem,) = told(FILE)
    assert problem.startswith("line 12: rehearsals: there is no such field")
