"""What a convener types: bound, checked, and kept on an error."""
