"""The convener's pages of groups, questions and settings."""

from typing import Any

import pytest

from parley.apps.registration.models import Group, Opening, Question
from parley.core.localtext import LocalText
from tests import factories as make
from tests.convening.desk.test_rows import rows

DESK = "/convene/dialogues/florence/registration/"
GROUPS, ADD = f"{DESK}groups/", f"{DESK}add-group/"
QUESTIONS, SETTINGS = f"{DESK}questions/", f"{DESK}settings/"
GROUP = {
    "name_en": "Press",
    "admission": "open",
    "vetted": "on",
    "seats": "12",
    "offers": "on",
    "nominations": "0",
    "sight": "participants",
    "colour": "blue",
}
SET = {"asks_country": "on", "keep_days": "90", "keep_evidence_days": "30", "offer_days": "3"}


def seen(host: Any, address: str) -> str:
    return str(host.client.get(address).context["version"])


def test_registration_is_switched_on_and_then_groups_come(host: Any) -> None:
    page = host.client.get(SETTINGS).content.decode()
    assert "does not take registrations through Parley yet" in page
    data = {**SET, "seen": seen(host, SETTINGS)}
    response = host.client.post(SETTINGS, data)
    assert (response.status_code, response.url) == (302, GROUPS)
    opening = Opening.objects.get(dialogue=host.dialogue)
    assert (opening.keep_days, opening.asks_country, opening.asks_photo) == (90, True, False)
    assert "does not take registrations" not in host.client.get(SETTINGS).content.decode()


def test_a_group_begins_with_a_template_in_each_language(host: Any) -> None:
    assert "Government delegations, by invitation" in host.client.get(GROUPS).content.decode()
    form = host.client.get(f"{ADD}?template=government").context["form"]
    assert form["name"].value()["en"] == "Government representatives"
    assert (form["admission"].value(), form["nominations"].value()) == ("invitation", 2)
    assert host.client.get(f"{ADD}?template=nonsense").status_code == 200
    assert host.client.post(ADD, GROUP).status_code == 302
    group = Group.objects.get()
    assert (group.slug, group.seats, group.vetted) == ("press", 12, True)
    assert "0 of 12 seats taken" in host.client.get(GROUPS).content.decode()


def test_a_group_is_edited_and_refused_in_words(host: Any) -> None:
    group = make.group(host.dialogue, slug="press", seats=3)
    address = f"{GROUPS}press/"
    for _n in range(2):
        make.registration(group, state="approved")
    version = seen(host, address)
    refused = host.client.post(address, {**GROUP, "seats": "1", "seen": version})
    assert refused.status_code == 422
    assert "2 seats of this group are taken" in refused.content.decode()
    assert host.client.post(address, {**GROUP, "seats": "", "seen": version}).status_code == 302
    group.refresh_from_db()
    assert group.seats is None
    late = host.client.post(address, {**GROUP, "seats": "5", "seen": version})
    assert late.status_code == 409


def test_raising_the_seats_says_who_gets_them(host: Any) -> None:
    group = make.group(host.dialogue, slug="press", seats=1)
    make.registration(group, state="approved")
    waiting = make.registration(group, state="waitlisted")
    data = {**GROUP, "seats": "2", "seen": seen(host, f"{GROUPS}press/")}
    page = host.client.post(f"{GROUPS}press/", data, follow=True).content.decode()
    assert "The next on the waitlist was offered a seat." in page
    waiting.refresh_from_db()
    assert waiting.state == "offered"


def test_groups_move_and_go(host: Any) -> None:
    one, two = (make.group(host.dialogue, order=n) for n in range(2))
    host.client.post(f"{GROUPS}{two.slug}/move/", {"direction": "up"})
    host.client.post(f"{GROUPS}{two.slug}/move/", {"direction": "sideways"})
    assert list(host.dialogue.groups.all()) == [two, one]
    make.registration(one)
    stays = host.client.post(f"{GROUPS}{one.slug}/remove/")
    assert stays.status_code == 422
    assert "1 registrations" in stays.content.decode()
    assert host.client.post(f"{GROUPS}{two.slug}/remove/").status_code == 302
    assert list(host.dialogue.groups.all()) == [one]


def test_questions_are_asked_of_some_groups(host: Any) -> None:
    group = make.group(host.dialogue)
    choice = {
        "kind": "choice",
        "text_en": "Lunch?",
        "choices_en": "Yes\r\nNo",
        "groups": [group.pk],
    }
    data = rows(choice, {"kind": "line", "text_en": ""}, seen=seen(host, QUESTIONS))
    assert host.client.post(QUESTIONS, data).status_code == 302
    question = Question.objects.get()
    assert (question.kind, question.choices) == ("choice", {"en": "Yes\nNo"})
    assert list(question.groups.all()) == [group]
    make.registration(group, answers={str(question.pk): "0"})
    changed = {**choice, "id": question.pk, "kind": "text"}
    refused = host.client.post(QUESTIONS, rows(changed, seen=seen(host, QUESTIONS)))
    assert refused.status_code == 422
    assert "its kind can’t change" in refused.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_groups_costs_a_fixed_number_of_queries(
    host: Any, number: int, django_assert_max_num_queries: Any
) -> None:
    for _n in range(number):
        group = make.group(host.dialogue, name=LocalText(en="G"), seats=2)
        make.registration(group)
        make.invitation(group)
    host.client.get(GROUPS)  # the first page of a session notes where it comes from
    with django_assert_max_num_queries(9) as queries:
        host.client.get(GROUPS)
    assert len(queries) == 9


def test_nobody_but_conveners_sets_anything_up(host: Any, signed_in: Any) -> None:
    make.group(host.dialogue, slug="press")
    stranger = signed_in(make.user())
    for address in (GROUPS, ADD, QUESTIONS, SETTINGS, f"{GROUPS}press/", f"{GROUPS}press/remove/"):
        assert stranger.get(address).status_code == 403
        assert host.client.get(address).status_code == 200
    assert host.client.get(f"{GROUPS}none/").status_code == 404
