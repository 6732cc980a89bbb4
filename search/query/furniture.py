"""What of a pasted text stands before an article's body, where no word of it is indexed.

`KABARNUSA.ID, DEMAK - Banjir …`, pasted from a page, begins with a dateline. Indexing leaves
datelines and bylines out (kliping.index.cleaning), so a query that asks for their words would find
everything but its article. The query is read with the same eyes, and such words need not match.
"""

import re

# Shorter queries are typed, and mean each of their words: `Jakarta - banjir`.
_PASTED_WORDS = 5
# What a dateline or a byline ends with or holds; most queries have neither.
_DASH = re.compile(r"[-–—](?:\s|\w)")
# What was pasted is the beginning of a line that goes on: alone it might be a byline as a whole.
_MORE = " dan seterusnya" * 12
_DOMAIN = re.compile(r"\w\.(?:com|co\.id|id|net)\b", re.IGNORECASE)


def find_furniture(query: str) -> tuple[tuple[int, int], ...]:
    """Return the half-open ranges of code points of a pasted text that are no body text."""
    is_pasted = _DASH.search(query) and len(query.split()) >= _PASTED_WORDS
    if not (is_pasted or (_DOMAIN.search(query) and " " in query)):
        return ()
    from kliping.index.cleaning.marking import mark

    regions = mark(query + _MORE, "").regions
    return tuple(
        (r.start, r.end)
        for r in regions
        if r.kind in ("dateline", "byline") and r.end <= len(query.rstrip())
    )
