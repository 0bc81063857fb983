"""The editor and the history, as pages: without a script, and as its script sees them."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parley.apps.reports.body.blocks import Kind
from parley.apps.reports.models import Report, Revision, Stage
from parley.apps.reports.selectors.drafts import block_for, body_of
from parley.apps.reports.services import editing
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes.findings.scenes import Scene
from tests.reports.editing.conftest import FIRST, HEADING, SECOND

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>"


def signed_in(desk: Any, role: str = "rapporteur") -> Client:
    client = Client()
    client.force_login(desk.accounts[role])
    return client


def at(name: str, desk: Any, *more: Any) -> str:
    return reverse(name, args=[desk.dialogue.slug, *more])


def read(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return unescape(response.content.decode())


def now(desk: Any) -> Report:
    return Report.objects.get(pk=desk.report.pk)


def form(desk: Any, uid: str = FIRST, **values: Any) -> dict[str, Any]:
    """What the page of a block posts, as it stands."""
    block = block_for(now(desk), uid)
    words = {f"text_{code}": text for code, text in block.text.items()}
    return {"seen": block.version, "kind": str(block.kind), **words, **values}


ROUTES = [
    ("desk-report-text", ()),
    ("desk-report-block-add", ()),
    ("desk-report-block-new", ("finding",)),
    ("desk-report-block", (FIRST,)),
    ("desk-report-history", ()),
    ("desk-report-revision", (1,)),
    ("desk-report-restore", (1,)),
]
POSTS = [
    ("desk-report-block-new", ("text",)),
    ("desk-report-block", (FIRST,)),
    ("desk-report-block-autosave", (FIRST,)),
    ("desk-report-block-preview", (FIRST,)),
    ("desk-report-block-act", (FIRST,)),
    ("desk-report-block-back", (FIRST, 1)),
    ("desk-report-restore", (1,)),
]


def test_for_those_who_write_it_and_nobody_else(desk: Any) -> None:
    editing.move_block(desk.convener, desk.report, HEADING, 1)
    # While participants comment they see the draft, and still not how it is written.
    for stage in (Stage.DRAFT, Stage.COMMENTS):
        Report.objects.update(stage=stage)
        before = now(desk).body
        clients = {role: signed_in(desk, role) for role in ("rapporteur", "convener")}
        for name, more in ROUTES:
            for client in clients.values():
                read(client, at(name, desk, *more))
            for client in (signed_in(desk, "participant"), Client()):
                assert client.get(at(name, desk, *more)).status_code in (302, 404)
        for name, more in POSTS:
            for client in (signed_in(desk, "participant"), Client()):
                response = client.post(at(name, desk, *more), form(desk, act="remove"))
                assert response.status_code in (403, 404), name
        assert now(desk).body == before


def test_where_there_is_no_report(desk: Any) -> None:
    desk.report.delete()
    read(signed_in(desk), at("desk-report-text", desk), 404)


def test_the_editor_shows_what_readers_will_see(desk: Any) -> None:
    page = read(signed_in(desk), at("desk-report-text", desk))
    for words in ("Views converged.", "What is left is open.", "Not written yet in: Arabic"):
        assert words in page
    # In French the block has words, but the report is not published in it.
    assert "French" not in page
    arabic = read(signed_in(desk), at("desk-report-text", desk) + "?language=ar")
    assert 'lang="ar" dir="rtl"' in arabic
    assert "ملخّص" in arabic


@pytest.mark.parametrize("n", [1, 30])
def test_queries_do_not_grow_with_the_blocks(
    desk: Any, n: int, django_assert_max_num_queries: Any
) -> None:
    text = {"text": LocalText(en="Words.")}
    for _number in range(n):
        editing.add_block(desk.rapporteur, now(desk), Kind.TEXT, "", text)
    client = signed_in(desk)
    client.get(at("desk-report-text", desk))
    with django_assert_max_num_queries(40):
        read(client, at("desk-report-text", desk))


def test_saving_by_the_button(desk: Any) -> None:
    client = signed_in(desk)
    page = read(client, at("desk-report-block", desk, FIRST))
    assert f'value="{block_for(now(desk), FIRST).version}"' in page
    values = form(desk, text_en=f"{EVIL}\r\n\r\nAnd more.", text_ar="نص", own="on")
    response = client.post(at("desk-report-block", desk, FIRST), values)
    assert response.status_code == 302
    assert response["Location"].endswith(f"/text/#block-{FIRST}")
    block = block_for(now(desk), FIRST)
    # French is not asked for any more once the report is not in it, and stays.
    assert block.text == {"en": f"{EVIL}\n\nAnd more.", "ar": "نص", "fr": "Les vues convergent."}
    assert block.own
    response = client.get(at("desk-report-text", desk))
    assert EVIL not in response.content.decode()
    assert EVIL in unescape(response.content.decode())


def test_what_is_refused_stands_in_the_form(desk: Any) -> None:
    values = form(desk, text_en="bell \x07 here")
    response = signed_in(desk).post(at("desk-report-block", desk, FIRST), values)
    assert response.status_code == 422
    assert "bell \x07 here" in response.content.decode()
    assert now(desk).body == desk.report.body


def test_a_conflict_shows_both_and_either_can_be_kept(desk: Any) -> None:
    mine = form(desk, text_en="Mine.")
    signed_in(desk, "convener").post(
        at("desk-report-block", desk, FIRST), form(desk, text_en="Theirs.")
    )
    client = signed_in(desk)
    response = client.post(at("desk-report-block", desk, FIRST), mine)
    page = unescape(response.content.decode())
    assert response.status_code == 409
    assert "Theirs." in page
    assert re.search(r"<textarea[^>]*>\s*Mine\.</textarea>", page)
    assert block_for(now(desk), FIRST).text["en"] == "Theirs."
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    response = client.post(at("desk-report-block", desk, FIRST), {**mine, "seen": seen[1]})
    assert response.status_code == 302
    assert block_for(now(desk), FIRST).text["en"] == "Mine."
    assert {block_for(one, FIRST).text["en"] for one in Revision.objects.all()} == {
        "Views converged.",
        "Theirs.",
        "Mine.",
    }


def test_a_block_that_was_taken_out_keeps_its_words_on_the_page(desk: Any) -> None:
    mine = form(desk, text_en="Mine.")
    editing.remove_block(desk.convener, desk.report, FIRST)
    client = signed_in(desk)
    response = client.post(at("desk-report-block", desk, FIRST), mine)
    assert response.status_code == 410
    assert "Mine." in response.content.decode()
    response = client.post(at("desk-report-block-autosave", desk, FIRST), mine)
    assert response.status_code == 410
    assert "taken this block out" in response.json()["said"]
    read(client, at("desk-report-block", desk, FIRST), 404)
    mine["kind"] = "song"
    assert client.post(at("desk-report-block", desk, FIRST), mine).status_code == 404


def test_autosave(desk: Any) -> None:
    client, address = signed_in(desk), at("desk-report-block-autosave", desk, FIRST)
    first = client.post(address, form(desk, text_en="One."))
    assert first.status_code == 200
    answer = first.json()
    assert answer["seen"] == block_for(now(desk), FIRST).version
    assert re.fullmatch(r"Saved at \d\d:\d\d\.", answer["said"])
    second = client.post(address, {**form(desk, text_en="Two."), "seen": answer["seen"]})
    assert second.status_code == 200
    stale = client.post(address, {**form(desk, text_en="Three."), "seen": answer["seen"]})
    assert stale.status_code == 409
    assert "Two." in stale.json()["html"]
    assert stale.json()["seen"] == second.json()["seen"]
    refused = client.post(address, form(desk, text_en="x" * 20_001))
    assert refused.status_code == 422
    assert "Your words are kept" in refused.json()["said"]
    assert block_for(now(desk), FIRST).text["en"] == "Two."
    assert (now(desk).revision, Client().post(address).status_code) == (2, 404)


def test_who_else_is_at_it(desk: Any) -> None:
    said = f"{desk.accounts['convener']} is writing in this report too."
    client = signed_in(desk)
    assert "is writing" not in read(client, at("desk-report-text", desk))
    editing.move_block(desk.convener, desk.report, HEADING, 1)
    assert said in read(client, at("desk-report-text", desk))
    answer = client.post(at("desk-report-block-autosave", desk, FIRST), form(desk, text_en="x"))
    assert answer.json()["others"] == said
    assert "is writing" in read(signed_in(desk, "convener"), at("desk-report-text", desk))


def test_moving_and_taking_out(desk: Any) -> None:
    client, act = signed_in(desk), at("desk-report-block-act", desk, FIRST)
    response = client.post(act, {"act": "up", "language": "ar"})
    assert response["Location"].endswith(f"/text/?language=ar#block-{FIRST}")
    response = client.post(act, {"act": "remove"})
    page = read(client, response["Location"])
    assert [one.uid for one in body_of(now(desk))] == [HEADING, SECOND]
    back = re.search(rf'action="([^"]*/{FIRST}/back/\d+/)"', page)
    assert back is not None
    client.post(back[1])
    assert [one.uid for one in body_of(now(desk))] == [FIRST, HEADING, SECOND]
    assert back[1] not in read(client, response["Location"])
    assert client.post(act, {"act": "explode"}).status_code == 302
    assert (
        client.post(at("desk-report-block-act", desk, "f" * 12), {"act": "up"}).status_code == 302
    )
    assert len(body_of(now(desk))) == 3


@pytest.mark.parametrize(
    "query", ["removed=x&revision=1", f"removed={'f' * 12}&revision=99", "removed=&revision=²"]
)
def test_addresses_that_somebody_made_up(desk: Any, query: str) -> None:
    assert "Put it back" not in read(signed_in(desk), f"{at('desk-report-text', desk)}?{query}")


def test_adding(desk: Any) -> None:
    client = signed_in(desk)
    menu = read(client, at("desk-report-block-add", desk) + f"?after={FIRST}")
    assert "It will stand behind: Text “Views converged.”" in menu
    response = client.post(at("desk-report-block-new", desk, "heading") + f"?after={FIRST}")
    made = body_of(now(desk))[2]
    assert (made.kind, made.uid in response["Location"]) == (Kind.HEADING, True)
    response = client.post(at("desk-report-block-new", desk, "facts"))
    assert body_of(now(desk))[0].kind == Kind.FACTS
    assert response["Location"].endswith(f"#block-{body_of(now(desk))[0].uid}")
    read(client, at("desk-report-block", desk, body_of(now(desk))[0].uid), 404)
    read(client, at("desk-report-block-new", desk, "song"), 404)


def test_adding_a_question(desk: Any) -> None:
    asked = make.open_question(desk.dialogue, text=LocalText(en="How much is enough?"))
    client, address = signed_in(desk), at("desk-report-block-new", desk, "question")
    assert "How much is enough?" in read(client, address)
    assert client.post(address, {"of": "no such"}).status_code == 422
    assert client.post(address, {}).status_code == 422
    assert len(body_of(now(desk))) == 3
    response = client.post(f"{address}?after={HEADING}", {"of": str(asked.uid)})
    made = body_of(now(desk))[1]
    assert (made.kind, made.of) == (Kind.QUESTION, str(asked.uid))
    assert response["Location"].endswith(f"#block-{made.uid}")
    assert "In the report already" in read(client, address)


def test_findings_charts_and_references_to_choose_from() -> None:
    scene = Scene().propose()
    finding = scene.accept()
    make.report(scene.dialogue)
    scene.report = Report.objects.get()
    client = Client()
    client.force_login(scene.accounts["rapporteur"])
    page = read(client, at("desk-report-block-new", scene, "finding"))
    assert page.index(f'value="{finding.uid}"') < page.index("Proposed: it has to be accepted")
    assert page.count("<option") == 9  # eight propositions, and nothing chosen yet
    body = body_of(scene.report)
    page = read(client, at("desk-report-block", scene, body[1].uid))
    assert f"{{finding:{finding.uid.hex[:8]}}}" in page
    assert page.count("{finding:") == 2  # to read, and to insert
    charts = read(client, at("desk-report-block-new", scene, "chart"))
    values = re.findall(r'value="(c\d+/[^"]+)"', charts)
    if values:
        response = client.post(at("desk-report-block-new", scene, "chart"), {"of": values[0]})
        assert response.status_code == 302


def test_a_preview_stores_nothing(desk: Any) -> None:
    client = signed_in(desk)
    values = form(desk, text_en="**Strong** words", text_ar="كلمات")
    part = client.post(at("desk-report-block-preview", desk, FIRST), values).content.decode()
    assert "<strong>Strong</strong> words" in part
    assert "<html" not in part
    assert "كلمات" in part
    whole = client.post(at("desk-report-block", desk, FIRST), {**values, "preview": "1"})
    assert "<strong>Strong</strong> words" in whole.content.decode()
    assert "**Strong** words" in whole.content.decode()
    assert now(desk).body == desk.report.body


def test_what_a_change_means_is_said_before_and_after(desk: Any) -> None:
    client = signed_in(desk)
    Report.objects.update(stage=Stage.APPROVED)
    assert "has to be approved again" in read(client, at("desk-report-text", desk))
    response = client.post(
        at("desk-report-block", desk, FIRST), form(desk, text_en="x"), follow=True
    )
    assert "is no longer approved" in response.content.decode()
    Report.objects.update(stage=Stage.APPROVED)
    answer = client.post(at("desk-report-block-autosave", desk, FIRST), form(desk, text_en="y"))
    assert "is no longer approved" in answer.json()["said"]
    assert "approved" not in read(client, at("desk-report-text", desk)).replace("no longer", "")


# ---- history


def test_history_and_what_differs(desk: Any) -> None:
    client = signed_in(desk)
    client.post(at("desk-report-block", desk, FIRST), form(desk, text_en="Views diverged."))
    editing.move_block(desk.convener, now(desk), SECOND, -2)
    editing.add_block(desk.convener, now(desk), Kind.METHOD)
    page = read(client, at("desk-report-history", desk))
    for words in ("Revision 3", "1 block added · 1 block moved", "1 block changed", "Parley"):
        assert words in page
    assert str(desk.accounts["convener"]) in page
    page = read(client, at("desk-report-difference", desk) + "?from=2&to=1")
    assert "Views <del>converged</del><ins>diverged</ins>." in page
    assert "2 blocks are the same in both." in page
    page = read(client, at("desk-report-difference", desk) + "?from=1&to=3")
    assert "1 block added · 1 block changed · 1 block moved" in page
    for query in ("", "?from=1", "?from=1&to=9", "?from=x&to=1", f"?from=1&to={'9' * 30}"):
        read(client, at("desk-report-difference", desk) + query, 404)
    assert "Views converged." in read(client, at("desk-report-revision", desk, 1))
    read(client, at("desk-report-revision", desk, 9), 404)


def test_a_difference_shows_markup_as_text(desk: Any) -> None:
    client = signed_in(desk)
    client.post(at("desk-report-block", desk, FIRST), form(desk, text_en=EVIL))
    raw = client.get(at("desk-report-difference", desk) + "?from=1&to=2").content.decode()
    assert "<script>alert" not in raw
    assert "alert" in raw


def test_restoring_asks_first(desk: Any) -> None:
    client = signed_in(desk)
    client.post(at("desk-report-block", desk, FIRST), form(desk, text_en="Views diverged."))
    page = read(client, at("desk-report-restore", desk, 1))
    assert "<del>diverged</del><ins>converged</ins>." in page
    assert block_for(now(desk), FIRST).text["en"] == "Views diverged."
    assert client.post(at("desk-report-restore", desk, 1)).status_code == 302
    assert now(desk).body == desk.report.body
    assert Revision.objects.count() == 3


def test_a_long_history_has_pages(desk: Any) -> None:
    for number in range(30):
        editing.change_block(
            desk.rapporteur if number % 2 else desk.convener,
            now(desk),
            FIRST,
            {"text": LocalText(en=f"Number {number}.")},
        )
    client = signed_in(desk)
    assert read(client, at("desk-report-history", desk)).count("history__row") == 25
    assert "Parley" in read(client, at("desk-report-history", desk) + "?page=2")
