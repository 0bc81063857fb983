"""What is read, always for an actor."""
