"""Marks in a text, and the snippets shown of it."""
