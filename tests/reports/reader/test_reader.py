"""The pages of a published report: who reads what, in which language, and what is left of one withdrawn."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from parley.apps.convening.models import Dialogue, SeatRole, Status
from parley.apps.reports.layout.nodes import Paragraph, Run
from parley.apps.reports.models import Stage, Version
from parley.core.localtext import LocalText
from tests import factories as make
from tests.reports.reader.published import documents, published, withdraw

pytestmark = pytest.mark.django_db
TITLE = "Synthetic report &amp; what came of it"


@pytest.fixture
def dialogue() -> Dialogue:
    return make.dialogue(title=LocalText(en="The dialogue"), slug="the-dialogue")


def latest(dialogue: Dialogue, **query: str) -> str:
    return reverse("report", args=[dialogue.slug], query=query or None)


def of(version: Version, **query: str) -> str:
    args = [version.report.uid, version.number]
    return reverse("report-version", args=args, query=query or None)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_before_there_is_a_version_only_its_writers_hear_of_a_draft(
    client: Client, signed_in: Any, dialogue: Dialogue
) -> None:
    make.report(dialogue, title=LocalText(en="CANARY draft"))
    rapporteur, outsider, participant = make.user(), make.user(), make.user()
    make.seat(dialogue, rapporteur, SeatRole.RAPPORTEUR)
    make.seat(dialogue, participant, SeatRole.PARTICIPANT)
    assert client.get(latest(dialogue)).status_code == 404
    assert signed_in(outsider).get(latest(dialogue)).status_code == 404
    assert signed_in(participant).get(latest(dialogue)).status_code == 404
    page = text(signed_in(rapporteur).get(latest(dialogue)))
    assert reverse("desk-report", args=[dialogue.slug]) in page
    assert reverse("report-draft", args=[dialogue.slug]) not in page


def test_while_a_draft_is_commented_on_participants_find_the_way_to_it(
    signed_in: Any, dialogue: Dialogue
) -> None:
    make.report(dialogue, stage=Stage.COMMENTS)
    participant = make.user()
    make.seat(dialogue, participant, SeatRole.PARTICIPANT)
    page = text(signed_in(participant).get(latest(dialogue)))
    assert reverse("report-draft", args=[dialogue.slug]) in page
    assert reverse("desk-report", args=[dialogue.slug]) not in page


def test_the_address_of_the_report_is_that_of_its_latest_version(
    client: Client, dialogue: Dialogue
) -> None:
    old = published(dialogue)
    new = published(dialogue, number=2, correction=LocalText(en="A count was corrected."))
    page = text(client.get(latest(dialogue)))
    assert TITLE in page
    assert "A count was corrected." in page
    assert "There is a newer version" not in page
    first = text(client.get(of(old)))
    assert "There is a newer version of this report" in first
    assert "There is a newer version" not in text(client.get(of(new)))


def test_all_of_the_text_stands_in_it_with_numbers_that_link_to_themselves(
    client: Client, dialogue: Dialogue
) -> None:
    page = text(client.get(of(published(dialogue))))
    for expected in (
        '<a class="report-number" href="#p-1" aria-label="Paragraph 1">1</a>',
        '<a href="#f-1">Finding 1</a>',
        'id="f-1"',
        "report-card--convergence",
        "Synthetic round: 42 of 60 pronounced themselves, 38 agreed.",
        'href="https://undocs.org/A/70/174" rel="noopener nofollow"',
        '<span lang="fr" dir="ltr">et autrement dit</span>',
        "Where groups converge: 38 / 42",
        '<td class="number">42</td>',
        "Demonstration",
        "10.5555/parley.1",
    ):
        assert expected in page
    assert len(re.findall(r"<h1", page)) == 1


def test_an_edition_has_its_own_language_whatever_that_of_the_page(
    client: Client, dialogue: Dialogue
) -> None:
    version = published(dialogue)
    page = text(client.get(of(version, language="ar")))
    assert '<html lang="en" dir="ltr"' in page
    assert '<article class="report-text" lang="ar" dir="rtl"' in page
    assert "تقاربت الآراء" in page
    assert "Views converged" not in page


def test_readers_get_their_language_or_are_told_which_one_stands_in(
    client: Client, dialogue: Dialogue
) -> None:
    version = published(dialogue, documents("ar"))
    page = text(client.get(of(version)))
    assert "Shown in Arabic: not yet available in English." in page
    assert client.get(of(version, language="fr")).status_code == 404
    client.cookies["django_language"] = "ar"
    assert "not yet available" not in text(client.get(of(version)))


def test_texts_are_no_markup_and_lead_nowhere_else(client: Client, dialogue: Dialogue) -> None:
    bad = "<script>alert(1)</script>"
    made = documents("en")["en"]
    trick = Paragraph(
        "x-1",
        (Run(bad), Run("here", href="javascript:alert(1)"), Run("there", href="//evil.example")),
        number=9,
        label=bad,
    )
    given = replace(made, title=bad, subtitle=bad, dialogue=bad, nodes=(*made.nodes, trick))
    page = text(client.get(of(published(dialogue, {"en": given}))))
    assert bad not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "javascript:" not in page
    assert "evil.example" not in page
    data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(data[0])["name"] == bad


def test_what_search_engines_and_libraries_read(client: Client, dialogue: Dialogue) -> None:
    version = published(dialogue)
    page = text(client.get(of(version)))
    assert f'<meta name="citation_title" content="{TITLE}">' in page
    assert '<meta name="citation_publication_date" content="2026/11/23">' in page
    assert '<meta name="citation_doi" content="10.5555/parley.1">' in page
    assert '<meta property="og:type" content="article">' in page
    data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    thing = json.loads(data[0])
    assert (thing["@type"], thing["version"], thing["datePublished"], thing["inLanguage"]) == (
        "Report",
        "1",
        "2026-11-23",
        "en",
    )
    assert thing["identifier"] == "https://doi.org/10.5555/parley.1"


# ---- withdrawn


def test_of_one_withdrawn_its_line_is_left_and_why(client: Client, dialogue: Dialogue) -> None:
    version = published(dialogue)
    withdraw(version, "It named <b>somebody</b>.")
    for address in (of(version), latest(dialogue)):
        response = client.get(address)
        page = text(response)
        assert response.status_code == 200
        assert "It named &lt;b&gt;somebody&lt;/b&gt;." in page
        assert "was withdrawn on" in page
        assert "Views converged" not in page
        assert ".pdf" not in page
        assert "noindex" in page


def test_where_the_latest_is_withdrawn_the_one_before_stands_again(
    client: Client, dialogue: Dialogue
) -> None:
    published(dialogue)
    second = published(dialogue, number=2)
    withdraw(second)
    page = text(client.get(latest(dialogue)))
    assert "Views converged" in page
    assert "Withdrawn" in page
    assert "There is a newer version" not in page


# ---- who


def test_where_the_dialogue_is_hidden_so_is_its_report(client: Client, signed_in: Any) -> None:
    hidden = make.dialogue(status=Status.DRAFT)
    version = published(hidden)
    addresses = [latest(hidden), of(version)]
    addresses += [file(version, "en", "pdf"), file(version, "package", "zip")]
    outsider = signed_in(make.user())
    for address in addresses:
        assert client.get(address).status_code == 404
        assert outsider.get(address).status_code == 404
    convener = make.user()
    make.seat(hidden, convener, SeatRole.CONVENER)
    inside = signed_in(convener)
    assert [inside.get(address).status_code for address in addresses] == [200] * 4
    assert inside.get(addresses[2])["Cache-Control"] == "private, no-store"


def test_versions_of_others_and_none_at_all(client: Client, dialogue: Dialogue) -> None:
    version = published(dialogue)
    other = published(make.dialogue())
    args = [other.report.uid, 2]
    assert client.get(reverse("report-version", args=args)).status_code == 404
    args = ["00000000-0000-4000-8000-000000000000", version.number]
    assert client.get(reverse("report-version", args=args)).status_code == 404


# ---- files


def file(version: Version, name: str, kind: str) -> str:
    return reverse("report-file", args=[version.report.uid, version.number, name, kind])


@pytest.mark.parametrize(
    ("name", "kind", "filename", "begins"),
    [
        ("en", "pdf", "the-dialogue-report-v1-en.pdf", b"%PDF en 1"),
        ("ar", "docx", "the-dialogue-report-v1-ar.docx", b"PK ar 1"),
        ("package", "zip", "the-dialogue-report-v1.zip", b"PK"),
    ],
)
def test_files_come_as_attachments_under_names_that_people_know(
    client: Client, dialogue: Dialogue, name: str, kind: str, filename: str, begins: bytes
) -> None:
    response = client.get(file(published(dialogue), name, kind))
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="{filename}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, no-cache"
    assert b"".join(response.streaming_content).startswith(begins)  # type: ignore[attr-defined]
    again = client.get(response.request["PATH_INFO"], headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("fr", "pdf"), ("en", "zip"), ("package", "pdf"), ("en", "exe"), ("en", "package")],
)
def test_files_that_are_not_there(client: Client, dialogue: Dialogue, name: str, kind: str) -> None:
    assert client.get(file(published(dialogue), name, kind)).status_code == 404


def test_files_of_one_withdrawn_are_gone(client: Client, dialogue: Dialogue) -> None:
    version = published(dialogue)
    tag = client.get(file(version, "en", "pdf"))["ETag"]
    withdraw(version)
    for name, kind in (("en", "pdf"), ("ar", "docx"), ("package", "zip")):
        address = file(version, name, kind)
        assert client.get(address).status_code == 404
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 404


# ---- on other pages


def test_the_dialogue_leads_to_it(client: Client, signed_in: Any, dialogue: Dialogue) -> None:
    address = reverse("dialogue", args=[dialogue.slug])
    assert "outcome-report" not in text(client.get(address))
    rapporteur = make.user()
    make.seat(dialogue, rapporteur, SeatRole.RAPPORTEUR)
    writes = signed_in(rapporteur)
    assert "None has been published yet." in text(writes.get(address))
    published(dialogue)
    new = published(dialogue, number=2, demonstration=True)
    page = text(client.get(address))
    assert f'href="{latest(dialogue)}"' in page
    assert "Version 2, " in page
    assert "Demonstration: made to show" in page
    withdraw(new)
    assert "Version 1, " in text(client.get(address))


def test_it_is_found_by_its_words_and_no_longer_when_withdrawn(
    client: Client, dialogue: Dialogue
) -> None:
    version = published(dialogue)
    hidden = published(make.dialogue(status=Status.DRAFT))
    words = "What is not known can’t be prevented"
    page = text(client.get(reverse("search"), {"q": words}))
    assert of(version) in page
    assert of(hidden) not in page
    withdraw(version)
    assert of(version) not in text(client.get(reverse("search"), {"q": words}))


def test_the_list_of_all_pages_names_it_while_it_stands(client: Client, dialogue: Dialogue) -> None:
    version = published(dialogue)
    hidden = make.dialogue(status=Status.DRAFT)
    published(hidden)
    sitemap = text(client.get(reverse("sitemap")))
    assert f"{latest(dialogue)}</loc>" in sitemap
    assert latest(hidden) not in sitemap
    withdraw(version)
    assert f"{latest(dialogue)}</loc>" not in text(client.get(reverse("sitemap")))


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_however_many_versions(
    client: Client, dialogue: Dialogue, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(1, count + 1):
        published(dialogue, number=number)
    with translation.override("en"), django_assert_max_num_queries(6):
        assert client.get(latest(dialogue)).status_code == 200
