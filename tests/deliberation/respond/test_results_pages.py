"""Results as pages and as a file: no number of too few, and nothing for those who may not see."""

import csv
import io

import pytest
from django.test import Client

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Phase, Results, Value
from parley.apps.deliberation.services import onrecord, phases, stances
from parley.core.localtext import LocalText
from tests import factories as make
from tests.deliberation.respond.conftest import made

pytestmark = pytest.mark.django_db


def answered(round_, proposition, value, times, group=None, **more):
    for _ in range(times):
        stances.take(round_.guest(group).actor, proposition, value, **more)


def numbers(client, round_):
    body = client.get(round_.url("consultation-results-file")).content.decode("utf-8-sig")
    return [
        (row["number"], row["group"], row["answers"], row["agree"], row["pass"], row["disagree"])
        for row in csv.DictReader(io.StringIO(body))
    ]


def test_the_distribution_in_total_and_by_group():
    round_ = made(rule=Rule.PUBLIC)
    other = make.group(round_.dialogue)
    answered(round_, round_.propositions[0], Value.AGREE, 6)
    answered(round_, round_.propositions[0], Value.DISAGREE, 6, other)
    answered(round_, round_.propositions[1], Value.PASS, 4)
    page = Client().get(round_.url("consultation-results")).content.decode()
    assert "16 people have answered." in page
    assert "12 answered: 6 (50%) agree, 0 (0%) pass, 6 (50%) disagree." in page
    assert "Withheld: too few people have answered" in page
    assert page.count('class="bar" ') == 3  # of the first: in total and of two groups
    first = str(round_.group.name)
    assert numbers(Client(), round_) == [
        ("1", "all", "12", "6", "0", "6"),
        ("1", first, "6", "6", "0", "0"),
        ("1", str(other.name), "6", "0", "0", "6"),
        ("2", "all", "", "", "", ""),
        ("3", "all", "", "", "", ""),
    ]


def test_a_confidential_one_shows_steps_while_it_runs_and_says_so():
    round_ = made(rule=Rule.CHATHAM_HOUSE, count=1)
    guest = round_.guest()
    answered(round_, round_.propositions[0], Value.AGREE, 6)
    page = guest.client.get(round_.url("consultation-results")).content.decode()
    assert "Fewest people in a step: 5." in page.replace("\n", " ")
    assert "agree, " not in page and numbers(guest.client, round_) == [("1", "all", *[""] * 4)]
    answered(round_, round_.propositions[0], Value.AGREE, 6)
    # That all six agree is withheld: it would say it of each of them.
    assert numbers(guest.client, round_) == [("1", "all", "6", "", "", "")]


@pytest.mark.parametrize(
    ("results", "phase", "shown", "seen"),
    [
        (Results.LIVE, Phase.OPEN, False, True),
        (Results.AFTER, Phase.OPEN, False, False),
        (Results.AFTER, Phase.CLOSED, False, True),
        (Results.HELD, Phase.CLOSED, False, False),
        (Results.HELD, Phase.CLOSED, True, True),
        (Results.LIVE, Phase.COLLECTING, True, False),
    ],
)
def test_from_when_on_they_are_shown(results, phase, shown, seen):
    round_ = made(phase=phase, results=results, results_shown=shown)
    guest = round_.guest()
    make_many(round_.propositions[0])
    status = 200 if seen else 404
    assert guest.client.get(round_.url("consultation-results")).status_code == status
    assert guest.client.get(round_.url("consultation-results-file")).status_code == status
    page = guest.client.get(round_.url("proposition", 1)).content.decode()
    assert ("Where it stands" in page) == seen == ("7 answered" in page)
    home = guest.client.get(round_.url("consultation")).content.decode()
    assert (round_.url("consultation-results") in home) == seen


def make_many(proposition):
    for _ in range(7):
        make.stance(proposition)


def test_behind_closed_doors_there_is_no_file():
    round_ = made(rule=Rule.CLOSED_DOOR, phase=Phase.CLOSED)
    make_many(round_.propositions[0])
    client = round_.convener().client
    assert client.get(round_.url("consultation-results")).status_code == 200
    assert client.get(round_.url("consultation-results-file")).status_code == 404


