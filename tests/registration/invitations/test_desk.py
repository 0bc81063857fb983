"""The convener's pages of invitations: look first, then send; and see what became of it."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parley.apps.convening.models import SeatRole
from parley.apps.registration.models import (
    Admission,
    Group,
    Invitation,
    InvitationState,
    Mail,
    MailState,
)
from parley.core.localtext import LocalText
from tests import factories as make
from tests.registration.invitations.lists import workbook

DESK = "/convene/dialogues/florence/registration/"
LIST, ONE, MANY = f"{DESK}invitations/", f"{DESK}invite/", f"{DESK}invite/list/"
CONFIRM, ACT, RETRY = f"{DESK}invite/confirm/", f"{LIST}act/", f"{LIST}retry/"


@pytest.fixture
def group(host: Any) -> Group:
    return make.group(host.dialogue, name=LocalText(en="Press"), admission=Admission.INVITATION)


def previewed(host: Any, text: str = "", **data: Any) -> Any:
    return host.client.post(MANY, {"text": text, "vetted": "on", **data})


def sealed_in(response: Any) -> str:
    found = re.search(r'name="list" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


def test_a_list_is_looked_at_and_sent_when_confirmed(host: Any, group: Group) -> None:
    text = "address;name\nada@example.org;Ada Guest\nbob@;Bob\n"
    shown = previewed(host, text, group=group.pk)
    page = shown.content.decode()
    assert shown.status_code == 200
    for words in (
        "1 person will be invited",
        "1 row is left out",
        "“bob@” is not an e-mail address.",
        "Press: 1",
        "Send 1 invitation",
    ):
        assert words in page
    assert (Invitation.objects.count(), mail.outbox) == (0, [])
    confirmed = host.client.post(CONFIRM, {"list": sealed_in(shown)}, follow=True)
    assert "1 invitation is on its way." in confirmed.content.decode()
    assert [m.to for m in mail.outbox] == [["ada@example.org"]]
    again = host.client.post(CONFIRM, {"list": sealed_in(shown)}, follow=True)
    assert "0 invitations are on their way." in again.content.decode()
    assert len(mail.outbox) == 1


def test_what_was_shown_can_t_be_changed_on_the_way(host: Any, group: Group) -> None:
    seal = sealed_in(previewed(host, "ada@example.org", group=group.pk))
    for forged in (seal[:20] + "A" + seal[21:], "", "x:y:z"):
        response = host.client.post(CONFIRM, {"list": forged}, follow=True)
        assert "too old" in response.content.decode()
    assert mail.outbox == []


def test_a_workbook_is_taken_as_a_list_is(host: Any, group: Group) -> None:
    data = workbook(["Name", "Email", "Group"], ["Ada", "ada@example.org", "Press"])
    upload = SimpleUploadedFile("guests.xlsx", data)
    page = host.client.post(MANY, {"upload": upload}).content.decode()
    assert "1 person will be invited" in page


@pytest.mark.parametrize("data", [{}, {"text": "  "}, {"text": "a@b.org", "upload": True}])
def test_a_list_or_a_file_not_both(host: Any, group: Group, data: dict[str, Any]) -> None:
    if "upload" in data:
        data = {**data, "upload": SimpleUploadedFile("a.csv", b"a@b.org")}
    response = host.client.post(MANY, data)
    assert response.status_code == 422
    assert "Either paste a list, or choose a file." in response.content.decode()


def test_one_person_is_invited_or_told_why_not(host: Any, group: Group) -> None:
    data = {"address": "Ada@Example.org", "name": "Ada", "group": group.pk, "vetted": "on"}
    assert host.client.post(ONE, data).status_code == 302
    row = Invitation.objects.get()
    assert (row.address, row.name, row.vetted) == ("ada@example.org", "Ada", True)
    again = host.client.post(ONE, data)
    assert again.status_code == 422
    assert "Invited already." in again.content.decode()
    assert len(mail.outbox) == 1


def test_a_day_that_has_passed_is_no_end(host: Any, group: Group) -> None:
    data = {"address": "a@b.org", "group": group.pk, "expires_on": "2026-01-01"}
    response = host.client.post(ONE, data)
    assert "This day has passed." in response.content.decode()


def test_the_list_shows_what_became_of_each(host: Any, group: Group) -> None:
    make.invitation(group, name="Ada Answer", state=InvitationState.ACCEPTED)
    failed = make.invitation(group, name="Bob Bounce")
    Mail.objects.create(
        invitation=failed, kind="invitation", state="bounced", error="5.1.1 unknown"
    )
    make.invitation(group, name="Eve Expired", expires_at="2026-01-01T00:00Z")
    make.invitation(group, group=None, name="Self Asked")
    make.invitation(make.group(make.dialogue()), name="Foreign")
    page = host.client.get(LIST).content.decode()
    for words in ("Ada Answer", "Bob Bounce", "came back", "5.1.1 unknown", "Expired"):
        assert words in page
    assert "Self Asked" not in page
    assert "Foreign" not in page
    assert "1 mail did not arrive" in page

    def names(query: str) -> list[str]:
        rows = host.client.get(f"{LIST}?{query}").context["rows"]
        return [row["name"] for row in rows]

    assert names("state=accepted") == ["Ada Answer"]
    assert names("state=problem") == ["Bob Bounce"]
    assert names("state=expired") == ["Eve Expired"]
    assert names("state=open") == ["Bob Bounce"]
    found = host.client.post(LIST, {"words": "eve"})
    assert [row["name"] for row in found.context["rows"]] == ["Eve Expired"]
    assert "eve" not in found.context["base"]
    assert names("words=eve") == ["Ada Answer", "Bob Bounce", "Eve Expired"]
    assert names(f"group={group.pk}&state=nonsense") == ["Ada Answer", "Bob Bounce", "Eve Expired"]
    assert names("group=999999") == ["Ada Answer", "Bob Bounce", "Eve Expired"]


@pytest.mark.parametrize(
    ("do", "state", "serial", "sent"),
    [
        ("revoke", "revoked", 2, 0),
        ("resend", "open", 1, 1),
        ("renew", "open", 2, 1),
        ("restore", "open", 1, 0),
        ("nonsense", "open", 1, 0),
    ],
)
def test_the_ticked_ones_are_revoked_or_sent_again(
    host: Any, group: Group, do: str, state: str, serial: int, sent: int
) -> None:
    row, other = make.invitation(group), make.invitation(group)
    foreign = make.invitation(make.group(make.dialogue()))
    data = {"do": do, "invitation": [row.uid, foreign.uid, "x"]}
    response = host.client.post(f"{ACT}?state=open&page=1", data)
    assert response.url == f"{LIST}?state=open&page=1"
    row.refresh_from_db()
    assert (row.state, row.serial, len(mail.outbox)) == (state, serial, sent)
    for untouched in (other, foreign):
        untouched.refresh_from_db()
        assert (untouched.state, untouched.serial) == ("open", 1)


def test_what_did_not_arrive_is_tried_again_with_one_button(host: Any, group: Group) -> None:
    row = make.invitation(group)
    made = Mail.objects.create(invitation=row, kind="invitation", state="failed", error="x")
    assert host.client.post(RETRY).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.error) == (MailState.SENT, "")


def test_the_page_asks_for_progress_while_mails_wait(host: Any, group: Group) -> None:
    made = Mail.objects.create(invitation=make.invitation(group), kind="invitation")
    part = host.client.get(f"{LIST}progress/").content.decode()
    assert "0 of 1 mails are on their way." in part
    assert 'hx-trigger="every 3s"' in part
    Mail.objects.filter(pk=made.pk).update(state="sent")
    assert "hx-trigger" not in host.client.get(f"{LIST}progress/").content.decode()


@pytest.mark.parametrize("rows", [1, 60])
def test_the_list_costs_a_fixed_number_of_queries(
    host: Any, group: Group, rows: int, django_assert_max_num_queries: Any
) -> None:
    for _n in range(rows):
        Mail.objects.create(invitation=make.invitation(group), kind="invitation", state="sent")
    host.client.get(LIST)  # the first page of a session notes where it comes from
    with django_assert_max_num_queries(11) as queries:
        host.client.get(LIST)
    assert len(queries) == 11


def test_no_preview_shows_whom_one_invited(host: Any, group: Group) -> None:
    make.invitation(group, name="canaryname")
    host.client.post("/convene/dialogues/florence/preview/", {"persona": "convener"})
    for address in (LIST, ONE, MANY, f"{LIST}progress/"):
        response = host.client.get(address)
        assert response.status_code == 403
        assert "canaryname" not in response.content.decode()


@pytest.mark.parametrize("role", [r for r in SeatRole.values if r != SeatRole.CONVENER])
def test_the_rest_of_the_team_sees_no_invitations(
    host: Any, group: Group, role: str, signed_in: Any
) -> None:
    account = make.user()
    make.seat(host.dialogue, account, role)
    client: Client = signed_in(account)
    for address in (LIST, ONE, MANY):
        assert client.get(address).status_code == 403
    for address in (CONFIRM, ACT, RETRY):
        assert client.post(address).status_code == 403
