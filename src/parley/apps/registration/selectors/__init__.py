"""What there is to read of registrations, for whom."""
