"""One search: options, filters, the executed search, rows, facets, cursors."""
