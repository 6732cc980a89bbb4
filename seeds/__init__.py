"""Sample articles that this project wrote, with gold annotations beside them; data only."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def articles_path() -> Path:
    """Return the folder of sample articles: the source to index."""
    return _HERE / "articles"


def gold_path() -> Path:
    """Return the folder of gold annotations; README.md beside it says what each file holds."""
    return _HERE / "gold"
