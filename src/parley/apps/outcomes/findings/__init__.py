"""How numbers become findings, and findings sentences. Knows no database."""
