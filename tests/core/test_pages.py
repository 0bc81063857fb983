"""Language, time zone, outbox, health, and the pages that say what went wrong."""

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.db import OperationalError
from django.test import Client
from django.utils.translation import override

from parley.core import jobs, mail, pages
from parley.core.errors import ParleyError
from parley.core.localtext import LocalTextFormField
from parley.core.middleware import ErrorPages
from parley.core.outbox import mails
from tests.factories import user

pytestmark = pytest.mark.django_db
HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "///evil.example",
    "javascript:alert(1)",
    "",
]


def fail() -> None:
    raise OperationalError("down: postgres://parley:secret@db/")


def main_of(response: Any) -> str:
    """Without the footer, which prints the address that the reader typed."""
    text: str = response.content.decode()
    return text.split("<main")[1].split("</main>")[0]


class TestLanguage:
    def test_stays_chosen(self, client: Client) -> None:
        response = client.post("/language/", {"language": "ar", "next": "/time-zone/?a=1"})
        assert (response.status_code, response.headers["Location"]) == (302, "/time-zone/?a=1")
        cookie = response.cookies["django_language"]
        assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("ar", "Lax", True)
        assert '<html lang="ar" dir="rtl"' in client.get("/time-zone/").content.decode()

    @pytest.mark.parametrize("address", HOSTILE)
    def test_never_leads_elsewhere(self, client: Client, address: str) -> None:
        response = client.post("/language/", {"language": "fr", "next": address})
        assert response.headers["Location"] == "/"

    @pytest.mark.parametrize("code", ["", "xx", "../../etc/passwd", "en\r\nSet-Cookie: a=b"])
    def test_must_be_one_of_ours(self, client: Client, code: str) -> None:
        response = client.post("/language/", {"language": code, "next": "/"})
        assert response.status_code == 400
        assert "Please choose one of the languages" in response.content.decode()
        assert "django_language" not in response.cookies

    def test_is_not_chosen_by_looking(self, client: Client) -> None:
        assert client.get("/language/?language=fr").status_code == 405


class TestTimeZone:
    def test_is_chosen_from_all(self, client: Client) -> None:
        page = client.get("/time-zone/", headers={"Referer": "http://testserver/sign-in/"})
        text = page.content.decode()
        assert '<optgroup label="Europe">' in text
        assert '<option value="America/Argentina/Buenos_Aires">Argentina/Buenos Aires' in text
        assert '<input type="hidden" name="next" value="/sign-in/"' in text.replace(
            "http://testserver", ""
        )

    def test_stays_chosen(self, client: Client) -> None:
        given = {"zone": "Asia/Kathmandu", "next": "/sign-in/"}
        response = client.post("/time-zone/", given)
        assert response.headers["Location"] == "/sign-in/"
        cookie = response.cookies["parley_zone"]
        assert (cookie.value, cookie["httponly"]) == ("Asia/Kathmandu", "")
        page = client.get("/time-zone/").content.decode()
        assert '<option value="Asia/Kathmandu" selected>' in page

    def test_can_be_left_to_the_device(self, client: Client) -> None:
        client.post("/time-zone/", {"zone": "Asia/Kathmandu"})
        response = client.post("/time-zone/", {"zone": ""})
        assert response.cookies["parley_zone"].value == ""
        assert response.cookies["parley_zone"]["max-age"] == 0

    @pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "<script>"])
    def test_must_exist(self, client: Client, zone: str) -> None:
        response = client.post("/time-zone/", {"zone": zone, "next": "/"})
        assert response.status_code == 422
        assert "parley_zone" not in response.cookies
        assert "<script>" not in response.content.decode()

    @pytest.mark.parametrize("address", HOSTILE)
    def test_never_leads_elsewhere(self, client: Client, address: str) -> None:
        response = client.post("/time-zone/", {"zone": "Europe/Rome", "next": address})
        assert response.headers["Location"] == "/"
        page = client.get("/time-zone/", {"next": address}, headers={"Referer": address or "x"})
        assert "evil.example" not in main_of(page)


class TestHealth:
    def test_says_ok_and_starts_no_session(self, client: Client) -> None:
        response = client.get("/healthz")
        assert (response.status_code, response.content) == (200, b"ok")
        assert not response.cookies
        assert "no-store" in response.headers["Cache-Control"]

    def test_notices_that_the_database_is_gone(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pages.connection, "cursor", fail)
        response = client.get("/healthz")
        assert response.status_code == 503
        assert b"secret" not in response.content


class TestStyleguide:
    def test_is_the_demos_only(self, client: Client, settings: Any) -> None:
        assert client.get("/styleguide/").status_code == 200
        settings.DEMO = False
        assert client.get("/styleguide/").status_code == 404


@pytest.fixture
def outbox(tmp_path: Path, settings: Any) -> Path:
    settings.OUTBOX_ROOT = tmp_path / "outbox"
    settings.EMAIL_BACKEND = "parley.core.mail.OutboxBackend"
    return tmp_path / "outbox"


