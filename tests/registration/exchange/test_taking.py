"""What an import sets up, what a later file changes, and what it can't take from under people."""

from datetime import date
from typing import Any

import pytest

from parley.apps.convening import models as m
from parley.apps.convening.exchange import export_dialogue, import_dialogue, read_document
from parley.apps.registration import models as r
from parley.apps.registration.services import groups
from parley.core.actors import ANONYMOUS, actor_of
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make
from tests.registration.exchange.helpers import (
    EXAMPLE,
    SECTION,
    SYSTEM,
    WITHOUT,
    changed,
    example,
    imported,
    problems,
    stored,
)

pytestmark = pytest.mark.django_db
ACADEMIA = "    - slug: academia\n      name: Academia\n"
NO_ACADEMIA = (
    (ACADEMIA, ""),
    ("      groups:\n        - states\n        - academia\n", ""),
    ("    - text: Anything else?\n      kind: text\n      groups:\n        - academia\n", ""),
)
BREAK_OUTS = EXAMPLE[EXAMPLE.index("  break_outs:\n") :]
ROOMS = "  online_rooms:\n    - session: plenary\n      kind: jitsi\n      room: main-hall\n"


def group(slug: str) -> r.Group:
    return r.Group.objects.get(slug=slug)


def actions() -> list[str]:
    return [*AuditRecord.objects.order_by("pk").values_list("action", flat=True)]


def test_everything_finds_its_place() -> None:
    dialogue = imported()
    opening = dialogue.opening
    assert (opening.opens_on, opening.notice["fr"]) == (date(2027, 6, 1), "Conservé à Florence.")
    assert not (opening.asks_country or opening.asks_access_needs or opening.reminds)
    assert opening.asks_gender
    assert opening.asks_photo
    assert (opening.keep_days, opening.keep_evidence_days, opening.offer_days) == (90, 0, 5)

    states, academia = dialogue.groups.all()
    assert (states.slug, states.name) == ("states", {"ar": "الدول", "en": "States"})
    assert states.who == {"en": "Officials who work\non cyber matters."}
    assert (states.kind, states.admission, states.sight) == ("government", "open", "public")
    assert (states.seats, states.deadline, states.nominations) == (40, date(2027, 9, 15), 2)
    assert (states.evidence, states.colour) == ({"en": "A note verbale"}, "green")
    assert (states.vetted, states.offers, states.evidence_needed) == (False, False, True)
    as_on_the_desk = r.Group(dialogue=dialogue, slug="academia", name={"en": "Academia"}, order=1)
    assert _plain(academia) == _plain(as_on_the_desk)

    topic, mission, else_ = dialogue.questions.all()
    assert topic.choices == {"en": "Norms\nCapacity", "fr": "Normes\nCapacités"}
    assert (topic.kind, topic.required, [*topic.groups.all()]) == ("choice", True, [])
    assert [*mission.groups.all()] == [states, academia]
    assert (else_.kind, [*else_.groups.all()]) == ("text", [academia])

    (mail,) = dialogue.mail_texts.all()
    assert (mail.kind, mail.subject) == ("approved", {"en": "Welcome to {dialogue}"})
    (meeting,) = r.Meeting.objects.all()
    assert (meeting.session.slug, meeting.kind, meeting.room) == ("plenary", "jitsi", "main-hall")
    (round_,) = r.BreakoutRound.objects.all()
    assert (round_.session.slug, round_.takes_wishes, round_.seed) == ("tables", True, 7)
    weights = ("wishes", "groups", "countries", "organisations", "sizes")
    assert [getattr(round_, f"weigh_{name}") for name in weights] == [5, 0, 1, 2, 5]


def _plain(row: r.Group) -> dict[str, Any]:
    return {f.name: f.value_from_object(row) for f in row._meta.concrete_fields if f.name != "id"}


def test_an_export_is_the_file_again() -> None:
    exported = export_dialogue(SYSTEM, imported())
    assert exported[exported.index("registration:") :] == EXAMPLE[EXAMPLE.index("registration:") :]


def test_importing_twice_changes_nothing() -> None:
    imported()
    before = stored()
    assert not import_dialogue(SYSTEM, example()).changed
    assert stored() == before


