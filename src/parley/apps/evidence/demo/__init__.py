"""The evidence that the demonstration shows."""
