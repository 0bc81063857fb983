"""The findings of the demonstration: proposed from the numbers, then decided on as a rapporteur would."""

from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Phase
from parley.apps.evidence.models import Collection
from parley.apps.outcomes.models import MapStatus, OpinionMap
from parley.apps.outcomes.selectors import maps
from parley.apps.outcomes.selectors.sources import Source, source_of
from parley.apps.outcomes.services import drawing


def draw_maps(dialogue: Dialogue) -> None:
    """Of its consultations and of what was gathered for it; the worker would draw them soon."""
    over = dialogue.consultations.filter(phase__in=(Phase.CLOSED, Phase.SEALED))
    gathered = Collection.objects.filter(dialogues=dialogue)
    for source in (*map(source_of, over), *map(source_of, gathered)):
        if not source.maps().exists():
            _draw(source)


def _draw(source: Source) -> None:
    drawing.queue(source, maps.fingerprint(source))
    row: OpinionMap | None = source.maps().filter(status=MapStatus.QUEUED).first()
    if row is not None:
        drawing.draw.call(row.pk)


def draw_together(dialogue: Dialogue, consultation: str, said: dict) -> None:
    return None


def finding_on(dialogue: Dialogue, element: str, proposition: int) -> None:
    return None
