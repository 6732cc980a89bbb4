"""Measure kliping's engine beside its peers: one corpus, one run, one machine.

    python benchmarks/engine/run.py                       # 20,000 synthetic articles
    python benchmarks/engine/run.py --size 500000
    python benchmarks/engine/run.py --corpus berita.jsonl
    python benchmarks/engine/run.py --engines kliping,tantivy --keep work/

Prints Markdown; `--json FILE` keeps the raw figures, from which figure.py draws latency against
size. Answers are compared: totals and facet counts of all engines, the ranking with Whoosh's.
"""

import argparse
import gc
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from cells import VARIANTS, make_cells  # after the path is set
from corpus import Record, real, synthetic
from engines import CONTENDERS, Contender
from report import markdown

SAMPLE = 5000  # articles from which the queries are chosen
ROUNDS = 30
SECONDS_PER_CELL = 2.0


def main() -> None:
    arguments = parse_arguments()
    folder = Path(arguments.keep or tempfile.mkdtemp(prefix="kliping-benchmark-"))
    folder.mkdir(parents=True, exist_ok=True)

    def records() -> Iterator[Record]:
        return real(arguments.corpus) if arguments.corpus else synthetic(arguments.size)

    sample = [r for _, r in zip(range(SAMPLE), records(), strict=False)]
    cells = make_cells(sample)
    results: dict[str, Any] = {
        "size": sum(1 for _ in records()) if arguments.corpus else arguments.size,
        "corpus": str(arguments.corpus.name) if arguments.corpus else "synthetic",
        "engines": {},
    }
    answers: dict[tuple[str, str, int], dict[str, Any]] = {}
    contenders = [CONTENDERS[name]() for name in arguments.engines.split(",")]
    for contender in contenders:
        row = build(contender, records, folder / contender.name)
        row["open_ms"] = opening(contender, folder / contender.name)
        results["engines"][contender.name] = row | {"cells": {}}
        print(f"built {contender.name}", file=sys.stderr)
    # Cell by cell, the engines one after the other: what else the machine does meets all alike.
    for cell, queries in cells.items():
        for variant in VARIANTS:
            for contender in contenders:
                taken = measure(contender, cell, queries, variant, answers)
                if taken:
                    results["engines"][contender.name]["cells"][f"{cell}|{variant}"] = taken
        print(f"measured {cell}", file=sys.stderr)
    results["disagreements"] = compare(answers)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1))
    print(markdown(results))
    if not arguments.keep:
        shutil.rmtree(folder)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--engines", default="kliping,whoosh,fts5,tantivy,bm25s")
    parser.add_argument("--keep", help="folder of the indexes; what is built there is used again")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def build(contender: Contender, records: Any, folder: Path) -> dict[str, Any]:
    """Build the index, unless the folder holds it already."""
    note = folder.with_suffix(".json")
    if note.exists():
        return dict(json.loads(note.read_text()))
    shutil.rmtree(folder, ignore_errors=True)
    corpus = list(records())
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    contender.build(corpus, folder)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    row = {"cpu_s": cpu, "wall_s": wall, "bytes": size, "documents": len(corpus)}
    note.write_text(json.dumps(row))
    return row


def opening(contender: Contender, folder: Path) -> float:
    """Return the median of milliseconds to open."""
    times = []
    for _ in range(9):
        start = time.perf_counter()
        contender.open(folder)
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def measure(
    contender: Contender,
    cell: str,
    queries: list[Any],
    variant: Any,
    answers: dict[tuple[str, str, int], dict[str, Any]],
) -> dict[str, float] | None:
    """Return first-time, median and 95th percentile milliseconds over all the cell's queries."""
    first = []
    for number, query in enumerate(queries):
        start = time.perf_counter()
        answer = contender.answer(query, variant)
        first.append((time.perf_counter() - start) * 1e3)
        if answer is None:
            return None
        answers.setdefault((cell, variant, number), {})[contender.name] = answer
    times = []
    until = time.perf_counter() + SECONDS_PER_CELL
    for turn in range(ROUNDS):
        for query in queries:
            start = time.perf_counter()
            contender.answer(query, variant)
            times.append((time.perf_counter() - start) * 1e3)
        if time.perf_counter() > until and turn:
            break
    times.sort()
    return {
        "first": statistics.median(first),
        "median": statistics.median(times),
        "p95": times[int(len(times) * 0.95)],
    }


def compare(answers: dict[tuple[str, str, int], dict[str, Any]]) -> list[str]:
    """Return where engines disagree with kliping: totals, facets, and Whoosh's ranking."""
    found = []
    for (cell, variant, number), given in answers.items():
        ours = given.get("kliping")
        if ours is None:
            continue
        for name, theirs in given.items():
            where = f"{cell}, {variant}, query {number}: {name}"
            # Whoosh counts what is left after collapsing.
            comparable = theirs.total is not None and variant != "collapse"
            if comparable and theirs.total != ours.total:
                found.append(f"{where} finds {theirs.total}, kliping {ours.total}")
            for field, counts in (theirs.facets or {}).items():
                mine = (ours.facets or {}).get(field, {})
                # Of equal counts at the end of the list each engine shows what it likes.
                if sorted(counts.values()) != sorted(mine.values()):
                    found.append(f"{where} counts {field} otherwise")
            scored = cell not in ("prefix", "fuzzy")
            if name == "whoosh" and variant == "top" and scored and not same_ranking(ours, theirs):
                found.append(f"{where} ranks otherwise")
    return found


def same_ranking(ours: Any, theirs: Any) -> bool:
    """Return whether ids and scores are the same, up to the order of equal scores."""
    if len(ours.ids) != len(theirs.ids):
        return False
    close = all(
        abs(a - b) <= 1e-4 * max(1.0, abs(b))
        for a, b in zip(ours.scores, theirs.scores, strict=True)
    )
    return close and len(set(ours.ids) & set(theirs.ids)) >= len(ours.ids) - 1


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
