"""Rooms on a BigBlueButton server. Each call is signed with the secret shared with it.

A room has to be made before anybody enters it, so this server calls that one: the configured
one and no other, wherever it may be told to go on to.
"""

import hashlib
import http.client
import logging
import re
import ssl
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from parley.core.errors import ParleyError

PATIENCE_SECONDS = 5
MOST_BYTES = 64 * 1024
DIGEST = "sha256"
_log = logging.getLogger(__name__)


def signed(call: str, parameters: dict[str, str], digest: str = DIGEST) -> str:
    """The call's query string with its checksum: of its name, the query as sent, the secret."""
    query = urlencode(parameters)
    made = hashlib.new(digest, f"{call}{query}{settings.BBB_SECRET}".encode())
    return f"{query}&checksum={made.hexdigest()}" if query else f"checksum={made.hexdigest()}"


def address(room: str, *, title: str, name: str, guest: str, moderates: bool) -> str:
    """Where to go; the room is made first, which does nothing where it is there already."""
    _create(room, title)
    joining = {
        "meetingID": room,
        "fullName": name,
        "userID": guest,
        "role": "MODERATOR" if moderates else "VIEWER",
        "redirect": "true",
    }
    return f"{_base()}/join?{signed('join', joining)}"


def _base() -> str:
    return f"{settings.BBB_SERVER}/api"


def _create(room: str, title: str) -> None:
    parameters = {"meetingID": room, "name": title[:200], "record": "false"}
    answer = _asked(f"{_base()}/create?{signed('create', parameters)}")
    # Two words of a short answer: no XML parser has to read what another server sent.
    if not re.search(r"<returncode>\s*SUCCESS\s*</returncode>", answer):
        key = re.search(r"<messageKey>([A-Za-z0-9]{1,60})</messageKey>", answer)
        _log.error("BigBlueButton made no room: %s", key[1] if key else "its answer is unknown")
        raise _unreachable()


def _asked(address: str) -> str:
    """What the configured server answers. Redirects are not followed, proxies not asked."""
    parts = urlsplit(address)
    try:
        connection = _connection(parts.netloc, secure=parts.scheme == "https")
        try:
            connection.request("GET", f"{parts.path}?{parts.query}")
            response = connection.getresponse()
            body = response.read(MOST_BYTES)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException) as error:
        _log.error("BigBlueButton does not answer: %s", type(error).__name__)
        raise _unreachable() from error
    if response.status != http.client.OK:
        _log.error("BigBlueButton answered %s", response.status)
        raise _unreachable()
    return body.decode("utf-8", "replace")


def _connection(netloc: str, *, secure: bool) -> http.client.HTTPConnection:
    if secure:
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(netloc, timeout=PATIENCE_SECONDS, context=context)
    return http.client.HTTPConnection(netloc, timeout=PATIENCE_SECONDS)


def _unreachable() -> ParleyError:
    return ParleyError(
        _("The server of this room can’t be reached now. Please try again in a minute.")
    )
