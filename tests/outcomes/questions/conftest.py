"""A dialogue with who reports on it and who takes part."""

from tests.outcomes.gathering import (
    account,
    client,
    convener,
    dialogue,
    element,
    guest,
    rapporteur,
)

__all__ = [
    "account",
    "client",
    "convener",
    "dialogue",
    "element",
    "guest",
    "rapporteur",
]