def test_a_sheet_calculates_nothing():
    round_ = made(rule=Rule.PUBLIC, count=1)
    round_.propositions[0].text = LocalText(en='=HYPERLINK("http://evil.example")')
    round_.propositions[0].save()
    body = Client().get(round_.url("consultation-results-file"))
    cells = next(csv.reader(io.StringIO(body.content.decode("utf-8-sig").split("\n", 1)[1])))
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert body["X-Content-Type-Options"] == "nosniff"


SCRIPT = "<script>alert(1)</script>"


def test_what_people_write_is_text():
    round_ = made(rule=Rule.PUBLIC, count=1)
    round_.propositions[0].text = LocalText(en=SCRIPT)
    round_.propositions[0].save()
    answered(round_, round_.propositions[0], Value.AGREE, 5, reserved=True, reservation=SCRIPT)
    guest = round_.guest()
    for name, *more in (
        ("consultation",),
        ("consultation-respond",),
        ("my-stances",),
        ("consultation-results",),
        ("proposition", 1),
        ("consultation-propose",),
    ):
        page = guest.client.get(round_.url(name, *more)).content.decode()
        assert SCRIPT not in page


# On record


def test_a_delegation_answers_on_record_and_takes_that_back():
    round_ = made(rule=Rule.PUBLIC, on_record=True)
    guest = round_.guest()
    stances.take(guest.actor, round_.propositions[0], Value.DISAGREE)
    answered(round_, round_.propositions[0], Value.AGREE, 5)
    answer = guest.client.post(round_.url("on-record"), {"name": " Utopia ", "understood": "on"})
    assert answer.status_code == 302
    page = Client().get(round_.url("consultation-results")).content.decode()
    assert "Utopia: disagrees" in page
    guest.client.post(round_.url("on-record"), {"act": "leave"})
    assert "Utopia" not in Client().get(round_.url("consultation-results")).content.decode()
    assert round_.propositions[0].stances.count() == 6


def test_it_has_to_be_understood_first():
    round_ = made(rule=Rule.PUBLIC, on_record=True)
    guest = round_.guest()
    answer = guest.client.post(round_.url("on-record"), {"name": "Utopia"})
    assert answer.status_code == 422
    assert not round_.consultation.on_records.exists()


@pytest.mark.parametrize("fields", [{"on_record": False}, {"on_record": True, "phase": "closed"}])
def test_not_where_it_is_not_foreseen_nor_when_it_is_over(fields):
    round_ = made(rule=Rule.PUBLIC, **fields)
    guest = round_.guest()
    sent = {"name": "Utopia", "understood": "on"}
    assert guest.client.post(round_.url("on-record"), sent).status_code == 400
    assert not round_.consultation.on_records.exists()


def test_names_do_not_give_away_the_others():
    """Five answered and four of them on record: the total would tell what the fifth holds."""
    round_ = made(rule=Rule.PUBLIC, count=1, on_record=True)
    asked = round_.propositions[0]
    named = [round_.guest() for _ in range(4)]
    for number, guest in enumerate(named):
        stances.take(guest.actor, asked, Value.AGREE)
        onrecord.go_on_record(guest.actor, round_.consultation, f"State {number}")
    answered(round_, asked, Value.DISAGREE, 1)
    assert numbers(Client(), round_) == [("1", "all", "", "", "", "")]
    answered(round_, asked, Value.DISAGREE, 4)
    assert numbers(Client(), round_)[0] == ("1", "all", "9", "4", "0", "5")


def test_names_of_one_group_do_not_give_away_another_of_it():
    round_ = made(rule=Rule.PUBLIC, count=1, on_record=True)
    asked, other = round_.propositions[0], make.group(round_.dialogue)
    for number in range(4):
        guest = round_.guest()
        stances.take(guest.actor, asked, Value.AGREE)
        onrecord.go_on_record(guest.actor, round_.consultation, f"State {number}")
    answered(round_, asked, Value.DISAGREE, 1)
    answered(round_, asked, Value.PASS, 6, other)
    assert numbers(Client(), round_) == [("1", "all", "11", "4", "6", "1")]


def test_a_merged_proposition_leads_to_what_it_became():
    round_ = made(rule=Rule.PUBLIC)
    gone, into = round_.propositions[0], round_.propositions[1]
    gone.state, gone.merged_into = "merged", into
    gone.save()
    page = Client().get(round_.url("proposition", gone.number)).content.decode()
    assert round_.url("proposition", into.number) in page
    convener = round_.convener()
    phases.advance(convener.actor, round_.consultation, Phase.CLOSED)
    assert Client().get(round_.url("proposition", gone.number)).status_code == 200
