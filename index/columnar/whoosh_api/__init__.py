"""Whoosh's own interfaces over the same files: a codec, matchers, and the fallback."""
