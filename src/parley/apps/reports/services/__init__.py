"""What is changed: checked, done, recorded."""
