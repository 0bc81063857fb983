"""What there is to read of norms and consultations, for whom."""