def test_a_convener_imports_and_every_change_is_on_record() -> None:
    account = make.user(is_convener=True)
    import_dialogue(actor_of(account), example())
    assert [one for one in actions() if not one.startswith(("session.added", "dialogue."))] == [
        "registration.opened",
        "group.added",
        "group.added",
        "registration.questions_edited",
        "registration.mail_written",
        "session.room_arranged",
        "breakouts.begun",
        "breakouts.adjusted",
    ]
    assert {*AuditRecord.objects.values_list("actor", flat=True)} == {f"account {account.pk}"}


def test_a_file_without_the_section_leaves_registration_as_it_is() -> None:
    imported()
    before = stored()
    assert not import_dialogue(SYSTEM, read_document(WITHOUT)).changed
    assert not import_dialogue(SYSTEM, read_document(WITHOUT + "registration:\n")).changed
    assert stored() == before


def test_a_dialogue_without_registration_has_no_section() -> None:
    dialogue = import_dialogue(SYSTEM, read_document(WITHOUT)).dialogue
    assert "registration:" not in export_dialogue(SYSTEM, dialogue)


def test_a_section_without_an_opening_leaves_that_alone() -> None:
    """What the desk can't do, a file can't either: nobody takes the form from under guests."""
    dialogue = imported()
    import_dialogue(SYSTEM, read_document(WITHOUT + "registration: {}\n"))
    counts = {table.__name__: table.objects.count() for table in SECTION}
    assert counts == {
        "Opening": 1,
        "Group": 0,
        "Question": 0,
        "MailText": 0,
        "Meeting": 1,
        "BreakoutRound": 0,
    }
    assert r.Meeting.objects.get().kind == r.MeetingKind.LINK
    document = read_document(export_dialogue(SYSTEM, dialogue))
    assert (document.registration.opening, document.registration.online_rooms) == (
        example().registration.opening,
        (),
    )


def test_rows_keep_their_keys_when_a_file_changes_them() -> None:
    imported()
    keys = dict(r.Group.objects.values_list("slug", "pk"))
    questions = [*r.Question.objects.values_list("pk", flat=True)]
    import_dialogue(
        SYSTEM,
        example(
            ("seats: 40", "seats: 30"),
            ("name: Academia", "name: Universities"),
            ("fr: Quel sujet ?", "fr: Quel thème ?"),
            ("kind: text", "kind: line"),
            ("Welcome to", "Come to"),
        ),
    )
    assert dict(r.Group.objects.values_list("slug", "pk")) == keys
    assert [*r.Question.objects.values_list("pk", flat=True)] == questions
    assert group("states").seats == 30
    assert str(group("academia")) == "Universities"
    assert r.MailText.objects.get().subject == {"en": "Come to {dialogue}"}
    assert actions()[-5:] == [
        "group.edited",
        "group.edited",
        "registration.questions_edited",
        "registration.mail_written",
        "dialogue.imported",
    ]


def test_groups_and_questions_stand_as_in_the_file() -> None:
    dialogue = imported()
    text = changed((ACADEMIA, "")).replace(
        "  groups:\n    - slug", f"  groups:\n{ACADEMIA}    - slug"
    )
    first = "    - text:\n        en: Which topic?"
    last = "    - text: Anything else?\n      kind: text\n      groups:\n        - academia\n"
    text = text.replace(last, "").replace(first, last + first)
    assert import_dialogue(SYSTEM, read_document(text)).changed
    assert [one.slug for one in dialogue.groups.all()] == ["academia", "states"]
    assert [str(one) for one in dialogue.questions.all()] == [
        "Anything else?",
        "Which topic?",
        "Which mission?",
    ]
    assert not import_dialogue(SYSTEM, read_document(text)).changed


def test_a_group_that_nobody_is_in_leaves_with_the_file() -> None:
    dialogue = imported()
    import_dialogue(SYSTEM, example(*NO_ACADEMIA))
    assert [one.slug for one in dialogue.groups.all()] == ["states"]
    assert [str(one) for one in dialogue.questions.all()] == ["Which topic?", "Which mission?"]


