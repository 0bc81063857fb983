"""What there is to read of evidence, for whom."""
