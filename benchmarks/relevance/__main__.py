"""Measure relevance: `python benchmarks/relevance --data FOLDER` (or KLIPING_DATA)."""

import argparse
import os
import sys
import time
from pathlib import Path

import tasks
from bm25 import Index, rank_of
from chains import Chain, all_chains
from metrics import mrr, randomisation_p, recall


def ranks(chain: Chain, task: tasks.Task) -> list[int]:
    index = Index([chain.document(text) for text in task.documents], chain.weights)
    return [
        rank_of(index.scores(chain.query(query)), wanted)
        for query, wanted in zip(task.queries, task.wanted, strict=True)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("KLIPING_DATA"))
    parser.add_argument("--chains", default="")
    arguments = parser.parse_args()
    titles = tasks.titles(Path(arguments.data))
    for task in (tasks.questions(Path(arguments.data)), titles, tasks.three_words(titles)):
        print(task.name, len(task.documents), "documents", len(task.queries), "queries")
        base = None
        for chain in all_chains():
            if arguments.chains and not any(c in chain.name for c in arguments.chains.split(",")): continue
            start = time.time()
            found = ranks(chain, task)
            if chain.name == "Lucene":
                base = found
            p = randomisation_p(found, base) if base else 1
            print(f"{chain.name:28} {mrr(found):.4f} {recall(found):.4f} p={p:.4f} {time.time()-start:.1f}s", flush=True)
    return 0


sys.exit(main())
