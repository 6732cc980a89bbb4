"""What each part of the ranking is worth: the measurement of product.py with one part off.

    python benchmarks/relevance/ablation.py --data FOLDER            (or KLIPING_DATA=FOLDER)
    python benchmarks/relevance/ablation.py --data FOLDER --write    also writes ablation.md

Each row runs in a process of its own, in which one part is switched off before anything is
indexed or asked; p is that of no difference from the whole (paired randomisation of MRR@10, 10,000
rounds, seed 0). Parts of the analyzer are off in the index and in the queries.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import product
import tasks
from metrics import mrr, randomisation_p

import kliping
from kliping import Archive
from kliping.cli.main import run as kliping_command
from kliping.index.analyzer.lexicon import Lexicon
from kliping.index.analyzer.stemmer import IndonesianStemmer
from kliping.query import compiler, words
from kliping.query.compiler import _Compiler
from kliping.retrieval import executing

HERE = Path(__file__).parent
WHOLE = "nothing"


def _without_field(name: str) -> None:
    """Search by unnamed words in one field less."""
    whole = _Compiler.everywhere

    def scope(self: _Compiler) -> words.Scope:
        return words.Scope(fields=tuple(f for f in whole(self).fields if f.name != name))

    _Compiler.everywhere = scope  # type: ignore[method-assign]


def _without_meanings() -> None:
    compiler.with_meanings = lambda query, nodes, context: list(nodes)  # type: ignore[attr-defined]


def _set(module: object, name: str, value: object) -> Callable[[], None]:
    return lambda: setattr(module, name, value)


# What is off → (how, whether the index is another one without it).
PARTS: dict[str, tuple[Callable[[], None], bool]] = {
    WHOLE: (lambda: None, False),
    "lead": (lambda: _without_field("lead"), False),
    "exact words": (_set(words, "EXACT_WEIGHT", 0.0), False),
    "amounts and times": (_without_meanings, False),
    "coverage": (_set(compiler, "COVERAGE", 0.0), False),
    "articles with all words first": (_set(executing, "STRICT_SHARE", 2.0), False),
    "compounds": (_set(Lexicon, "compounds", {}), True),
    "capitals of names": (
        _set(IndonesianStemmer, "_is_doubtful", lambda *_, **__: False),
        True,
    ),
    "names that are roots": (_set(Lexicon, "namesakes", frozenset()), True),
}


def _three_tasks(data: Path) -> Iterator[tuple[str, tasks.Task]]:
    titles = tasks.titles(data)
    yield "questions", tasks.questions(data)
    yield "news", titles
    yield "news", tasks.three_words(titles)


def _build(folder: Path, task: tasks.Task) -> Archive:
    """Return an archive of a task's documents, made by the command line in this process."""
    source, archive = folder / "documents.jsonl", folder / "arsip.kliping"
    if not archive.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with source.open("w", encoding="utf-8") as lines:
            for number, text in enumerate(task.documents):
                lines.write(json.dumps({"id": str(number), "text": text}) + "\n")
        command = ["--archive", str(archive), "index", "--jobs", "1", str(source)]
        with contextlib.redirect_stdout(sys.stderr):
            if code := kliping_command(command):
                raise SystemExit(code)
    return kliping.open(archive)


def measure(data: Path, folder: Path, part: str) -> None:
    """Print the ranks of the three tasks without a part, as JSON."""
    switch_off, is_indexed = PARTS[part]
    switch_off()
    if is_indexed:
        folder = folder / part.replace(" ", "-")
    found = []
    for place, task in _three_tasks(data):
        with _build(folder / place, task) as archive:
            found.append(product.ranks(archive, task, product.DEFAULT))
    print(json.dumps(found))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("KLIPING_DATA"))
    parser.add_argument("--write", action="store_true", help="write ablation.md")
    parser.add_argument("--archives", type=Path, help="keep the archives here, and use them again")
    parser.add_argument("--without", choices=PARTS, help="print the ranks without one part")
    arguments = parser.parse_args()
    if arguments.data is None:
        print("no data: give --data FOLDER or set KLIPING_DATA; see README.md", file=sys.stderr)
        return 2
    data = Path(arguments.data)
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.archives or Path(scratch)
        if arguments.without:
            measure(data, folder, arguments.without)
            return 0
        lines = list(_table(data, folder))
    print("\n".join(lines))
    if arguments.write:
        (HERE / "ablation.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def _table(data: Path, folder: Path) -> Iterator[str]:
    yield "# What each part of the ranking is worth"
    yield ""
    yield f"MRR@10 through `Archive.search`, {date.today().isoformat()}; p beside the whole."
    yield ""
    yield "| without | " + " | ".join(f"{task.name} | p" for _, task in _three_tasks(data)) + " |"
    yield "|---|" + "---|---|" * 3
    whole: list[list[int]] = []
    for part in PARTS:
        command = [sys.executable, __file__, "--data", str(data), "--archives", str(folder)]
        run = subprocess.run([*command, "--without", part], check=True, stdout=subprocess.PIPE)
        found = json.loads(run.stdout)
        whole = whole or found
        cells = (
            f"{mrr(places):.4f} | {'' if part == WHOLE else f'{randomisation_p(places, base):.4f}'}"
            for places, base in zip(found, whole, strict=True)
        )
        yield f"| {part} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