def test_a_group_with_registrations_stays() -> None:
    imported()
    make.registration(group("academia"))
    make.invitation(group("academia"))
    assert problems(example(*NO_ACADEMIA)) == [
        (
            "registration.groups.academia: The file leaves this group out, but it can’t go. This group "
            "has 1 registrations and 1 invitations. Move the people to another group and revoke the "
            "invitations first."
        )
    ]


def test_seats_that_are_taken_stay() -> None:
    imported()
    for _n in range(2):
        make.registration(group("states"), state=r.State.APPROVED)
    (problem,) = problems(example(("seats: 40", "seats: 1")))
    assert problem.startswith(
        "registration.groups.states: 2 seats of this group are taken or offered."
    )


def test_a_question_with_answers_stays() -> None:
    imported()
    question = r.Question.objects.get(kind="choice")
    make.registration(group("states"), answers={str(question.pk): "1"})
    text = EXAMPLE.replace("en: Which topic?", "en: Which theme?")
    gone = EXAMPLE.index("    - text:\n"), EXAMPLE.index("    - text: Which mission?")
    assert problems(read_document(EXAMPLE[: gone[0]] + EXAMPLE[gone[1] :])) == [
        (
            "registration.questions: “Which topic?” has answers (1): it can’t be removed. Ask it of "
            "another group, or leave it as it is."
        )
    ]
    fewer = example(
        ("          Norms\n          Capacity\n", "          Norms\n"),
        ("          Normes\n          Capacités\n", "          Normes\n"),
        ("kind: choice", "kind: text"),
    )
    assert problems(fewer) == [
        (
            "registration.questions: “Which topic?” has answers (1): its kind can’t change. Add a new "
            "question."
        )
    ]
    import_dialogue(SYSTEM, read_document(text))  # its French words are the same
    question.refresh_from_db()
    assert str(question) == "Which theme?"


def test_another_question_in_its_place_does_not_inherit_its_answers() -> None:
    imported()
    question = r.Question.objects.get(kind="text")
    make.registration(group("academia"), answers={str(question.pk): "No."})
    assert problems(example(("Anything else?", "Vegetarian?"))) == [
        (
            "registration.questions: “Anything else?” has answers (1): it can’t be removed. Ask it of "
            "another group, or leave it as it is."
        )
    ]


def test_break_outs_in_which_people_have_a_part_stay() -> None:
    imported()
    wish = {
        "round": r.BreakoutRound.objects.get(),
        "registration": make.registration(group("states"), state=r.State.APPROVED),
        "room": m.Session.objects.get(slug="table-1"),
        "rank": 1,
    }
    r.BreakoutWish.objects.create(**wish)
    assert problems(example((BREAK_OUTS, ""))) == [
        (
            "registration.break_outs.tables: The file leaves these break-outs out, but people have "
            "places in them, or have said which rooms they wish. Remove the break-outs on the desk "
            "first."
        )
    ]
    r.BreakoutWish.objects.all().delete()
    import_dialogue(SYSTEM, example((BREAK_OUTS, "")))
    assert not r.BreakoutRound.objects.exists()


def test_break_outs_need_parts() -> None:
    parts = EXAMPLE[EXAMPLE.index("    parts:\n") : EXAMPLE.index("registration:\n")]
    assert problems(example((parts, ""))) == [
        "registration.break_outs.tables: Add at least two break-outs as parts of this session first."
    ]


def test_a_room_needs_a_server_here(settings: Any) -> None:
    other = example(("kind: jitsi", "kind: bbb"))
    assert problems(other) == [
        "registration.online_rooms.plenary: This installation has no server for this kind of room."
    ]
    imported()
    settings.JITSI_DOMAIN = ""
    assert not import_dialogue(SYSTEM, example()).changed  # as it was before the server went


