"""The pages of norms: what stands on them, for whom, and what never does."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parley.apps.convening.models import Rule, SeatRole, Status
from parley.apps.deliberation.models import Phase, PropositionState, Results, Topic, Value
from parley.core import search
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db


def page(name: str, *parts: Any, client: Client | None = None, query: str = "") -> str:
    response = (client or Client()).get(reverse(name, args=parts) + query)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def norm_page(client: Client | None = None) -> str:
    return page("norm", "a-70-174", "13c", client=client)


def taken_up(sentence: Any, dialogue: Any, agree: int, disagree: int, **fields: Any) -> Any:
    """A consultation with a copy of the sentence, and so many stances on it."""
    consultation = make.consultation(
        dialogue, **{"rule": Rule.PUBLIC, "norm": sentence.element.norm, **fields}
    )
    copy = make.proposition(
        consultation, element=sentence.element, origin=sentence, text=sentence.text
    )
    for value, times in ((Value.AGREE, agree), (Value.DISAGREE, disagree)):
        for _ in range(times):
            make.stance(copy, value=value)
    return consultation


def test_an_empty_library_says_what_to_do() -> None:
    assert "No norms yet" in page("norms")


def test_a_paraphrase_is_marked_and_leads_to_the_text(norm: Any) -> None:
    shown = norm_page()
    assert "Paraphrase" in shown and "<q>" not in shown
    assert "In other words than those of the text; what counts is paragraph 13 (c)." in shown
    assert 'href="https://example.org/70"' in shown
    norm.paraphrased = False
    norm.save()
    shown = norm_page()
    assert "Paraphrase" not in shown and "<q>Not knowingly.</q>" in shown


def test_a_reader_gets_their_language_and_a_marked_fallback(norm: Any, element: Any) -> None:
    client = Client(headers={"accept-language": "fr"})
    shown = norm_page(client)
    assert 'lang="fr" dir="ltr"><bdi>Pas sciemment.</bdi>' in shown
    assert '<span lang="en" dir="ltr">Knowledge</span>' in shown


def test_the_list_is_searched_by_all_words(norm: Any, element: Any) -> None:
    make.norm(slug="1", label="1(a)", title=LocalText(en="Peace"))
    assert "1(a)" in page("norms") and "13(c)" in page("norms")
    shown = page("norms", query="?q=knowl territory")
    assert "13(c)" in shown and "1(a)" not in shown
    assert "Nothing found" in page("norms", query="?q=knowledge+peace")


def test_totals_stand_at_the_sentence_that_was_taken_up(sentence: Any) -> None:
    dialogue = make.dialogue()
    consultation = taken_up(sentence, dialogue, 6, 2)
    shown = norm_page()
    assert "8 answers: 6 agree, 0 pass, 2 disagree." in shown
    assert reverse("proposition", args=[dialogue.slug, consultation.slug, 1]) in shown
    assert 'width="75.00"' in shown and 'x="75.00"' in shown and "It still runs." in shown
    assert shown.count("Actual knowledge is required.") == 1


def test_what_a_consultation_added_stands_below(sentence: Any) -> None:
    consultation = taken_up(sentence, make.dialogue(), 5, 0)
    own = {"element": sentence.element, "text": LocalText(en="Ignorance is no excuse.")}
    make.proposition(consultation, **own)
    waiting = {**own, "text": LocalText(en="Not decided yet.")}
    make.proposition(consultation, **waiting, state=PropositionState.SUBMITTED)
    shown = norm_page()
    assert "Added in consultations" in shown and "Ignorance is no excuse." in shown
    assert "Not decided yet." not in shown


def test_few_answers_are_withheld(sentence: Any) -> None:
    taken_up(sentence, make.dialogue(), 4, 0)
    shown = norm_page()
    assert "Fewer than 5 answers that may be shown." in shown and "4 agree" not in shown


@pytest.mark.parametrize(
    "fields",
    [
        {"rule": Rule.PARTICIPANTS},
        {"rule": Rule.CHATHAM_HOUSE, "phase": Phase.CLOSED},
        {"rule": Rule.CLOSED_DOOR},
        {"results": Results.HELD},
        {"results": Results.AFTER},
        {"phase": Phase.COLLECTING},
        {"phase": Phase.DRAFT},
    ],
)
def test_a_visitor_learns_nothing_of_what_is_not_open_to_them(
    sentence: Any, fields: dict[str, Any]
) -> None:
    dialogue = make.dialogue()
    session = make.session(dialogue, rule=Rule.CLOSED_DOOR, title=LocalText(en="Canary door"))
    if fields.get("rule") == Rule.CLOSED_DOOR:
        fields = {**fields, "session": session}
    taken_up(sentence, dialogue, 9, 8, title=LocalText(en="Canary round"), **fields)
    Topic.objects.create(
        dialogue=dialogue, session=session, norm=sentence.element.norm, element=sentence.element
    )
    assert "anary" not in norm_page() and "17 answers" not in norm_page()


def test_a_participant_sees_what_participants_see(sentence: Any, signed_in: Any) -> None:
    dialogue, account = make.dialogue(), make.user()
    make.seat(dialogue, account, SeatRole.PARTICIPANT)
    taken_up(sentence, dialogue, 9, 8, rule=Rule.PARTICIPANTS)
    assert "17 answers" in norm_page(signed_in(account)) and "17 answers" not in norm_page()


def test_what_was_invented_says_so_and_comes_last(sentence: Any) -> None:
    invented = make.dialogue(synthetic=True, title=LocalText(en="Invented one"))
    real = make.dialogue(title=LocalText(en="Real one"))
    taken_up(sentence, real, 5, 0)
    taken_up(sentence, invented, 7, 0)
    shown = norm_page()
    assert shown.index("Real one") < shown.index("Invented one")
    assert "badge" in shown[shown.index("Invented one") : shown.index("7 answers")]


def test_it_names_dialogues_and_sessions_that_discuss_it(element: Any) -> None:
    norm = element.norm
    linked = make.dialogue(title=LocalText(en="Linked"))
    session = make.session(linked, title=LocalText(en="On knowing"))
    Topic.objects.create(dialogue=linked, session=session, norm=norm, element=element)
    named = make.dialogue(title=LocalText(en="Named"))
    other = make.dialogue(title=LocalText(en="Another source"))
    draft = make.dialogue(title=LocalText(en="Canary draft"), status=Status.DRAFT)
    for dialogue, origin in ((named, "Report A/70/174"), (other, "A/1"), (draft, "A/70/174")):
        dialogue.norms.create(
            label="13 (c)", text=LocalText(en="Text"), origin=LocalText(en=origin)
        )
    Topic.objects.create(dialogue=draft, norm=norm)
    shown = norm_page()
    assert "Linked" in shown and "On knowing" in shown and "Named" in shown
    assert "Another source" not in shown and "Canary" not in shown


def test_dialogue_and_session_pages_name_their_norms(element: Any) -> None:
    dialogue = make.dialogue()
    here, there = make.session(dialogue), make.session(dialogue)
    Topic.objects.create(dialogue=dialogue, session=here, norm=element.norm, element=element)
    address = f"{reverse('norm', args=['a-70-174', '13c'])}#knowledge"
    assert address in page("dialogue", dialogue.slug)
    assert address in page("session", dialogue.slug, here.slug)
    assert address not in page("session", dialogue.slug, there.slug)


def test_a_dialogue_page_does_not_tell_what_hidden_sessions_discuss(element: Any) -> None:
    dialogue = make.dialogue()
    closed = make.session(dialogue, rule=Rule.CLOSED_DOOR)
    Topic.objects.create(dialogue=dialogue, session=closed, norm=element.norm, element=element)
    assert "13(c)" not in page("dialogue", dialogue.slug)


def test_search_and_sitemap_lead_to_norms_and_elements(element: Any) -> None:
    search.rebuild()
    shown = page("search", query="?q=knowledge")
    address = reverse("norm", args=["a-70-174", "13c"])
    assert f'href="{address}#knowledge"' in shown
    assert f'href="{address}"' in page("search", query="?q=13(c)")
    assert reverse("instrument", args=["a-70-174"]) in page("search", query="?q=A/70/174")
    sitemap = Client().get(reverse("sitemap")).content.decode()
    for path in (reverse("norms"), reverse("instrument", args=["a-70-174"]), address):
        assert f"{path}</loc>" in sitemap


def test_scripts_in_texts_stay_text(norm: Any) -> None:
    bad = LocalText(en="<script>alert(1)</script>")
    norm.title, norm.text = bad, bad
    norm.save()
    for shown in (norm_page(), page("norms"), page("instrument", "a-70-174")):
        assert "<script>alert" not in shown and "&lt;script&gt;alert(1)" in shown


def test_hidden_and_unknown_are_not_found(norm: Any) -> None:
    assert Client().get(reverse("norm", args=["a-70-174", "13d"])).status_code == 404
    assert Client().get(reverse("norm", args=["a-1", "13c"])).status_code == 404
    assert Client().get(reverse("instrument", args=["a-1"])).status_code == 404


def test_lists_take_as_many_queries_for_three_rows_as_for_one() -> None:
    counts = []
    for rows in (1, 3):
        for _ in range(rows):
            owner = make.instrument()
            for _ in range(rows):
                for _ in range(rows):
                    make.element(make.norm(owner))
        with CaptureQueriesContext(connection) as captured:
            page("norms")
            page("instrument", owner.slug)
        counts.append(len(captured))
    assert counts[0] == counts[1]
