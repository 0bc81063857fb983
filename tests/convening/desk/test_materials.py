"""Uploading materials, and handing them out only to those to whom they exist."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parley.apps.convening.models import Material, SeatRole
from parley.apps.convening.services import materials
from parley.core.localtext import LocalText
from tests import factories as make
from tests.convening.services.papers import GOOD, PAGE, PDF, SVG, office, paper

BASE = "/convene/dialogues/florence/materials/"
ADD = f"{BASE}add/"
ABOUT = {"title_en": "Background paper", "rule": "public", "language": "fr"}
CLOSED = ("participants", "chatham_house", "closed_door")


def upload(name: str = "paper.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/octet-stream")


def files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def status(client: Client, material: Material, **headers: str) -> int:
    response = client.get(f"/materials/{material.uid}/", headers=headers)
    body(response)
    return int(response.status_code)


def put(desk: Any, source: Any = None, **about: Any) -> Material:
    values = {"title": LocalText(en="Paper"), "rule": "public", **about}
    return materials.add(desk.actor, desk.dialogue, values, source=source or paper())


def test_a_file_is_uploaded_shown_and_handed_out(desk: Any) -> None:
    data = {**ABOUT, "upload": upload("../Größe über alles.pdf")}
    assert desk.post(ADD, data).status_code == 302
    material = Material.objects.get()
    address = f"/materials/{material.uid}/"
    page = Client().get("/dialogues/florence/").content.decode()
    assert f'<a href="{address}" hreflang="fr">Background paper</a>' in page
    assert f"<bdi>PDF</bdi>, <bdi>{len(PDF)}\xa0bytes</bdi>, <bdi>French</bdi>" in page
    response = Client().get(address)
    assert response.status_code == 200
    assert response.streaming
    assert body(response) == PDF
    expected = {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(PDF)),
        "Content-Disposition": "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe%20%C3%BCber%20alles.pdf",
        "Cache-Control": "public, no-cache",
        "ETag": f'"{material.digest}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    assert {name: response.headers[name] for name in expected} == expected


def test_head_and_what_a_browser_has_already(desk: Any) -> None:
    address = f"/materials/{put(desk).uid}/"
    head = Client().head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(PDF))
    kept = Client().get(address, headers={"If-None-Match": head.headers["ETag"]})
    assert (kept.status_code, kept.content) == (304, b"")
    assert kept.headers["Cache-Control"] == "public, no-cache"
    assert Client().post(address).status_code == 405


@pytest.mark.parametrize("name", GOOD)
def test_each_kind_arrives_as_it_left(desk: Any, name: str) -> None:
    assert desk.post(ADD, {**ABOUT, "upload": upload(name, GOOD[name])}).status_code == 302
    response = Client().get(f"/materials/{Material.objects.get().uid}/")
    assert body(response) == GOOD[name]
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_large_file_goes_through_the_disk(desk: Any) -> None:
    large = PDF + b"\0" * 3_000_000 + b"%%EOF"
    assert len(large) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    response = desk.client.post(ADD, {**ABOUT, "upload": upload(data=large)})
    assert response.status_code == 302
    material = Material.objects.get()
    path = Path(settings.MEDIA_ROOT) / material.file.name
    assert path.stat().st_mode & 0o777 == settings.FILE_UPLOAD_PERMISSIONS
    assert body(Client().get(f"/materials/{material.uid}/")) == large


@pytest.mark.parametrize("rule", CLOSED)
def test_a_material_under_a_rule_leaks_nowhere(desk: Any, signed_in: Any, rule: str) -> None:
    source = paper("canary-name.pdf")
    material = put(desk, source, rule=rule, title=LocalText(en="Canary title"))
    session = make.session(desk.dialogue)
    inside = put(desk, source, rule=rule, title=LocalText(en="Canary title"), session=session)
    outsider, invited = signed_in(make.user()), make.user()
    make.seat(desk.dialogue, invited, SeatRole.INVITED)
    pages = ["/", "/dialogues/florence/", "/dialogues/florence/programme/", "/search/?q=title"]
    pages += [f"/dialogues/florence/sessions/{session.slug}/", "/feed.atom", "/sitemap.xml"]
    pages += [f"/dialogues/florence/{name}" for name in ("calendar.ics", "schedule.json")]
    secrets = ("anary", str(material.uid), str(inside.uid), f"{len(PDF)}\xa0bytes")
    for client in (Client(), outsider, signed_in(invited)):
        for address in pages:
            text = client.get(address).content.decode()
            assert [secret for secret in secrets if secret in text] == [], address
        for row in (material, inside):
            response = client.get(f"/materials/{row.uid}/")
            assert response.status_code == 404
            assert "anary" not in response.content.decode() + str(response.headers)
            assert client.head(f"/materials/{row.uid}/").status_code == 404
    response = desk.client.get(f"/materials/{inside.uid}/")
    assert body(response) == PDF
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers


def test_whoever_may_have_it_gets_it(desk: Any, signed_in: Any) -> None:
    rows = {rule: put(desk, rule=rule) for rule in ("public", *CLOSED)}

    def seen(client: Client) -> set[str]:
        found = {rule: status(client, row) for rule, row in rows.items()}
        assert {*found.values()} <= {200, 404}
        return {rule for rule, code in found.items() if code == 200}

    participant, former = make.user(), make.user()
    make.seat(desk.dialogue, participant, SeatRole.PARTICIPANT)
    elsewhere = make.seat(make.dialogue(), former, SeatRole.CONVENER)
    assert elsewhere.user == former
    assert seen(desk.client) == {*rows}
    assert seen(signed_in(participant)) == {"public", "participants", "chatham_house"}
    for client in (Client(), signed_in(former), signed_in(make.user(is_operator=True))):
        assert seen(client) == {"public"}


def test_what_belongs_to_a_draft_or_a_closed_session_is_not_public(desk: Any) -> None:
    hidden = put(desk, session=make.session(desk.dialogue, rule="closed_door"))
    shown = put(desk)
    assert (status(Client(), hidden), status(Client(), shown)) == (404, 200)
    desk.dialogue.status = "draft"
    desk.dialogue.save()
    assert status(Client(), shown) == 404
    assert status(Client(), shown, **{"If-None-Match": f'"{shown.digest}"'}) == 404
    response = desk.client.get(f"/materials/{shown.uid}/")
    assert body(response) == PDF
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_preview_gets_what_its_persona_would(desk: Any) -> None:
    shown, inside = put(desk), put(desk, rule="participants")
    start = "/convene/dialogues/florence/preview/"
    for persona, expected in (("visitor", (200, 404)), ("participant", (200, 200))):
        desk.post(start, {"persona": persona})
        assert (status(desk.client, shown), status(desk.client, inside)) == expected
        assert desk.post(ADD, {**ABOUT, "upload": upload()}).status_code in {403, 404}
        desk.post("/convene/preview/stop/", {})
    assert Material.objects.count() == 2


def test_links_and_lost_files_have_nothing_to_hand_out(desk: Any) -> None:
    values = {"title": LocalText(en="Link"), "rule": "public", "link": "https://example.org/"}
    link = materials.add(desk.actor, desk.dialogue, values)
    lost = put(desk)
    (Path(settings.MEDIA_ROOT) / lost.file.name).unlink()
    for uid in (link.uid, lost.uid, uuid4()):
        assert desk.client.get(f"/materials/{uid}/").status_code == 404
    page = Client().get("/dialogues/florence/").content.decode()
    assert '<a href="https://example.org/" rel="noopener">Link</a>' in page


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "Choose either a file or a link."),
        ({"upload": "good", "link": "https://example.org/"}, "Choose either a file or a link."),
        ({"upload": "page"}, "This is not a PDF file as it should be."),
        ({"upload": "drawing"}, "Files of this kind can’t be taken."),
        ({"upload": "macros"}, "This file holds macros."),
        ({"upload": "empty"}, "The submitted file is empty."),
        ({"upload": "large"}, "The file is larger than 1 MB."),
        ({"upload": "good", "title_fr": ""}, "Give this text in at least one language."),
        ({"upload": "good", "title_fr": ""}, "Choose the file again: browsers don’t keep it."),
        ({"upload": "good", "rule": "nobody"}, "Select a valid choice."),
        ({"upload": "good", "language": "xx-klingon"}, "Select a valid choice."),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_stored(
    desk: Any, settings: Any, given: dict[str, Any], message: str
) -> None:
    settings.LARGEST_MATERIAL = 1024**2
    uploads = {
        "good": upload(),
        "page": upload("a.pdf", PAGE),
        "drawing": upload("a.svg", SVG),
        "macros": upload("a.docx", office("docx", **{"word/vbaProject.bin": b"x"})),
        "empty": upload("a.pdf", b""),
        "large": upload("a.pdf", PDF + b"\0" * 1024**2 + b"%%EOF"),
    }
    before = files()
    data = {k: uploads[v] if k == "upload" else v for k, v in given.items()}
    about = {"title_fr": "Gardé", "rule": "public", "language": "fr"}
    response = desk.post(ADD, {**about, **data})
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert ('value="Gardé"' in page) == ("title_fr" not in given)
    assert (Material.objects.count(), files()) == (0, before)


@pytest.mark.parametrize(
    "name",
    ["../../evil.pdf", "..\\..\\evil.pdf", "/etc/evil.pdf", "evil.html\0.pdf", "x" * 250 + ".pdf"],
)
def test_the_name_of_an_upload_leads_nowhere(desk: Any, name: str) -> None:
    before = files()
    assert desk.post(ADD, {**ABOUT, "upload": upload(name)}).status_code == 302
    (new,) = files() - before
    assert new.parent == Path(settings.MEDIA_ROOT) / "materials"
    assert (new.suffix, len(new.name)) == ("", 32)
    assert not {*Material.objects.get().filename} & {*"/\\\0"}


def test_a_body_beyond_measure_is_refused_unread(desk: Any) -> None:
    """A file somewhat too large gets as far as its form, which says so."""
    limit = 2 * settings.LARGEST_MATERIAL
    kind = "multipart/form-data; boundary=x"
    refused = Client().post(ADD, b"", content_type=kind, CONTENT_LENGTH=str(limit + 1))
    assert refused.status_code == 413
    plain = "application/x-www-form-urlencoded"
    refused = Client().post(ADD, b"", content_type=plain, CONTENT_LENGTH="13000000")
    assert refused.status_code == 413


def test_a_material_is_edited_and_its_file_replaced(
    desk: Any, django_capture_on_commit_callbacks: Any
) -> None:
    material = put(desk, title=LocalText(en="Old", it="Vecchio"))
    address = f"{BASE}{material.uid}/"
    former = Path(settings.MEDIA_ROOT) / material.file.name
    version = desk.client.get(address).context["version"]
    about = {"title_en": "New", "rule": "participants", "seen": version}
    assert desk.post(address, about).status_code == 302
    material.refresh_from_db()
    assert (material.title, material.rule) == ({"en": "New", "it": "Vecchio"}, "participants")
    assert former.exists()
    stale = desk.post(address, {**about, "upload": upload("b.txt", b"Another.")})
    assert stale.status_code == 409
    assert "paper.pdf" in stale.content.decode()
    version = desk.client.get(address).context["version"]
    with django_capture_on_commit_callbacks(execute=True):
        data = {**about, "seen": version, "upload": upload("b.txt", b"Another.")}
        assert desk.post(address, data).status_code == 302
    response = desk.client.get(f"/materials/{material.uid}/")
    assert body(response) == b"Another."
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert not former.exists()
    history = desk.client.get("/convene/dialogues/florence/history/").content.decode()
    for told in ("added a material", "changed a material", "put another file in the place"):
        assert told in history


def test_a_link_is_added_and_edited(desk: Any) -> None:
    assert desk.post(ADD, {**ABOUT, "link": "https://example.org/a"}).status_code == 302
    material = Material.objects.get()
    address = f"{BASE}{material.uid}/"
    version = desk.client.get(address).context["version"]
    data = {**ABOUT, "seen": version}
    assert "This field is required." in desk.post(address, data).content.decode()
    assert desk.post(address, {**data, "link": "https://example.org/b"}).status_code == 302
    material.refresh_from_db()
    assert (material.link, material.language) == ("https://example.org/b", "fr")


def test_the_order_is_changed_and_removing_asks_first(
    desk: Any, django_capture_on_commit_callbacks: Any
) -> None:
    one, two = put(desk, title=LocalText(en="One")), put(desk, title=LocalText(en="Two"))
    desk.post(f"{BASE}{two.uid}/move/", {"direction": "up"})
    desk.post(f"{BASE}{two.uid}/move/", {"direction": "sideways"})
    assert list(desk.dialogue.materials.all()) == [two, one]
    page = desk.client.get(BASE).content.decode()
    assert page.index("Two") < page.index("One")
    address = f"{BASE}{one.uid}/remove/"
    assert "Remove this material?" in desk.client.get(address).content.decode()
    assert Material.objects.count() == 2
    path = Path(settings.MEDIA_ROOT) / one.file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(address, {}).status_code == 302
    assert (list(Material.objects.all()), path.exists()) == ([two], False)


def test_a_language_that_only_a_file_knows_stays(desk: Any) -> None:
    material = put(desk, language="pt-BR")
    page = desk.client.get(f"{BASE}{material.uid}/").content.decode()
    assert '<option value="pt-BR" selected>' in page


def test_a_material_of_another_dialogue_is_not_edited_through_ours(desk: Any) -> None:
    theirs = Material.objects.create(
        dialogue=make.dialogue(), title=LocalText(en="x"), rule="public", link="https://a.example"
    )
    for tail in ("", "remove/"):
        assert desk.client.get(f"{BASE}{theirs.uid}/{tail}").status_code == 404
        here = f"/convene/dialogues/{theirs.dialogue.slug}/materials/{theirs.uid}/{tail}"
        assert desk.client.get(here).status_code == 403


def test_scripts_in_names_and_titles_stay_texts(desk: Any) -> None:
    script = "<script>alert(1)</script>"
    put(desk, title=LocalText(en=script), source=paper("'\"&<img src=x onerror=alert(1)>.pdf"))
    for address in (BASE, "/dialogues/florence/", f"{BASE}{Material.objects.get().uid}/"):
        page = desk.client.get(address).content.decode()
        assert script not in page
        assert "<img src=x" not in page
