"""Where the interpretations of a norm stand, element by element, in all that a reader may see."""

from dataclasses import dataclass

from parley.apps.deliberation.models import Consultation, Norm, Phase, Proposition
from parley.apps.deliberation.selectors.results import (
    ConsultationResults,
    PropositionResult,
    results_for,
)
from parley.core.access import may, visible
from parley.core.actors import Actor

# Of more consultations than these, the latest are shown.
MOST = 12


@dataclass(frozen=True)
class Standing:
    """What one consultation holds on one proposition. `library`: which one of the norm it is."""

    consultation: Consultation
    proposition: Proposition
    result: PropositionResult
    least: int
    is_final: bool

    @property
    def library(self) -> int | None:
        return self.proposition.origin_id

    @property
    def element(self) -> int | None:
        return self.proposition.element_id

    @property
    def is_invented(self) -> bool:
        return self.consultation.synthetic or self.consultation.dialogue.synthetic


@dataclass(frozen=True)
class Standings:
    """Those that did take place first, then those invented for demonstration."""

    lines: tuple[Standing, ...]
    left_out: int

    def on(self, element: int, library: int | None) -> list[Standing]:
        """On a proposition of the norm; on those that consultations have added, for None."""
        return [line for line in self.lines if (line.element, line.library) == (element, library)]


def standings_for(actor: Actor, norm: Norm) -> Standings:
    """Of the consultations that the actor sees, and whose results they may see."""
    asked = visible(Proposition, actor).filter(element__norm=norm, merged_into=None)
    asked = asked.filter(consultation__isnull=False)
    begun = visible(Consultation, actor).exclude(phase__in=(Phase.DRAFT, Phase.COLLECTING))
    rows = begun.filter(pk__in=asked.values("consultation")).select_related("dialogue", "session")
    shown = [row for row in rows.order_by("-pk") if may(actor, "see_results", row)]
    by_consultation = {row.pk: (row, results_for(actor, row)) for row in shown[:MOST]}
    found = [
        _standing(proposition, *by_consultation[proposition.consultation_id])
        for proposition in asked.filter(consultation__in=by_consultation)
        if proposition.consultation_id is not None
    ]
    order = {key: number for number, key in enumerate(by_consultation)}
    found.sort(key=lambda line: (line.is_invented, order[line.consultation.pk]))
    return Standings(tuple(found), max(0, len(shown) - MOST))


def _standing(
    proposition: Proposition, consultation: Consultation, results: ConsultationResults
) -> Standing:
    result = results.of(proposition.pk)
    return Standing(consultation, proposition, result, results.least, results.is_final)
