"""Every change of who comes, each with its check, its mail and its audit line."""
