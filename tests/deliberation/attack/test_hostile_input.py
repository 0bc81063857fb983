"""Hostile words and forged addresses: in every field, through every page that repeats them."""

import csv
import io
from html.parser import HTMLParser
from uuid import uuid4

import pytest

from parley.apps.accounts.models import User
from parley.apps.convening.models import Rule, SeatRole
from parley.apps.deliberation.models import Phase, Proposition, PropositionState, Stance
from parley.apps.deliberation.services import onrecord, propositions, stances
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db
SCRIPT = '<img src=x onerror=alert(1)></script><script>alert("x")</script>{{ 7|add:7 }}'
FORMULA = '=HYPERLINK("https://evil.example","click")'
JSON = {"accept": "application/json"}


class Tags(HTMLParser):
    """What a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("src") == "x" or any(name.startswith("on") for name in given):
            self.found.append(tag)


@pytest.fixture
def dialogue():
    return make.dialogue()


@pytest.fixture
def guest(dialogue):
    account = make.registration(make.group(dialogue), state="approved").user
    make.seat(dialogue, account, SeatRole.PARTICIPANT)
    return account


@pytest.fixture
def convener(dialogue):
    account = make.user()
    make.seat(dialogue, account, SeatRole.CONVENER)
    return account


def consulted(dialogue, words, **fields):
    text = LocalText(en=words, ar=words)
    norm = make.norm(title=text)
    element = make.element(norm, title=text, question=text)
    made = make.consultation(
        dialogue, title=text, introduction=text, norm=norm, attribution=words, **fields
    )
    made.elements.add(element)
    for _ in range(2):
        row = make.proposition(made, text=text, element=element)
    for place in range(14):
        reserved = place < 6
        make.stance(
            row,
            reserved=reserved,
            reservation=words if reserved else "",
            value=1 if place < 13 else -1,
        )
    return made


PAGES = (
    "",
    "respond/",
    "respond/mine/",
    "propose/",
    "results/",
    "propositions/2/",
    "live/",
    "live/projector/",
    "map/",
)


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.CLOSED])
def test_scripts_stay_words_on_every_page(dialogue, guest, convener, signed_in, phase):
    here = consulted(dialogue, SCRIPT, rule=Rule.PUBLIC, on_record=True, phase=phase)
    row = here.propositions.first()
    waiting = make.proposition(
        here, number=1_000_001, text=row.text, state=PropositionState.SUBMITTED, author_key=uuid4()
    )
    at = f"/dialogues/{dialogue.slug}/consultations/{here.slug}/"
    desk = f"/convene/dialogues/{dialogue.slug}/consultations/"
    pages = [(guest, at + page) for page in PAGES]
    pages += [(guest, f"/dialogues/{dialogue.slug}/"), (guest, "/norms/")]
    board = f"{desk}{here.slug}/propositions/"
    pages += [
        (convener, f"{at}live/console/"),
        *(
            (convener, address)
            for address in (
                desk,
                f"{desk}{here.slug}/",
                f"{desk}{here.slug}/settings/",
                board,
                f"{board}{waiting.uid}/decline/",
                f"{board}{waiting.uid}/merge/",
            )
        ),
    ]
    seen = 0
    for account, address in pages:
        response = signed_in(account).get(address)
        assert response.status_code == 200, address
        text, tags = response.content.decode(), Tags()
        tags.feed(text)
        assert tags.found == [] and '<script>alert("x")' not in text, address
        seen += "&lt;img src=x" in text or "\\u003Cimg src=x" in text
    assert seen > len(pages) // 2


def test_formulas_are_words_in_every_file(dialogue, convener, guest, signed_in):
    here = consulted(dialogue, FORMULA, rule=Rule.PARTICIPANTS, phase=Phase.CLOSED)
    at = f"/dialogues/{dialogue.slug}/consultations/{here.slug}/"
    sheet = signed_in(guest).get(f"{at}results.csv")
    assert sheet.status_code == 200
    desk = f"/convene/dialogues/{dialogue.slug}/consultations/{here.slug}/download/"
    taken = signed_in(convener).post(desk, {"kind": "csv"})
    assert taken.status_code == 200
    for response in (sheet, taken):
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
        cells = [cell for row in rows for cell in row]
        assert any("HYPERLINK" in cell for cell in cells)
        assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "@", "\t"))]


@pytest.mark.parametrize("words", ["\x00", "a\x07b", "\ud800", "x" * 100_000])
def test_what_no_page_can_show_is_refused_with_words(dialogue, guest, words):
    """Neither an error of the database nor a page that breaks."""
    here = make.consultation(dialogue, rule=Rule.PUBLIC, on_record=True)
    asked, actor = make.proposition(here), make.actor(guest)
    for act in (
        lambda: stances.take(actor, asked, 1, reserved=True, reservation=words),
        lambda: propositions.submit(actor, here, LocalText(en=f"Say {words}.")),
        lambda: onrecord.go_on_record(actor, here, f"Name {words}"),
    ):
        with pytest.raises(InvalidInput):
            act()
    assert not Stance.objects.filter(proposition=asked).exists()


def test_huge_and_odd_answers_are_refused_and_change_nothing(dialogue, guest, signed_in):
    here = make.consultation(dialogue, rule=Rule.CHATHAM_HOUSE)
    asked, client = make.proposition(here), signed_in(guest)
    at = f"/dialogues/{dialogue.slug}/consultations/{here.slug}/propositions/{asked.number}/stance/"
    for given in (
        {},
        {"value": "AGREE"},
        {"value": "1"},
        {"value": ["agree" * 1000]},
        {"value": "reserved", "reservation": "x" * 281},
        {"value": "reserved", "reservation": "a\x00b"},
        {"value": "reserved", "reservation": "a\x1bb"},
    ):
        refused = client.post(at, given, headers=JSON)
        assert refused.status_code == 400 and refused.json()["message"], given
    assert not Stance.objects.exists()
    for number in (0, 10**9, 2**31, 2**64, 10**40):
        wrong = at.replace(f"/{asked.number}/stance", f"/{number}/stance")
        assert client.post(wrong, {"value": "agree"}, headers=JSON).status_code == 404


def test_a_proposition_of_another_consultation_is_not_answered_through_this_one(
    dialogue, guest, signed_in
):
    """Each has its own numbers; one behind a door is not there."""
    here = make.consultation(dialogue, rule=Rule.PUBLIC)
    door = make.session(dialogue, rule=Rule.CLOSED_DOOR)
    hidden = make.consultation(dialogue, rule=Rule.CLOSED_DOOR, session=door)
    other = make.consultation(make.dialogue(), rule=Rule.PARTICIPANTS)
    make.proposition(here)
    for row in (hidden, other):
        for _ in range(3):
            make.proposition(row)
    client = signed_in(guest)
    for slug, consultation, number in (
        (dialogue.slug, here.slug, 2),
        (dialogue.slug, hidden.slug, 1),
        (dialogue.slug, other.slug, 1),
        (other.dialogue.slug, other.slug, 1),
        (other.dialogue.slug, here.slug, 1),
    ):
        at = f"/dialogues/{slug}/consultations/{consultation}/propositions/{number}/stance/"
        assert client.post(at, {"value": "agree"}, headers=JSON).status_code == 404
    assert not Stance.objects.exists()


def test_a_moderator_here_touches_nothing_there(dialogue, convener, signed_in):
    """The key of a proposition of another dialogue, in an address of one's own."""
    here = make.consultation(dialogue)
    into = make.proposition(here)
    there = make.consultation(make.dialogue())
    waits = make.proposition(there, state=PropositionState.SUBMITTED, author_key=uuid4())
    client = signed_in(convener)
    board = f"/convene/dialogues/{dialogue.slug}/consultations/{here.slug}/propositions/"
    for act in ("act", "edit", "replace", "decline", "merge"):
        response = client.post(
            f"{board}{waits.uid}/{act}/",
            {"act": "accept", "reason": "x", "target": into.pk, "text_0": "Mine."},
        )
        assert response.status_code == 404
    waits.refresh_from_db()
    assert (waits.state, waits.consultation) == (PropositionState.SUBMITTED, there)


