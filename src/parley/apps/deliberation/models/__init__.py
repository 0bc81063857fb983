"""Norms taken apart, what is proposed on them, and the stances that people take."""

from parley.apps.deliberation.models.consultations import (
    CONFIDENTIAL,
    RUNNING,
    Audience,
    Consultation,
    Phase,
    Results,
    Secret,
)
from parley.apps.deliberation.models.live import LiveRoom, Speaker, SpeakerState
from parley.apps.deliberation.models.norms import Element, Instrument, Norm, Topic
from parley.apps.deliberation.models.propositions import (
    FIRST_DRAWN,
    LONGEST_PROPOSITION,
    Proposition,
    PropositionState,
)
from parley.apps.deliberation.models.stances import (
    LONGEST_RESERVATION,
    LiveCount,
    OnRecord,
    Stance,
    Value,
)

__all__ = [
    "CONFIDENTIAL",
    "FIRST_DRAWN",
    "LONGEST_PROPOSITION",
    "LONGEST_RESERVATION",
    "RUNNING",
    "Audience",
    "Consultation",
    "Element",
    "Instrument",
    "LiveCount",
    "LiveRoom",
    "Norm",
    "OnRecord",
    "Phase",
    "Proposition",
    "PropositionState",
    "Results",
    "Secret",
    "Speaker",
    "SpeakerState",
    "Stance",
    "Topic",
    "Value",
]
