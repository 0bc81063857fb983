"""Whose comment is whose: by name, or under a pseudonym that a secret makes.

Whoever has no secret can't tell. It goes when the period ends, and with it all that leads from a
person to what they said.
"""

import hmac
from uuid import UUID

from django.db.models import Q

from parley.apps.reports.models import CommentPeriod
from parley.core.access import NOTHING
from parley.core.actors import Actor


def pseudonym(period: CommentPeriod, actor: Actor) -> UUID | None:
    """None for whoever has no account, and for everybody once the secret is gone."""
    key = bytes(period.secret)
    if not key or actor.user_id is None:
        return None
    said = f"parley:report-comments:{period.report.uid.hex}:{period.pk}:{actor.user_id}"
    return UUID(bytes=hmac.digest(key, said.encode(), "sha256")[:16])


def own(period: CommentPeriod, actor: Actor) -> Q:
    """The actor's own comments of a period, as far as that can be told."""
    if actor.user_id is None or actor.preview is not None:
        return NOTHING
    if not period.is_nameless:
        return Q(period=period, author=actor.user_id)
    name = pseudonym(period, actor)
    return NOTHING if name is None else Q(period=period, pseudonym=name)
