"""Files that bring evidence in, and take it out."""
