"""Submitting propositions, what stands there already, and what becomes of one's own."""

import pytest
from django.test import Client

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Phase, Proposition, PropositionState
from parley.apps.deliberation.services import moderating
from parley.core.localtext import LocalText
from tests import factories as make
from tests.deliberation.respond.conftest import guest_of, made

pytestmark = pytest.mark.django_db
TEXT = "States should publish how they handle reports."


def submit(guest, round_, text=TEXT, **more):
    return guest.client.post(round_.url("consultation-propose"), {"text_en": text, **more})


def submitted(round_):
    return round_.consultation.propositions.filter(state=PropositionState.SUBMITTED)


def test_it_waits_for_a_moderator_and_stands_on_my_page_only(round_):
    guest, other = round_.guest(), round_.guest()
    element = round_.propositions[0].element
    assert submit(guest, round_, element=element.pk).status_code == 302
    row = submitted(round_).get()
    assert (str(row.text), row.element, row.author) == (TEXT, element, None)
    mine = guest.client.get(round_.url("consultation-propose")).content.decode()
    assert TEXT in mine and "Waiting for a moderator" in mine
    for name in ("consultation-propose", "consultation", "consultation-respond"):
        assert TEXT not in other.client.get(round_.url(name)).content.decode()


def test_an_empty_or_refused_one_keeps_what_was_typed(round_):
    guest = round_.guest()
    empty = submit(guest, round_, text="")
    assert empty.status_code == 422
    twice = submit(guest, round_, text=str(round_.propositions[0].text), text_fr="Une phrase.")
    page = twice.content.decode()
    assert twice.status_code == 422 and "stands there already" in page
    assert "Une phrase." in page
    assert not submitted(round_).exists()


def test_a_name_only_where_the_rule_allows_it():
    for rule, named in ((Rule.PARTICIPANTS, True), (Rule.CHATHAM_HOUSE, False)):
        round_ = made(rule=rule)
        guest = round_.guest()
        page = guest.client.get(round_.url("consultation-propose")).content.decode()
        assert ("Show my name with it" in page) == named
        submit(guest, round_, named="on")
        assert (submitted(round_).get().author == guest.account) == named


def test_what_looks_the_same_is_shown_while_one_writes(round_):
    known = round_.propositions[0]
    known.text = LocalText(en="States should publish how they deal with reports.")
    known.save()
    hidden = make.proposition(
        round_.consultation, state="submitted", text=LocalText(en=TEXT + " Soon.")
    )
    guest = round_.guest()
    answer = guest.client.post(round_.url("proposition-similar"), {"text_en": TEXT})
    page = answer.content.decode()
    assert round_.url("proposition", known.number) in page and "deal" in page
    assert str(hidden.text) not in page
    assert guest.client.post(round_.url("proposition-similar"), {}).content.strip() == b""


def test_an_edit_waits_for_its_author_who_agrees_or_keeps_the_words(round_):
    guest, convener = round_.guest(), round_.convener()
    for act, words in (("consent", "New words."), ("refuse", TEXT)):
        submit(guest, round_)
        row = submitted(round_).get()
        moderating.edit(convener.actor, row, LocalText(en="New words."))
        page = guest.client.get(round_.url("consultation-propose")).content.decode()
        assert "A moderator proposes these words instead" in page and "New words." in page
        guest.client.post(round_.url("my-proposition", row.number), {"act": act})
        row.refresh_from_db()
        assert str(row.text) == words
        Proposition.objects.filter(pk=row.pk).delete()


def test_a_reason_is_read_by_the_author_alone(round_):
    guest, convener = round_.guest(), round_.convener()
    submit(guest, round_)
    moderating.decline(convener.actor, submitted(round_).get(), "Two things at once.")
    address = round_.url("consultation-propose")
    assert "Two things at once." in guest.client.get(address).content.decode()
    assert "Two things at once." not in round_.guest().client.get(address).content.decode()


def test_withdrawing_ones_own_and_nobody_elses(round_):
    guest, other = round_.guest(), round_.guest()
    submit(guest, round_)
    row = submitted(round_).get()
    address = round_.url("my-proposition", row.number)
    assert other.client.post(address, {"act": "withdraw"}).status_code == 404
    assert guest.client.post(address, {"act": "accept"}).status_code == 400
    assert guest.client.post(address, {"act": "withdraw"}).status_code == 302
    row.refresh_from_db()
    assert row.state == PropositionState.WITHDRAWN


def test_who_may_not_propose(round_):
    address = round_.url("consultation-propose")
    assert guest_of(make.user()).client.get(address).status_code == 404
    assert Client().get(address).status_code == 404
    convener = round_.convener()
    assert submit(convener, round_).status_code == 403
    round_.consultation.proposing.add(make.group(round_.dialogue))
    assert submit(round_.guest(), round_).status_code == 403
    assert not submitted(round_).exists()


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.SEALED])
def test_when_it_is_over_the_page_says_so(phase):
    round_ = made(phase=phase)
    guest = round_.guest()
    page = guest.client.get(round_.url("consultation-propose"))
    assert page.status_code == 200 and "No propositions are taken now" in page.content.decode()
    assert submit(guest, round_).status_code in (403, 422)
    assert not submitted(round_).exists()
