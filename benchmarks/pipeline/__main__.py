"""Measure indexing as a whole job: `kliping index`, from files to an archive that answers.

    python -m benchmarks.pipeline --data DIR [--articles N] [--sizes N,N,…]

Over DIR/news/*.jsonl; prints Markdown:

- articles a second of `kliping index`, with one and with two jobs, and the memory of its processes;
- CPU an article by stage: reading, cleaning, each enricher, the store, the index, what is left;
- bytes an article of articles.db and the indexes;
- how that grows: the corpus replicated with word noise (`noise.py`) to each of the sizes, CPU an
  article of the last 1,000 that were added, and CPU of adding one article more.

CPU time is of all processes, start included, and hardly depends on what else runs; seconds do.
"""

import argparse
import datetime
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import kliping
from kliping.index import Article

from .measured import Job, cpu_seconds, run
from .noise import iter_replicated
from .stages import Stages

# Of the articles that are added one by one at each size.
SINGLES = 10
# The last articles of a size, whose time counts.
LAST = 1_000


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("KLIPING_DATA"))
    parser.add_argument("--articles", type=int, help="only the first so many")
    parser.add_argument("--sizes", default="", help="such as 5000,20000; none: no growth")
    arguments = parser.parse_args()
    if arguments.data is None:
        print("no data: give --data FOLDER or set KLIPING_DATA; skipped", file=sys.stderr)
        return 2
    files = sorted((Path(arguments.data) / "news").glob("*.jsonl"))
    articles = [one for one in kliping.read(files) if isinstance(one, Article)]
    articles = articles[: arguments.articles]
    if not articles:
        print(f"no articles: {arguments.data}/news/*.jsonl holds none", file=sys.stderr)
        return 2
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"# Indexing, {datetime.date.today()}, {machine}\n")
    print(f"{len(articles):,} articles of DIR/news.\n")
    with tempfile.TemporaryDirectory() as folder:
        print_jobs(files if arguments.articles is None else articles, len(articles), Path(folder))
        print_stages(files if arguments.articles is None else None, articles, Path(folder))
        if sizes := [int(size) for size in arguments.sizes.split(",") if size]:
            print_growth(articles, sorted(sizes), Path(folder) / "growing.kliping")
    return 0


def print_jobs(given: list[Any], count: int, folder: Path) -> None:
    """Print what `kliping index` takes with one and with two jobs."""
    files = given
    if isinstance(given[0], Article):
        files = [folder / "some.jsonl"]
        write_articles(given, files[0])
    print("| jobs | articles a second | a CPU second | seconds | main process | all workers |")
    print("|---|---|---|---|---|---|")
    for jobs in (1, 2):
        job: Job = run(files, folder / f"{jobs}.kliping", jobs)
        print(
            f"| {jobs} | {count / job.seconds:,.0f} | {count / job.cpu:,.0f} | {job.seconds:.1f} | "
            f"{job.main_mib:,.0f} MiB | {job.workers_mib:,.0f} MiB |"
        )
    print()
    archive = folder / "1.kliping"
    print("| bytes an article | |\n|---|---|")
    for name, paths in (
        ("articles.db", [archive / "articles.db"]),
        ("index", (archive / "index").glob("*")),
        ("quotations", (archive / "quotations").glob("*")),
    ):
        print(f"| {name} | {sum(path.stat().st_size for path in paths) / count:,.0f} |")
    print("\n`python benchmarks/store_sizes.py` tells articles.db by table.\n")


def write_articles(articles: list[Article], path: Path) -> None:
    """Write articles as JSON lines, as readers take them."""
    import json

    with path.open("w", encoding="utf-8") as out:
        for one in articles:
            row = {"id": one.id, "title": one.title, "text": one.text, "outlet": one.outlet}
            if one.published is not None:
                row["published"] = one.published.isoformat()
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def print_stages(files: list[Path] | None, articles: list[Article], folder: Path) -> None:
    """Print the CPU of each stage, one job, in this process."""
    with Stages() as stages, kliping.open(folder / "stages.kliping", create=True) as archive:
        archive.add_all(articles[:1])
        stages.clear()
        began = time.process_time()
        if files is not None:
            with stages.timing("read"):
                articles = [one for one in kliping.read(files) if isinstance(one, Article)]
        report = archive.add_all(articles, jobs=1)
        total = time.process_time() - began
    if report.failures:
        raise RuntimeError(f"enrichers failed, so the times say nothing: {report.failures}")
    print("| stage | CPU ms an article |\n|---|---|")
    for stage, seconds in stages.rows():
        print(f"| {stage} | {seconds / len(articles) * 1e3:.3f} |")
    rest = total - sum(seconds for _, seconds in stages.rows())
    print(f"| rest | {rest / len(articles) * 1e3:.3f} |")
    print(f"| **all** | **{total / len(articles) * 1e3:.2f}** |\n")


def print_growth(articles: list[Article], sizes: list[int], path: Path) -> None:
    """Print what an article costs as the archive grows."""
    print("| articles | CPU ms an article, last 1,000 | adding one: CPU ms, median | largest |")
    print("|---|---|---|---|")
    source = iter_replicated(articles)
    with kliping.open(path, create=True) as archive:
        for size in sizes:
            archive.add_all(take(source, size - LAST - len(archive)))
            began = cpu_seconds()
            archive.add_all(list(take(source, size - len(archive))))
            spent = (cpu_seconds() - began) / LAST
            singles: list[float] = []
            for one in take(source, SINGLES):
                began = cpu_seconds()
                archive.add(one)
                singles.append(cpu_seconds() - began)
            print(
                f"| {size:,} | {spent * 1e3:.2f} | {median(singles) * 1e3:.1f} | "
                f"{max(singles) * 1e3:.1f} |",
                flush=True,
            )


def take(source: Iterator[Article], most: int) -> Iterator[Article]:
    """Yield at most so many, and leave the rest in the source."""
    for _ in range(most):
        yield next(source)


if __name__ == "__main__":
    sys.exit(main())
