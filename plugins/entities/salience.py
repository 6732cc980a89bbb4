"""How much an article is about each entity that it names.

The measure joins what marks an article's subject (after Dunietz and Gillick 2014, "A New Entity
Salience Task with Millions of Training Examples"): the title, an early first mention, the number
of mentions. The shares were set by reading 60 articles of the development news, 2026-11.
"""

from collections.abc import Sequence

from kliping.plugins.entities.rules.spans import Found

TITLE, LEAD, COUNT = 0.35, 0.25, 0.4
LEAD_LENGTH = 400  # code points of body text that count as the lead


def weigh(found: Sequence[Found], title: str, length: int) -> dict[tuple[str, str], float]:
    """Return the salience, 0 to 1, of every (type, name).

    Args:
        found: with names, sorted by start; nested stretches count a half.
        title: the headline, or "": then its share goes to the others.
        length: of the body text, in code points.
    """
    counts: dict[tuple[str, str], float] = {}
    first: dict[tuple[str, str], int] = {}
    titled: set[tuple[str, str]] = set()
    for stretch in found:
        key = stretch.type, stretch.name
        counts[key] = counts.get(key, 0.0) + (0.5 if stretch.nested else 1.0)
        first.setdefault(key, stretch.start)
        if title and (stretch.text in title or stretch.name in title):
            titled.add(key)
    most = max(counts.values(), default=1.0)
    begin = min(first.values(), default=0)
    whole = COUNT + LEAD + (TITLE if title else 0.0)
    weights: dict[tuple[str, str], float] = {}
    for key, count in counts.items():
        late = max(0, first[key] - begin - LEAD_LENGTH) / max(1, length - LEAD_LENGTH)
        score = COUNT * count / max(most, 3.0) + LEAD * max(0.0, 1 - 2 * late)
        weights[key] = round((score + TITLE * (key in titled)) / whole, 3)
    return weights
