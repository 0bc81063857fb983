"""All that is held on somebody is shown to whoever has just proven who they are, and to nobody else."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from parley.apps.accounts.models import User
from parley.apps.registration.models import Registration
from parley.apps.registration.selectors.tokens import token_of
from tests import factories as make
from tests.sessions import signed_in_by_code

pytestmark = pytest.mark.django_db
DATA, ERASE = "/account/data/", "/account/erase/"
PAGES = ((DATA, {}), (ERASE, {"sure": "on"}))
ADDRESS = "canary@example.org"


def by_invitation() -> Client:
    """Whoever the mail was forwarded to opens the link and fills in the form."""
    invitation = make.invitation(make.group(make.dialogue()), address=ADDRESS)
    client = Client()
    posted = {"name": "Canary", "mode": "in_person", "consent": "on", "listing": "nobody"}
    response = client.post(f"/invitations/{token_of(invitation)}/", posted)
    assert response.status_code == 302, response.context["form"].errors
    Registration.objects.update(access_needs="a canary seed")
    return client


def refused(client: Client) -> None:
    for address, posted in PAGES:
        for response in (client.get(address), client.post(address, posted)):
            text = response.content.decode()
            assert response.status_code == 403
            assert "sign in again" in text and f'value="{address}"' in text
            assert "a canary seed" not in text
    assert User.objects.filter(email=ADDRESS).exists()


def test_a_forwarded_invitation_opens_the_page_and_none_of_the_data() -> None:
    client = by_invitation()
    slug = Registration.objects.get().dialogue.slug
    assert client.get(f"/dialogues/{slug}/mine/").status_code == 200
    refused(client)
    # Nor does it add a way in that would be proof enough afterwards.
    for address in ("/account/passkeys/add/", "/account/app/"):
        for response in (client.get(address), client.post(address, {"code": "123456"})):
            assert response.status_code == 403
            assert "sign in again" in response.content.decode()


def test_signing_in_again_with_a_code_leads_back_to_it() -> None:
    client = by_invitation()
    out = client.post("/sign-out/", {"next": DATA})
    assert out["Location"] == "/sign-in/?next=/account/data/"
    assert out["Clear-Site-Data"] == '"cache"'
    mail.outbox.clear()
    client.post("/sign-in/?next=/account/data/", {"login": ADDRESS, "email": ADDRESS, "next": DATA})
    code = re.search(r"\b(\d{4}-\d{4})\b", str(mail.outbox[0].body))
    assert code is not None
    back = client.post("/sign-in/code/", {"code": code[1], "next": DATA})
    assert back["Location"] == DATA
    assert "a canary seed" in client.get(DATA).content.decode()
    assert client.get("/account/passkeys/add/").status_code == 200


def test_a_code_is_proof_for_some_minutes(settings: Any) -> None:
    account, limit = make.user(email=ADDRESS), settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    assert signed_in_by_code(account, seconds_ago=limit - 30).get(DATA).status_code == 200
    refused(signed_in_by_code(account, seconds_ago=limit + 1))
    unproven = Client()
    unproven.force_login(account)
    refused(unproven)


def test_the_proof_of_one_account_is_none_for_another() -> None:
    client = signed_in_by_code(make.user())
    make.user(email=ADDRESS)
    client.force_login(User.objects.get(email=ADDRESS))
    refused(client)


def test_signing_out_leads_nowhere_else() -> None:
    for other in ("https://evil.example/", "//evil.example/", ""):
        client = signed_in_by_code(make.user())
        assert client.post("/sign-out/", {"next": other})["Location"] == "/"


def test_erasing_oneself_empties_the_browser_too() -> None:
    client = signed_in_by_code(make.user(email=ADDRESS))
    assert client.post(ERASE, {"sure": "on"})["Clear-Site-Data"] == '"cache"'
    assert not User.objects.filter(email=ADDRESS).exists()
