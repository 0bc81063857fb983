"""Inviting a list: every problem is named by row, and only who has none is written to."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from parley.apps.convening.models import SeatRole, Status
from parley.apps.registration.models import (
    Group,
    Invitation,
    LateReason,
    Mail,
    MailState,
    Opening,
    State,
)
from parley.apps.registration.selectors import guestlist, tokens
from parley.apps.registration.selectors.guestlist import Terms
from parley.apps.registration.services import deadlines, groups, invitations
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.models import AuditRecord
from tests import factories as make
from tests.registration.invitations.lists import guests

YESTERDAY = timedelta(days=-1)


def problems(host: Any, *rows: Any, **terms: Any) -> list[tuple[str, ...]]:
    return [
        line.problems for line in guestlist.judged(host.dialogue, guests(*rows), Terms(**terms))
    ]


def notes(host: Any, *rows: Any, **terms: Any) -> list[tuple[str, ...]]:
    lines = guestlist.judged(host.dialogue, guests(*rows), Terms(**terms))
    assert [line.problems for line in lines] == [()] * len(lines)
    return [line.notes for line in lines]


def states() -> list[tuple[str, str]]:
    return list(Invitation.objects.order_by("address").values_list("address", "state"))


# What is wrong with a row


def test_every_problem_of_a_row_is_named(host: Any, group: Group) -> None:
    found = problems(
        host,
        "ada@example.org",
        {"address": "ada@", "group": "Nobody", "name": "see http://spam.example"},
        {"address": "ada@example.org", "organisation": "x" * 201},
        "",
        group=group,
    )
    assert found == [
        (),
        (
            "“ada@” is not an e-mail address.",
            "Name: Write the name alone, on one line and without a web address.",
            "There is no group “Nobody”. There are: Press.",
        ),
        (
            "Organisation: at most 200 characters.",
            "The same address as in row 1.",
        ),
        ("There is no e-mail address.",),
    ]


@pytest.mark.parametrize("text", ["press", "PRESS", "Presse", "الصحافة", ""])
def test_a_group_is_known_by_its_name_in_any_language(host: Any, group: Group, text: str) -> None:
    other = make.group(host.dialogue)
    (line,) = guestlist.judged(
        host.dialogue, guests({"address": "a@b.org", "group": text}), Terms(group=group)
    )
    assert (line.group, line.problems) == (group, ())
    assert problems(host, "a@b.org") == [
        ("No group is named. Name one in the row, or choose one for all.",)
    ]
    assert other != group


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fr", "fr"),
        ("FR-ca", "fr"),
        ("French", "fr"),
        ("français", "fr"),
        ("الفرنسية", "fr"),
        ("", ""),
    ],
)
def test_a_language_is_known_by_code_or_name(text: str, code: str) -> None:
    assert guestlist.language_of(text) == code


def test_a_language_that_is_not_offered_is_a_note(host: Any, group: Group) -> None:
    row = {"address": "a@b.org", "language": "Klingon"}
    assert notes(host, row, group=group) == [
        ("“Klingon” is not offered: the mail is written in English.",)
    ]


@pytest.mark.parametrize("state", [s for s in State if s not in (State.CANCELLED, State.DECLINED)])
def test_who_is_registered_is_not_invited(host: Any, group: Group, state: State) -> None:
    row = make.registration(group, state=state)
    assert problems(host, row.user.email, group=group) == [(f"Registered already: {state.label}.",)]


def test_who_was_declined_or_cancelled(host: Any, group: Group) -> None:
    declined = make.registration(group, state=State.DECLINED)
    cancelled = make.registration(group, state=State.CANCELLED)
    assert problems(host, declined.user.email, cancelled.user.email, group=group) == [
        ("Their registration was declined. Decide anew on the board instead.",),
        (),
    ]
    assert notes(host, cancelled.user.email, group=group) == [
        ("They cancelled their registration before.",)
    ]


def test_who_was_invited_before(host: Any, group: Group) -> None:
    def before(state: str, **fields: Any) -> str:
        return make.invitation(group, state=state, **fields).address

    open_, declined = before("open"), before("declined")
    assert problems(host, open_, declined, group=group) == [
        ("Invited already. Send it again from the list of invitations.",),
        ("They declined before. Tick “invite again” to ask them anew.",),
    ]
    expired = before("open", expires_at=timezone.now() - timedelta(seconds=1))
    given = (declined, expired, before("revoked"), before("known"), before("accepted"))
    assert notes(host, *given, group=group, again=True) == [
        ("They declined before, and are asked anew.",),
        ("Their earlier invitation has expired; they get a new link.",),
        ("Their earlier invitation was revoked; they get a new link.",),
        (),
        (),
    ]


def test_a_closed_group_lets_in_late_with_a_reason_only(host: Any, group: Group) -> None:
    group.deadline = timezone.now().date() + 2 * YESTERDAY
    group.save()
    late = {"address": "late@example.org", "late": True}
    assert problems(host, "a@b.org", late, group=group) == [
        ("Registration for this group has ended. Mark the row as late to let them in.",),
        ("Choose the reason for letting somebody in after the deadline.",),
    ]
    assert problems(host, late, group=group, reason=LateReason.NAMED) == [()]


def test_a_full_group_is_a_note_since_there_is_a_waitlist(host: Any, group: Group) -> None:
    Group.objects.update(seats=1)
    assert notes(host, "a@b.org", group=group) == [()]
    make.registration(group, state=State.APPROVED)
    assert notes(host, "a@b.org", group=group) == [
        ("All seats of the group are taken: whoever accepts is put on the waitlist.",)
    ]


def test_a_list_is_judged_with_as_many_queries_as_a_row(
    host: Any, group: Group, django_assert_num_queries: Any
) -> None:
    for _n in range(3):
        make.invitation(group)
        make.registration(group)
    many = guests(*(f"guest{n}@example.com" for n in range(200)))
    for given in (many[:1], many):
        with django_assert_num_queries(6):
            guestlist.judged(host.dialogue, given, Terms(group=group))


# Sending


def test_only_who_has_no_problem_is_written_to(host: Any, group: Group) -> None:
    rows = guests(
        {"address": "ada@example.org", "name": "Ada", "language": "fr"}, "bob@", "c@d.org"
    )
    done = invitations.invite(host.actor, host.dialogue, rows, Terms(group=group))
    assert [line.guest.row for line in done.left_out] == [2]
    ada, other = Invitation.objects.order_by("address")
    assert (ada.address, ada.name, ada.language, ada.group) == (
        "ada@example.org",
        "Ada",
        "fr",
        group,
    )
    assert (ada.invited_by, ada.serial, ada.vetted, ada.late) == (host.user, 1, True, False)
    assert [m.to for m in mail.outbox] == [["ada@example.org"], ["c@d.org"]]
    assert tokens.token_of(ada) in mail.outbox[0].body
    assert list(Mail.objects.values_list("state", flat=True)) == [MailState.SENT] * 2
    record = AuditRecord.objects.get()
    assert (record.action, record.data) == (
        "dialogue.invited",
        {"invitations": 2, "groups": {str(group.pk): 2}},
    )
    assert other.name == ""


def test_sending_the_same_list_twice_writes_to_nobody_twice(host: Any, group: Group) -> None:
    rows, terms = guests("a@b.org", "c@d.org"), Terms(group=group)
    invitations.invite(host.actor, host.dialogue, rows, terms)
    again = invitations.invite(host.actor, host.dialogue, rows, terms)
    assert (len(again.invitations), len(again.left_out), len(mail.outbox)) == (0, 2, 2)
    assert AuditRecord.objects.count() == 1


@pytest.mark.parametrize("state", ["revoked", "declined", "open"])
def test_inviting_again_makes_former_links_useless(host: Any, group: Group, state: str) -> None:
    past = timezone.now() - timedelta(days=1)
    former = make.invitation(group, state=state, expires_at=past, address="a@b.org")
    link, other = tokens.token_of(former), make.group(host.dialogue)
    terms = Terms(group=other, again=True)
    invitations.invite(host.actor, host.dialogue, guests("a@b.org"), terms)
    row = Invitation.objects.get()
    assert (row.pk, row.state, row.serial, row.group) == (former.pk, "open", 2, other)
    assert row.is_usable(timezone.now())
    assert tokens.token_of(row) != link


def test_who_asked_for_a_link_is_invited_in_its_place(host: Any, group: Group) -> None:
    asked = make.invitation(group, group=None, address="a@b.org", vetted=False)
    invitations.invite(host.actor, host.dialogue, guests("a@b.org"), Terms(group=group))
    row = Invitation.objects.get()
    assert (row.pk, row.group, row.vetted, row.serial) == (asked.pk, group, True, 2)


def test_what_a_convener_did_weighs_more_than_a_link_that_somebody_asked_for(
    host: Any, group: Group
) -> None:
    former = make.invitation(group, state="revoked", address="a@b.org")
    asked = make.invitation(group, group=None, address="a@b.org", vetted=False)
    assert notes(host, "a@b.org", group=group) == [
        ("Their earlier invitation was revoked; they get a new link.",)
    ]
    invitations.invite(host.actor, host.dialogue, guests("a@b.org"), Terms(group=group))
    assert {row.pk: (row.state, row.group) for row in Invitation.objects.all()} == {
        former.pk: ("open", group),
        asked.pk: ("open", None),
    }
    assert problems(host, "a@b.org", group=group) == [
        ("Invited already. Send it again from the list of invitations.",)
    ]


def test_letting_somebody_in_late_is_on_record_without_the_name(host: Any, group: Group) -> None:
    rows = guests({"address": "ada@example.org", "name": "Ada", "late": True}, "b@c.org")
    terms = Terms(group=group, reason=LateReason.NAMED)
    invitations.invite(host.actor, host.dialogue, rows, terms)
    late = Invitation.objects.get(late=True)
    record = AuditRecord.objects.get(action="invitation.late")
    assert (record.subject_id, record.data) == (
        str(late.pk),
        {"dialogue": host.dialogue.pk, "reason": "late-named"},
    )
    assert "ada" not in str(list(AuditRecord.objects.values())).lower()
    told = host.client.get("/convene/dialogues/florence/history/").content.decode()
    reason = "(Their government or organisation named them late)"
    assert f"let somebody come after the deadline {reason}" in told


@pytest.mark.parametrize(
    ("status", "words"),
    [(Status.DRAFT, "a draft"), (Status.CONCLUDED, "is over"), (Status.CANCELLED, "is over")],
)
def test_nobody_is_invited_to_what_takes_no_registrations(
    host: Any, group: Group, status: str, words: str
) -> None:
    type(host.dialogue).objects.update(status=status)
    with pytest.raises(InvalidInput, match=words):
        invitations.invite(host.actor, host.dialogue, guests("a@b.org"), Terms(group=group))
    type(host.dialogue).objects.update(status=Status.OPEN)
    Opening.objects.all().delete()
    with pytest.raises(InvalidInput, match="switched on"):
        invitations.invite(host.actor, host.dialogue, guests("a@b.org"), Terms(group=group))
    assert states() == []


def test_conveners_alone_invite_revoke_and_send_again(host: Any, group: Group) -> None:
    row = make.invitation(group)
    for role in (None, SeatRole.FACILITATOR, SeatRole.RAPPORTEUR, SeatRole.PARTICIPANT):
        account = make.user(is_operator=role is None)
        if role:
            make.seat(host.dialogue, account, role)
        actor = make.actor(account)
        for act in (
            lambda a=actor: invitations.invite(
                a, host.dialogue, guests("a@b.org"), Terms(group=group)
            ),
            lambda a=actor: invitations.revoke(a, [row]),
            lambda a=actor: invitations.restore(a, [row]),
            lambda a=actor: invitations.resend(a, [row]),
            lambda a=actor: invitations.retry(a, host.dialogue),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert states() == [(row.address, "open")]


# Until when


@pytest.mark.parametrize(
    ("deadline", "wanted", "late", "last"),
    [
        (date(2027, 5, 1), None, False, date(2027, 5, 1)),
        (None, None, False, date(2027, 5, 12)),
        (date(2027, 5, 1), None, True, date(2027, 5, 12)),
        (date(2027, 5, 1), date(2027, 4, 1), False, date(2027, 4, 1)),
    ],
)
def test_an_invitation_lasts_until_the_deadline_the_first_day_or_as_chosen(
    host: Any, group: Group, deadline: Any, wanted: Any, late: bool, last: date
) -> None:
    group.deadline = deadline
    midnight_in_rome = datetime(last.year, last.month, last.day, 22, tzinfo=UTC)
    assert guestlist.expiry_of(group, wanted, late=late) == midnight_in_rome


def test_the_end_moves_with_the_deadline_unless_it_was_chosen(host: Any, group: Group) -> None:
    def ends() -> dict[str, str]:
        rows = Invitation.objects.values_list("address", "expires_at")
        zone = host.dialogue.zone
        return {address: f"{end.astimezone(zone):%m-%d %H:%M}" for address, end in rows}

    terms = Terms(group=group, reason=LateReason.OURS)
    late = {"address": "late@example.org", "late": True}
    invitations.invite(host.actor, host.dialogue, guests("default@example.org", late), terms)
    chosen = Terms(group=group, expires_on=date(2027, 3, 1))
    invitations.invite(host.actor, host.dialogue, guests("chosen@example.org"), chosen)
    expected = {
        "default@example.org": "05-13 00:00",
        "late@example.org": "05-13 00:00",
        "chosen@example.org": "03-02 00:00",
    }
    assert ends() == expected
    groups.edit(host.actor, group, {"deadline": date(2027, 4, 9)})
    expected["default@example.org"] = "04-10 00:00"
    assert ends() == expected
    type(host.dialogue).objects.update(starts_on=date(2027, 5, 10), time_zone="Asia/Tokyo")
    host.dialogue.refresh_from_db()
    Group.objects.update(deadline=None)
    deadlines.follow_deadlines.call()
    assert ends() == {
        "default@example.org": "05-11 00:00",
        "late@example.org": "05-11 00:00",
        "chosen@example.org": "03-02 08:00",
    }
    Group.objects.update(deadline=date(2026, 1, 1))
    deadlines.follow_deadlines.call()
    assert ends()["default@example.org"] == "05-11 00:00"
