"""The files of an archive's folder, and its settings."""
