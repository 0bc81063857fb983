"""A forwarded invitation opens the one registration that it is for: not the account, and nothing of
what its owner sees elsewhere."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail as outbox
from django.test import Client

from parley.apps.accounts.models import User
from parley.apps.convening.models import Dialogue, Rule, SeatRole
from parley.apps.registration.models import Registration
from parley.apps.registration.selectors.tokens import token_of
from parley.core import by_link
from tests import factories as make
from tests.sessions import signed_in_by_code

pytestmark = pytest.mark.django_db
ADDRESS = "ada@example.org"
FORM = {"name": "Ada Guest", "listing": "nobody", "consent": "on"}
MINE, OTHER = "/dialogues/florence/mine/", "/dialogues/geneva/mine/"


@pytest.fixture
def account() -> User:
    """Ada takes part in Geneva, which has a session for participants."""
    ada = make.user(email=ADDRESS, name="Ada")
    geneva = make.dialogue(slug="geneva", title={"en": "Geneva"})
    make.registration(make.group(geneva), ada, state="approved", access_needs="a canary seed")
    make.seat(geneva, ada, SeatRole.PARTICIPANT)
    make.session(geneva, slug="inside", rule=Rule.PARTICIPANTS, title={"en": "Canary session"})
    return ada


def sent(client: Client, slug: str = "florence", address: str = ADDRESS) -> Any:
    """Whoever has the mail opens its link and sends the form."""
    group = make.group(make.dialogue(slug=slug), vetted=False)
    invitation = make.invitation(group, address=address)
    return client.post(f"/invitations/{token_of(invitation)}/", FORM)


def test_one_tap_opens_ones_own_pages_of_the_dialogue(account: User, client: Client) -> None:
    assert sent(client)["Location"] == MINE
    inside = make.session(Dialogue.objects.get(slug="florence"), rule=Rule.PARTICIPANTS)
    for page in (MINE, f"{MINE}change/", f"{MINE}calendar.ics", "/dialogues/florence/"):
        assert client.get(page).status_code == 200
    assert client.get(f"/dialogues/florence/sessions/{inside.slug}/").status_code == 200
    assert "Ada" in client.get("/dialogues/florence/").content.decode()
    client.post(f"{MINE}withdraw/")
    assert client.post(f"{MINE}take-back/").status_code == 302


ELSEWHERE = (
    *(OTHER, f"{OTHER}change/", f"{OTHER}calendar.ics", "/mine/"),
    *("/account/", "/account/data/", "/account/erase/", "/account/second-factor/"),
    *("/account/passkeys/add/", "/account/app/", "/account/recovery-codes/"),
    "/dialogues/geneva/participants/",
)


@pytest.mark.parametrize("page", ELSEWHERE)
def test_all_else_asks_to_sign_in_with_a_code(account: User, client: Client, page: str) -> None:
    sent(client)
    for response in (client.get(page), client.post(page, {"sure": "on", "name": "Eve"})):
        if response.status_code == 405:
            continue
        text = response.content.decode()
        assert response.status_code == 403
        assert "sign in again" in text and f'name="next" value="{page}"' in text
        assert f'href="{MINE}"' in text
        assert "canary" not in text.casefold()
    account.refresh_from_db()
    assert account.name == "Ada"


def test_other_dialogues_are_a_visitors(account: User, client: Client) -> None:
    sent(client)
    assert client.get("/dialogues/geneva/sessions/inside/").status_code == 404
    for page in ("/", "/dialogues/geneva/", "/dialogues/geneva/programme/", "/search/?q=canary"):
        text = client.get(page).content.decode()
        assert "Canary session" not in text and "My dialogues" not in text, page
    code = signed_in_by_code(account)
    assert code.get("/dialogues/geneva/sessions/inside/").status_code == 200


def test_a_name_that_begins_alike_is_another_dialogue(account: User, client: Client) -> None:
    sent(client)
    Dialogue.objects.filter(slug="geneva").update(slug="florence-2")
    assert client.get("/dialogues/florence-2/mine/").status_code == 403
    for trick in ("/dialogues/florence/../florence-2/mine/", "//dialogues/florence-2/mine/"):
        assert client.get(trick).status_code in (403, 404)


def test_a_second_invitation_opens_its_dialogue_too(account: User, client: Client) -> None:
    sent(client)
    assert sent(client, "rome")["Location"] == "/dialogues/rome/mine/"
    for page, status in ((MINE, 200), ("/dialogues/rome/mine/", 200), (OTHER, 403)):
        assert client.get(page).status_code == status


def test_somebody_elses_invitation_is_not_used_in_ones_name(account: User, client: Client) -> None:
    sent(client)
    assert sent(client, "rome", "eve@example.org").status_code == 403
    assert not Registration.objects.filter(user__email="eve@example.org").exists()


def test_a_code_opens_all_and_leads_back(account: User, client: Client) -> None:
    sent(client)
    assert client.get("/sign-in/").status_code == 403
    for posted in ({"login": ADDRESS, "email": ADDRESS}, {}):
        assert client.post("/sign-in/", posted).status_code == 403
    assert client.post("/sign-out/", {"next": OTHER})["Location"] == f"/sign-in/?next={OTHER}"
    outbox.outbox.clear()
    client.post(f"/sign-in/?next={OTHER}", {"login": ADDRESS, "email": ADDRESS, "next": OTHER})
    code = re.search(r"\b(\d{4}-\d{4})\b", str(outbox.outbox[0].body))
    assert code is not None
    assert client.post("/sign-in/code/", {"code": code[1], "next": OTHER})["Location"] == OTHER
    assert client.get(OTHER).status_code == client.get("/account/").status_code == 200
    assert by_link.KEY not in client.session


def test_whoever_was_signed_in_by_a_code_stays_so(account: User) -> None:
    client = signed_in_by_code(account)
    assert sent(client)["Location"] == MINE
    assert client.get(OTHER).status_code == client.get("/account/").status_code == 200


def test_a_session_from_before_this_was_told_apart_opens_nothing(account: User) -> None:
    client = signed_in_by_code(account)
    session = client.session
    session[by_link.KEY] = True
    session.save()
    assert client.get(OTHER).status_code == client.get("/mine/").status_code == 403


def test_a_second_factor_that_is_taken_away_leaves_the_link(account: User, client: Client) -> None:
    """Owing one, all pages wait; once nobody asks for it any more, the link is all there is."""
    for kind in (Authenticator.Type.RECOVERY_CODES, Authenticator.Type.TOTP):
        Authenticator.objects.create(user=account, type=kind, data={"secret": "x", "seed": "x"})
    sent(client)
    assert client.get(MINE)["Location"].startswith("/account/confirm/")
    assert client.get("/account/confirm/").status_code == 200
    Authenticator.objects.all().delete()
    assert client.get(OTHER).status_code == 403
    assert client.get(OTHER).status_code == 403
    assert client.get(MINE).status_code == 200
