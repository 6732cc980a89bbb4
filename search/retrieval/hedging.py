"""Words that say that a statement is not certain, or is another's: `diduga`, `kabarnya`."""

from functools import cache

from kliping.index.data_files import read_lines


@cache
def _hedges() -> tuple[str, ...]:
    return tuple(read_lines(__package__, "hedges.txt"))


def hedges_of(sentence: str) -> set[str]:
    """Return the hedges in a sentence, casefolded."""
    kept = "".join(c if c.isalnum() or c == "-" else " " for c in sentence.casefold())
    padded = f" {' '.join(kept.split())} "
    return {hedge for hedge in _hedges() if f" {hedge} " in padded}
