"""Uploading pictures, and serving them only to those to whom they exist."""

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from parley.apps.convening.models import Picture, SeatRole
from parley.apps.convening.services import pictures
from parley.core.localtext import LocalText
from tests import factories as make
from tests.convening.services.images import jpeg, telling_jpeg

ADD = "/convene/dialogues/florence/pictures/add/"


def upload(name: str, data: bytes | None = None, kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg().getvalue() if data is None else data, kind)


def files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_a_picture_is_uploaded_and_served_without_its_story(desk: Any) -> None:
    data = {
        "alt_en": "A hall of arches",
        "caption_en": "Sala d’Arme",
        "is_lead": "on",
        "upload": upload("canary-photo.jpg", telling_jpeg().getvalue()),
    }
    assert desk.post(ADD, data).status_code == 302
    picture = Picture.objects.get()
    assert "canary" not in picture.image.name
    address = f"/pictures/{picture.uid}.webp"
    assert address in desk.client.get("/dialogues/florence/").content.decode()
    response = Client().get(address)
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response.headers["Content-Disposition"] == f'inline; filename="{picture.uid}.webp"'
    assert b"anary" not in response.content
    image = Image.open(BytesIO(response.content))
    assert (image.format, dict(image.getexif())) == ("WEBP", {})


def test_a_picture_of_a_closed_session_is_not_there_for_others(desk: Any, signed_in: Any) -> None:
    hidden = make.session(desk.dialogue, rule="closed_door")
    values = {"alt": LocalText(en="Behind the door"), "session": hidden}
    picture = pictures.add(desk.actor, desk.dialogue, values, source=pictures.encoded(jpeg()))
    facilitator = make.user()
    make.seat(desk.dialogue, facilitator, SeatRole.FACILITATOR)
    address = f"/pictures/{picture.uid}.webp"
    assert desk.client.get(address).status_code == 200
    for client in (Client(), signed_in(facilitator), signed_in(make.user(is_operator=True))):
        assert client.get(address).status_code == 404
    assert Client().get(f"/pictures/{uuid4()}.webp").status_code == 404


def test_a_drawing_has_no_file_to_serve(desk: Any) -> None:
    data = {"alt_en": "A round table", "illustration": "roundtable"}
    assert desk.post(ADD, data).status_code == 302
    picture = Picture.objects.get()
    assert desk.client.get(f"/pictures/{picture.uid}.webp").status_code == 404
    page = desk.client.get("/convene/dialogues/florence/pictures/").content.decode()
    assert "parley/illustrations/roundtable.svg" in page


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"alt_en": "x"}, "Choose either a file or a drawing."),
        ({"alt_en": "x", "illustration": "../../etc/passwd"}, "Select a valid choice."),
        ({"upload": "picture"}, "Give this text in at least one language."),
        ({"alt_en": "x", "upload": "picture", "illustration": "dialogue"}, "Choose either"),
        ({"alt_en": "x", "upload": "svg"}, "not a picture that can be read"),
        ({"alt_en": "x", "upload": "large"}, "larger than 10 MB"),
        ({"alt_en": "x", "upload": "empty"}, "The submitted file is empty."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_stored(
    desk: Any, data: dict[str, Any], message: str
) -> None:
    uploads = {
        "picture": upload("a.jpg"),
        "svg": upload("a.svg", b"<svg onload='alert(1)'/>", "image/svg+xml"),
        "large": upload("a.jpg", jpeg().getvalue() + b"\0" * 11_000_000),
        "empty": upload("a.jpg", b""),
    }
    before = files()
    data = {k: uploads[v] if k == "upload" else v for k, v in data.items()}
    response = desk.post(ADD, {**data, "credit": "Kept credit"})
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert 'value="Kept credit"' in page
    assert Picture.objects.count() == 0
    assert files() == before


@pytest.mark.parametrize(
    "name",
    ["../../evil.jpg", "..\\..\\evil.jpg", "/etc/passwd", "evil.php\0.jpg", "a.html", "x" * 500],
)
def test_the_name_of_an_upload_leads_nowhere(desk: Any, name: str) -> None:
    before = files()
    assert desk.post(ADD, {"alt_en": "x", "upload": upload(name)}).status_code == 302
    (new,) = files() - before
    assert new.parent == Path(settings.MEDIA_ROOT) / "pictures"
    assert (new.suffix, len(new.stem), "evil" in new.name) == (".webp", 32, False)


def test_what_is_said_about_a_picture_is_edited(desk: Any) -> None:
    values = {"alt": LocalText(en="Old", it="Vecchio")}
    picture = pictures.add(desk.actor, desk.dialogue, values, source=pictures.encoded(jpeg()))
    address = f"/convene/dialogues/florence/pictures/{picture.uid}/"
    version = desk.client.get(address).context["version"]
    assert desk.post(address, {"alt_en": "New", "seen": version}).status_code == 302
    picture.refresh_from_db()
    assert picture.alt == {"en": "New", "it": "Vecchio"}
    assert desk.post(address, {"alt_en": "Other", "seen": version}).status_code == 409


def test_removing_asks_first(desk: Any, django_capture_on_commit_callbacks: Any) -> None:
    values = {"alt": LocalText(en="A hall")}
    picture = pictures.add(desk.actor, desk.dialogue, values, source=pictures.encoded(jpeg()))
    address = f"/convene/dialogues/florence/pictures/{picture.uid}/remove/"
    assert "Remove this picture?" in desk.client.get(address).content.decode()
    assert Picture.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(address, {})
    assert Picture.objects.count() == 0


def test_a_picture_of_another_dialogue_is_not_edited_through_ours(desk: Any) -> None:
    theirs = Picture.objects.create(
        dialogue=make.dialogue(), illustration="dialogue", alt=LocalText(en="x")
    )
    for tail in ("", "remove/"):
        address = f"/convene/dialogues/florence/pictures/{theirs.uid}/{tail}"
        assert desk.client.get(address).status_code == 404
    here = f"/convene/dialogues/{theirs.dialogue.slug}/pictures/{theirs.uid}/"
    assert desk.client.get(here).status_code == 403
