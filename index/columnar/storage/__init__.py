"""Storage: checksummed array files, and what the files of a segment and of a commit hold."""
