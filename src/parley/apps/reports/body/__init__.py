"""The text of a report as a list of blocks. Pure: no database, no request."""
