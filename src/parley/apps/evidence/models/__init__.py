"""What has been published and how was voted: documents, positions, roll calls."""

from parley.apps.evidence.models.bodies import BodyKind, Membership, PublicBody
from parley.apps.evidence.models.collections import Collection, CollectionKind
from parley.apps.evidence.models.documents import Document, Extent, Reading
from parley.apps.evidence.models.positions import EvidenceLevel, Position, PositionStance
from parley.apps.evidence.models.votes import Choice, RollCall, Vote

__all__ = [
    "BodyKind",
    "Choice",
    "Collection",
    "CollectionKind",
    "Document",
    "EvidenceLevel",
    "Extent",
    "Membership",
    "Position",
    "PositionStance",
    "PublicBody",
    "Reading",
    "RollCall",
    "Vote",
]
