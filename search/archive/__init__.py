"""The facade: one archive as a program sees it, over an open session."""