class TestOutbox:
    def test_shows_what_was_written(self, client: Client, outbox: Path) -> None:
        assert "No mails yet" in client.get("/outbox/").content.decode()
        jobs.enqueue(
            mail.deliver, "Grüße <b>", "Hello\n<script>x</script>\n", ["ada@example.org"], {}
        )
        (written,) = mails()
        listed = client.get("/outbox/").content.decode()
        assert "Grüße &lt;b&gt;" in listed
        assert "ada@example.org" in listed
        shown = client.get(f"/outbox/{written.key}/").content.decode()
        assert "&lt;script&gt;x&lt;/script&gt;" in shown
        assert "<script>x" not in shown

    def test_reads_mails_in_any_form(self, client: Client, outbox: Path) -> None:
        """HTML only, without headers, in a broken encoding: shown as far as it goes."""
        outbox.mkdir()
        html = EmailMessage()
        html.set_content("<p>only html</p>", subtype="html")
        (outbox / "html.eml").write_bytes(html.as_bytes())
        (outbox / "bare.eml").write_bytes(b"")
        (outbox / "odd.eml").write_bytes(b"Content-Type: text/plain; charset=x-no\n\n\xff\xfe")
        assert client.get("/outbox/").status_code == 200
        for key in ("html", "bare", "odd"):
            assert client.get(f"/outbox/{key}/").status_code == 200

    def test_shows_no_other_file(self, client: Client, outbox: Path) -> None:
        outbox.mkdir()
        (outbox.parent / "secret-key.eml").write_text("Subject: secret\n\n")
        (outbox / "note.txt").write_text("secret")
        for key in ("nosuch", "note", "secret-key", "..%2Fsecret-key"):
            assert client.get(f"/outbox/{key}/").status_code == 404

    def test_is_the_operators_outside_of_the_demo(
        self, client: Client, outbox: Path, settings: Any, signed_in: Any
    ) -> None:
        outbox.mkdir()
        (outbox / "one.eml").write_text("Subject: canary\n\n")
        settings.DEMO = False
        for address in ("/outbox/", "/outbox/one/"):
            assert client.get(address).headers["Location"] == f"/sign-in/?next={address}"
            assert signed_in(user(is_convener=True)).get(address).status_code == 403
            shown = signed_in(user(is_operator=True)).get(address)
            assert "canary" in shown.content.decode()
        assert 'href="/outbox/"' not in client.get("/sign-in/").content.decode()


class TestErrors:
    @pytest.mark.parametrize("host", ["evil.example", "evil.example:80@testserver", "<b>", "a b"])
    @pytest.mark.parametrize("path", ["/", "/healthz", "/sign-in/", "/nosuch/"])
    def test_hostile_hosts_get_a_page_that_says_nothing(self, host: str, path: str) -> None:
        response = Client(headers={"Host": host}).get(path)
        text = response.content.decode()
        assert response.status_code == 400
        assert "This address is not known here" in text
        assert "evil" not in text
        assert "<b>" not in text
        assert "testserver" not in text

    def test_hostile_hosts_in_the_readers_language(self) -> None:
        response = Client(headers={"Host": "evil.example", "Accept-Language": "ar"}).get("/")
        assert (response.status_code, 'dir="rtl"' in response.content.decode()) == (400, True)

    def test_a_forbidden_page_says_why(self, settings: Any, signed_in: Any) -> None:
        settings.DEMO = False
        page = signed_in(user()).get("/outbox/")
        assert page.status_code == 403
        assert "You are not allowed to open this page." in main_of(page)
        assert "/sign-in/" not in main_of(page)

    def test_what_a_service_refuses_is_said(self, rf: Any) -> None:
        request = rf.post("/")
        handler = ErrorPages(lambda request: None)  # type: ignore[arg-type, return-value]
        response = handler.process_exception(request, ParleyError("Take <another> name."))
        assert response is not None
        assert response.status_code == 400
        assert "Take &lt;another&gt; name." in response.content.decode()

    def test_bugs_are_not_called_the_readers_fault(self, rf: Any) -> None:
        handler = ErrorPages(lambda request: None)  # type: ignore[arg-type, return-value]
        assert handler.process_exception(rf.post("/"), ValueError("bug")) is None

    def test_a_form_without_its_token(self) -> None:
        response = Client(enforce_csrf_checks=True).post("/sign-out/")
        assert response.status_code == 403
        assert "This form has expired" in response.content.decode()


class Titled(forms.Form):
    title = LocalTextFormField(label="Title")


class TestLocalTextWidget:
    def test_labels_each_language(self) -> None:
        with override("en"):
            html = str(Titled({"title_en": "One", "title_fr": "Une"})["title"])
        for number, (code, name) in enumerate((("en", "English"), ("fr", "French"))):
            assert f'for="id_title_{number}">{name}</label>' in html
            assert f'name="title_{code}"' in html
        assert 'value="Une"' in html
        assert 'dir="rtl"' in html
