"""Measure relevance: every analysis chain on every task, and every stemmer on the treebanks.

    python benchmarks/relevance --data FOLDER           (or KLIPING_DATA=FOLDER)
    python benchmarks/relevance --data FOLDER --write   also writes figures.json and figures.md
    python benchmarks/relevance --queries FILE --articles FILE

FOLDER is laid out as the README says. FILEs are JSON lines: articles `{"id", "text"}`, queries
`{"query", "id"}`, where id is the one article that the query must find.
"""

import argparse
import json
import os
import sys
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import stems
import tasks
from bm25 import Index, rank_of
from chains import Chain, all_chains
from metrics import mrr, randomisation_p, recall

from kliping.index.analyzer import Analyzer

HERE = Path(__file__).parent
BASELINE = "Lucene"


def ranks(chain: Chain, task: tasks.Task) -> list[int]:
    """Return the rank of each query's document, 0 where it is not found."""
    index = Index([chain.document(text) for text in task.documents], chain.weights)
    return [
        rank_of(index.scores(chain.query(query)), wanted)
        for query, wanted in zip(task.queries, task.wanted, strict=True)
    ]


def compare(task: tasks.Task) -> dict[str, Any]:
    """Run every chain on a task; p is that of no difference from Lucene's chain."""
    print(f"\n{task.name}: {len(task.queries)} queries, {len(task.documents)} documents")
    found = {}
    for chain in all_chains():
        try:
            found[chain.name] = ranks(chain, task)
        except ModuleNotFoundError as error:
            print(f"{chain.name:26} left out: {error}; pip install {error.name}")
            continue
        print(f"{chain.name:26} {mrr(found[chain.name]):.4f} {recall(found[chain.name]):.4f}")
    base = found.get(BASELINE)
    rows = [
        {
            "chain": name,
            "mrr": round(mrr(places), 4),
            "recall": round(recall(places), 4),
            "p": round(randomisation_p(places, base), 4) if base and name != BASELINE else None,
        }
        for name, places in found.items()
    ]
    return {
        "task": task.name,
        "queries": len(task.queries),
        "documents": len(task.documents),
        "rows": rows,
    }


def as_markdown(figures: dict[str, Any]) -> str:
    lines = [
        "# Relevance",
        "",
        f"Measured {figures['date']} with `python benchmarks/relevance --write`; Python "
        f"{figures['python']}, " + ", ".join(f"{k} {v}" for k, v in figures["versions"].items()),
        f"Analyzer {figures['fingerprint']}. Exact BM25, k1 = 1.2, b = 0.75; MRR@10, recall@10; "
        "p: paired randomisation test of MRR against Lucene's chain, 10,000 rounds.",
    ]
    for task in figures["tasks"]:
        lines += [
            "",
            f"## {task['task']}",
            "",
            f"{task['queries']} queries, {task['documents']} documents",
            "",
            "| chain | MRR@10 | recall@10 | p |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| {row['chain']} | {row['mrr']:.4f} | {row['recall']:.4f} | "
            f"{'' if row['p'] is None else format(row['p'], '.4f')} |"
            for row in task["rows"]
        ]
    lines += [
        "",
        "## Stems against treebank lemmas",
        "",
        "| treebank | stemmer | types | tokens | under | over | names changed | words/s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row['treebank']} | {row['stemmer']} | {row['types']:.4f} | {row['tokens']:.4f} | "
        f"{row['under']:.4f} | {row['over']:.6f} | {row['names_changed']:.4f} | "
        f"{row['words_per_second']:,} |"
        for row in figures["stems"]
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("KLIPING_DATA"))
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--write", action="store_true", help="write figures.json and figures.md")
    arguments = parser.parse_args()
    if arguments.queries and arguments.articles:
        compare(tasks.own(arguments.queries, arguments.articles))
        return 0
    if arguments.data is None:
        print("no data: give --data FOLDER or set KLIPING_DATA; see README.md", file=sys.stderr)
        return 2
    folder = Path(arguments.data)
    titles = tasks.titles(folder)
    figures = {
        "date": date.today().isoformat(),
        "python": sys.version.split()[0],
        "versions": {name: version(name) for name in ("simplemma", "PyStemmer", "numpy")},
        "fingerprint": Analyzer().fingerprint,
        "tasks": [
            compare(task) for task in (tasks.questions(folder), titles, tasks.three_words(titles))
        ],
        "stems": [asdict(row) for row in stems.table(folder)],
    }
    print(as_markdown(figures).partition("## Stems")[2])
    if arguments.write:
        text = json.dumps(figures, indent=1, ensure_ascii=False) + "\n"
        (HERE / "figures.json").write_text(text, encoding="utf-8")
        (HERE / "figures.md").write_text(as_markdown(figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