def test_a_session_that_is_renamed_keeps_its_room_and_its_break_outs() -> None:
    dialogue = imported()
    keys = (r.Meeting.objects.get().pk, r.BreakoutRound.objects.get().pk)
    text = export_dialogue(SYSTEM, dialogue)
    for old, new in (("plenary", "opening"), ("tables", "corners")):
        text = text.replace(f"slug: {old}\n", f"slug: {new}\n")
        text = text.replace(f"session: {old}\n", f"session: {new}\n")
    import_dialogue(SYSTEM, read_document(text))
    assert (r.Meeting.objects.get().pk, r.BreakoutRound.objects.get().pk) == keys
    assert (r.Meeting.objects.get().room, r.BreakoutRound.objects.get().seed) == ("main-hall", 7)


def test_a_room_that_left_the_file_is_the_sessions_own_link_again() -> None:
    dialogue = imported()
    text = changed((ROOMS, ""))
    assert import_dialogue(SYSTEM, read_document(text)).changed
    assert (r.Meeting.objects.get().kind, r.Meeting.objects.get().room) == ("link", "")
    assert not import_dialogue(SYSTEM, read_document(text)).changed
    assert "online_rooms" not in export_dialogue(SYSTEM, dialogue)


def test_words_that_left_the_file_are_the_standard_ones_again() -> None:
    imported()
    mails = EXAMPLE[EXAMPLE.index("  mails:\n") : EXAMPLE.index("  online_rooms:\n")]
    import_dialogue(SYSTEM, example((mails, "")))
    assert not r.MailText.objects.exists()
    assert "registration.mail_restored" in actions()


def test_what_is_wrong_with_the_section_keeps_all_of_the_file_out() -> None:
    """The dialogue itself is right, new, and would be stored before the section."""
    assert problems(example(("kind: jitsi", "kind: bbb"), ("status: announced", "status: open")))
    assert not m.Dialogue.objects.exists()
    imported()
    make.registration(group("academia"))
    moved = example(*NO_ACADEMIA, ("title: Florence Dialogue", "title: Fiesole Dialogue"))
    assert problems(moved)
    assert str(m.Dialogue.objects.get()) == "Florence Dialogue"


def test_freed_seats_are_offered_as_on_the_desk() -> None:
    imported(("offers: false", "offers: true"), ("seats: 40", "seats: 0"))
    waiting = make.registration(group("states"), state=r.State.WAITLISTED)
    import_dialogue(SYSTEM, example(("offers: false", "offers: true")))
    waiting.refresh_from_db()
    assert waiting.state == r.State.OFFERED


def test_no_person_stands_in_a_file() -> None:
    dialogue = imported()
    guest = make.user(email="canary@example.org", name="Canary Guest")
    row = make.registration(
        group("states"), guest, organisation="Canary Office", state=r.State.APPROVED
    )
    make.invitation(group("academia"), address="canary.two@example.org", name="Canary Two")
    round_ = r.BreakoutRound.objects.get()
    table = m.Session.objects.get(slug="table-1")
    r.BreakoutPlace.objects.create(round=round_, registration=row, room=table)
    exported = export_dialogue(SYSTEM, dialogue)
    assert "anary" not in exported
    assert read_document(exported).registration == example().registration


def test_only_those_who_may_edit_the_dialogue_bring_or_read_the_section() -> None:
    dialogue = imported()
    facilitator = make.user(is_convener=True)
    make.seat(dialogue, facilitator, m.SeatRole.FACILITATOR)
    before = stored()
    for actor in (ANONYMOUS, actor_of(facilitator), actor_of(make.user(is_operator=True))):
        with pytest.raises((NotAllowed, InvalidInput)):
            import_dialogue(actor, example(("seats: 40", "seats: 4")))
        with pytest.raises(NotAllowed):
            export_dialogue(actor, dialogue)
    assert stored() == before


def test_what_the_desk_made_comes_back(host: Any) -> None:
    """Names of groups that the desk made short; mails, rooms and break-outs left as they begin."""
    made = groups.add(
        host.actor, host.dialogue, {"name": LocalText(en="Civil society"), "seats": 0}
    )
    exported = export_dialogue(host.actor, host.dialogue)
    assert "registration:\n  groups:\n    - slug: civil-society\n" in exported
    assert not import_dialogue(host.actor, read_document(exported)).changed
    made.refresh_from_db()
    assert made.seats == 0
