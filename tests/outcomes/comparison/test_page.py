"""Two sources side by side: what the page says, and what is taken away."""

import csv
import io
import re
from datetime import date

import pytest
from django.urls import reverse

from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes.comparison import world
from tests.outcomes.comparison.reading import address, files, key, words

pytestmark = pytest.mark.django_db


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
