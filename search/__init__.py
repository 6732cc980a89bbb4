"""kliping: full-text search for Indonesian news that knows who said what."""

if __name__ == "search":  # pragma: no cover - reached only by a wrong sys.path
    raise ImportError("the folder 'search' is the package 'kliping'; run: pip install -e .")
