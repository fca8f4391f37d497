"""Text to top-level statements to trees. Never raises."""
