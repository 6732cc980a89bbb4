"""Paste headlines and first sentences as queries: each is understood and finds its own article.

    python benchmarks/search/pasted.py FOLDER            files of articles, as `kliping index` reads
    python benchmarks/search/pasted.py FILE --count 400 --archive DIR

Headlines are drawn evenly over the articles; the first sentence is what stands before the first
full stop, question mark or exclamation mark followed by a blank, or the whole first line. It is cut
without the code that is judged. Prints what was refused and what does not find its article.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import kliping
from kliping import Archive, Article, KlipingError

_SENTENCE = re.compile(r".+?[.?!](?=\s)|.+", re.DOTALL)


def first_sentence(text: str) -> str:
    """Return the first sentence of a text on one line."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    match = _SENTENCE.match(line.strip())
    return match[0] if match else ""


def drawn(articles: Sequence[Article], count: int) -> Iterator[Article]:
    """Yield so many articles, evenly over all."""
    step = max(1, len(articles) // count)
    yield from articles[: step * count : step]


def measure(archive: Archive, kind: str, pasted: Sequence[tuple[str, str]]) -> bool:
    """Search each text, and tell whether every one found the article with its id."""
    refused, lost, warned = [], [], 0
    for id, text in pasted:
        try:
            found = archive.search(text, limit=1)
        except KlipingError as error:
            refused.append(f"{text}\n    {error}")
            continue
        warned += bool(found.warnings)
        if not any(hit.id == id for hit in archive.iter_hits(text)):
            lost.append(f"{id}: {text}")
    print(
        f"{kind}: {len(pasted)} pasted, {len(refused)} refused, {len(lost)} do not find their "
        f"article, {warned} read with a warning"
    )
    for line in (*refused, *lost):
        print(f"  {line}")
    return not (refused or lost)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--archive", type=Path, help="use or make this one")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.archive or Path(folder) / "pasted.kliping"
        with kliping.open(path, create=True) as archive:
            if not len(archive):
                archive.add_all(kliping.read(given.sources))
            articles = list(archive.iter())
            titles = [(a.id, a.title) for a in drawn(articles, given.count) if a.title.strip()]
            sentences = [
                (a.id, sentence)
                for a in drawn(articles, given.count)
                if (sentence := first_sentence(a.text))
            ]
            ok = measure(archive, "headlines", titles)
            return 0 if measure(archive, "first sentences", sentences) and ok else 1


if __name__ == "__main__":
    sys.exit(main())
