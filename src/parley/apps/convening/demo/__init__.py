"""The demonstration: two dialogues that took place, two invented ones, and people to be."""

from collections.abc import Sequence

from parley.apps.accounts.personas import Persona
from parley.apps.convening.demo.personas import PERSONAS

__all__ = ["PERSONAS", "Persona", "load"]


def load() -> Sequence[Persona]:
    """Load what is missing of the demonstration; what is there stays as it was left."""
    # Here, because every process knows the personas, and only this needs the rest.
    from parley.apps.convening.demo.loader import load_missing

    load_missing()
    return PERSONAS
