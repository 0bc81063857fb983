"""An invitation lies in a mailbox for weeks and is forwarded: whose account does it open?"""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from parley.apps.accounts.models import User
from parley.apps.convening.models import SeatRole
from parley.apps.registration.models import Registration, State
from parley.apps.registration.selectors.tokens import token_of
from tests import factories as make

pytestmark = pytest.mark.django_db
MINE = "/dialogues/florence/mine/"


def comes_by_link(account: User, client: Client) -> Any:
    """Somebody who has the mail, and no session, sends the form."""
    group = make.group(make.dialogue(slug="florence"))
    invitation = make.invitation(group, address=account.email)
    given = {"name": "Ada Guest", "listing": "nobody", "consent": "on"}
    return client.post(f"/invitations/{token_of(invitation)}/", given)


def with_a_seat(role: SeatRole) -> User:
    account = make.user()
    make.seat(make.dialogue(), account, role)
    return account


LEADING_ON = {
    "an operator": lambda: make.user(is_operator=True),
    "a convener": lambda: make.user(is_convener=True),
    "of a team": lambda: with_a_seat(SeatRole.CONVENER),
    "at the door elsewhere": lambda: with_a_seat(SeatRole.FACILITATOR),
}


@pytest.mark.parametrize("made", LEADING_ON.values(), ids=LEADING_ON)
def test_an_account_that_leads_on_is_registered_and_has_to_sign_in(
    client: Client, made: Any
) -> None:
    account = made()
    response = comes_by_link(account, client)
    assert (response.status_code, response["Location"]) == (302, MINE)
    assert Registration.objects.get(user=account).state == State.APPROVED
    assert "_auth_user_id" not in client.session
    assert client.get("/convene/").status_code == 302
    after = client.get(MINE)
    assert after["Location"] == f"/sign-in/?next={MINE}"


def test_a_second_factor_is_asked_for_at_once(client: Client) -> None:
    account = make.user(is_operator=True)
    Authenticator.objects.create(
        user=account, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0}
    )
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "x"})
    comes_by_link(account, client)
    assert client.get(MINE)["Location"].startswith("/account/confirm/")


@pytest.mark.parametrize("role", [SeatRole.INVITED, SeatRole.PARTICIPANT])
def test_guests_are_signed_in_by_one_tap(client: Client, role: SeatRole) -> None:
    account = with_a_seat(role)
    comes_by_link(account, client)
    assert client.session["_auth_user_id"] == str(account.pk)
    assert client.get(MINE).status_code == 200
