"""BigBlueButton, spoken to as its documentation says, on a server of our own that checks the checksums."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from parley.apps.registration.services import bigbluebutton
from parley.core.errors import ParleyError

SECRET = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"
MADE = "<response><returncode>SUCCESS</returncode><messageKey></messageKey></response>"
REFUSED = (
    "<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey></response>"
)


@dataclass
class Bbb:
    """A server that knows `create`, and what it was asked."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    answer: str = MADE
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def is_signed(self, call: str, query: str) -> bool:
        signed, _, checksum = query.rpartition("&checksum=")
        return hashlib.sha256(f"{call}{signed}{SECRET}".encode()).hexdigest() == checksum


@pytest.fixture
def bbb(settings: Any) -> Iterator[Bbb]:
    known = Bbb()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            known.asked.append(self.path)
            ok = known.is_signed(path.rpartition("/")[2], query)
            self.send_response(known.status)
            for name, value in known.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write((known.answer if ok else REFUSED).encode())

        def log_message(self, *_args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    known.url = f"http://127.0.0.1:{server.server_port}/bigbluebutton"
    settings.BBB_SERVER, settings.BBB_SECRET = known.url, SECRET
    yield known
    server.shutdown()
    thread.join()
    server.server_close()


def address(**changed: Any) -> str:
    given = {"title": "Opening & more", "name": "Ada +1 نور", "guest": "k1", "moderates": False}
    return bigbluebutton.address("plenary-1", **{**given, **changed})


def test_the_checksum_is_that_of_the_documentations_example(settings: Any) -> None:
    """From BigBlueButton's API reference, "API security model"; its example uses SHA-1."""
    settings.BBB_SECRET = SECRET
    parameters = {
        "name": "Test Meeting",
        "meetingID": "abc123",
        "attendeePW": "111222",
        "moderatorPW": "333444",
    }
    query, _, checksum = bigbluebutton.signed("create", parameters, "sha1").rpartition("&checksum=")
    assert query == "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444"
    assert checksum == "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17"
    assert len(bigbluebutton.signed("create", parameters).rpartition("=")[2]) == 64


def test_the_room_is_made_first_then_joined_with_name_and_role(bbb: Bbb) -> None:
    for moderates, role in ((False, "VIEWER"), (True, "MODERATOR")):
        parts = urlsplit(address(moderates=moderates))
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{bbb.url}/api/join"
        assert bbb.is_signed("join", parts.query)
        given = parse_qs(parts.query)
        assert (given["fullName"], given["role"]) == (["Ada +1 نور"], [role])
        assert given["meetingID"] == ["plenary-1"]
        assert SECRET not in parts.query
    assert {urlsplit(asked).path for asked in bbb.asked} == {"/bigbluebutton/api/create"}
    created = parse_qs(urlsplit(bbb.asked[0]).query)
    assert (created["meetingID"], created["name"]) == (["plenary-1"], ["Opening & more"])
    assert created["record"] == ["false"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": REFUSED},
        {"status": 302, "headers": {"Location": "http://127.0.0.1:1/elsewhere"}},
        {"status": 500},
        {"answer": "x" * 10_000_000},
    ],
)
def test_nobody_is_sent_to_a_room_that_was_not_made(
    bbb: Bbb, wrong: dict[str, Any], caplog: Any
) -> None:
    for name, value in wrong.items():
        setattr(bbb, name, value)
    with pytest.raises(ParleyError, match="can’t be reached"):
        address()
    assert len(bbb.asked) == 1
    assert SECRET not in caplog.text
    assert "Ada" not in caplog.text


def test_a_wrong_secret_and_a_silent_server_say_so(bbb: Bbb, settings: Any, caplog: Any) -> None:
    settings.BBB_SECRET = "another"
    with pytest.raises(ParleyError, match="can’t be reached"):
        address()
    assert "checksumError" in caplog.text
    settings.BBB_SERVER = "http://127.0.0.1:1/bigbluebutton"
    with pytest.raises(ParleyError, match="can’t be reached"):
        address()
