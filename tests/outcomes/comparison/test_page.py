"""Two sources side by side: what the page says, and to whom."""

import csv
import io
import re
from datetime import date

import pytest
from django.urls import reverse

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.deliberation.models import Results, Stance
from parley.apps.outcomes.models import OpinionMap
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes.comparison import world

pytestmark = pytest.mark.django_db


def key(source):
    return f"{'c' if hasattr(source, 'phase') else 'e'}{source.pk}"


def address(dialogue, before=None, after=None):
    chosen = [("before", before), ("after", after)]
    query = "&".join(f"{name}={key(one)}" for name, one in chosen if one is not None)
    return reverse("comparison", args=[dialogue.slug]) + (f"?{query}" if query else "")


def files(dialogue, before, after):
    pair = [dialogue.slug, key(before), key(after)]
    charts = [
        reverse("comparison-chart", args=[*pair, name, 1, kind])
        for name in ("ambiguity", "agreement")
        for kind in ("svg", "png")
    ]
    return [*charts, reverse("comparison-table", args=pair)]


def words(response):
    """What a reader reads, without charts and without line breaks."""
    assert response.status_code == 200
    page = re.sub(r"<svg.*?</svg>", "", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def convener(dialogue, signed_in):
    account = make.user()
    make.seat(dialogue, account, SeatRole.CONVENER)
    return signed_in(account)


# ---- what it says


def test_it_says_what_has_changed_and_what_has_not(client):
    dialogue, before, after = world.twice()
    client.cookies["django_language"] = "en"
    said = words(client.get(address(dialogue, before, after)))
    assert "Elements that are narrower: 1. Wider: 0. Without a clear change: 1." in said
    assert "Propositions in both: 6." in said
    knowledge = said[said.index("Knowledge (narrower)") : said.index("Territory (no clear")]
    assert "Narrower: interpretations lie closer together in the second" in knowledge
    assert re.search(r"Change −0\.\d\d \(95 % interval −0\.\d\d to −0\.\d\d; corrected", knowledge)
    assert knowledge.count("More agree in the second") == 3
    territory = said[said.index("Territory (no clear") : said.index("How to read this")]
    assert territory.count("No clear difference:") == 3
    assert "Answered: 60. Did not answer: 0." in territory
    assert "taken as answered by different people" in said
    assert "Convergence between known groups" in knowledge


def test_swapped_it_is_wider(client):
    dialogue, before, after = world.twice()
    page = client.get(address(dialogue, before, after)).content.decode()
    swapped = address(dialogue, after, before).replace("&", "&amp;")
    assert f'href="{swapped}"' in page
    said = words(client.get(address(dialogue, after, before)))
    assert "Elements that are narrower: 0. Wider: 1. Without a clear change: 1." in said
    assert said.count("Fewer agree in the second") == 3


def test_the_same_twice_says_so(client):
    dialogue, before, _after = world.twice()
    said = words(client.get(address(dialogue, before, before)))
    assert "You have chosen the same source twice, so nothing differs." in said
    assert "Elements that are narrower: 0. Wider: 0. Without a clear change: 2." in said
    assert said.count("No clear difference: 0 percentage points") == 6


def test_participants_beside_what_states_have_published(client):
    dialogue = make.dialogue()
    on = world.norm()
    asked = world.consultation(dialogue, on, world.ALIKE + world.OPPOSED)
    published = world.positions(on, 9, 3, title=LocalText(en="What states say"))
    world.draw()
    said = words(client.get(address(dialogue, published, asked)))
    assert "12 actors" in said and "60 people" in said
    assert "Pronounced themselves: 12. Read in full and silent: 0. Not read: 1." in said
    assert "no change of anybody’s mind" in said
    assert "A1 / 1 Knowledge 1." in said
    # It is offered, without anybody having linked the two: they are on the same norm.
    chooser = client.get(address(dialogue)).content.decode()
    assert "What has been published, and what participants said" in chooser
    assert address(dialogue, published, asked).replace("&", "&amp;") in chooser


def test_elements_of_which_only_one_has_asked_are_not_compared(client):
    dialogue, on = make.dialogue(), world.norm()
    library = world.library(on)
    whole = world.consultation(dialogue, on, world.OPPOSED + world.OPPOSED)
    part = world.consultation(
        dialogue, on, world.OPPOSED[:2], taken=library[:2], title=LocalText(en="Two"), seed=3
    )
    world.draw()
    said = words(client.get(address(dialogue, whole, part)))
    assert "Can’t be compared: nothing was asked on it in the second." in said
    assert said.count("Only in the first.") == 4
    assert "Change on the propositions that both have:" in said
    assert "compared on those that both have, with a wider interval" in said
    assert "Propositions in both: 2. Only in the first: 4. Only in the second: 0." in said


def test_where_nothing_is_shared_nothing_is_compared(client):
    dialogue, on, other = make.dialogue(), world.norm(), world.norm()
    one = world.consultation(dialogue, on, world.OPPOSED * 2)
    two = world.consultation(dialogue, other, world.OPPOSED * 2)
    world.draw()
    response = client.get(address(dialogue, one, two))
    said = words(response)
    assert "no proposition in common, so there is nothing to compare" in said
    assert '<svg class="chart' not in response.content.decode()


# ---- what is the same


def test_propositions_are_the_same_by_origin_or_by_their_words(client):
    dialogue, on = make.dialogue(), world.norm()
    first, second, third, *rest = world.library(on)
    one = world.consultation(dialogue, on, world.OPPOSED, taken=[first, second, third])
    two = world.consultation(
        dialogue, on, world.OPPOSED, taken=[third, second, rest[0]], title=LocalText(en="Two")
    )
    # Submitted in the first, and copied into the second.
    for consultation in (one, two):
        own = make.proposition(
            consultation, element=first.element, text=LocalText(en="Submitted  HERE"), number=9
        )
        for respondent in range(12):
            make.stance(own, value=1 if respondent % 2 else -1)
    two.propositions.filter(number=9).update(text={"en": "submitted here"})
    two.propositions.filter(origin=second).update(text={"en": "Reworded."})
    world.draw()
    said = words(client.get(address(dialogue, one, two)))
    assert "Propositions in both: 3. Only in the first: 1. Only in the second: 1." in said
    assert "9 Submitted HERE" in said
    assert said.count("The two are worded differently.") == 1
    assert "3 / 1 Knowledge 3." in said
    part = said[said.index("2 Knowledge 2.") : said.index("The two are worded")]
    assert "Reworded." in part and "Knowledge 2." in part


def test_roll_calls_are_the_same_by_their_symbol(client):
    dialogue = make.dialogue()
    found = []
    for yes in (9, 3):
        votes = make.collection(kind="votes", norm=None)
        votes.dialogues.add(dialogue)
        calls = [make.roll_call(votes, symbol=f"A/RES/{n}") for n in (1, 2, yes)]
        for place in range(12):
            body = make.public_body()
            for call in calls:
                make.vote(call, body, choice="yes" if place < yes else "no")
        found.append(votes)
    world.draw()
    said = words(client.get(address(dialogue, *found)))
    assert "Propositions in both: 2." in said
    assert "Voted: 12. Not recorded as present: 0." in said
    assert "Actors who are in both are known" in said


# ---- who sees it


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


# ---- the chooser


def test_it_suggests_moments_and_editions(client):
    series = make.series()
    earlier = make.dialogue(series=series, starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 1))
    dialogue = make.dialogue(series=series)
    on = world.norm()
    last = world.consultation(earlier, on, world.OPPOSED * 2, title=LocalText(en="Last year"))
    first = world.consultation(dialogue, on, world.OPPOSED * 2, title=LocalText(en="Before"))
    second = world.consultation(dialogue, on, world.ALIKE * 2, title=LocalText(en="After"))
    world.draw()
    page = client.get(address(dialogue)).content.decode()
    said = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert "Before and after: “Before” and “After”" in said
    assert f"From edition to edition: “Last year ({earlier.title})” and “Before”" in said
    for pair in ((first, second), (last, first)):
        assert address(dialogue, *pair).replace("&", "&amp;") in page
    # Where one of the two is given, only what goes with it; and it is chosen already.
    given = client.get(address(dialogue, after=second)).content.decode()
    assert "Before and after" in given and "From edition to edition" not in given
    assert f'<option value="{key(second)}" selected>' in given


