"""The dialogues whose outcome somebody writes."""

from parley.apps.convening.models import Dialogue
from parley.apps.convening.selectors.dialogues import dialogue_for
from parley.apps.outcomes.policies import reports
from parley.core.actors import Actor
from parley.core.errors import not_found


def reported_dialogue(actor: Actor, slug: str) -> Dialogue:
    """One that the actor reports on; others hear that there is nothing."""
    dialogue = dialogue_for(actor, slug)
    if not reports(actor, dialogue.pk):
        raise not_found()
    return dialogue
