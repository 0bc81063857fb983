"""Forms of outcomes."""
