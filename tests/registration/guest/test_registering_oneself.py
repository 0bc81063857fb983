"""Without an invitation: an address, a link, the form; and what that tells nobody."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue, Status
from parley.apps.registration.models import (
    Admission,
    Invitation,
    InvitationState,
    Mail,
    Registration,
    State,
)
from parley.apps.registration.selectors.tokens import link_of
from parley.apps.registration.services import guests, states
from tests import factories as make

pytestmark = pytest.mark.django_db

SAID = {"name": "Ada Guest", "organisation": "Institute", "listing": "nobody", "consent": "on"}


def register_page(dialogue: Dialogue) -> str:
    return reverse("register", args=[dialogue.slug])


def path_in_mail() -> str:
    body = str(outbox.outbox[-1].body)
    (link,) = [line for line in body.splitlines() if line.startswith("http")]
    return "/" + link.split("/", 3)[3]


def test_from_an_address_by_a_mail_to_ones_own_page(client: Client) -> None:
    group = make.group(make.dialogue())
    response = client.post(register_page(group.dialogue), {"address": "Ada@Example.org"})
    assert "mailbox" in client.get(response.url).content.decode()
    assert outbox.outbox[-1].to == ["ada@example.org"]
    assert not User.objects.exists()
    response = client.post(path_in_mail(), SAID)
    assert response.url == reverse("my-registration", args=[group.dialogue.slug])
    row = Registration.objects.get()
    assert (row.user.email, row.state, row.group) == ("ada@example.org", State.SUBMITTED, group)


def test_the_answer_is_the_same_for_every_address(client: Client) -> None:
    group = make.group(make.dialogue())
    registered = make.registration(group).user
    invited = make.invitation(make.group(group.dialogue, admission=Admission.INVITATION))
    account = make.user()
    answers = set()
    for address in ("nobody@example.org", account.email, registered.email, invited.address):
        response = Client().post(register_page(group.dialogue), {"address": address})
        page = Client().get(response.url).content
        answers.add((response.status_code, response.url, page, repr(sorted(response.headers))))
        assert outbox.outbox[-1].to == [address]
    assert len(answers) == 1
    assert [str(mail.subject) for mail in outbox.outbox] == [
        f"Your link: {group.dialogue.title}"
    ] * 4


def test_what_the_mail_opens_is_for_whom_it_goes_to(client: Client) -> None:
    group = make.group(make.dialogue())
    closed = make.group(group.dialogue, admission=Admission.INVITATION)
    invitation, registered = make.invitation(closed), make.registration(group)
    client.post(register_page(group.dialogue), {"address": invitation.address})
    assert link_of(invitation) in str(outbox.outbox[-1].body)
    client.post(register_page(group.dialogue), {"address": registered.user.email})
    assert path_in_mail() == reverse("my-registration", args=[group.dialogue.slug])


def test_somebody_elses_request_does_not_stand_in_the_conveners_way(client: Client) -> None:
    group = make.group(make.dialogue())
    client.post(register_page(group.dialogue), {"address": "ada@example.org"})
    invitation = make.invitation(group, address="ada@example.org")
    assert invitation.is_usable(timezone.now())


def test_few_mails_an_hour_for_an_address_and_the_page_does_not_tell(client: Client) -> None:
    group = make.group(make.dialogue())
    pages = [
        client.post(register_page(group.dialogue), {"address": "ada@example.org"}).status_code
        for _ in range(5)
    ]
    assert (pages, len(outbox.outbox)) == ([302] * 5, guests.MOST_LINKS)
    assert Invitation.objects.count() == 1


def test_a_machine_that_asks_too_often_has_to_wait_whatever_it_says_it_is(
    client: Client, settings: Any
) -> None:
    settings.TRIES = {**settings.TRIES, "register-link": ((20, 60),)}
    group = make.group(make.dialogue())
    statuses = [
        client.post(
            register_page(group.dialogue),
            {"address": f"ada{n}@example.org"},
            headers={"x-forwarded-for": f"192.0.2.{n}"},
        ).status_code
        for n in range(22)
    ]
    assert (statuses[:20], statuses[20:]) == ([302] * 20, [429] * 2)


def test_a_link_that_nobody_used_is_forgotten_with_its_address() -> None:
    group = make.group(make.dialogue())
    kept = make.invitation(group, expires_at=timezone.now() - timedelta(days=2))
    make.invitation(group, group=None, expires_at=timezone.now() - timedelta(minutes=1))
    fresh = make.invitation(group, group=None)
    guests.forget_links.call()
    assert set(Invitation.objects.all()) == {kept, fresh}


def test_groups_by_invitation_are_not_offered(client: Client) -> None:
    dialogue = make.dialogue()
    make.group(dialogue, admission=Admission.INVITATION, name={"en": "Secret delegation"})
    page = client.get(register_page(dialogue)).content.decode()
    assert "by invitation" in page and "Secret delegation" not in page
    assert 'name="address"' not in page
    assert client.post(register_page(dialogue), {"address": "ada@example.org"}).status_code == 200
    assert not Mail.objects.exists() and not Invitation.objects.exists()


def test_where_there_are_several_groups_one_is_chosen_first(signed_in: Any) -> None:
    dialogue, account = make.dialogue(), make.user()
    one, two = make.group(dialogue), make.group(dialogue)
    client = signed_in(account)
    page = client.get(register_page(dialogue)).content.decode()
    assert f"?group={one.slug}" in page and 'name="consent"' not in page
    address = f"{register_page(dialogue)}?group={two.slug}"
    assert 'name="consent"' in client.get(address).content.decode()
    assert client.post(address, SAID).status_code == 302
    assert Registration.objects.get().group == two


def test_who_is_signed_in_uses_an_invitation_without_its_link(signed_in: Any) -> None:
    group = make.group(make.dialogue(), admission=Admission.INVITATION)
    account = make.user()
    invitation = make.invitation(group, address=account.email)
    assert signed_in(account).post(register_page(group.dialogue), SAID).status_code == 302
    assert Registration.objects.get().invitation == invitation
    assert Invitation.objects.get().state == InvitationState.ACCEPTED


@pytest.mark.parametrize("days", [-3, 3])
def test_before_and_after_the_time_the_page_says_when(client: Client, days: int) -> None:
    today = timezone.now().date()
    moved = today + timedelta(days=days)
    group = make.group(make.dialogue(), deadline=moved if days < 0 else None)
    if days > 0:
        opening = group.dialogue.opening
        opening.opens_on = moved
        opening.save()
    client.cookies["parley_zone"] = "Asia/Tokyo"
    page = client.get(register_page(group.dialogue)).content.decode()
    assert ("Registration has ended" if days < 0 else "Registration begins") in page
    assert "Europe/Rome" in page and "Asia/Tokyo" in page
    assert 'name="address"' not in page


def test_the_dialogues_page_leads_to_it_and_says_nothing_personal(
    client: Client, signed_in: Any
) -> None:
    group = make.group(make.dialogue(), vetted=False)
    dialogue = group.dialogue
    page = reverse("dialogue", args=[dialogue.slug])
    assert register_page(dialogue) in client.get(page).content.decode()
    account = make.user()
    guests.register(account, group, {"name": "Ada", "mode": "in_person"})
    assert "Your place is confirmed" in signed_in(account).get(page).content.decode()
    assert "Your place is confirmed" not in client.get(page).content.decode()
    Dialogue.objects.update(status=Status.CONCLUDED)
    assert register_page(dialogue) not in client.get(page).content.decode()


def test_what_was_cancelled_can_be_taken_up_again(signed_in: Any) -> None:
    group, account = make.group(make.dialogue()), make.user()
    row = guests.register(account, group, {"name": "Ada", "mode": "in_person"})
    states.advance(make.actor(account), row, State.CANCELLED)
    client = signed_in(account)
    mine = reverse("my-registration", args=[group.dialogue.slug])
    assert register_page(group.dialogue) in client.get(mine).content.decode()
    assert 'value="Ada"' in client.get(register_page(group.dialogue)).content.decode()
    assert client.post(register_page(group.dialogue), SAID).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.name) == (State.SUBMITTED, "Ada Guest")
