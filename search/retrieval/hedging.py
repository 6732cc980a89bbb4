"""Words that say that a statement is not certain, or is another's: `diduga`, `kabarnya`."""

from functools import cache
from importlib.resources import files


@cache
def _hedges() -> tuple[str, ...]:
    text = files(__package__).joinpath("hedges.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and line[0] != "#")


def hedges_of(sentence: str) -> set[str]:
    """Return the hedges in a sentence, casefolded."""
    kept = "".join(c if c.isalnum() or c == "-" else " " for c in sentence.casefold())
    padded = f" {' '.join(kept.split())} "
    return {hedge for hedge in _hedges() if f" {hedge} " in padded}
