"""The desk's pages: who opens which, what they show, and what they do."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from parley.apps.convening.models import ContributionRole, Rule, SeatRole
from parley.apps.deliberation.models import Consultation, Phase, Results, Value
from parley.apps.deliberation.services import propositions, stances
from parley.core.localtext import LocalText
from tests import factories as make
from tests.deliberation.desk.pages import at, text

pytestmark = pytest.mark.django_db


ONE = (
    "desk-consultation",
    "desk-propositions",
    "desk-proposition-add",
    "desk-propositions-paste",
    "desk-propositions-library",
    "desk-consultation-export",
)
EDITORS = ("desk-consultation-edit", "desk-consultation-delete")
OF_PROPOSITION = (
    "desk-proposition-edit",
    "desk-proposition-replace",
    "desk-proposition-decline",
    "desk-proposition-merge",
)


def addresses(consultation, proposition):
    found = {name: at(name, consultation) for name in ONE + EDITORS}
    found |= {name: at(name, consultation, proposition.uid) for name in OF_PROPOSITION}
    found["desk-consultation-phase"] = at("desk-consultation-phase", consultation, "closed")
    return found


def test_who_opens_which_page(dialogue, consultation, client, signed_in, guest):
    asked = make.proposition(consultation)
    pages = addresses(consultation, asked)
    facilitator, outsider = make.user(), make.user()
    make.seat(dialogue, facilitator, SeatRole.FACILITATOR)
    participant = signed_in(type(facilitator).objects.get(pk=guest().user_id))
    listed = reverse("desk-consultations", args=[dialogue.slug])
    for name, address in pages.items():
        assert client.get(address).status_code == 200, name
        expected = 403 if name in EDITORS else 200
        assert signed_in(facilitator).get(address).status_code == expected, name
        assert participant.get(address).status_code == 403, name
        assert signed_in(outsider).get(address).status_code == 404, name
    for reader, status in ((client, 200), (signed_in(facilitator), 200), (participant, 404)):
        assert reader.get(listed).status_code == status


def test_who_chairs_its_session_runs_it(dialogue, signed_in, norm):
    session = make.session(dialogue, rule=Rule.CLOSED_DOOR)
    row = make.consultation(dialogue, session=session, rule=Rule.CLOSED_DOOR, norm=norm)
    asked = make.proposition(row)
    chair, panellist, facilitator = make.user(), make.user(), make.user()
    for account, role in ((chair, ContributionRole.CHAIR), (panellist, ContributionRole.PANELLIST)):
        make.contribution(session, person=make.person(user=account), role=role)
    make.seat(dialogue, facilitator, SeatRole.FACILITATOR)
    for name, address in addresses(row, asked).items():
        expected = 403 if name in EDITORS else 200
        assert signed_in(chair).get(address).status_code == expected, name
        assert signed_in(panellist).get(address).status_code == 403, name
        # Behind closed doors a facilitator leads only where assigned.
        assert signed_in(facilitator).get(address).status_code == 404, name


def test_a_consultation_is_made_from_a_few_fields(client, dialogue, norm):
    session = make.session(dialogue, rule=Rule.CHATHAM_HOUSE)
    address = reverse("desk-consultation-add", args=[dialogue.slug])
    assert "Make the draft" in text(client, address)
    given = {
        "title_en": "How we read 13(c)",
        "norm": norm.pk,
        "session": session.pk,
        "rule": "participants",
        "opens_at": "2027-05-12T14:00",
    }
    refused = client.post(address, given)
    assert refused.status_code == 422
    assert "less strict" in refused.content.decode() and not Consultation.objects.exists()
    made = client.post(address, {**given, "rule": "chatham_house"}, follow=True)
    row = Consultation.objects.get()
    assert made.redirect_chain[-1][0] == at("desk-consultation", row)
    assert (row.session, row.rule, row.phase) == (session, Rule.CHATHAM_HOUSE, Phase.DRAFT)
    assert row.opens_at == datetime(2027, 5, 12, 12, tzinfo=UTC)  # 14:00 in Rome
    assert "No proposition yet" in made.content.decode()


def test_a_time_that_no_clock_shows_is_refused(client, dialogue):
    address = reverse("desk-consultation-add", args=[dialogue.slug])
    given = {"title_en": "T", "rule": "participants", "opens_at": "2027-03-28T02:30"}
    page = client.post(address, given)
    assert page.status_code == 422 and "never show 02:30" in page.content.decode()


def settings_of(client, consultation):
    form = client.get(at("desk-consultation-edit", consultation)).context["form"]
    data = {"seen": client.get(at("desk-consultation-edit", consultation)).context["version"]}
    for field in form:
        value = field.value()
        if hasattr(value, "items"):
            data |= {f"{field.html_name}_{code}": words for code, words in value.items()}
        elif hasattr(value, "strftime"):
            data[field.html_name] = value.strftime("%Y-%m-%dT%H:%M")
        elif isinstance(value, bool):
            data |= {field.html_name: "on"} if value else {}
        elif value is not None:
            many = not isinstance(value, (str, int)) and hasattr(value, "__iter__")
            data[field.html_name] = [getattr(one, "pk", one) for one in value] if many else value
    return data


def test_settings_are_kept_as_they_stand_and_changed(client, consultation, norm, group):
    twice = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)  # the second 02:30 of Rome
    consultation.phase, consultation.closes_at = Phase.DRAFT, twice
    consultation.languages = ["en", "de"]
    consultation.save()
    consultation.elements.set(norm.elements.all()[:1])
    address = at("desk-consultation-edit", consultation)
    kept = settings_of(client, consultation)
    assert client.post(address, kept).status_code == 302
    row = Consultation.objects.get()
    assert (row.closes_at, row.languages) == (twice, ["en", "de"])
    assert list(row.elements.all()) == list(norm.elements.all()[:1])
    changed = {**kept, "least": 7, "responding": [group.pk], "elements": []}
    changed["seen"] = settings_of(client, consultation)["seen"]
    assert client.post(address, changed).status_code == 302
    row = Consultation.objects.get()
    assert (row.least, list(row.responding.all()), row.elements.count()) == (7, [group], 0)
    assert client.post(address, {**changed, "least": 9}).status_code == 409  # seen is old


def test_once_begun_the_form_says_what_stays(client, consultation):
    address = at("desk-consultation-edit", consultation)
    assert "they can’t change any more" in text(client, address)
    posted = {**settings_of(client, consultation), "rule": "public", "least": 3}
    assert client.post(address, posted).status_code == 302
    row = Consultation.objects.get()
    assert (row.rule, row.least) == (Rule.CHATHAM_HOUSE, 5)


def test_sealing_says_what_happens_and_asks_twice(client, consultation):
    consultation.phase = Phase.CLOSED
    consultation.save()
    address = at("desk-consultation-phase", consultation, "sealed")
    page = text(client, address)
    assert "secret" in page and "Backups" in page and "fewest respondents: 5" in page
    assert client.post(address).status_code == 422
    assert client.post(address, {"sure": "on"}).status_code == 302
    assert Consultation.objects.get().is_sealed
    assert client.get(address).status_code == 404


def test_closing_a_confidential_one_says_that_it_stays_closed(client, consultation, dialogue):
    assert "can’t be opened again" in text(
        client, at("desk-consultation-phase", consultation, "closed")
    )
    plain = make.consultation(dialogue)
    assert "You can open it again" in text(client, at("desk-consultation-phase", plain, "closed"))


def test_a_draft_without_propositions_is_not_opened(client, consultation):
    consultation.phase = Phase.DRAFT
    consultation.save()
    page = client.post(at("desk-consultation-phase", consultation, "open"))
    assert page.status_code == 422 and "Accept a proposition first" in page.content.decode()
    assert client.get(at("desk-consultation-phase", consultation, "sealed")).status_code == 404


def test_respondents_are_counted_only_when_they_are_enough(client, consultation, guest):
    asked = make.proposition(consultation)
    listed = reverse("desk-consultations", args=[consultation.dialogue.slug])
    for _ in range(4):
        stances.take(guest(), asked, Value.AGREE)
    for address in (listed, at("desk-consultation", consultation)):
        assert "respondents: fewer than 5" in text(client, address)
    for _ in range(3):
        stances.take(guest(), asked, Value.AGREE)
        assert "respondents: at least 5" in text(client, listed)
    consultation.phase = Phase.CLOSED
    consultation.save()
    assert "7 respondents" in text(client, listed)


def test_results_held_are_shown_and_held_back(client, consultation):
    consultation.results = Results.HELD
    consultation.save()
    address = at("desk-consultation-show", consultation)
    assert "Show the results" in text(client, at("desk-consultation", consultation))
    client.post(address, {"shown": "1"})
    assert Consultation.objects.get().results_shown
    client.post(address, {"shown": ""})
    assert not Consultation.objects.get().results_shown


def test_copy_move_and_delete(client, consultation):
    client.post(at("desk-consultation-copy", consultation))
    copy = Consultation.objects.exclude(pk=consultation.pk).get()
    assert str(copy.title) == "How we read it (copy)"
    client.post(at("desk-consultation-move", copy), {"direction": "up"})
    assert list(consultation.dialogue.consultations.all()) == [copy, consultation]
    assert client.post(at("desk-consultation-delete", consultation)).status_code == 422
    assert client.post(at("desk-consultation-delete", copy)).status_code == 302
    assert list(Consultation.objects.all()) == [consultation]


# Queries


def test_pages_ask_as_often_with_one_as_with_three(
    client, dialogue, norm, guest, django_assert_max_num_queries
):
    row = make.consultation(dialogue, norm=norm)
    listed, board = (
        reverse("desk-consultations", args=[dialogue.slug]),
        at("desk-propositions", row),
    )

    def asked(address):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(address)
        return len(found)

    propositions.submit(guest(), row, LocalText(en="One."))
    make.proposition(row, element=norm.elements.first())
    before = asked(board)
    for word in ("Two.", "Three."):
        propositions.submit(guest(), row, LocalText(en=word))
        make.proposition(row, number=len(word) + 10, element=norm.elements.first())
    assert asked(board) == before
    first = asked(listed)
    for _ in range(2):
        make.consultation(dialogue)
    assert asked(listed) - first <= 4  # whether each may be edited and led


def test_search_finds_a_consultation_for_those_who_see_it(client, dialogue, guest, signed_in):
    session = make.session(dialogue, rule=Rule.CLOSED_DOOR)
    address = reverse("desk-consultation-add", args=[dialogue.slug])
    given = {"title_en": "Thresholdcanary", "rule": "closed_door", "session": session.pk}
    assert client.post(address, given).status_code == 302
    reader = signed_in(type(make.user()).objects.get(pk=guest().user_id))
    found = f"{reverse('search')}?q=thresholdcanary"
    row = Consultation.objects.get()
    assert at("consultation", row) in text(client, found)
    assert at("consultation", row) not in text(reader, found)
    client.post(at("desk-consultation-delete", row))
    assert at("consultation", row) not in text(client, found)


def test_those_who_run_it_find_its_desk_on_its_page(
    dialogue, client, consultation, guest, signed_in
):
    reader = signed_in(type(make.user()).objects.get(pk=guest().user_id))
    page, desk = at("consultation", consultation), at("desk-consultation", consultation)
    assert desk in text(client, page)
    assert desk not in text(reader, page)


def test_nothing_waits_for_a_decision_once_it_is_closed(client, consultation, guest):
    propositions.submit(guest(), consultation, LocalText(en="Late."))
    listed = reverse("desk-consultations", args=[consultation.dialogue.slug])
    pages = (listed, at("desk-consultation", consultation))
    assert all(
        "1 wait" in text(client, page) or "1 proposition waits" in text(client, page)
        for page in pages
    )
    consultation.phase = Phase.CLOSED
    consultation.save()
    assert not any("wait" in text(client, page) for page in pages)
    sealing = text(client, at("desk-consultation-phase", consultation, "sealed"))
    assert "1 proposition still waits" in sealing
