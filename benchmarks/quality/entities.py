"""Measure the entities enricher: span F1 on the tagged sets, speed and facet tops on news.

    python benchmarks/quality/entities.py --data FOLDER [--part dev] [--errors] [--tops 40]

Each sentence of a set is put together as text (`ner_sets`) and enriched as an article of its own.
A mention counts as found where its span, trimmed of the marks that the sets leave on their tokens,
and its type are the gold ones. Nested mentions do not count.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from ner_sets import TYPES, TaggedText, read_set, trim

from kliping.index import Article, Enrichment
from kliping.index.cleaning import clean
from kliping.plugins.entities import EntityEnricher

SETS = ("idner", "nergrit")
Span = tuple[int, int, str]


@dataclass(slots=True)
class Tally:
    """Counts of spans found and right, found and wrong, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, found: set[Span], gold: set[Span]) -> None:
        self.right += len(found & gold)
        self.wrong += len(found - gold)
        self.missed += len(gold - found)

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        f1 = 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)
        return f"F1 {f1:.3f}  precision {precision:.3f}  recall {recall:.3f}"


def outer_spans(enrichment: Enrichment, text: str) -> set[Span]:
    """Return the trimmed spans of the mentions that no other mention holds."""
    spans: set[Span] = set()
    reach = -1
    for mention in enrichment.mentions:
        if mention.end > reach:
            reach = mention.end
            if mention.type in TYPES.values():
                spans.add((*trim(text, mention.start, mention.end), mention.type))
    return spans


def score_set(enricher: EntityEnricher, texts: list[TaggedText], *, errors: bool) -> None:
    """Print the F1 of all spans and by type."""
    whole = Tally()
    by_type = {type: Tally() for type in sorted(set(TYPES.values()))}
    for number, tagged in enumerate(texts):
        result = enricher.enrich(Article(id=str(number), text=tagged.text), {})
        found, gold = outer_spans(result, tagged.text), set(tagged.spans)
        whole.add(found, gold)
        for type, tally in by_type.items():
            tally.add({s for s in found if s[2] == type}, {s for s in gold if s[2] == type})
        if errors and found != gold:
            print(tagged.text)
            for sign, spans in (("+", found - gold), ("-", gold - found)):
                for start, end, type in sorted(spans):
                    print(f"  {sign} {type}: {tagged.text[start:end]}")
    print(f"  all           {whole}")
    for type, tally in by_type.items():
        print(f"  {type:<13} {tally}")


def score_news(enricher: EntityEnricher, paths: list[Path], *, limit: int, tops: int) -> None:
    """Print articles a second, of one core, cleaning left out, and the commonest values."""
    articles = []
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            rows = [json.loads(line) for _, line in zip(range(limit), lines, strict=False)]
        for number, row in enumerate(rows):
            article = Article(id=f"{path.stem}-{number}", text=row["text"])
            articles.append(clean(article, zone=ZoneInfo("Asia/Jakarta")))
    values: dict[str, Counter[str]] = {field.name: Counter() for field in enricher.fields}
    for run in ("cold", "warm"):
        start, clock = time.perf_counter(), time.process_time()
        results = [enricher.enrich(article, {}) for article in articles]
        wall, cpu = time.perf_counter() - start, time.process_time() - clock
        rate = len(articles)
        print(f"  {run}: {rate / wall:,.0f} articles a second, {rate / cpu:,.0f} by CPU time")
    for result in results:
        for field, names in result.values.items():
            values[field].update(map(str, names))
    for field, counts in values.items():
        print(f"  {field}: " + ", ".join(f"{v} {n}" for v, n in counts.most_common(tops)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("KLIPING_DATA"))
    parser.add_argument("--part", default="dev", choices=("dev", "train"))
    parser.add_argument("--errors", action="store_true", help="print every difference")
    parser.add_argument("--tops", type=int, default=20, help="values shown of each field")
    parser.add_argument("--limit", type=int, default=1000, help="articles of each news file")
    options = parser.parse_args()
    if options.data is None:
        print("no data: give --data FOLDER or set KLIPING_DATA; skipped", file=sys.stderr)
        return 0
    folder = Path(options.data)
    enricher = EntityEnricher()
    for name in SETS:
        path = folder / "ner" / f"{name}-{options.part}.txt"
        if not path.exists():
            print(f"no {path}; skipped", file=sys.stderr)
            continue
        texts = read_set(path)
        print(f"{name} {options.part}: {len(texts)} texts")
        score_set(enricher, texts, errors=options.errors)
    news = sorted((folder / "news").glob("*.jsonl"))
    if news and not options.errors:
        print(f"news: {', '.join(path.name for path in news)}")
        score_news(enricher, news, limit=options.limit, tops=options.tops)
    return 0


if __name__ == "__main__":
    sys.exit(main())
