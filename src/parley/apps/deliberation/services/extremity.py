"""How far each proposition sets people apart, as the latest opinion map has it."""

from collections.abc import Mapping

from parley.apps.deliberation.models import Consultation, Proposition


def keep(consultation: Consultation, by_number: Mapping[int, float]) -> None:
    """For the order of asking. Comes from a map, so nobody in particular does it: it says nothing
    that the map doesn't."""
    rows = list(Proposition.objects.filter(consultation=consultation))
    for row in rows:
        row.extremity = by_number.get(row.number, 0.0)
    Proposition.objects.bulk_update(rows, ["extremity"], batch_size=500)
