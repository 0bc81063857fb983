"""Consultations in the format of Polis exports, in and out."""

from parley.apps.outcomes.exchange.polis_in import import_polis
from parley.apps.outcomes.exchange.polis_out import export_polis

__all__ = ["export_polis", "import_polis"]
