"""Files that bring norms and consultations in, and take them out."""
