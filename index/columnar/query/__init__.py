"""Queries: from a query tree to the documents that match, and their scores."""
