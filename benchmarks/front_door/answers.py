"""Write what searches answer, or compare it with what they answered before, bit for bit.

    python benchmarks/front_door/answers.py --archive ARCHIVE --write FILE
    python benchmarks/front_door/answers.py --archive ARCHIVE --against FILE

Queries of every cell, with and without facets, in several orders and with filters, and patterns.
Scores are compared in full; the time that a search took and its cursor, which holds the clock, are
left out. A line that differs is printed with what differs; exit code 1.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engines import FACETS
from queries import draw

import kliping
from kliping import Archive, SearchOptions

SEED = 7
COUNT = 300  # queries a cell
OPTIONS = (
    SearchOptions(),
    SearchOptions(),
    SearchOptions(sort="newest"),
    SearchOptions(group="each"),
    SearchOptions(words="all", snippet_length=120),
    SearchOptions(words="any"),
)


def searches(archive: Archive) -> Iterator[tuple[str, int, tuple[str, ...], SearchOptions]]:
    """Yield (query, limit, facets, options)."""
    cells = draw([article.text for article in archive.iter()], count=COUNT, seed=SEED)
    number = 0
    for place in range(COUNT):
        for queries in cells.values():
            query = queries[place]
            words = query.words
            text = {
                "phrase": f'"{" ".join(words)}"',
                "and": " AND ".join(words),
                "or": " OR ".join(words),
            }.get(query.kind, " ".join(words))
            facets = FACETS if number % 3 == 0 else ()
            yield text, 10 if number % 5 else 25, facets, OPTIONS[number % len(OPTIONS)]
            number += 1
        word = cells["running-text word"][place].words[0]
        others = (f"{word[:4]}*", f"{word}~", f"{word} -yang", f"title:{word}", f'"{word} *"')
        yield others[place % len(others)], 10, (), SearchOptions()


def answer(archive: Archive, search: tuple[str, int, tuple[str, ...], SearchOptions]) -> Any:
    """Return what a search answers, as JSON would hold it."""
    query, limit, facets, options = search
    found = archive.search(query, limit=limit, facets=facets, options=options)
    row = found.to_dict()
    for name in ("took_ms", "cursor"):
        del row[name]
    for hit, shown in zip(found.hits, row["hits"], strict=True):
        shown["score"] = hit.score.hex()
    return row


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--against", type=Path)
    arguments = parser.parse_args()
    with kliping.open(arguments.archive) as archive:
        rows = [answer(archive, search) for search in searches(archive)]
    if arguments.write:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        arguments.write.write_text("".join(lines), encoding="utf-8")
    differ = 0
    if arguments.against:
        before = [json.loads(line) for line in arguments.against.open(encoding="utf-8")]
        for old, new in zip(before, rows, strict=True):
            if old != new:
                differ += 1
                print(f"{old['query']}: {', '.join(k for k in new if old.get(k) != new[k])}")
        print(f"{len(rows):,} searches, {differ} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
