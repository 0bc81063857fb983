"""Writing: each checks first, changes, and records last, in one transaction."""
