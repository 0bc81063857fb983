"""What there is to read of outcomes, for whom."""
