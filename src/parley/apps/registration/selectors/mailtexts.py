"""Which mails the dialogue writes in its convener's own words."""

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import MailKind, MailText
from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.errors import not_found


def own_texts(actor: Actor, dialogue: Dialogue) -> dict[str, MailText]:
    """Kind of mail → the convener's words, where there are any."""
    rows = visible(MailText, actor).filter(dialogue=dialogue)
    return {row.kind: row for row in rows}


def kind_named(name: str) -> MailKind:
    """A kind of mail by its name in an address."""
    if name not in MailKind:
        raise not_found()
    return MailKind(name)
