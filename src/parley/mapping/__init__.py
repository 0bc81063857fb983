"""Opinion mapping: from stances to convergences and divergences. Knows no Django; usable alone."""
