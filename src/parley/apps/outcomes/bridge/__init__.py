"""The door to the opinion mapping: only this package opens it."""
