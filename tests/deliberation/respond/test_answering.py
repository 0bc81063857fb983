"""From the page to the stance and back: plain forms and scripts."""

import pytest
from django.core.exceptions import ObjectDoesNotExist

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Phase, Value
from parley.apps.deliberation.selectors import mine
from parley.apps.deliberation.services import phases, stances
from tests import factories as make
from tests.deliberation.respond.conftest import guest_of, made

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


def held(guest, round_):
    by_key = mine.stances_of(guest.actor, round_.consultation)
    by_number = {row.pk: row.number for row in round_.propositions}
    return {by_number[key]: (own.value, own.reserved) for key, own in by_key.items()}


def test_a_form_goes_on_to_the_next_and_can_be_undone(round_):
    guest = round_.guest()
    answer = guest.client.post(round_.url("stance", 2), {"value": "agree"})
    assert answer.status_code == 302
    page = guest.client.get(answer.url).content.decode()
    assert "Saved. Proposition 2: Agree." in page
    assert "1 of 3 answered" in page
    assert "Proposition 2.</h2>" not in page  # it is not asked again
    assert held(guest, round_) == {2: (Value.AGREE, False)}
    undone = guest.client.post(round_.url("stance", 2), {"value": "back"})
    page = guest.client.get(undone.url).content.decode()
    assert "is taken back" in page and "0 of 3 answered" in page
    assert held(guest, round_) == {}


def test_a_script_gets_a_word_and_no_page(round_):
    guest = round_.guest()
    said = {"value": "reserved", "reservation": "if defined"}
    answer = guest.client.post(round_.url("stance", 1), said, **JSON)
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert held(guest, round_) == {1: (Value.AGREE, True)}
    refused = guest.client.post(round_.url("stance", 1), {"value": "maybe"}, **JSON)
    assert (refused.status_code, refused.json()["ok"]) == (400, False)
    assert held(guest, round_) == {1: (Value.AGREE, True)}


def test_a_text_without_a_reservation_is_left_out(round_):
    """The field stands on the same form as the other answers."""
    guest = round_.guest()
    guest.client.post(round_.url("stance", 1), {"value": "disagree", "reservation": "typed"})
    assert held(guest, round_) == {1: (Value.DISAGREE, False)}


def test_all_answered_says_so_and_leads_to_the_review(round_):
    guest = round_.guest()
    for row in round_.propositions:
        stances.take(guest.actor, row, Value.PASS)
    page = guest.client.get(round_.url("consultation-respond")).content.decode()
    assert "You have answered everything there is" in page
    assert round_.url("my-stances") in page


def test_the_review_shows_my_stances_and_nobody_elses(round_):
    guest, other = round_.guest(), round_.guest()
    stances.take(
        guest.actor, round_.propositions[0], Value.AGREE, reserved=True, reservation="mine alone"
    )
    stances.take(
        other.actor, round_.propositions[1], Value.AGREE, reserved=True, reservation="of another"
    )
    response = guest.client.get(round_.url("my-stances"))
    page = response.content.decode()
    assert "mine alone" in page and "of another" not in page
    assert "1 of 3 answered" in page
    assert response["Cache-Control"] == "private, no-store"


def test_changing_one_leads_back_to_the_review(round_):
    guest = round_.guest()
    stances.take(guest.actor, round_.propositions[1], Value.AGREE)
    page = guest.client.get(round_.url("consultation-respond") + "?n=2&then=review")
    text = page.content.decode()
    assert 'value="agree" aria-pressed="true"' in text and text.count("data-ask=") == 1
    answer = guest.client.post(round_.url("stance", 2), {"value": "pass", "then": "review"})
    assert answer.url == round_.url("my-stances") + "#p2"
    assert held(guest, round_) == {2: (Value.PASS, False)}


def test_what_is_skipped_comes_last_and_comes(round_):
    guest = round_.guest()
    address, seen = round_.url("consultation-respond"), []
    for _ in range(6):
        response = guest.client.get(address)
        seen.append(response.context["cards"][0]["number"])
        address = response.context["skip_url"]
    assert sorted(seen[:3]) == [1, 2, 3]
    assert seen[3:] == seen[:3]


def test_an_address_with_nonsense_is_a_page(round_):
    guest = round_.guest()
    for query in ("?skip=x,9999999999999,٣,-1&done=99&n=abc", "?n=", "?skip=" + "1," * 1000):
        assert guest.client.get(round_.url("consultation-respond") + query).status_code == 200


