"""What comes of a dialogue: opinion maps, findings, practices, open questions."""

from parley.apps.outcomes.models.findings import (
    Finding,
    FindingKind,
    FindingState,
    Ground,
    Matter,
    Subject,
)
from parley.apps.outcomes.models.maps import (
    IN_WORK,
    MapStatus,
    OpinionMap,
    artefact_path,
)
from parley.apps.outcomes.models.practices import (
    LEAST,
    Endorsement,
    Practice,
    PracticeEvidence,
    PracticeStatus,
)
from parley.apps.outcomes.models.questions import OpenQuestion, QuestionStatus
from parley.apps.outcomes.models.releases import MapRelease
from parley.apps.outcomes.models.syntheses import (
    Reach,
    Synthesis,
    SynthesisSource,
    Working,
)

__all__ = [
    "IN_WORK",
    "LEAST",
    "Endorsement",
    "Finding",
    "FindingKind",
    "FindingState",
    "Ground",
    "MapRelease",
    "MapStatus",
    "Matter",
    "OpenQuestion",
    "OpinionMap",
    "Practice",
    "PracticeEvidence",
    "PracticeStatus",
    "QuestionStatus",
    "Reach",
    "Subject",
    "Synthesis",
    "SynthesisSource",
    "Working",
    "artefact_path",
]
