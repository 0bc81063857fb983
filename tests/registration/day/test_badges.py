"""Badges on paper: whose, what stands on them, and that nothing is fetched to draw them."""

import io
from typing import Any
from urllib.request import OpenerDirector
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageFile
from PIL.ExifTags import Base

from parley.apps.convening.models import SeatRole
from parley.apps.registration.models import Mode, Registration, State
from parley.apps.registration.selectors import codes
from parley.apps.registration.selectors.badges import Badge, direction_of
from parley.apps.registration.services import badges, photos
from parley.apps.registration.services.badges import Size
from parley.core import pdf
from parley.core.errors import ParleyError
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make
from tests.registration.day.pdfs import Read, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_elsewhere(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def badge(**fields: Any) -> Badge:
    return Badge(
        **{
            "uid": uuid4(),
            "name": "Łukasz Größe",
            "honorific": "Amb.",
            "organisation": "Ministry",
            "group": LocalText(en="Government"),
            "colour": "green",
            "photo": "",
            "code": "A" * 42,
            **fields,
        }
    )


def photo(mode: str = "RGB", size: tuple[int, int] = (800, 600)) -> bytes:
    """With where it was taken in it."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[Base.Artist] = "canaryartist"
    Image.new(mode, size, "red").save(out, "PNG" if mode == "RGBA" else "JPEG", exif=exif)
    return out.getvalue()


def drawn(rows: list[Badge], size: Size = Size.CARD) -> Read:
    return read(badges.drawn(make.dialogue(title=LocalText(en="The Dialogue")), rows, size))


@pytest.mark.parametrize(
    ("size", "pages", "paper"),
    [(Size.A6, 9, (105, 148)), (Size.CARD, 9, (86, 54)), (Size.SHEET, 2, (210, 297))],
)
def test_each_size_has_its_paper_and_all_badges(
    size: Size, pages: int, paper: tuple[float, float]
) -> None:
    found = drawn([badge(name=f"Person {n}") for n in range(9)], size)
    assert found.pages == [paper] * pages
    texts = [text for page in found.texts for text in page]
    assert [text for text in texts if text.startswith("Person")] == [
        f"Person {n}" for n in range(9)
    ]
    assert texts.count("Government") == texts.count("The Dialogue") == 9


def test_uploads_that_were_cut_short_are_refused_after_a_badge_was_drawn() -> None:
    """The library that draws lets all of the process read them when it is loaded."""
    assert len(drawn([badge()]).pages) == 1
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


def test_names_keep_their_letters_and_every_font_is_in_the_file() -> None:
    found = drawn([badge(), badge(name="نور الهاشمي", group=LocalText(ar="حكومة"))])
    assert "Łukasz Größe" in "".join(found.texts[0])
    # Drawn from the left, so the letters come the other way round.
    assert "نور الهاشمي" in "".join(found.texts[1])[::-1]
    assert set(found.fonts.values()) == {True}
    assert {name.partition("+")[2].partition("-Semi")[0] for name in found.fonts} >= {
        "Badge-latin",
        "Badge-latin-ext",
        "Badge-arabic",
    }


def test_a_name_is_no_markup_and_leads_nowhere() -> None:
    tricks = "<img src='http://127.0.0.1:1/x'>"
    found = drawn([badge(name=tricks, organisation="</style><script>alert(1)</script>")])
    text = "".join(found.texts[0])
    assert tricks.replace(" ", "") in text.replace(" ", "")
    assert "<script>" in text


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/x.png",
        "https://example.org/x.png",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "parley-font:../../secret-key",
        "relative.png",
    ],
)
def test_nothing_is_fetched(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    monkeypatch.setattr(OpenerDirector, "open", lambda *given, **_more: opened.append(given))
    page = (
        f"<img src='{address}'><style>@import '{address}'; p {{background: url({address})}}</style>"
    )
    file = pdf.drawn(f"{page}<p>text</p>")
    assert (opened, b"/Image" in file) == ([], False)
    assert "".join("".join(page) for page in read(file).texts) == "text"


def test_without_its_libraries_the_operator_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(name: str, *more: Any, **named: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return imported(name, *more, **named)

    import builtins

    imported = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ParleyError, match=r"libpangoft2-1\.0-0"):
        badges.drawn(make.dialogue(), [badge()], Size.A6)


def test_the_direction_of_a_text_is_that_of_its_first_letter() -> None:
    texts = {
        "Ada": "ltr",
        "نور": "rtl",
        "42 נועה": "rtl",
        "(1) Ada نور": "ltr",
        "": "ltr",
        "12": "ltr",
    }
    assert {text: direction_of(text) for text in texts} == texts


class Desk:
    """A convener's desk with people of two groups in every state."""

    def __init__(self, client: Client, dialogue: Any) -> None:
        self.client, self.dialogue = client, dialogue
        self.one = make.group(dialogue, name=LocalText(en="Government"))
        self.two = make.group(dialogue, name=LocalText(en="Academia"))
        for state in State:
            ends = {"offer_ends_at": dialogue.starts_on} if state == State.OFFERED else {}
            if not ends:
                make.registration(self.one, state=state, name=f"One {state.value}")
        self.online = make.registration(
            self.two, state=State.APPROVED, name="Two online", mode=Mode.ONLINE
        )
        self.person = make.registration(
            self.two, state=State.APPROVED, name="Two Here", organisation="Institute"
        )

    @property
    def address(self) -> str:
        return reverse("registration-badges", args=[self.dialogue.slug])

    def printed(self, **posted: Any) -> list[str]:
        response = self.client.post(self.address, {"size": "card", **posted})
        assert response.headers["Content-Type"] == "application/pdf", response.content.decode()
        assert "attachment" in response.headers["Content-Disposition"]
        assert "no-store" in response.headers["Cache-Control"]
        texts = [text for page in read(response.content).texts for text in page]
        return sorted(text for text in texts if text.startswith(("One", "Two")))


@pytest.fixture
def desk(seated: Any) -> Desk:
    dialogue = make.dialogue()
    return Desk(seated(dialogue), dialogue)


def test_all_a_selection_or_one(desk: Desk) -> None:
    approved = ["One approved", "One attended", "Two Here"]
    assert desk.printed(scope="all") == approved
    assert desk.printed(scope="all", online="on") == [*approved, "Two online"]
    assert desk.printed(scope="all", group=desk.two.pk) == ["Two Here"]
    assert desk.printed(scope="all", q="institute") == ["Two Here"]
    chosen = [desk.online.uid, desk.person.uid]
    assert desk.printed(scope="chosen", who=chosen) == ["Two Here", "Two online"]
    assert desk.printed(one=desk.person.uid) == ["Two Here"]
    record = AuditRecord.objects.filter(action="badges.printed").order_by("pk").last()
    assert record is not None
    assert record.data == {"count": 1, "size": "card"}


def test_nobody_comes_onto_a_badge_who_does_not_come(desk: Desk) -> None:
    cancelled = Registration.objects.get(name="One cancelled")
    stranger = make.registration(make.group(make.dialogue()), state=State.APPROVED)
    for posted in (
        {"scope": "chosen"},
        {"scope": "chosen", "who": [cancelled.uid, stranger.uid]},
        {"one": stranger.uid},
        {"scope": "all", "q": "nobody of this name"},
    ):
        response = desk.client.post(desk.address, {"size": "a6", **posted})
        assert response.status_code == 422, posted
        assert "nobody to print a badge for" in response.content.decode()
    bad = desk.client.post(desk.address, {"scope": "chosen", "who": "x", "size": "a6"})
    assert bad.status_code == 422


def test_the_list_is_narrowed_and_keeps_what_was_ticked(desk: Desk) -> None:
    said = desk.client.get(desk.address).content.decode()
    assert [name in said for name in ("Two Here", "Two online", "One cancelled")] == [
        True,
        False,
        False,
    ]
    posted = {"scope": "list", "q": "two", "who": [desk.person.uid], "size": "a6"}
    said = desk.client.post(desk.address, posted).content.decode()
    assert ("One approved" in said, f'value="{desk.person.uid}" checked' in said) == (False, True)


def test_only_conveners_print_and_no_preview_does(desk: Desk, seated: Any) -> None:
    facilitator = seated(desk.dialogue, SeatRole.FACILITATOR)
    assert facilitator.get(desk.address).status_code == 403
    assert facilitator.post(desk.address, {"scope": "all", "size": "a6"}).status_code == 403
    desk.client.post(reverse("preview-start", args=[desk.dialogue.slug]), {"persona": "convener"})
    response = desk.client.get(desk.address)
    assert (response.status_code, "Two Here" in response.content.decode()) == (403, False)


def own(desk: Desk) -> Client:
    client = Client()
    client.force_login(desk.person.user)
    return client


def ask_for_photos(desk: Desk) -> None:
    desk.dialogue.opening.asks_photo = True
    desk.dialogue.opening.save()


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("canaryname.jpg", content, content_type="image/jpeg")


def test_a_photo_is_given_only_where_one_is_asked_for(desk: Desk) -> None:
    address = reverse("badge-photo", args=[desk.dialogue.slug])
    response = own(desk).post(address, {"photo": upload(photo())})
    assert response.status_code == 422
    assert "have no photos" in response.content.decode()
    desk.person.refresh_from_db()
    assert not desk.person.photo


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_of_a_photo_the_pixels_are_kept_and_nothing_else(desk: Desk, mode: str) -> None:
    ask_for_photos(desk)
    given = photo(mode) if mode != "L" else photo("RGB", (50, 4000))
    address = reverse("badge-photo", args=[desk.dialogue.slug])
    assert own(desk).post(address, {"photo": upload(given)}).status_code == 302
    desk.person.refresh_from_db()
    with desk.person.photo.open() as file:
        raw = file.read()
    image = Image.open(io.BytesIO(raw))
    assert (image.format, image.size, len(image.getexif())) == ("JPEG", photos.SIZE, 0)
    assert b"canary" not in raw
    assert "canary" not in desk.person.photo.name
    assert "Two Here" in desk.printed(one=desk.person.uid)


def test_what_is_no_picture_is_refused_in_words(desk: Desk) -> None:
    ask_for_photos(desk)
    address = reverse("badge-photo", args=[desk.dialogue.slug])
    response = own(desk).post(address, {"photo": upload(b"<svg onload=alert(1)>")})
    assert response.status_code == 422
    assert "not a picture that can be read" in response.content.decode()


def test_a_photo_is_seen_by_its_owner_and_the_vetters_and_goes_when_it_goes(
    desk: Desk, seated: Any, django_capture_on_commit_callbacks: Any
) -> None:
    ask_for_photos(desk)
    desk.person.photo.save("photo", ContentFile(photo()))
    name, storage = desk.person.photo.name, desk.person.photo.storage
    address = reverse("registration-photo", args=[desk.person.uid])
    others = [seated(desk.dialogue, role) for role in SeatRole if role != SeatRole.CONVENER]
    others += [Client(), seated(make.dialogue())]
    assert {client.get(address).status_code for client in others} == {404}
    for client in (own(desk), desk.client):
        response = client.get(address)
        assert (response.status_code, response.headers["Content-Type"]) == (200, "image/jpeg")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response.headers["Cache-Control"]
    with django_capture_on_commit_callbacks(execute=True):
        own(desk).post(reverse("badge-photo", args=[desk.dialogue.slug]), {"remove": "1"})
    assert not storage.exists(name)
    assert desk.client.get(address).status_code == 404


def test_ones_own_page_has_the_code_once_one_is_approved(desk: Desk) -> None:
    waiting = Registration.objects.get(name="One submitted")
    shown = {}
    for row in (desk.person, waiting):
        client = Client()
        client.force_login(row.user)
        page = client.get(reverse("my-registration", args=[desk.dialogue.slug]))
        shown[row.name] = badges.qr_of(codes.code_of(row)) in page.content.decode()
    assert shown == {"Two Here": True, "One submitted": False}