def test_groups_and_sessions_of_another_dialogue_are_not_taken(dialogue, convener, signed_in):
    foreign = make.dialogue()
    group, session = make.group(foreign), make.session(foreign)
    here = make.consultation(dialogue, phase=Phase.DRAFT)
    client = signed_in(convener)
    at = f"/convene/dialogues/{dialogue.slug}/consultations/{here.slug}/settings/"
    client.post(at, {"title_0": "T", "responding": [group.pk], "session": session.pk})
    here.refresh_from_db()
    assert here.session is None and not here.responding.exists()


@pytest.mark.parametrize("slug", ["../..", "a/b", "new", "%2e%2e", "a b", "..%2f", "x" * 300])
def test_slugs_lead_nowhere_else(dialogue, guest, signed_in, slug):
    make.consultation(dialogue, rule=Rule.PUBLIC)
    response = signed_in(guest).get(f"/dialogues/{dialogue.slug}/consultations/{slug}/")
    assert response.status_code in (404, 301, 302)


def test_nobody_is_a_stranger_to_their_own_and_only_their_own(dialogue, guest, signed_in):
    """The number of somebody else's submission leads to nothing, accepted or not."""
    here = make.consultation(dialogue, rule=Rule.PUBLIC)
    other = make.registration(make.group(dialogue), state="approved").user
    make.seat(dialogue, other, SeatRole.PARTICIPANT)
    row = propositions.submit(make.actor(other), here, LocalText(en="Theirs."))
    at = f"/dialogues/{dialogue.slug}/consultations/{here.slug}/propose/{row.number}/"
    assert signed_in(guest).post(at, {"act": "withdraw"}).status_code == 404
    assert signed_in(User.objects.get(pk=other.pk)).post(at, {"act": "withdraw"}).status_code == 302
    assert Proposition.objects.get(pk=row.pk).state == PropositionState.WITHDRAWN