def test_without_maps_it_says_what_is_missing(client):
    dialogue = make.dialogue()
    make.consultation(dialogue)
    said = words(client.get(address(dialogue)))
    assert "There is nothing to compare yet" in said


def test_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    dialogue, before, after = world.twice()
    with django_assert_max_num_queries(14):
        client.get(address(dialogue, before, after))
    for seed in (5, 6):
        world.consultation(dialogue, before.norm, world.OPPOSED * 2, seed=seed)
    world.positions(before.norm, 6, 6)
    world.draw()
    with django_assert_max_num_queries(14):
        client.get(address(dialogue, before, after))


# ---- files, languages, ways there


def test_charts_and_table_go_out_as_files(client):
    dialogue, before, after = world.twice()
    before.title = LocalText(en="=1+1")
    before.save()
    for file in files(dialogue, before, after):
        found = client.get(file)
        assert found.status_code == 200 and "attachment" in found["Content-Disposition"]
        assert found["Cache-Control"] == "private, no-store"
        start = {"svg": b"<svg ", "png": b"\x89PNG", "csv": b"\xef\xbb\xbfkind"}
        assert found.content.startswith(start[file.rpartition(".")[2]])
    text = client.get(files(dialogue, before, after)[-1]).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["kind"] for row in rows] == ["source"] * 2 + ["element"] * 2 + ["proposition"] * 6
    assert rows[0]["text"] == "'=1+1"
    knowledge = next(row for row in rows if row["kind"] == "element")
    assert float(knowledge["change_high"]) < 0 and float(knowledge["q"]) < 0.05
    assert all(row["first_answers"] == "60" for row in rows if row["kind"] == "proposition")


