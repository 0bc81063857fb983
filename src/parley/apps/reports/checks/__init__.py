"""What of a report can be checked without a database: its sentences, names, quotations and numbers."""
