"""The whole main job on real articles: time, memory, size, failures, slowest functions.

    python benchmarks/archive.py NEWS.jsonl [NEWS.jsonl ...]

Without files it takes KLIPING_DATA/news/*.jsonl. It prints Markdown.
"""

import cProfile
import datetime
import os
import platform
import pstats
import resource
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import kliping

# Articles that are profiled in one process, for the list of slowest functions.
PROFILED = 1_000


def main() -> None:
    files = sys.argv[1:]
    if not files and (folder := os.environ.get("KLIPING_DATA")):
        files = sorted(str(path) for path in (Path(folder) / "news").glob("*.jsonl"))
    if not files:
        print("skipped: no articles; give files, or set KLIPING_DATA")
        return
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"# The main job, {datetime.date.today()}, {machine}\n")
    with tempfile.TemporaryDirectory() as folder:
        for jobs in sorted({1, os.cpu_count() or 1}):
            index(files, Path(folder) / f"{jobs}.kliping", jobs)
        profile(files, Path(folder) / "profiled.kliping")


def index(files: list[str], path: Path, jobs: int) -> None:
    """Index the files and print what it took."""
    began, cpu = time.perf_counter(), cpu_seconds()
    with kliping.open(path, create=True) as archive:
        report = archive.add_all(kliping.read(files), jobs=jobs)
        seconds, spent = time.perf_counter() - began, cpu_seconds() - cpu
        stats = archive.stats()
        again = time.perf_counter()
        archive.add_all(kliping.read(files), jobs=jobs)
        again = time.perf_counter() - again
        states = archive.enricher_states()
    reading = time.perf_counter()
    sum(1 for _ in kliping.read(files))
    reading = time.perf_counter() - reading
    memory = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"## {jobs} job{'s' if jobs > 1 else ''}\n")
    print("| | |\n|---|---|")
    print(f"| articles | {stats.articles:,} ({len(report.refused)} refused) |")
    print(f"| seconds | {seconds:.1f} ({stats.articles / seconds:,.0f} articles a second) |")
    print(f"| CPU seconds | {spent:.1f} ({stats.articles / spent:,.0f} articles a CPU second) |")
    print(f"| the same files again | {again:.2f} s; only reading them {reading:.2f} s |")
    print(f"| largest process | {memory / 1024:,.0f} MiB |")
    print(f"| articles.db | {stats.store_bytes / 2**20:.1f} MiB |")
    print(f"| indexes | {stats.index_bytes / 2**20:.1f} MiB |")
    print(f"| quotations, copy groups | {stats.quotations:,}, {stats.copy_groups:,} |\n")
    print("| enricher | articles | failures | ms an article |\n|---|---|---|---|")
    for state in states:
        print(
            f"| {state.name} | {state.results:,} | {state.failures} | {state.seconds * 1e3:.3f} |"
        )
    print()


def profile(files: list[str], path: Path) -> None:
    """Print the ten functions that take most time of their own."""
    articles = list(islice(kliping.read(files), PROFILED))
    with kliping.open(path, create=True) as archive:
        archive.add_all(articles[:5])
        profiler = cProfile.Profile()
        profiler.enable()
        archive.add_all(articles)
        profiler.disable()
    stats = pstats.Stats(profiler)
    rows = sorted(stats.stats.items(), key=lambda row: -row[1][2])  # type: ignore[attr-defined]  # typeshed omits it
    print(f"## The ten slowest functions over {len(articles):,} articles, one process, profiled\n")
    print("| function | calls | own seconds |\n|---|---|---|")
    for (file, line, name), (_, calls, own, _, _) in rows[:10]:
        where = "/".join(Path(file).parts[-2:]) if file != "~" else ""
        print(f"| `{name}` {where}:{line} | {calls:,} | {own:.2f} |")


def cpu_seconds() -> float:
    """Return the seconds of processor time of this process and of those that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main()
