"""Which norms and elements a dialogue and its sessions discuss."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue, Session
from parley.apps.convening.services import rows, versions
from parley.apps.convening.services.common import changed
from parley.apps.deliberation.models import Element, Norm, Topic
from parley.apps.deliberation.selectors.topics import topics_in
from parley.core.access import require, visible
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

TOPIC_FIELDS = ("session", "norm", "element")


@transaction.atomic
def set_topics(
    actor: Actor, dialogue: Dialogue, given: Sequence[rows.Values], *, seen: str | None = None
) -> None:
    """What is discussed where, in this order; an entry is the norm as a whole or an element."""
    require(actor, "edit", dialogue)
    held = rows.locked(actor, dialogue)
    existing = topics_in(actor, held)
    versions.check(seen, versions.version_of_rows(existing, TOPIC_FIELDS))
    wanted = [_checked(actor, held, values) for values in given]
    if len(set(wanted)) < len(wanted):
        raise InvalidInput(_("The same stands there twice. Remove one of the two."))
    known = {(row.session_id, row.norm_id, row.element_id): row for row in existing}
    for key, row in known.items():
        if key not in wanted:
            row.delete()
    for order, key in enumerate(wanted):
        session, norm, element = key
        row = known.get(key) or Topic(
            dialogue=held, session_id=session, norm_id=norm, element_id=element
        )
        if rows.assign(row, {"order": order}) or row.pk is None:
            rows.checked(row).save()
    changed(actor, "dialogue.topics_edited", held)


def _checked(
    actor: Actor, dialogue: Dialogue, values: rows.Values
) -> tuple[int | None, int, int | None]:
    session: Session | None = values.get("session")
    element: Element | None = values.get("element")
    norm: Norm = element.norm if element is not None else values["norm"]
    own = visible(Session, actor).filter(dialogue=dialogue)
    if session is not None and not own.filter(pk=session.pk).exists():
        raise InvalidInput(_("One of the sessions is not there any more. Choose again."))
    return (session.pk if session else None, norm.pk, element.pk if element else None)
