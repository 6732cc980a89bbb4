"""Indexing: from documents to the arrays of a segment, and from segments to a larger one."""
