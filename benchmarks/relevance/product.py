"""Measure relevance as a user meets it: every figure comes from `Archive.search`.

    python benchmarks/relevance/product.py --data FOLDER            (or KLIPING_DATA=FOLDER)
    python benchmarks/relevance/product.py --data FOLDER --write    also writes product.md

The archives are made by `kliping index`, without titles, since two of the tasks ask for a title's
article. Beside it stands Lucene's chain in an exact BM25 (`lucene.py`, `bm25.py`), on the same
queries in the same run; p is that of no difference from it (paired randomisation of MRR@10,
10,000 rounds, seed 0).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import tasks
from bm25 import Index, rank_of
from chains import all_chains
from metrics import mrr, randomisation_p, recall

import kliping
from kliping import Archive, SearchOptions

HERE = Path(__file__).parent
# Copies fold by default, and a task's article may be a copy: here each is a hit of its own.
DEFAULT = SearchOptions(lenient=True, group="each")
MODES = {
    "default": DEFAULT,
    "--all-words": replace(DEFAULT, words="all"),
    "--any": replace(DEFAULT, words="any"),
}


def build(folder: Path, task: tasks.Task) -> Archive:
    """Return an archive of a task's documents, made by the command line; an id is a number."""
    source, archive = folder / "documents.jsonl", folder / "arsip.kliping"
    if not archive.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with source.open("w", encoding="utf-8") as lines:
            for number, text in enumerate(task.documents):
                lines.write(json.dumps({"id": str(number), "text": text}) + "\n")
        command = [sys.executable, "-m", "kliping", "--archive", str(archive), "index", str(source)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return kliping.open(archive)


def ranks(archive: Archive, task: tasks.Task, options: SearchOptions) -> list[int]:
    """Return the rank of each query's document among ten hits, 0 where it is not."""
    found = []
    for query, wanted in zip(task.queries, task.wanted, strict=True):
        ids = [hit.id for hit in archive.search(query, limit=10, options=options).hits]
        found.append(ids.index(str(wanted)) + 1 if str(wanted) in ids else 0)
    return found


def lucene_ranks(task: tasks.Task) -> list[int]:
    chain = next(chain for chain in all_chains() if chain.name == "Lucene")
    index = Index([chain.document(text) for text in task.documents], chain.weights)
    return [
        rank_of(index.scores(chain.query(query)), wanted)
        for query, wanted in zip(task.queries, task.wanted, strict=True)
    ]


def rows(archive: Archive, task: tasks.Task) -> Iterator[str]:
    """Yield the lines of a task's table."""
    base = lucene_ranks(task)
    yield f"| Lucene's chain | {mrr(base):.4f} | {recall(base):.4f} | |"
    for name, options in MODES.items():
        places = ranks(archive, task, options)
        p = randomisation_p(places, base)
        yield f"| kliping, {name} | {mrr(places):.4f} | {recall(places):.4f} | {p:.4f} |"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("KLIPING_DATA"))
    parser.add_argument("--write", action="store_true", help="write product.md")
    parser.add_argument("--archives", type=Path, help="keep the archives here, and use them again")
    arguments = parser.parse_args()
    if arguments.data is None:
        print("no data: give --data FOLDER or set KLIPING_DATA; see README.md", file=sys.stderr)
        return 2
    titles = tasks.titles(Path(arguments.data))
    lines = ["# Relevance, as a user meets it", "", f"Measured {date.today().isoformat()}."]
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.archives or Path(scratch)
        for place, task in (
            ("questions", tasks.questions(Path(arguments.data))),
            ("news", titles),
            ("news", tasks.three_words(titles)),
        ):
            lines += ["", f"## {task.name}", ""]
            lines.append(f"{len(task.queries)} queries, {len(task.documents)} documents")
            lines += ["", "| | MRR@10 | recall@10 | p |", "|---|---|---|---|"]
            with build(folder / place, task) as archive:
                lines += rows(archive, task)
    print("\n".join(lines))
    if arguments.write:
        (HERE / "product.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
