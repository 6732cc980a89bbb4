"""A page of hits, with facets and without, against tantivy-py and SQLite FTS5.

    python -m benchmarks.front_door --data DIR [--archive ARCHIVE] [--count 1000] [--out FILE]

DIR holds news/*.jsonl. Everybody gets the same articles and the facet values that kliping found in
them, and is called as its users call it: title and snippet of ten hits with the total; the same
with four facets; the total with four facets and no hits. Each query is asked once, engines taking
turns at who begins. CPU time of the process, medians and 95th percentiles.
"""

import argparse
import gc
import math
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from engines import FACETS, Engine, Fts5, Kliping, Record, Tantivy
from queries import CellQuery, draw

import kliping
from kliping import Archive

SEED = 20261127
# Asked before the clock starts: opening files, importing what the first search needs.
WARM_UP = 50
VARIANTS: dict[str, tuple[bool, tuple[str, ...]]] = {
    "page": (True, ()),
    "page + 4 facets": (True, FACETS),
    "4 facets, no hits": (False, FACETS),
}
Times = dict[str, list[float]]  # by engine, in seconds


def records_of(archive: Archive) -> list[Record]:
    """Return the archive's articles with the facet values that their hits are counted by."""
    found = []
    for article in archive.iter():
        values: dict[str, dict[str, None]] = {name: {} for name in FACETS}
        if article.outlet:
            values["outlet"][article.outlet] = None
        for enrichment in archive.enrichments(article.id).values():
            for name in FACETS:
                values[name].update(dict.fromkeys(map(str, enrichment.values.get(name, ()))))
        found.append(
            Record(
                article.id, article.title, article.text, {n: tuple(v) for n, v in values.items()}
            )
        )
    return found


def measure(
    engines: Sequence[Engine], queries: Sequence[CellQuery], variant: str
) -> tuple[Times, int]:
    """Return the CPU seconds of each query by engine, and how many of them found something."""
    hits, facets = VARIANTS[variant]
    times: Times = {engine.name: [] for engine in engines}
    finding = 0
    for number, query in enumerate(queries):
        turn = number % len(engines)
        for engine in (*engines[turn:], *engines[:turn]):
            began = time.process_time_ns()
            answer = engine.answer(query, hits=hits, facets=facets)
            times[engine.name].append((time.process_time_ns() - began) / 1e9)
            finding += engine is engines[0] and answer.total > 0
    return times, finding


def table(variant: str, cells: dict[str, Times], others: Sequence[str]) -> list[str]:
    """Return a Markdown table of one variant."""
    heads = [f"{name}, ms" for name in ("kliping", *others)]
    heads += [f"kliping / {name}" for name in others]
    lines = [
        f"## {variant}",
        "",
        "| | " + " | ".join(heads) + " |",
        "|---" * (len(heads) + 1) + "|",
    ]
    ratios: dict[str, list[float]] = {name: [] for name in others}
    for cell, times in cells.items():
        medians = {name: statistics.median(held) for name, held in times.items()}
        row = [
            f"{1000 * medians[name]:.2f} ({1000 * statistics.quantiles(times[name], n=20)[-1]:.2f})"
            for name in ("kliping", *others)
        ]
        for name in others:
            ratios[name].append(medians["kliping"] / medians[name])
            row.append(f"{ratios[name][-1]:.2f}")
        lines.append(f"| {cell} | " + " | ".join(row) + " |")
    means = [f"**{math.exp(statistics.fmean(map(math.log, ratios[n]))):.2f}**" for n in others]
    lines += ["| geometric mean | " + " | " * (len(others) + 0) + " | ".join(means) + " |", ""]
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--archive", type=Path, help="made of DIR/news, if it is not there")
    parser.add_argument("--count", type=int, default=1000, help="queries a cell")
    parser.add_argument("--cell", help="only this cell")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.archive or Path(scratch, "news.kliping")
        if not folder.exists():
            with kliping.open(folder, create=True) as archive:
                archive.add_all(kliping.read(arguments.data / "news"))
        with kliping.open(folder) as archive:
            records = records_of(archive)
            engines: list[Engine] = [
                Kliping(archive),
                Tantivy(records, Path(scratch, "tantivy")),
                Fts5(records, Path(scratch, "fts5")),
            ]
            lines = run(engines, records, count=arguments.count, only=arguments.cell)
    text = "\n".join(lines)
    print(text)
    if arguments.out:
        arguments.out.write_text(text, encoding="utf-8")
    return 0


def run(
    engines: Sequence[Engine], records: Sequence[Record], *, count: int, only: str | None
) -> list[str]:
    """Ask everything; return the report."""
    # Each variant has queries of its own, and so has the warm-up: none is asked twice.
    wanted = count * len(VARIANTS) + WARM_UP
    cells = draw([record.text for record in records], count=wanted, seed=SEED)
    if only:
        cells = {only: cells[only]}
    for queries in cells.values():
        for variant in VARIANTS:
            measure(engines, queries[-WARM_UP:], variant)
    names = [engine.name for engine in engines[1:]]
    lines = [
        "# The front door",
        "",
        f"{len(records):,} articles; {count:,} different queries a cell and table, asked once: "
        "median CPU ms of one query, 95th percentile in brackets. "
        f"{date.today()}, {platform.machine()}, Python {platform.python_version()}, "
        f"kernel {'compiled' if _has_kernel() else 'absent'}.",
        "",
    ]
    gc.collect()
    gc.freeze()
    for place, variant in enumerate(VARIANTS):
        measured: dict[str, Times] = {}
        for cell, queries in cells.items():
            asked = queries[place * count : (place + 1) * count]
            measured[cell], finding = measure(engines, asked, variant)
            print(f"{variant}: {cell}: {finding} of {count} find something", file=sys.stderr)
        lines += table(variant, measured, names)
    return lines


def _has_kernel() -> bool:
    from kliping.index import kernel

    return kernel.compiled is not None


if __name__ == "__main__":
    sys.exit(main())
