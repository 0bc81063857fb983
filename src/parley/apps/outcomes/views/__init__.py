"""Views: each loads, calls and renders."""
