"""The desk of those who keep norms."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Element, Instrument, Norm, Proposition, Topic
from parley.core import search
from parley.core.actors import ANONYMOUS
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make

pytestmark = pytest.mark.django_db
NORM = ("a-70-174", "13c")


def post(client: Client, name: str, *parts: Any, **values: Any) -> Any:
    """Open the page and send its form."""
    address = reverse(name, args=parts)
    opened = client.get(address)
    seen = opened.context.get("version", "") if opened.context else ""
    return client.post(address, {"seen": seen, **values})


def rows(*entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A list as its page posts it."""
    posted = {"rows-TOTAL_FORMS": len(entries), "rows-INITIAL_FORMS": 0}
    for number, entry in enumerate(entries):
        posted |= {f"rows-{number}-{name}": value for name, value in entry.items()}
    return posted | more


def found(query: str) -> set[str]:
    return {hit.kind for hit in search.find(ANONYMOUS, query)}


def test_an_instrument_is_made_and_found(keeps: Client, keeper: Any) -> None:
    values = {"symbol": "A/70/174", "title_en": "Report", "body_en": "Experts", "year": "2015"}
    response = post(keeps, "instrument-add", **values)
    made = Instrument.objects.get()
    assert (made.slug, made.created_by, made.body) == ("a-70-174", keeper, LocalText(en="Experts"))
    assert response.url == reverse("instrument-edit", args=["a-70-174"])
    assert found("experts") == {"instrument"}
    assert AuditRecord.objects.filter(action="instrument.added", actor_user=keeper.pk).exists()


def test_what_was_typed_comes_back_with_what_is_missing(keeps: Client) -> None:
    response = post(keeps, "instrument-add", symbol="", title_en="A title kept", year="1200")
    shown = response.content.decode()
    assert response.status_code == 422 and "A title kept" in shown
    assert "Give a year between 1900 and 2199." in shown and not Instrument.objects.exists()


def test_a_norm_is_added_at_the_end_edited_and_found_anew(keeps: Client, norm: Any) -> None:
    values = {"label": "13(d)", "text_en": "Cooperation.", "paraphrased": "on"}
    post(keeps, "norm-add", "a-70-174", **values)
    assert [n.slug for n in Norm.objects.all()] == ["13c", "13d"]
    post(keeps, "norm-edit", "a-70-174", "13d", label="13(d)", text_en="Exchange of news.")
    assert Norm.objects.get(slug="13d").paraphrased is False
    assert found("exchange of news") == {"norm"} and found("cooperation") == set()


def test_a_text_in_a_language_of_no_form_survives_it(keeps: Client, norm: Any) -> None:
    norm.text = LocalText(en="Text", sw="Maandishi")
    norm.save()
    post(keeps, "norm-edit", *NORM, label="13(c)", text_en="Words")
    norm.refresh_from_db()
    assert norm.text == LocalText(en="Words", sw="Maandishi")


def test_two_people_at_one_form_see_both_versions(keeps: Client, norm: Any) -> None:
    address = reverse("norm-edit", args=NORM)
    seen = keeps.get(address).context["version"]
    Norm.objects.update(label="13 c")
    response = keeps.post(address, {"label": "13(x)", "text_en": "Mine", "seen": seen})
    assert response.status_code == 409 and "13 c" in response.content.decode()
    assert Norm.objects.get().label == "13 c"


def test_norms_change_places(keeps: Client, norm: Any) -> None:
    second = make.norm(norm.instrument, slug="13d", order=1)
    post(keeps, "norm-move", "a-70-174", "13d", direction="up")
    post(keeps, "norm-move", "a-70-174", "13d", direction="up")
    assert list(Norm.objects.all()) == [second, norm]


def test_elements_are_saved_as_a_list(keeps: Client, element: Any, sentence: Any) -> None:
    new = {"title_en": "Territory", "question_en": "Whose?"}
    kept = {"id": element.pk, "title_en": "Knowing", "question_en": "What?"}
    assert post(keeps, "norm-elements", *NORM, **rows(new, kept)).status_code == 302
    names = [(e.slug, str(e.title)) for e in Element.objects.all()]
    assert names == [("territory", "Territory"), ("knowledge", "Knowing")]
    assert found("whose") == {"element"}


def test_an_element_on_which_something_hangs_stays(
    keeps: Client, element: Any, sentence: Any
) -> None:
    response = post(keeps, "norm-elements", *NORM, **rows({"title_en": "Other"}))
    assert response.status_code == 422 and "something hangs on it" in response.content.decode()
    assert Element.objects.get() == element
    sentence.delete()
    post(keeps, "norm-elements", *NORM, **rows({"title_en": "Other"}))
    assert Element.objects.get().slug == "other" and found("knowledge") == set()


def test_propositions_keep_their_rows_when_they_move(
    keeps: Client, element: Any, sentence: Any
) -> None:
    kept = {"id": sentence.pk, "text_en": str(sentence.text), "text_fr": "Connaissance."}
    posted = rows({"text_en": "No duty to monitor."}, kept)
    post(keeps, "element-propositions", *NORM, "knowledge", **posted)
    assert [(p.number, str(p.text)) for p in Proposition.objects.all()] == [
        (1, "No duty to monitor."),
        (2, "Actual knowledge is required."),
    ]
    assert Proposition.objects.get(number=2).pk == sentence.pk
    assert found("monitor") == {"element"}


