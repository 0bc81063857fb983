"""The secret part of an invitation's link: made from the site's key, so the database holds nothing
that opens a link, and a backup neither."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from parley.apps.registration.models import Invitation
from parley.core.errors import not_found

SALT = "parley.registration.invitation"
LENGTH = 32  # hex digits: 128 bits


def token_of(invitation: Invitation) -> str:
    """Who it is, and the proof that we wrote so."""
    proven = f"{invitation.uid.hex}:{invitation.serial}"
    proof = salted_hmac(SALT, proven, algorithm="sha256").hexdigest()[:LENGTH]
    return f"{invitation.uid.hex}-{proof}"


def invitation_by(token: str) -> Invitation:
    """The invitation that a link was made for, whatever has become of it; a 404 for any other."""
    uid, _, _proof = token.partition("-")
    try:
        # Only 32 hex digits: UUID would take braces and dashes too.
        wanted = UUID(hex=uid) if len(uid) == 32 else None
    except ValueError:
        wanted = None
    rows = Invitation.objects.select_related("dialogue", "group", "group__dialogue")
    invitation = rows.filter(uid=wanted).first() if wanted else None
    if invitation is None or not constant_time_compare(token, token_of(invitation)):
        raise not_found()
    return invitation


def link_of(invitation: Invitation) -> str:
    """The whole address that goes into the mail."""
    return str(settings.BASE_URL) + reverse("invitation", args=[token_of(invitation)])
