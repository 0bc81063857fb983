"""Parley: convene a dialogue, hear every side, show where they converge and diverge."""

__version__ = "0.1.0"
