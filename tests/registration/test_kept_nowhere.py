"""Pages about people are kept by no browser; pages that are open to all stay as they were."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parley.apps.convening.models import SeatRole
from parley.apps.registration.services.registering import register
from tests import factories as make

pytestmark = pytest.mark.django_db


def kept(client: Client, name: str, *parts: Any) -> str:
    response = client.get(reverse(name, args=parts))
    assert response.status_code == 200, name
    return str(response.headers["Cache-Control"])


def nowhere(header: str) -> bool:
    return {"no-store", "private"} <= {part.strip() for part in header.split(",")}


def test_what_is_about_people_is_kept_nowhere(signed_in: Any) -> None:
    dialogue, convener, guest = make.dialogue(), make.user(is_convener=True), make.user()
    make.seat(dialogue, convener, SeatRole.CONVENER)
    make.session(dialogue)
    row = register(
        guest, make.group(dialogue, vetted=False), {"name": "Ada Guest", "mode": "in_person"}
    )
    slug = dialogue.slug
    own = signed_in(guest)
    for name in ("my-registration", "my-registration-change", "withdraw", "participants"):
        assert nowhere(kept(own, name, slug)), name
    for name in ("my-dialogues", "my-data", "erase-me", "account"):
        assert nowhere(kept(own, name)), name
    desk = signed_in(convener)
    names = ("board", "waitlist", "invitations", "invite", "export", "balance", "selections")
    for name in (*(f"registration-{name}" for name in names), "check-in"):
        assert nowhere(kept(desk, name, slug)), name
    assert nowhere(kept(desk, "registration-one", slug, row.uid))

    for client in (own, desk):
        assert kept(client, "dialogue", slug) == kept(client, "programme", slug)
        assert kept(client, "dialogue", slug) == "private, no-cache"
    for name in ("dialogue", "programme"):
        assert kept(Client(), name, slug) == "no-cache", name


def test_a_file_of_people_and_the_list_at_the_door_too(signed_in: Any) -> None:
    dialogue, convener = make.dialogue(), make.user(is_convener=True)
    make.seat(dialogue, convener, SeatRole.CONVENER)
    make.group(dialogue)
    desk = signed_in(convener)
    posted = {"kind": "csv", "columns": ["name"]}
    answers = [
        desk.post(reverse("registration-export", args=[dialogue.slug]), posted),
        desk.get(reverse("check-in-list", args=[dialogue.slug])),
    ]
    for response in answers:
        assert response.status_code == 200
        assert nowhere(response.headers["Cache-Control"])
