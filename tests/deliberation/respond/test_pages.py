"""The consultation's page, and where it stands on other pages."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.deliberation.models import Phase, Results, Value
from parley.apps.deliberation.presenters import rounds
from parley.apps.deliberation.selectors.people import Reason, standing_of
from parley.apps.deliberation.services import stances
from parley.core.actors import ANONYMOUS, Actor, Preview
from parley.core.localtext import LocalText
from tests import factories as make
from tests.deliberation.respond.conftest import guest_of, made

pytestmark = pytest.mark.django_db


def page_of(guest_or_client, round_):
    client = getattr(guest_or_client, "client", guest_or_client)
    return client.get(round_.url("consultation")).content.decode()


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule.PUBLIC, "Everybody who sees the dialogue reads"),
        (Rule.PARTICIPANTS, "Those who take part in the dialogue read"),
        (Rule.CHATHAM_HOUSE, "who said what may not"),
        (Rule.CLOSED_DOOR, "Nothing of them leaves the room"),
    ],
)
def test_the_rule_stands_there_in_plain_words(rule, words):
    round_ = made(rule=rule)
    page = " ".join(page_of(round_.convener(), round_).split())
    assert words in page
    assert ("the key to the pseudonyms is destroyed" in page) == (
        rule in (Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR)
    )


def test_what_comes_next_is_the_first_button(round_):
    guest = round_.guest()
    assert "Take your stance: 3 propositions" in page_of(guest, round_)
    stances.take(guest.actor, round_.propositions[0], Value.AGREE)
    assert "Take your stance: 2 of 3 left" in page_of(guest, round_)
    for row in round_.propositions:
        stances.take(guest.actor, row, Value.AGREE)
    page = page_of(guest, round_)
    assert "Take your stance" not in page and "Look at your stances" in page


def test_propositions_stand_under_their_elements_and_hidden_ones_nowhere(round_):
    make.proposition(round_.consultation, text=LocalText(en="On none in particular."))
    make.proposition(round_.consultation, state="submitted", text=LocalText(en="Not yet seen."))
    page = page_of(round_.guest(), round_)
    assert page.index("Knowledge") < page.index("Proposition 3.") < page.index("On none in")
    assert "Not yet seen." not in page


def test_why_somebody_is_not_asked():
    round_ = made(rule=Rule.PUBLIC)
    groups = make.group(round_.dialogue)
    stranger = guest_of(make.user())
    preview = Actor(preview=Preview("participant", round_.dialogue.pk))
    guest = round_.guest()

    def reason(actor):
        return standing_of(actor, round_.consultation).refusal

    assert reason(ANONYMOUS) == Reason.NOT_SIGNED_IN
    assert reason(preview) == Reason.PREVIEW
    assert reason(stranger.actor) == Reason.NOT_REGISTERED
    assert reason(guest.actor) is None
    round_.consultation.audience = "anyone"
    round_.consultation.save()
    assert reason(stranger.actor) is None
    round_.consultation.responding.add(groups)
    assert reason(guest.actor) == reason(stranger.actor) == Reason.OTHER_GROUPS
    assert "Please sign in to take part." in page_of(Client(), round_)
    closed = made(rule=Rule.CLOSED_DOOR)
    assert reason_of(closed.guest(), closed) == Reason.NOT_OF_SESSION


def reason_of(guest, round_):
    return standing_of(guest.actor, round_.consultation).refusal


def test_times_stand_in_both_zones():
    from datetime import UTC, datetime

    round_ = made(rule=Rule.PUBLIC, closes_at=datetime(2027, 5, 11, 16, tzinfo=UTC))
    client = Client()
    client.cookies["parley_zone"] = "Asia/Tokyo"
    page = page_of(client, round_)
    assert "18:00, Europe/Rome" in page and "In your time" in page and "Asia/Tokyo" in page


# On other pages


def lines(actor, dialogue):
    panel = rounds.dialogue_panel(actor, dialogue)
    return {line["url"]: line["step"] and line["step"]["label"] for line in panel["rounds"]}


def test_a_list_says_the_one_next_step_of_each(round_):
    dialogue, guest = round_.dialogue, round_.guest()

    def another(**fields):
        row = make.consultation(dialogue, **fields)
        make.proposition(row)
        return reverse("consultation", args=[dialogue.slug, row.slug])

    expected = {
        round_.url("consultation"): "Take your stance: 2 of 3 left",
        another(phase=Phase.COLLECTING): "Submit a proposition",
        another(phase=Phase.COLLECTING, takes_propositions=False): None,
        another(phase=Phase.CLOSED): "Results",
        another(phase=Phase.CLOSED, results=Results.HELD): None,
        another(phase=Phase.SEALED, rule=Rule.CHATHAM_HOUSE): "Results",
    }
    another(phase=Phase.DRAFT)
    stances.take(guest.actor, round_.propositions[0], Value.PASS)
    assert lines(guest.actor, dialogue) == expected
    mine = guest.client.get(reverse("my-registration", args=[dialogue.slug])).content.decode()
    assert "Take your stance: 2 of 3 left" in mine


def test_closed_doors_stand_in_nobody_elses_list():
    round_ = made(rule=Rule.CLOSED_DOOR)
    assert rounds.dialogue_panel(round_.guest().actor, round_.dialogue) is None
    assert lines(round_.convener().actor, round_.dialogue) == {round_.url("consultation"): None}
    assigned = guest_of(make.user())
    make.contribution(round_.consultation.session, person=make.person(user=assigned.account))
    assert lines(assigned.actor, round_.dialogue) == {
        round_.url("consultation"): "Take your stance: 3 propositions"
    }


def test_a_session_shows_its_own():
    round_ = made(rule=Rule.PUBLIC)
    session = make.session(round_.dialogue)
    own = make.consultation(round_.dialogue, rule=Rule.PUBLIC, session=session)
    panel = rounds.session_panel(ANONYMOUS, session)
    assert [line["url"] for line in panel["rounds"]] == [
        reverse("consultation", args=[round_.dialogue.slug, own.slug])
    ]
    page = Client().get(reverse("session", args=[round_.dialogue.slug, session.slug]))
    assert reverse("consultation", args=[round_.dialogue.slug, own.slug]) in page.content.decode()


def queries(actor, dialogue):
    with CaptureQueriesContext(connection) as captured:
        rounds.dialogue_panel(actor, dialogue)
    return len(captured)


def test_the_list_costs_one_query_for_visitors_and_three_for_those_asked():
    round_ = made(rule=Rule.PUBLIC)
    guest = round_.guest()
    assert queries(ANONYMOUS, make.dialogue()) == 1
    for _ in range(3):
        assert (queries(ANONYMOUS, round_.dialogue), queries(guest.actor, round_.dialogue)) == (
            1,
            3,
        )
        make.proposition(make.consultation(round_.dialogue, rule=Rule.PUBLIC))


def test_a_facilitator_sees_the_draft_and_others_do_not():
    round_ = made(phase=Phase.DRAFT)
    facilitator = guest_of(make.user())
    make.seat(round_.dialogue, facilitator.account, SeatRole.FACILITATOR)
    assert "It has not begun yet" in page_of(facilitator, round_)
    assert round_.guest().client.get(round_.url("consultation")).status_code == 404


@pytest.mark.parametrize(
    "name", ["consultation", "consultation-respond", "my-stances", "consultation-results"]
)
def test_pages_take_as_many_queries_for_many_propositions_as_for_one(name):
    counts = set()
    for count in (1, 3, 9):
        round_ = made(rule=Rule.PUBLIC, count=count, on_record=True)
        guest = round_.guest()
        for row in round_.propositions[1:]:
            stances.take(guest.actor, row, Value.AGREE)
        guest.client.get(round_.url(name))
        with CaptureQueriesContext(connection) as captured:
            assert guest.client.get(round_.url(name)).status_code == 200
        counts.add(len(captured))
    assert len(counts) == 1 and max(counts) <= 20
