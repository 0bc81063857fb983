"""What people are where, in the file; and files that are older than what is here."""

from datetime import date

import pytest

from parley.apps.accounts.models import Affiliation, Organisation, Person
from parley.apps.convening import models as m
from parley.apps.convening.exchange import (
    clone_edition,
    export_dialogue,
    import_dialogue,
    read_document,
)
from parley.apps.convening.services import merging
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make
from tests.convening.exchange.helpers import GOOD, SYSTEM, changed, convener, problems
from tests.convening.exchange.helpers import reading_problems as wrong

pytestmark = pytest.mark.django_db
AFFILIATED = GOOD.replace("    name: Host\n", "    name: Host\n  - slug: lab\n    name: Lab\n") + (
    """\
    affiliations:
      - organisation: lab
        position: Director
        since: 2020-01-01
      - organisation: host
        until: 2019-12-31
"""
)
SILENT, NOWHERE = GOOD, f"{GOOD}    affiliations: []\n"


def affiliations() -> list[tuple[str, str, date | None, date | None]]:
    rows = Affiliation.objects.all()
    return [(a.organisation.slug, str(a.position), a.since, a.until) for a in rows]


STORED = [("lab", "Director", date(2020, 1, 1), None), ("host", "", None, date(2019, 12, 31))]


def test_they_go_in_and_come_out() -> None:
    document = read_document(AFFILIATED)
    dialogue = import_dialogue(SYSTEM, document).dialogue
    assert affiliations() == STORED
    exported = read_document(export_dialogue(SYSTEM, dialogue))
    assert exported.people == document.people
    assert [entry.slug for entry in exported.organisations] == ["host", "lab"]
    actions = AuditRecord.objects.order_by("pk").values_list("action", flat=True)
    assert [a for a in actions if a.startswith("person")] == ["person.added"]


def test_a_file_that_says_nothing_leaves_them_and_an_empty_list_ends_them() -> None:
    import_dialogue(SYSTEM, read_document(AFFILIATED))
    assert not import_dialogue(SYSTEM, read_document(SILENT)).changed
    assert affiliations() == STORED
    assert import_dialogue(SYSTEM, read_document(NOWHERE)).changed
    assert affiliations() == []
    record = AuditRecord.objects.get(action="person.edited")
    assert record.data == {"fields": ["affiliations"]}


def test_only_those_who_keep_the_person_change_them() -> None:
    import_dialogue(SYSTEM, read_document(AFFILIATED.replace("slug: oslo", "slug: first")))
    _account, actor = convener()
    m.Dialogue.objects.update(status="announced")
    assert import_dialogue(actor, read_document(AFFILIATED)).created
    other = read_document(AFFILIATED.replace("Director", "Deputy"))
    told = "people.ada: 'ada' is here already with other affiliations, and you may not change them"
    assert problems(actor, other) == [told]
    assert affiliations() == STORED


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "organisation: lab",
            "organisation: la",
            "affiliations[0].organisation: expected a short name that stands in organisations",
        ),
        (
            "since: 2020-01-01",
            "since: 2020-01-01\n        until: 2019-01-01",
            "affiliations[0].until: expected a day not before 2020-01-01, got",
        ),
        ("since: 2020", "from: 2020", "people[0].affiliations[0].from: there is no such field"),
    ],
)
def test_errors_name_the_place(old: str, new: str, told: str) -> None:
    assert any(told in line for line in wrong(AFFILIATED.replace(old, new)))


def test_an_edition_without_people_has_no_employers_either() -> None:
    _account, actor = convener()
    dialogue = import_dialogue(actor, read_document(AFFILIATED)).dialogue
    title, day = LocalText(en="Next"), date(2028, 1, 1)
    for slug, keep in (("next", False), ("with-people", True)):
        copy = clone_edition(
            actor, dialogue, slug=slug, title=title, starts_on=day, keep_people=keep
        )
        assert m.Contribution.objects.filter(session__dialogue=copy).exists() is keep
    assert affiliations() == STORED


# Status


DRAFT = changed("  starts_on: 2027-10-30\n", "  status: draft\n  starts_on: 2027-10-30\n")


def test_without_a_status_a_new_dialogue_is_a_draft_and_a_known_one_stays_as_it_is() -> None:
    dialogue = import_dialogue(SYSTEM, read_document(GOOD)).dialogue
    assert dialogue.status == "draft"
    m.Dialogue.objects.update(status="open")
    again = import_dialogue(SYSTEM, read_document(GOOD))
    assert (again.changed, again.dialogue.status) == (False, "open")
    edited = import_dialogue(SYSTEM, read_document(changed("title: Oslo", "title: Bergen")))
    assert (edited.changed, edited.dialogue.status) == (True, "open")


def test_a_status_that_is_written_is_meant() -> None:
    dialogue = import_dialogue(SYSTEM, read_document(GOOD)).dialogue
    m.Dialogue.objects.update(status="open")
    assert import_dialogue(SYSTEM, read_document(DRAFT)).dialogue.status == "draft"
    assert "  status: draft\n" in export_dialogue(SYSTEM, dialogue)


# Entries that have become part of others


def test_an_old_file_means_the_entries_that_were_kept() -> None:
    dialogue = import_dialogue(SYSTEM, read_document(AFFILIATED)).dialogue
    ada, hall = Person.objects.get(), m.Room.objects.get()
    kept = make.person(slug="ada-lovelace", name="Ada Lovelace")
    lab = Organisation.objects.get(slug="lab")
    house = make.venue(slug="palace")
    merging.merge(SYSTEM, kept, ada)
    merging.merge(SYSTEM, lab, Organisation.objects.get(slug="host"))
    merging.merge(SYSTEM, house, hall.venue)
    assert not import_dialogue(SYSTEM, read_document(AFFILIATED)).changed
    assert [*Person.objects.all()] == [kept]
    assert [*m.Venue.objects.all()] == [house]
    exported = read_document(export_dialogue(SYSTEM, dialogue))
    assert [entry.slug for entry in exported.people] == ["ada-lovelace"]
    assert not import_dialogue(SYSTEM, exported).changed


def test_two_organisers_that_are_one_now_stand_once() -> None:
    two = changed(
        "    - organisation: host\n      role: organiser\n",
        "    - organisation: host\n      role: organiser\n"
        "    - organisation: lab\n      role: organiser\n",
    ).replace("    name: Host\n", "    name: Host\n  - slug: lab\n    name: Lab\n")
    import_dialogue(SYSTEM, read_document(two))
    host, lab = Organisation.objects.order_by("slug")
    merging.merge(SYSTEM, host, lab)
    assert not import_dialogue(SYSTEM, read_document(two)).changed
    assert m.Host.objects.get().organisation == host


def test_a_kept_entry_that_one_does_not_see_is_only_taken() -> None:
    _account, actor = convener()
    gone = make.person(slug="ada", name="Ada")
    merging.merge(SYSTEM, make.person(slug="secret"), gone)
    told = problems(actor, read_document(GOOD))
    assert told == ["people.ada: the short name 'ada' is taken; choose another one"]
