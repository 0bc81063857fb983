"""What the QR code on a badge says: whose it is, and the proof that we wrote so. No name, no address.

Like an invitation's link it is made from the site's key: see selectors/tokens.py. It has few
characters, all of them from the small set that QR codes hold best.
"""

import base64
from hashlib import sha256
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from parley.apps.registration.models import Registration

SALT = "parley.registration.badge"
WHO, PROOF = 26, 16  # characters of five bits each


def code_of(registration: Registration) -> str:
    return code_for(registration.uid)


def code_for(uid: UUID) -> str:
    proof = salted_hmac(SALT, uid.hex, algorithm="sha256").digest()
    return _letters(uid.bytes) + _letters(proof)[:PROOF]


def _letters(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=")


def digest_of(code: str) -> str:
    """By this the page at the door knows a badge without holding anybody's code."""
    return sha256(code.encode()).hexdigest()


def uid_in(code: str) -> UUID | None:
    """Whose badge it is, if we made it."""
    given = code.strip().upper()
    if len(given) != WHO + PROOF or not given.isascii():
        return None
    try:
        raw = base64.b32decode(given[:WHO] + "======")
    except ValueError:
        return None
    uid = UUID(bytes=raw)
    return uid if constant_time_compare(given, code_for(uid)) else None
