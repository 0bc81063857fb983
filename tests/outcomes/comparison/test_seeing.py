"""Who may set which sources side by side, and what stays withheld there."""

import re

import pytest
from django.urls import reverse

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Results, Stance
from parley.apps.outcomes.models import OpinionMap
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes.comparison import world
from tests.outcomes.comparison.reading import address, convener, files, key, words

pytestmark = pytest.mark.django_db


HIDDEN = [
    {"rule": Rule.PARTICIPANTS},
    {"results": Results.HELD},
    {"rule": Rule.CHATHAM_HOUSE},
]


@pytest.mark.parametrize("fields", HIDDEN)
def test_of_what_one_may_not_see_there_is_nothing(client, signed_in, fields):
    dialogue, on = make.dialogue(), world.norm()
    open_ = world.consultation(dialogue, on, world.OPPOSED * 2)
    canary = LocalText(en="Canary of the closed")
    closed = world.consultation(dialogue, on, world.ALIKE * 2, title=canary, **fields)
    world.draw()
    assert OpinionMap.objects.filter(current=True).count() == 2
    pairs = [(open_, closed), (closed, open_), (closed, closed), (None, closed), (closed, None)]
    for reader in (client, signed_in(make.user())):
        for pair in pairs:
            assert reader.get(address(dialogue, *pair)).status_code == 404
        for file in files(dialogue, open_, closed):
            assert reader.get(file).status_code == 404
        for page in (address(dialogue), address(dialogue, open_, open_)):
            found = reader.get(page)
            assert found.status_code == 200 and "Canary" not in found.content.decode()
            assert key(closed) not in re.findall(r'value="(\w+)"', found.content.decode())
    inside = convener(dialogue, signed_in)
    for pair in pairs:
        assert "Canary" in words(inside.get(address(dialogue, *pair)))
    for file in files(dialogue, open_, closed):
        assert inside.get(file).status_code == 200


def test_nothing_leaves_a_closed_room(signed_in):
    dialogue, on = make.dialogue(), world.norm()
    session = make.session(dialogue, rule=Rule.CLOSED_DOOR)
    open_ = world.consultation(dialogue, on, world.OPPOSED * 2)
    room = {"session": session, "rule": Rule.CLOSED_DOOR}
    closed = world.consultation(dialogue, on, world.ALIKE * 2, **room)
    world.draw()
    inside = convener(dialogue, signed_in)
    page = inside.get(address(dialogue, open_, closed))
    assert "Knowledge (narrower)" in words(page)
    assert "Take away" not in words(page) and "/charts/" not in page.content.decode()
    for pair in ((open_, closed), (closed, open_), (closed, closed)):
        for file in files(dialogue, *pair):
            assert inside.get(file).status_code == 404


def test_unpublished_evidence_is_its_keeper_s(client, signed_in):
    dialogue, on = make.dialogue(), world.norm()
    asked = world.consultation(dialogue, on, world.OPPOSED * 2)
    keeper = make.user()
    kept = world.positions(on, 9, 3, published=False, kept_by=keeper)
    world.draw()
    assert client.get(address(dialogue, kept, asked)).status_code == 404
    assert signed_in(keeper).get(address(dialogue, kept, asked)).status_code == 200


def test_a_consultation_of_another_series_is_not_offered(client):
    dialogue, before, _after = world.twice()
    other = make.dialogue()
    stranger = world.consultation(other, before.norm, world.ALIKE * 2)
    world.draw()
    assert client.get(address(dialogue, before, stranger)).status_code == 404
    assert key(stranger) not in client.get(address(dialogue)).content.decode()


def test_a_dialogue_that_one_may_not_see_is_not_there(client):
    dialogue, before, after = world.twice()
    dialogue.status = "draft"
    dialogue.save()
    for page in (address(dialogue), address(dialogue, before, after)):
        assert client.get(page).status_code == 404


@pytest.mark.parametrize(
    "wrong", ["c", "c0", "e1", "x1", "c-1", "c1'--", "%00", "٣", "c" + "9" * 200, "<script>"]
)
def test_keys_that_name_nothing(client, wrong):
    dialogue, before, _after = world.twice()
    place = reverse("comparison", args=[dialogue.slug])
    assert client.get(place, {"before": wrong, "after": key(before)}).status_code == 404
    assert client.get(place, {"after": wrong}).status_code == 404


@pytest.mark.parametrize(
    "more", [("ambiguity", 2, "svg"), ("map", 1, "svg"), ("ambiguity", 1, "pdf")]
)
def test_charts_that_are_not_there(client, more):
    dialogue, before, after = world.twice()
    pair = [dialogue.slug, key(before), key(after)]
    assert client.get(reverse("comparison-chart", args=[*pair, *more])).status_code == 404


# ---- confidential


def test_confidential_numbers_are_those_of_results_and_maps(signed_in):
    dialogue, before, after = world.twice(**world.CONFIDENTIAL)
    # Nobody but one disagrees with the first: what results withhold of it, the comparison withholds.
    first = after.propositions.get(number=1)
    Stance.objects.filter(proposition=first).update(value=1)
    one = Stance.objects.filter(proposition=first).first()
    Stance.objects.filter(pk=one.pk).update(value=-1)
    OpinionMap.objects.all().delete()
    world.draw()
    reader = convener(dialogue, signed_in)
    said = words(reader.get(address(dialogue, before, after)))
    said = said[said.index("Knowledge (") :]
    part = said[said.index("1 Knowledge 1.") : said.index("2 Knowledge 2.")]
    assert "Withheld, or too few" in part
    assert "Can’t be compared: too few have pronounced themselves, or the numbers" in part
    assert "98 %" not in said and "59" not in part
    assert "only numbers stand here that the results and the map show too" in said
    # What the results tell of the others, it tells too.
    assert "Answered: 60. Did not answer: 0." in said


def test_that_the_same_people_answered_twice_is_not_used(signed_in):
    """Their pseudonyms differ, and the maps hold no line about a respondent."""
    dialogue, before, after = world.twice(**world.CONFIDENTIAL)
    inside = convener(dialogue, signed_in)
    first = inside.get(address(dialogue, before, after)).content
    # The same ids in both, as if pseudonyms did not differ.
    rows = [
        list(Stance.objects.filter(proposition__consultation=one).order_by("respondent", "pk"))
        for one in (before, after)
    ]
    names = {}
    for one, other in zip(*rows, strict=True):
        names.setdefault(other.respondent, one.respondent)
    for row in rows[1]:
        row.respondent = names[row.respondent]
    Stance.objects.bulk_update(rows[1], ["respondent"], batch_size=50)
    OpinionMap.objects.all().delete()
    world.draw()
    again = inside.get(address(dialogue, before, after)).content
    changes = [re.findall(rb"Change [^;]*;", page) for page in (first, again)]
    assert changes[0] and changes[0] == changes[1]


def test_pages_read_what_was_published(client):
    """What is said after the maps were drawn waits for the next ones."""
    dialogue, before, after = world.twice()
    said = words(client.get(address(dialogue, before, after)))
    Stance.objects.all().delete()
    assert words(client.get(address(dialogue, before, after))) == said
