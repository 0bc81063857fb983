"""From the link in the mail to one's own page, and what a link does not do."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue, Format, SeatRole, Status, Visibility
from parley.apps.registration.models import (
    Admission,
    Invitation,
    InvitationState,
    Mail,
    MailKind,
    Mode,
    QuestionKind,
    Registration,
    State,
)
from parley.apps.registration.selectors.tokens import token_of
from parley.apps.registration.services.mails import deliver
from parley.apps.registration.services.registering import register
from parley.core.errors import NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make

pytestmark = pytest.mark.django_db

SAID = {"name": "Ada Guest", "organisation": "Institute", "listing": "nobody", "consent": "on"}


def invited(**fields: Any) -> Invitation:
    group = make.group(make.dialogue(**fields), admission=Admission.INVITATION)
    return make.invitation(group, name="Ada Guest", honorific="Dr", organisation="Institute")


def address_of(invitation: Invitation, page: str = "invitation") -> str:
    return reverse(page, args=[token_of(invitation)])


def test_the_link_opens_the_form_itself_filled_in_and_changes_nothing(client: Client) -> None:
    invitation = invited()
    for _scanner in range(2):
        response = client.get(address_of(invitation))
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="Ada Guest"' in page and 'value="Dr"' in page and 'value="Institute"' in page
    assert response["Cache-Control"] == "private, no-store"
    assert not User.objects.exists() and not Registration.objects.exists()
    assert Invitation.objects.get().state == InvitationState.OPEN


def test_one_form_and_the_guest_is_in_with_an_account_and_a_seat(client: Client) -> None:
    invitation = invited(visibility=Visibility.INVITED)
    response = client.post(address_of(invitation), {**SAID, "honorific": "Dr"})
    assert response.url == reverse("my-registration", args=[invitation.dialogue.slug])
    row = Registration.objects.get()
    assert (row.state, row.name, row.honorific, row.user.email) == (
        State.APPROVED,
        "Ada Guest",
        "Dr",
        invitation.address,
    )
    assert row.mode == Mode.IN_PERSON
    assert set(row.user.seats.values_list("role", flat=True)) == {
        SeatRole.INVITED,
        SeatRole.PARTICIPANT,
    }
    mine = client.get(response.url)
    assert "Your place is confirmed" in mine.content.decode()
    assert [mail.to for mail in outbox.outbox] == [[invitation.address]]
    assert AuditRecord.objects.filter(action="account.signed_in", data__by="invitation").exists()


def test_a_used_link_leads_its_owner_to_their_page_and_others_to_sign_in(client: Client) -> None:
    invitation = invited()
    client.post(address_of(invitation), SAID)
    mine = reverse("my-registration", args=[invitation.dialogue.slug])
    assert client.get(address_of(invitation)).url == mine
    stranger = Client()
    page = stranger.get(address_of(invitation))
    assert page.status_code == 410
    assert "used already" in page.content.decode() and mine in page.content.decode()
    assert stranger.get(mine).url.startswith(reverse("sign-in"))
    again = stranger.post(address_of(invitation), {**SAID, "name": "Eve"})
    assert (again.status_code, Registration.objects.get().name) == (410, "Ada Guest")
    assert "_auth_user_id" not in stranger.session


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": InvitationState.REVOKED}, "withdrawn"),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "expired"),
    ],
)
def test_other_links_say_politely_what_to_do(
    client: Client, fields: dict[str, Any], words: str
) -> None:
    invitation = invited(contact_email="ask@example.org")
    Invitation.objects.filter(pk=invitation.pk).update(**fields)
    for response in (client.get(address_of(invitation)), client.post(address_of(invitation), SAID)):
        assert response.status_code == 410
        assert words in response.content.decode()
        assert "ask@example.org" in response.content.decode()
    assert not Registration.objects.exists()


def test_a_link_that_nobody_made_is_no_page(client: Client) -> None:
    invitation = invited()
    token = token_of(invitation)
    for wrong in (token[:-1] + ("0" if token[-1] != "0" else "1"), token.replace("-", ""), "x"):
        assert client.get(reverse("invitation", args=[wrong])).status_code == 404


def test_declining_asks_first_and_can_be_taken_back(client: Client) -> None:
    invitation = invited()
    assert client.get(address_of(invitation, "invitation-decline")).status_code == 200
    assert Invitation.objects.get().state == InvitationState.OPEN
    assert client.post(address_of(invitation, "invitation-decline")).status_code == 302
    assert Invitation.objects.get().state == InvitationState.DECLINED
    page = client.get(address_of(invitation))
    assert "I can come after all" in page.content.decode()
    assert client.post(address_of(invitation, "invitation-reopen")).status_code == 302
    assert Invitation.objects.get().state == InvitationState.OPEN
    assert client.post(address_of(invitation), SAID).status_code == 302
    assert client.post(address_of(invitation, "invitation-reopen")).status_code == 400
    actions = AuditRecord.objects.filter(action__startswith="invitation.")
    assert [*actions.order_by("pk").values_list("action", flat=True)] == [
        "invitation.declined",
        "invitation.reopened",
    ]


def test_nobody_uses_a_link_in_somebody_elses_name(signed_in: Any) -> None:
    invitation, other = invited(), make.user()
    client = signed_in(other)
    page = client.get(address_of(invitation))
    assert (page.status_code, "Ada" in page.content.decode()) == (403, False)
    assert client.post(address_of(invitation), SAID).status_code == 403
    assert client.post(address_of(invitation, "invitation-decline")).status_code == 403
    assert (Registration.objects.count(), Invitation.objects.get().state) == (0, "open")


def test_of_two_who_use_one_link_at_once_one_comes() -> None:
    invitation = invited()
    group = invitation.group
    assert group is not None
    stale = Invitation.objects.get(pk=invitation.pk)
    account = make.user(email=invitation.address)
    register(account, group, {"name": "Ada", "mode": "in_person"}, invitation=invitation)
    with pytest.raises(NotAllowed, match="used already"):
        register(account, group, {"name": "Eve", "mode": "in_person"}, invitation=stale)
    assert Registration.objects.get().name == "Ada"


def test_a_link_to_a_dialogue_that_is_a_draft_again_shows_nothing_of_it(client: Client) -> None:
    invitation = invited()
    Dialogue.objects.update(status=Status.DRAFT)
    assert client.get(address_of(invitation)).status_code == 404
    mail = Mail.objects.create(kind=MailKind.INVITATION, invitation=invitation)
    deliver.call(mail.pk)
    assert outbox.outbox == []


def test_an_account_that_is_closed_gets_in_by_no_link(client: Client) -> None:
    invitation = invited()
    make.user(email=invitation.address, is_active=False)
    assert client.post(address_of(invitation), SAID).status_code == 403
    assert "_auth_user_id" not in client.session
    assert Invitation.objects.get().state == InvitationState.OPEN


def test_what_is_missing_is_said_and_what_was_typed_stays(client: Client) -> None:
    invitation = invited()
    typed = {"name": "Ada www.example.org", "organisation": "Kept", "listing": "nobody"}
    response = client.post(address_of(invitation), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "without a web address" in page and 'value="Kept"' in page
    assert "id_consent_error" in page or "agree" in page
    assert not Registration.objects.exists() and not User.objects.exists()


def test_only_what_the_dialogue_asks_is_asked(client: Client) -> None:
    invitation = invited(format=Format.HYBRID)
    opening = invitation.dialogue.opening
    page = client.get(address_of(invitation)).content.decode()
    assert 'name="country"' in page and 'name="mode"' in page and 'name="gender"' not in page
    opening.asks_country, opening.asks_gender, opening.asks_access_needs = False, True, False
    opening.save()
    page = client.get(address_of(invitation)).content.decode()
    assert 'name="country"' not in page and 'name="gender"' in page
    assert 'name="access_needs"' not in page


def test_the_questions_of_the_group_are_asked_and_of_no_other(client: Client) -> None:
    invitation = invited()
    dialogue = invitation.dialogue
    line, choice, yes, other = (
        dialogue.questions.create(text=LocalText(en=f"Question {kind}"), kind=kind, required=True)
        for kind in (QuestionKind.LINE, QuestionKind.CHOICE, QuestionKind.YES_NO, QuestionKind.LINE)
    )
    choice.choices = LocalText(en="Red\nBlue")
    choice.save()
    other.groups.add(make.group(dialogue))
    line.groups.add(invitation.group)
    answers = {
        f"question-{line.pk}": "An answer",
        f"question-{choice.pk}": "1",
        f"question-{yes.pk}": "no",
    }
    assert client.post(address_of(invitation), SAID).status_code == 422
    client.post(address_of(invitation), {**SAID, **answers})
    stored = Registration.objects.get().answers
    assert stored == {str(line.pk): "An answer", str(choice.pk): "1", str(yes.pk): "no"}


def test_after_the_deadline_the_page_says_so_in_both_zones(client: Client) -> None:
    today = timezone.now().date()
    invitation = invited(time_zone="Europe/Rome", registration_deadline=today - timedelta(days=2))
    client.cookies["parley_zone"] = "Asia/Tokyo"
    page = client.get(address_of(invitation)).content.decode()
    assert "Registration has ended" in page
    assert "Europe/Rome" in page and "Asia/Tokyo" in page
    assert client.post(address_of(invitation), SAID).status_code == 200
    assert not Registration.objects.exists()
    Invitation.objects.update(late=True)
    assert client.post(address_of(invitation), SAID).status_code == 302


def test_a_full_group_has_a_waitlist(client: Client) -> None:
    invitation = invited()
    group = invitation.group
    assert group is not None
    group.seats = 0
    group.save()
    assert "waitlist" in client.get(address_of(invitation)).content.decode()
    client.post(address_of(invitation), SAID)
    assert Registration.objects.get().state == State.WAITLISTED
