"""Rooms on a Jitsi Meet server that lets in whoever brings a token signed with its secret."""

from datetime import datetime, timedelta
from urllib.parse import quote

import jwt
from django.conf import settings

SLACK = timedelta(seconds=60)  # between our clock and the server's


def address(
    room: str, *, name: str, guest: str, moderates: bool, now: datetime, until: datetime
) -> str:
    """Where to go, with a token for this room and this person, good until the session's end."""
    token = jwt.encode(
        claims(room, name=name, guest=guest, moderates=moderates, now=now, until=until),
        settings.JITSI_SECRET,
        algorithm="HS256",
    )
    return f"https://{settings.JITSI_DOMAIN}/{quote(room)}?jwt={token}"


def claims(
    room: str, *, name: str, guest: str, moderates: bool, now: datetime, until: datetime
) -> dict[str, object]:
    """What Jitsi's servers look for. Their own module takes `affiliation`, others `moderator`;
    all that stands under `user` has to be text."""
    return {
        "aud": settings.JITSI_APP_ID,
        "iss": settings.JITSI_APP_ID,
        "sub": settings.JITSI_DOMAIN,
        "room": room,
        "nbf": int((now - SLACK).timestamp()),
        "exp": int((until + SLACK).timestamp()),
        "moderator": moderates,
        "context": {
            "user": {
                "id": guest,
                "name": name,
                "affiliation": "owner" if moderates else "member",
                "moderator": "true" if moderates else "false",
            }
        },
    }
