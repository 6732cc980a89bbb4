"""The way of an article into an archive: read, clean, enrich, store, index."""
