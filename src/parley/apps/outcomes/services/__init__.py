"""Every change of outcomes."""
