"""What an import stores, and what a later file changes of it."""

from datetime import date

import pytest
from django.core import mail

from parley.apps.accounts.models import Person
from parley.apps.convening import models as m
from parley.apps.convening.exchange import export_dialogue, import_dialogue, read_document
from parley.apps.convening.exchange.schema import Document
from parley.core import search
from parley.core.errors import NotAllowed
from parley.core.models import AuditRecord
from tests import factories as make
from tests.convening.exchange.helpers import (
    EXAMPLE,
    SYSTEM,
    UID,
    convener,
    example,
    problems,
    session,
    stored,
    without_uids,
)

pytestmark = pytest.mark.django_db


def test_everything_finds_its_place() -> None:
    dialogue = import_dialogue(SYSTEM, example()).dialogue
    assert str(dialogue.uid) == f"{UID}01"
    assert dialogue.title == {
        "ar": "حوار نموذجي",
        "en": "Example dialogue: a start",
        "fr": "Dialogue exemple",
    }
    assert dialogue.series.slug == "example-series"
    assert (dialogue.edition, dialogue.status, dialogue.country) == (2, "announced", "NO")
    assert dialogue.registration_deadline == date(2027, 10, 1)
    assert [(h.organisation.slug, h.role) for h in dialogue.hosts.all()] == [
        ("example-institute", "organiser")
    ]
    assert [(p.kind, p.text["en"]) for p in dialogue.points.all()] == [
        ("objective", "To say what is meant."),
        ("objective", "To hear\nwhat was said."),
    ]
    assert [norm.label for norm in dialogue.norms.all()] == ["13(c)"]
    assert [picture.illustration for picture in dialogue.pictures.all()] == ["roundtable"]
    opening, aside, night = session("opening"), session("aside"), session("night-watch")
    assert opening.starts_at.isoformat() == "2027-10-30T07:00:00+00:00"
    assert opening.room.name == {"en": "Great hall"}
    assert [(c.person.name, c.role, c.position["en"]) for c in opening.contributions.all()] == [
        ("Ada Example", "keynote", "Director")
    ]
    assert (aside.parent, aside.day, aside.rule) == (opening, date(2027, 10, 30), "")
    assert night.ends_at.isoformat() == "2027-10-31T01:30:00+00:00"
    assert Person.objects.get().synthetic


def test_what_is_imported_is_recorded_and_found() -> None:
    account, actor = convener()
    dialogue = import_dialogue(actor, example()).dialogue
    lines = AuditRecord.objects.order_by("pk").values_list("action", "actor_user")
    assert [*lines] == [
        ("series.added", account.pk),
        ("organisation.added", account.pk),
        ("person.added", account.pk),
        ("venue.added", account.pk),
        ("venue.rooms_edited", account.pk),
        ("session.added", account.pk),
        ("session.added", account.pk),
        ("session.added", account.pk),
        ("dialogue.appointed", account.pk),
        ("dialogue.imported", account.pk),
    ]
    assert {hit.object for hit in search.find(actor, "Ada")} == {
        Person.objects.get(),
        session("opening"),
    }
    assert {hit.object for hit in search.find(actor, "knowingly")} == {dialogue}


def test_script_is_stored_and_given_back_as_it_is() -> None:
    script = "<script>alert('1')</script>"
    document = example(
        ("title: Opening", f"title: {script}"),
        ("name: Ada Example", f"name: {script}"),
        ("name: Great hall", f"name: {script}"),
        ("city: Oslo\n  country: 'NO'\n  hosts", f"city: {script}\n  country: 'NO'\n  hosts"),
    )
    dialogue = import_dialogue(SYSTEM, document).dialogue
    assert (dialogue.city, Person.objects.get().name) == (script, script)
    assert read_document(export_dialogue(SYSTEM, dialogue)) == document
    assert export_dialogue(SYSTEM, dialogue).count(script) == 4


def sequences() -> dict[str, int]:
    found = dict(m.Session.objects.values_list("slug", "sequence"))
    return {"dialogue": m.Dialogue.objects.get().sequence, **found}


@pytest.mark.parametrize(
    ("change", "renewed"),
    [
        (("ends: 2027-10-30 10:00", "ends: 2027-10-30 10:30"), {"opening"}),
        (("    room: example-house/great-hall\n", "    room: example-house/attic\n"), {"opening"}),
        (("title: Opening", "title: The opening"), {"opening"}),
        (("title: Aside", "title: Aside\n        cancelled: true"), {"aside"}),
        (("        day: 2027-10-30", "        day: 2027-10-31"), {"aside"}),
        (("First paragraph.", "Another paragraph."), set()),
        (("role: keynote", "role: chair"), set()),
        (("en: 'Example dialogue: a start'", "en: Another start"), {"dialogue"}),
        (("city: Oslo\n  country: 'NO'\n  hosts", "city: Bergen\n  hosts"), {"dialogue"}),
        (("To say what is meant.", "To say more."), set()),
        (
            ("status: announced", "status: cancelled"),
            {"dialogue", "opening", "aside", "night-watch"},
        ),
        (
            ("time_zone: Europe/Oslo", "time_zone: Europe/Helsinki"),
            {"dialogue", "opening", "night-watch"},
        ),
    ],
)
def test_calendars_learn_of_new_times_places_and_titles_only(
    change: tuple[str, str], renewed: set[str]
) -> None:
    attic = (
        "        capacity: 80\n",
        "        capacity: 80\n      - slug: attic\n        name: A\n",
    )
    more = [
        ("2027-10-31 01:30", "2027-10-31 00:30"),
        ("2027-10-31 02:30+01:00", "2027-10-31 01:30"),
    ]
    import_dialogue(SYSTEM, example(attic, *more))
    before = sequences()
    assert import_dialogue(SYSTEM, example(attic, *more, change)).changed
    after = sequences()
    assert {name for name in after if after[name] != before[name]} == renewed
    assert all(after[name] - before[name] in {0, 1} for name in after)


