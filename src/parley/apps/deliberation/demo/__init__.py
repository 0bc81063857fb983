"""What the demonstration deliberates."""
