"""One's own page: how it stands, what one can do there, and that it is nobody else's."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.urls import reverse
from django.utils import timezone

from parley.apps.convening.models import Dialogue, Material, Rule, SeatRole, Status
from parley.apps.convening.services import materials as papers
from parley.apps.registration.models import Listing, Registration, State, Transition
from parley.apps.registration.services import guests, states
from parley.core import privacy
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make
from tests.convening.services.papers import paper

pytestmark = pytest.mark.django_db

SAID = {"name": "Ada Guest", "organisation": "Institute", "mode": "in_person"}
TOLD = {"name": "Ada Guest", "organisation": "Institute", "listing": "nobody"}


def came(**group: Any) -> Registration:
    """Somebody in a group where nobody decides."""
    return guests.register(
        make.user(), make.group(make.dialogue(), **{"vetted": False, **group}), SAID
    )


def page(name: str, row: Registration) -> str:
    return reverse(name, args=[row.dialogue.slug])


def test_it_is_ones_own_and_nobody_elses(signed_in: Any, client: Any) -> None:
    row, convener = came(), make.user()
    make.seat(row.dialogue, convener, SeatRole.CONVENER)
    for name in ("my-registration", "my-registration-change", "withdraw", "my-calendar"):
        assert signed_in(row.user).get(page(name, row)).status_code == 200
        assert signed_in(convener).get(page(name, row)).status_code == 404
        assert signed_in(make.user()).get(page(name, row)).status_code == 404
        assert client.get(page(name, row)).url.startswith(reverse("sign-in"))


def test_the_programme_is_what_its_owner_may_see(signed_in: Any) -> None:
    row = came()
    for rule in (Rule.PUBLIC, Rule.PARTICIPANTS, Rule.CLOSED_DOOR):
        make.session(row.dialogue, rule=rule, title=LocalText(en=f"Session {rule}"))
    shown = signed_in(row.user).get(page("my-registration", row)).content.decode()
    assert "Session public" in shown and "Session participants" in shown
    assert "Session closed_door" not in shown


def test_materials_are_those_that_its_owner_may_have(
    signed_in: Any, settings: Any, tmp_path: Any
) -> None:
    """Under their own rules and those of their sessions; and who has no seat yet gets the public ones."""
    settings.MEDIA_ROOT = tmp_path
    row = came()
    waiting = guests.register(make.user(), make.group(row.dialogue, seats=0, vetted=False), SAID)
    convener = make.user()
    make.seat(row.dialogue, convener, SeatRole.CONVENER)
    rooms = [make.session(row.dialogue, rule=rule) for rule in (Rule.PUBLIC, Rule.CLOSED_DOOR)]
    for number, room in enumerate((None, *rooms)):
        for rule in (Rule.PUBLIC, Rule.PARTICIPANTS, Rule.CLOSED_DOOR):
            about = {
                "title": LocalText(en=f"Paper {number} {rule}."),
                "rule": rule,
                "session": room,
                "language": "",
            }
            papers.add(make.actor(convener), row.dialogue, about, source=paper())

    def shown(owner: Any) -> tuple[set[str], set[int]]:
        client = signed_in(owner)
        text = client.get(page("my-registration", row)).content.decode()
        files = [reverse("material", args=[one.uid]) for one in Material.objects.all()]
        given = {client.get(file).status_code for file in files if file in text}
        kept = {client.get(file).status_code for file in files if file not in text}
        assert kept == {404}
        return set(re.findall(r"Paper \d \w+(?=\.)", text)), given

    open_to_all = {"Paper 0 public", "Paper 1 public"}
    inside = {"Paper 0 participants", "Paper 1 participants"}
    assert shown(row.user) == (open_to_all | inside, {200})
    assert shown(waiting.user) == (open_to_all, {200})
    guests.withdraw(make.actor(row.user), row)
    assert shown(row.user) == (open_to_all, {200})


def test_times_stand_in_the_zone_that_one_registered_from(signed_in: Any) -> None:
    row = came()
    make.session(row.dialogue)
    Registration.objects.update(time_zone="Asia/Tokyo")
    assert "20:00–21:00" in signed_in(row.user).get(page("my-registration", row)).content.decode()


def test_changing_what_one_said(signed_in: Any) -> None:
    row = came()
    client = signed_in(row.user)
    address = page("my-registration-change", row)
    assert 'value="Ada Guest"' in client.get(address).content.decode()
    assert "consent" not in client.get(address).content.decode()
    told = {**TOLD, "organisation": "Ministry", "listing": "participants"}
    assert client.post(address, told).status_code == 302
    row.refresh_from_db()
    assert (row.organisation, row.listing, row.state) == ("Ministry", "participants", "approved")
    (line,) = AuditRecord.objects.filter(action="registration.changed")
    assert line.data == {"dialogue": row.dialogue_id, "fields": ["listing", "organisation"]}
    assert client.post(address, {**told, "name": ""}).status_code == 422


def test_withdrawing_asks_first_frees_the_seat_and_can_be_undone(signed_in: Any) -> None:
    row = came(seats=1)
    client = signed_in(row.user)
    assert client.get(page("withdraw", row)).status_code == 200
    row.refresh_from_db()
    assert row.state == State.APPROVED
    client.post(page("withdraw", row))
    row.refresh_from_db()
    assert row.state == State.CANCELLED
    assert "Undo" in client.get(page("my-registration", row)).content.decode()
    client.post(page("take-back", row))
    row.refresh_from_db()
    assert row.state == State.APPROVED


def test_who_takes_back_too_late_comes_on_the_waitlist(signed_in: Any) -> None:
    row = came(seats=1)
    states.advance(make.actor(row.user), row, State.CANCELLED)
    other = guests.register(make.user(), row.group, SAID)
    signed_in(row.user).post(page("take-back", row))
    row.refresh_from_db()
    assert (row.state, other.state) == (State.WAITLISTED, State.APPROVED)


def test_a_cancellation_by_a_convener_is_not_the_guests_to_undo(signed_in: Any) -> None:
    row = came(vetted=True)
    states.advance(make.actor(make.user()), row, State.CANCELLED)
    assert signed_in(row.user).post(page("take-back", row)).status_code == 400
    row.refresh_from_db()
    assert row.state == State.CANCELLED


@pytest.mark.parametrize(("answer", "state"), [("take", "approved"), ("leave", "cancelled")])
def test_answering_an_offer(signed_in: Any, answer: str, state: str) -> None:
    first = came(seats=1)
    row = guests.register(make.user(), first.group, SAID)
    third = guests.register(make.user(), first.group, SAID)
    guests.withdraw(make.actor(first.user), first)
    client = signed_in(row.user)
    assert "Take the seat" in client.get(page("my-registration", row)).content.decode()
    client.post(page("answer-offer", row), {"answer": answer})
    row.refresh_from_db()
    third.refresh_from_db()
    assert (row.state, third.state) == (state, "offered" if answer == "leave" else "waitlisted")


def test_nobody_takes_a_seat_that_was_not_offered(signed_in: Any) -> None:
    first = came(seats=1)
    row = guests.register(make.user(), first.group, SAID)
    client = signed_in(row.user)
    assert client.post(page("answer-offer", row), {"answer": "take"}).status_code == 400
    guests.withdraw(make.actor(first.user), first)
    Registration.objects.filter(pk=row.pk).update(offer_ends_at=timezone.now())
    response = client.post(page("answer-offer", row), {"answer": "take"})
    assert (response.status_code, "has ended" in response.content.decode()) == (400, True)
    row.refresh_from_db()
    assert row.state == State.OFFERED
    with pytest.raises(NotAllowed):
        guests.accept_offer(make.actor(first.user), row)


@pytest.mark.parametrize(
    ("status", "said"), [(Status.CONCLUDED, "is over"), (Status.CANCELLED, "was cancelled")]
)
def test_once_it_is_over_nothing_is_changed_and_the_page_says_why(
    signed_in: Any, status: str, said: str
) -> None:
    row = came()
    client = signed_in(row.user)
    Dialogue.objects.update(status=status)
    stood = Registration.objects.values().get()
    lines = AuditRecord.objects.count()

    shown = client.get(page("my-registration", row)).content.decode()
    for name in ("my-registration-change", "withdraw", "my-calendar"):
        assert page(name, row) not in shown
    assert said in shown and reverse("erase-me") in shown
    for name in ("my-registration-change", "withdraw"):
        asked, posted = client.get(page(name, row)), client.post(page(name, row), TOLD)
        assert (asked.status_code, posted.status_code) == (200, 410)
        for text in (asked.content.decode(), posted.content.decode()):
            assert said in text and reverse("my-data") in text
    actor = make.actor(row.user)
    for act in (
        lambda: guests.change(actor, row, TOLD),
        lambda: guests.withdraw(actor, row),
        lambda: guests.decline_offer(actor, row),
    ):
        with pytest.raises(InvalidInput, match=said):
            act()
    with pytest.raises(InvalidInput, match="changed in the meantime"):
        guests.take_back(actor, row)
    assert Registration.objects.values().get() == stood
    assert AuditRecord.objects.count() == lines

    privacy.erase(actor, [privacy.of_account(row.user)])
    assert not Registration.objects.exists()


def test_my_dialogues_lists_ones_own(signed_in: Any) -> None:
    row, other = came(), came()
    shown = signed_in(row.user).get(reverse("my-dialogues")).content.decode()
    assert page("my-registration", row) in shown and page("my-registration", other) not in shown
    empty = signed_in(make.user()).get(reverse("my-dialogues")).content.decode()
    assert "not registered for any dialogue" in empty


def test_the_way_to_them_stands_where_there_is_one(signed_in: Any) -> None:
    row, operator = came(), make.user(is_operator=True)
    link = f'href="{reverse("my-dialogues")}"'
    assert link in signed_in(row.user).get("/").content.decode()
    for account in (make.user(), operator):
        assert link not in signed_in(account).get("/").content.decode()
    Dialogue.objects.update(status=Status.DRAFT)
    assert link not in signed_in(row.user).get("/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_my_dialogues_in_a_fixed_number_of_queries(
    signed_in: Any, django_assert_num_queries: Any, rows: int
) -> None:
    account = make.user()
    for _ in range(rows):
        make.registration(make.group(make.dialogue()), account)
    client = signed_in(account)
    client.get(reverse("my-dialogues"))
    with django_assert_num_queries(4):
        client.get(reverse("my-dialogues"))


# The list of participants


def listed(row: Registration, to: Any, signed_in: Any) -> str:
    return str(signed_in(to).get(page("participants", row)).content.decode())


def test_a_name_is_read_by_those_whom_its_owner_lets(signed_in: Any) -> None:
    dialogue = make.dialogue()
    ours, theirs = (make.group(dialogue, vetted=False) for _ in range(2))
    rows = {
        f"{name} {listing}": guests.register(
            make.user(), group, {**SAID, "name": f"Name-{name}-{listing}", "listing": listing}
        )
        for name, group in (("ours", ours), ("theirs", theirs))
        for listing in Listing.values
    }
    convener, facilitator = make.user(), make.user()
    make.seat(dialogue, convener, SeatRole.CONVENER)
    make.seat(dialogue, facilitator, SeatRole.FACILITATOR)
    every = {row.name for row in rows.values()}

    def names(reader: Any) -> set[str]:
        shown = listed(rows["ours group"], reader, signed_in)
        assert "participants: " not in shown
        return {name for name in every if name in shown}

    all_see = {"Name-ours-participants", "Name-theirs-participants"}
    assert names(rows["ours group"].user) == all_see | {"Name-ours-group"}
    assert names(rows["ours nobody"].user) == all_see | {"Name-ours-group", "Name-ours-nobody"}
    assert names(rows["theirs participants"].user) == all_see | {"Name-theirs-group"}
    assert names(convener) == names(facilitator) == all_see


def test_who_does_not_take_part_reads_no_list(signed_in: Any, client: Any) -> None:
    row = came()
    waiting = guests.register(make.user(), make.group(row.dialogue, seats=0, vetted=False), SAID)
    public = guests.register(
        make.user(), make.group(row.dialogue, vetted=False, sight="public"), SAID
    )
    for reader in (waiting.user, public.user, make.user()):
        assert signed_in(reader).get(page("participants", row)).status_code == 403
    assert client.get(page("participants", row)).url.startswith(reverse("sign-in"))
    states.advance(make.actor(row.user), row, State.CANCELLED)
    assert signed_in(row.user).get(page("participants", row)).status_code == 403
    assert outbox.outbox and Transition.objects.exists()


def test_who_has_withdrawn_is_listed_no_more(signed_in: Any) -> None:
    row = came()
    other = guests.register(
        make.user(), row.group, {**SAID, "name": "Bob Gone", "listing": "participants"}
    )
    assert "Bob Gone" in listed(row, row.user, signed_in)
    guests.withdraw(make.actor(other.user), other)
    assert "Bob Gone" not in listed(row, row.user, signed_in)


def test_offers_end_is_said_in_both_zones(signed_in: Any) -> None:
    first = came(seats=1)
    row = guests.register(make.user(), first.group, {**SAID, "time_zone": "Asia/Tokyo"})
    guests.withdraw(make.actor(first.user), first)
    Registration.objects.filter(pk=row.pk).update(offer_ends_at=timezone.now() + timedelta(days=1))
    shown = signed_in(row.user).get(page("my-registration", row)).content.decode()
    assert "Europe/Rome" in shown and "Asia/Tokyo" in shown