def test_hostile_words_stay_words(client):
    dialogue, before, after = world.twice()
    bad = {"en": "<svg onload=alert(1)></title>&“{first}%(x)s"}
    for consultation in (before, after):
        consultation.title = LocalText(bad)
        consultation.save()
        consultation.propositions.update(text=bad)
    page = client.get(address(dialogue, before, after))
    assert page.status_code == 200 and b"<svg onload" not in page.content
    svg = client.get(files(dialogue, before, after)[2])
    assert svg.status_code == 200 and b"<svg onload" not in svg.content


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_speaks_the_reader_s_language(client, language):
    dialogue, before, after = world.twice()
    before.title = LocalText(en="First", fr="Le premier", ar="الأول")
    before.save()
    client.cookies["django_language"] = language
    page = client.get(address(dialogue, before, after)).content.decode()
    assert before.title[language] in page and f'lang="{language}"' in page


def test_maps_lead_to_their_comparisons(client):
    dialogue, before, _after = world.twice()
    published = world.positions(before.norm, 9, 3)
    published.dialogues.add(dialogue)
    world.draw()
    hidden = make.dialogue(status="draft", title=LocalText(en="Canary"))
    published.dialogues.add(hidden)
    here = [dialogue.slug, before.slug]
    assert (
        address(dialogue, after=before)
        in client.get(reverse("opinion-map", args=here)).content.decode()
    )
    assert (
        address(dialogue, after=before)
        in client.get(reverse("consultation", args=here)).content.decode()
    )
    page = client.get(reverse("collection-map", args=[published.slug])).content.decode()
    assert address(dialogue, before=published) in page and "Canary" not in page