def test_no_number_is_too_large_for_the_database(round_):
    guest = round_.guest()
    for name in ("stance", "proposition", "my-proposition"):
        address = round_.url(name, 10**30)
        answer = (
            guest.client.post(address, {"value": "agree"})
            if name != "proposition"
            else (guest.client.get(address))
        )
        assert answer.status_code == 404


@pytest.mark.parametrize("phase", [Phase.COLLECTING, Phase.CLOSED, Phase.SEALED])
def test_outside_the_phase_nothing_is_taken_and_pages_say_why(phase):
    round_ = made(phase=phase)
    guest = round_.guest()
    answer = guest.client.post(round_.url("stance", 1), {"value": "agree"}, **JSON)
    assert answer.status_code == 400
    assert not round_.propositions[0].stances.exists()
    page = guest.client.get(round_.url("consultation-respond"))
    assert page.status_code == 200 and b'<form method="post" action="/dialogues' not in (
        page.content
    )


def test_after_the_seal_nobody_is_shown_stances():
    round_ = made(rule=Rule.CHATHAM_HOUSE)
    guest, convener = round_.guest(), round_.convener()
    stances.take(guest.actor, round_.propositions[0], Value.DISAGREE)
    for phase in (Phase.CLOSED, Phase.SEALED):
        phases.advance(convener.actor, round_.consultation, phase)
    page = guest.client.get(round_.url("my-stances")).content.decode()
    assert "Nobody can tell any more which stances were yours" in page
    assert "Disagree" not in page
    assert guest.client.get(round_.url("consultation")).status_code == 200
    assert guest.client.get(round_.url("proposition", 1)).status_code == 200


@pytest.mark.parametrize("name", ["consultation-respond", "my-stances", "on-record"])
def test_who_is_not_asked(round_, name):
    from django.test import Client

    assert round_.convener().client.get(round_.url(name)).status_code == 403
    assert guest_of(make.user()).client.get(round_.url(name)).status_code == 404
    assert Client().get(round_.url(name)).status_code == 404


def test_a_visitor_of_a_public_one_is_led_to_sign_in():
    from django.test import Client

    round_ = made(rule=Rule.PUBLIC)
    assert Client().get(round_.url("consultation-respond")).status_code == 302
    assert Client().post(round_.url("stance", 1), {"value": "agree"}).status_code == 403


def test_closed_doors_open_to_nobody_else():
    round_ = made(rule=Rule.CLOSED_DOOR)
    guest = round_.guest()
    for name in ("consultation", "consultation-respond", "consultation-results", "my-stances"):
        assert guest.client.get(round_.url(name)).status_code == 404
    assert guest.client.post(round_.url("stance", 1), {"value": "agree"}).status_code == 404


def test_the_fast_post_takes_four_queries(round_, django_assert_num_queries):
    """The session, the account, what is asked with all that decides, the stance."""
    guest = round_.guest()
    guest.client.post(round_.url("stance", 1), {"value": "agree"}, **JSON)
    with django_assert_num_queries(4):
        guest.client.post(round_.url("stance", 1), {"value": "pass"}, **JSON)


def test_nothing_is_taken_once_it_has_been_closed_in_between(round_):
    """What was read before the closing does not open it again."""
    guest, asked = round_.guest(), round_.propositions[0]
    phases.advance(round_.convener().actor, round_.consultation, Phase.CLOSED)
    assert asked.consultation.is_open  # as it was read
    from parley.core.errors import InvalidInput

    with pytest.raises(InvalidInput):
        stances.take(guest.actor, asked, Value.AGREE)
    with pytest.raises((InvalidInput, ObjectDoesNotExist)):
        stances.take_back(guest.actor, asked)
    assert not asked.stances.exists()


def test_who_does_not_take_part_any_more_is_refused_at_once(round_):
    """Though they were seen to see it a moment ago."""
    guest, asked = round_.guest(), round_.url("stance", 1)
    assert guest.client.post(asked, {"value": "agree"}, **JSON).status_code == 200
    round_.dialogue.seats.filter(user=guest.account).delete()
    round_.dialogue.registrations.filter(user=guest.account).update(state="cancelled")
    assert guest.client.post(asked, {"value": "pass"}, **JSON).status_code in (403, 404)
    assert held(guest, round_) == {1: (Value.AGREE, False)}


def test_a_number_of_another_consultation_is_none_of_this(round_):
    other = made(count=5)
    guest = round_.guest()
    for address in (round_.url("stance", 5), other.url("stance", 1)):
        assert guest.client.post(address, {"value": "agree"}).status_code == 404
