"""Index articles with the kliping that is installed here, and write down all that came of it.

    python snapshot.py FILE [FILE ...] --out SNAPSHOT.jsonl.gz [--articles N] [--jobs N]

A program of its own: `diff_corpus` runs it with another revision's kliping on the path, so it
uses the public names of the library alone. One line of JSON each:

- `{"article": ID, "fields": {…}, "results": {ENRICHER: {values, mentions, quotations, records}}}`
- `{"query": WHAT, "results": {…}}`: hits with scores, snippets and marks, totals and facet counts
  of queries that are drawn from the titles, over the articles and over the quotations.
"""

import argparse
import gzip
import json
import random
import re
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from typing import Any

import kliping
from kliping.index import Article

FACETS = ("person", "organisation", "place", "speaker", "outlet", "language")
QUOTATION_FACETS = ("speaker", "cue", "type", "act")
SEED = 15
# One article in so many gives a query.
QUERY_EVERY = 10
_WORD = re.compile(r"\w+")
# What says when and how fast, not what.
_TIMES = ("took_ms", "cursor")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--articles", type=int, help="only so many, drawn at random")
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        kliping.open(Path(folder) / "snapshot.kliping", create=True) as archive,
        gzip.open(arguments.out, "wt", encoding="utf-8", compresslevel=1) as out,
    ):
        given = draw(kliping.read(arguments.files), arguments.articles)
        archive.add_all(given, jobs=arguments.jobs)
        for row in iter_rows(archive):
            out.write(json.dumps(row, ensure_ascii=False, default=list) + "\n")


def draw(readings: Any, articles: int | None) -> list[Any]:
    """Return all that was read, or the first articles of an order that is drawn with SEED."""
    found = list(readings)
    if articles is None:
        return found
    only = [one for one in found if isinstance(one, Article)]
    random.Random(SEED).shuffle(only)
    return only[:articles]


def iter_rows(archive: Any) -> Iterator[dict[str, Any]]:
    """Yield what an archive holds of each article, and what it answers to each query."""
    titles: list[str] = []
    for article in sorted(archive.iter(), key=lambda article: article.id):
        titles.append(article.title)
        fields = asdict(article)
        text = blake2b(fields.pop("text").encode("utf-8", "surrogatepass"), digest_size=8)
        fields["published"] = article.published and article.published.isoformat()
        results = {name: asdict(found) for name, found in archive.enrichments(article.id).items()}
        yield {
            "article": article.id,
            "fields": fields | {"text": text.hexdigest()},
            "results": results,
        }
    for query in iter_queries(titles):
        found = archive.search(query, facets=FACETS).to_dict()
        yield {"query": f"search {query}", "results": without_times(found)}
        quoted = archive.quotes(query, facets=QUOTATION_FACETS).to_dict()
        yield {"query": f"quotes {query}", "results": without_times(quoted)}


def iter_queries(titles: list[str]) -> Iterator[str]:
    """Yield queries of one to three words of titles, and phrases, drawn with SEED."""
    source = random.Random(SEED)
    for number, title in enumerate(titles[::QUERY_EVERY]):
        words = _WORD.findall(title)
        if len(words) < 4:
            continue
        at = source.randrange(len(words) - 2)
        chosen = words[at : at + 3]
        yield (
            chosen[0],
            " AND ".join(chosen[:2]),
            " ".join(chosen),
            f'"{chosen[0]} {chosen[1]}"',
            " OR ".join(chosen),
        )[number % 5]


def without_times(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of results without what differs each time it is asked for."""
    return {key: value for key, value in row.items() if key not in _TIMES}


if __name__ == "__main__":
    main()
