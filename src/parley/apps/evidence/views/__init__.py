"""Pages: each checks by its guard, reads or writes, and renders."""