def test_what_left_the_file_leaves_the_dialogue() -> None:
    import_dialogue(SYSTEM, example())
    gone = session("night-watch")
    start, end = EXAMPLE.index("  - slug: night-watch"), EXAMPLE.index("\nvenues:")
    import_dialogue(SYSTEM, read_document(EXAMPLE[:start] + EXAMPLE[end:]))
    assert {*m.Session.objects.values_list("slug", flat=True)} == {"opening", "aside"}
    line = AuditRecord.objects.get(action="session.removed")
    assert line.data == {"session": gone.pk, "parts": 0}
    assert "watch" not in str([*AuditRecord.objects.values()])
    assert search.find(SYSTEM, "watch") == []


def test_a_part_outlives_the_session_that_it_was_part_of() -> None:
    import_dialogue(SYSTEM, example())
    aside = session("aside")
    moved = EXAMPLE[: EXAMPLE.index("  - slug: opening")] + (
        f"  - slug: aside\n    uid: {UID}03\n    kind: break_out\n    title: Aside\n"
    )
    hosts = (
        "\norganisations:\n  - {slug: example-institute, name: Example institute, kind: academia}\n"
    )
    import_dialogue(SYSTEM, read_document(moved + hosts))
    assert [*m.Session.objects.values_list("pk", "parent", "day")] == [(aside.pk, None, None)]


def test_without_uids_sessions_are_known_by_their_names() -> None:
    text = without_uids(EXAMPLE)
    import_dialogue(SYSTEM, read_document(text))
    before = stored()
    assert not import_dialogue(SYSTEM, read_document(text)).changed
    assert stored() == before
    opening = session("opening")
    import_dialogue(SYSTEM, read_document(text.replace("title: Opening", "title: New")))
    assert session("opening").uid == opening.uid


def test_a_dialogue_is_renamed_by_its_uid() -> None:
    dialogue = import_dialogue(SYSTEM, example()).dialogue
    result = import_dialogue(SYSTEM, example(("slug: example-2027", "slug: renamed")))
    assert (result.dialogue, result.created) == (dialogue, False)
    assert m.Dialogue.objects.get().slug == "renamed"


def test_publishing_by_a_file_needs_the_right_to_publish() -> None:
    account, actor = convener()
    dialogue = import_dialogue(actor, example(("status: announced", "status: draft"))).dialogue
    import_dialogue(actor, example())
    assert m.Dialogue.objects.get().status == "announced"
    m.Seat.objects.filter(dialogue=dialogue, user=account).update(role=m.SeatRole.RAPPORTEUR)
    with pytest.raises(NotAllowed):
        import_dialogue(actor, example(("status: announced", "status: open")))


def test_publishing_by_a_file_is_recorded() -> None:
    _account, actor = convener()
    import_dialogue(actor, example(("status: announced", "status: draft")))
    import_dialogue(actor, example())
    line = AuditRecord.objects.filter(action="dialogue.imported").first()
    assert line.data == {
        "created": False,
        "fields": ["status"],
        "before": "draft",
        "after": "announced",
    }


@pytest.mark.parametrize("before", m.Status.values)
@pytest.mark.parametrize("after", m.Status.values)
def test_a_file_takes_the_steps_that_the_desk_takes(before: str, after: str) -> None:
    def document(status: str) -> Document:
        return example(("status: announced", f"status: {status}"))

    import_dialogue(SYSTEM, document(before))
    steps = {
        "draft": ["announced"],
        "announced": ["open", "concluded", "cancelled", "draft"],
        "open": ["concluded", "cancelled", "draft"],
        "concluded": ["draft"],
        "cancelled": ["draft"],
    }[before]
    if after in (before, *steps):
        assert import_dialogue(SYSTEM, document(after)).dialogue.status == after
    else:
        assert problems(SYSTEM, document(after)) == [
            (
                f"dialogue.status: the dialogue is {before} here; its next step can be "
                f"{', '.join(steps)}, not {after}"
            )
        ]
        assert mail.outbox == []


def test_the_other_conveners_are_told_of_a_new_status_and_of_nothing_else() -> None:
    _account, actor = convener()
    dialogue = import_dialogue(actor, example()).dialogue
    make.seat(dialogue, make.user(email="bob@example.org"), m.SeatRole.CONVENER)
    make.seat(dialogue, make.user(email="eve@example.org"), m.SeatRole.RAPPORTEUR)
    import_dialogue(actor, example(("title: Opening", "title: The opening")))
    assert mail.outbox == []
    import_dialogue(actor, example(("status: announced", "status: open")))
    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["bob@example.org"], "“Example dialogue: a start” is now: Open")
    ]
