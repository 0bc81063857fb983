"""What comes of a dialogue: opinion maps, findings, practices, open questions."""

from parley.apps.outcomes.models.findings import (
    Finding,
    FindingKind,
    FindingState,
    Ground,
    Matter,
)
from parley.apps.outcomes.models.maps import (
    IN_WORK,
    MapStatus,
    OpinionMap,
    artefact_path,
)
from parley.apps.outcomes.models.practices import (
    Endorsement,
    Practice,
    PracticeEvidence,
    PracticeStatus,
)
from parley.apps.outcomes.models.questions import OpenQuestion, QuestionStatus
from parley.apps.outcomes.models.syntheses import Reach, Synthesis, SynthesisSource

__all__ = [
    "IN_WORK",
    "Endorsement",
    "Finding",
    "FindingKind",
    "FindingState",
    "Ground",
    "MapStatus",
    "Matter",
    "OpenQuestion",
    "OpinionMap",
    "Practice",
    "PracticeEvidence",
    "PracticeStatus",
    "QuestionStatus",
    "Reach",
    "Synthesis",
    "SynthesisSource",
    "artefact_path",
]
