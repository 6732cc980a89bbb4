"""Completion, did you mean, and filters that no article passes."""
