"""A dialogue with who reports on it and who takes part."""

from tests.outcomes.gathering import (
    account,
    client,
    convener,
    dialogue,
    element,
    estonia,
    guest,
    rapporteur,
)

__all__ = [
    "account",
    "client",
    "convener",
    "dialogue",
    "element",
    "estonia",
    "guest",
    "rapporteur",
]
