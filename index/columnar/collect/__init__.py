"""Collecting: from matching documents to a page of hits and to counts of values."""
