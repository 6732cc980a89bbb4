"""Measure `Archive.said` on 60 sentences: exact, cut, altered, reversed in meaning, never said.

    python -m benchmarks.said --archive ARCHIVE [--list] [--foreign ARCHIVE]

ARCHIVE is made by `kliping index` of FOLDER/news (IndoSum and mrrizal/Document_Classifier). The
sentences are in `../judged/said.tsv` as ids, spans and edits of them; those never said are our own.
With --foreign, quotations of another archive are asked for in ARCHIVE: none of them was said there.
"""

import argparse
import csv
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import kliping
from kliping import Archive

SENTENCES = Path(__file__).parents[1] / "judged" / "said.tsv"
KINDS = ("exact", "cut", "altered", "reversed", "never")
FOREIGN = 1500


def sentences(archive: Archive) -> Iterator[tuple[str, str | None, int, str]]:
    """Yield (kind, article or None, start, sentence)."""
    with SENTENCES.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["kind"] == "never":
                yield "never", None, 0, row["text"]
                continue
            start, end = int(row["start"]), int(row["end"])
            text = archive.get(row["article"]).text
            parts, at = [], start
            for first, last, new in json.loads(row["edits"] or "[]"):
                parts += [text[at:first], new]
                at = last
            yield row["kind"], row["article"], start, "".join([*parts, text[at:end]])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--foreign", type=Path)
    parser.add_argument("--list", action="store_true", help="print the sentences that go wrong")
    arguments = parser.parse_args()
    counted: Counter[tuple[str, str]] = Counter()
    times: list[float] = []
    with kliping.open(arguments.archive) as archive:
        for kind, article, start, text in sentences(archive):
            began = time.process_time()
            found = archive.said(text)
            times.append(time.process_time() - began)
            verdict = found.verdict
            if article is not None and verdict in ("said", "reversed"):
                there = [
                    each
                    for each in found.sayings
                    if each.article == article
                    and each.quotation.start <= start < each.quotation.end
                ]
                verdict = "elsewhere" if not there else "said"
                if there and there[0].reversed:
                    verdict = "reversed"
            counted[kind, verdict] += 1
            right = {"never": ("nothing", "nearest"), "reversed": ("reversed",)}
            if arguments.list and verdict not in right.get(kind, ("said",)):
                best = (found.sayings or found.nearest)[:1]
                likeness = f"{best[0].likeness:.2f}" if best else "-"
                print(kind, verdict, likeness, text, *(b.quotation.text for b in best), sep="\n  ")
        for kind in KINDS:
            told = {verdict: n for (of, verdict), n in counted.items() if of == kind}
            print(f"{kind}: {', '.join(f'{verdict} {n}' for verdict, n in sorted(told.items()))}")
        times.sort()
        print(f"CPU: median {times[len(times) // 2] * 1000:.1f} ms, most {times[-1] * 1000:.1f} ms")
        if arguments.foreign is not None:
            _print_foreign(archive, arguments.foreign)
    return 0


def _print_foreign(archive: Archive, folder: Path) -> None:
    with kliping.open(folder) as other:
        hits = other.quotes("*", limit=None).hits
    texts = sorted({hit.quotation.text for hit in hits})
    drawn = random.Random("said/foreign").sample(texts, min(FOREIGN, len(texts)))
    verdicts = Counter(archive.said(text).verdict for text in drawn if any(map(str.isalpha, text)))
    print("foreign:", ", ".join(f"{verdict} {n}" for verdict, n in sorted(verdicts.items())))


if __name__ == "__main__":
    sys.exit(main())
