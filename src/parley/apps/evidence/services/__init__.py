"""Every change of evidence, each with its check."""
