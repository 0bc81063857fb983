"""Under which name a person's stances are stored: made with the consultation's secret.

Whoever has no secret can't tell whose it is. Stances and authorship have names of their own, so
that what somebody wrote does not lead to what they hold.
"""

import hmac
from uuid import UUID

from django.utils.translation import gettext as _

from parley.apps.deliberation.models import Consultation, Secret
from parley.core.actors import Actor
from parley.core.errors import InvalidInput


class Sealed(InvalidInput):
    """There is no secret any more."""


def respondent(consultation: Consultation, actor: Actor) -> UUID:
    """The pseudonym of a person's stances."""
    return _name(consultation, "stances", actor)


def author(consultation: Consultation, actor: Actor) -> UUID:
    """The pseudonym of what a person submitted."""
    return _name(consultation, "propositions", actor)


def order(consultation: Consultation, actor: Actor) -> UUID:
    """What the order in which a person is asked is drawn from."""
    return _name(consultation, "order", actor)


def mark(consultation: Consultation, actor: Actor) -> str:
    """By which a browser knows whose unsent stances it keeps; it leads to none of the others."""
    return _name(consultation, "browser", actor).hex


def _name(consultation: Consultation, purpose: str, actor: Actor) -> UUID:
    try:
        key = bytes(consultation.secret.key)
    except Secret.DoesNotExist:
        raise Sealed(
            _("This consultation is sealed: nobody can tell any more which stances are whose.")
        ) from None
    said = f"parley:{purpose}:{consultation.uid.hex}:{actor.user_id}".encode()
    return UUID(bytes=hmac.digest(key, said, "sha256")[:16])
