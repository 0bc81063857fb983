"""Every change of norms, consultations and stances, each with its check."""