def test_a_proposition_that_was_taken_up_stays(keeps: Client, element: Any, sentence: Any) -> None:
    make.proposition(make.consultation(make.dialogue()), element=element, origin=sentence)
    response = post(keeps, "element-propositions", *NORM, "knowledge", **rows())
    assert response.status_code == 422 and "hangs on it" in response.content.decode()
    sentence.refresh_from_db()


def test_a_sentence_too_long_is_refused(keeps: Client, element: Any) -> None:
    posted = rows({"text_en": "x" * 501})
    response = post(keeps, "element-propositions", *NORM, "knowledge", **posted)
    assert response.status_code == 422 and not Proposition.objects.exists()


def test_deleting_asks_first_and_spares_what_is_needed(keeps: Client, element: Any) -> None:
    asked = keeps.get(reverse("norm-delete", args=NORM)).content.decode()
    assert "can’t be deleted yet" in asked and "Elements: 1" in asked
    assert post(keeps, "norm-delete", *NORM).status_code == 409
    element.delete()
    assert "for good" in keeps.get(reverse("norm-delete", args=NORM)).content.decode()
    post(keeps, "norm-delete", *NORM)
    assert not Norm.objects.exists()
    post(keeps, "instrument-delete", "a-70-174")
    assert not Instrument.objects.exists()


def test_what_needs_it_is_not_told_to_those_who_cannot_see_it(keeps: Client, norm: Any) -> None:
    hidden = make.dialogue(title=LocalText(en="Canary"))
    closed = make.session(hidden, rule=Rule.CLOSED_DOOR)
    Topic.objects.create(dialogue=hidden, session=closed, norm=norm)
    shown = keeps.get(reverse("norm-delete", args=NORM)).content.decode()
    assert "something that you cannot see" in shown
    assert "Topics" not in shown and "Canary" not in shown


KEPT = (
    ("instrument-edit", ("a-70-174",)),
    ("instrument-delete", ("a-70-174",)),
    ("norm-add", ("a-70-174",)),
    ("norm-edit", NORM),
    ("norm-delete", NORM),
    ("norm-elements", NORM),
    ("element-propositions", (*NORM, "knowledge")),
)


@pytest.mark.parametrize(("name", "parts"), KEPT)
def test_only_its_keeper_and_operators_edit_it(
    name: str, parts: Any, element: Any, keeps: Client, operator: Any, signed_in: Any
) -> None:
    address = reverse(name, args=parts)
    other = signed_in(make.user(is_convener=True))
    assert keeps.get(address).status_code == signed_in(operator).get(address).status_code == 200
    assert other.get(address).status_code == other.post(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_whoever_convenes_may_add_an_instrument(convened: Any, signed_in: Any) -> None:
    _dialogue, account = convened()
    address = reverse("instrument-add")
    assert signed_in(account).get(address).status_code == 200
    assert signed_in(make.user()).get(address).status_code == 403


# What a dialogue discusses


def test_topics_are_linked_moved_and_taken_away(
    convened: Any, signed_in: Any, element: Any
) -> None:
    dialogue, account = convened()
    client, session = signed_in(account), make.session(dialogue)
    whole = {"about": f"norm-{element.norm.pk}"}
    part = {"about": f"element-{element.pk}", "session": session.pk}
    post(client, "dialogue-topics", dialogue.slug, **rows(part, whole))
    first, second = Topic.objects.all()
    assert (first.session, first.norm, first.element) == (session, element.norm, element)
    assert (second.session, second.norm, second.element) == (None, element.norm, None)
    posted = rows({**whole, "id": second.pk}, {**part, "id": first.pk})
    post(client, "dialogue-topics", dialogue.slug, **posted)
    assert list(Topic.objects.all()) == [second, first]
    post(client, "dialogue-topics", dialogue.slug, **rows({**part, "rows-DELETE": ""}))
    assert list(Topic.objects.all()) == [first]
    history = client.get(reverse("dialogue-history", args=[dialogue.slug])).content.decode()
    assert "changed which norms and elements are discussed" in history


def test_the_same_topic_twice_is_refused(convened: Any, signed_in: Any, norm: Any) -> None:
    dialogue, account = convened()
    entry = {"about": f"norm-{norm.pk}"}
    posted = rows(entry, entry)
    response = post(signed_in(account), "dialogue-topics", dialogue.slug, **posted)
    assert response.status_code == 422 and "twice" in response.content.decode()
    assert not Topic.objects.exists()


def test_a_session_of_another_dialogue_is_no_choice(
    convened: Any, signed_in: Any, norm: Any
) -> None:
    dialogue, account = convened()
    elsewhere = make.session(make.dialogue())
    posted = rows({"about": f"norm-{norm.pk}", "session": elsewhere.pk})
    response = post(signed_in(account), "dialogue-topics", dialogue.slug, **posted)
    assert response.status_code == 422 and not Topic.objects.exists()


def test_topics_belong_to_the_conveners(convened: Any, signed_in: Any, keeps: Client) -> None:
    dialogue, account = convened()
    address = reverse("dialogue-topics", args=[dialogue.slug])
    page = signed_in(account).get(address)
    assert page.status_code == 200 and "No norms yet" in page.content.decode()
    assert keeps.get(address).status_code == 403
